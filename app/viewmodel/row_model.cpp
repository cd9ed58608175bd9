#include "viewmodel/row_model.h"

#include <algorithm>

namespace spillway {

RowModel::RowModel(const QStringList& roles, QObject* parent) : QAbstractListModel(parent), m_roles(roles) {}

void RowModel::setRows(const Rows& rows) {
    const auto before = m_rows.size();
    const auto common = std::min(before, rows.size());
    for (qsizetype row = 0; row < common;) {
        if (m_rows[row] == rows[row]) {
            ++row;
            continue;
        }
        const auto first = row;
        for (; row < common && m_rows[row] != rows[row]; ++row) m_rows[row] = rows[row];
        Q_EMIT dataChanged(index(static_cast<int>(first)), index(static_cast<int>(row - 1)));
    }
    if (rows.size() > before) {
        beginInsertRows({}, static_cast<int>(before), static_cast<int>(rows.size() - 1));
        m_rows.append(rows.mid(before));
        endInsertRows();
    } else if (rows.size() < before) {
        beginRemoveRows({}, static_cast<int>(rows.size()), static_cast<int>(before - 1));
        m_rows.resize(rows.size());
        endRemoveRows();
    }
    if (rows.size() != before) Q_EMIT countChanged();
}

void RowModel::setRow(int row, const Row& values) {
    m_rows[row] = values;
    Q_EMIT dataChanged(index(row), index(row));
}

QVariant RowModel::value(int row, const QString& role) const {
    const auto column = m_roles.indexOf(role);
    return row < 0 || row >= m_rows.size() || column < 0 ? QVariant{} : m_rows[row].value(column);
}

int RowModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : count(); }

QVariant RowModel::data(const QModelIndex& index, int role) const {
    const int column = role - Qt::UserRole;
    if (!index.isValid() || index.row() >= m_rows.size() || column < 0) return {};
    return m_rows[index.row()].value(column);
}

QHash<int, QByteArray> RowModel::roleNames() const {
    QHash<int, QByteArray> names;
    for (qsizetype column = 0; column < m_roles.size(); ++column) {
        names.insert(Qt::UserRole + static_cast<int>(column), m_roles[column].toUtf8());
    }
    return names;
}

}  // namespace spillway
