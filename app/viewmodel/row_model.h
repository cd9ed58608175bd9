#pragma once

#include <QAbstractListModel>
#include <QStringList>
#include <QVariantList>

namespace spillway {

// A list whose rows are plain values under named roles, replaced as a whole: setRows() finds what changed and tells the
// view only that, so that a delegate in use (a text field with the focus) stays.
class RowModel : public QAbstractListModel {
    Q_OBJECT
    Q_PROPERTY(int count READ count NOTIFY countChanged)
public:
    // A row has one value per role, in this order.
    using Row = QVariantList;
    using Rows = QList<Row>;

    explicit RowModel(const QStringList& roles, QObject* parent = nullptr);

    void setRows(const Rows& rows);
    // One row, which exists.
    void setRow(int row, const Row& values);
    const Rows& rows() const { return m_rows; }
    int count() const { return static_cast<int>(m_rows.size()); }
    // A value by the name of its role; invalid outside the list.
    Q_INVOKABLE QVariant value(int row, const QString& role) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void countChanged();

private:
    QStringList m_roles;
    Rows m_rows;
};

}  // namespace spillway
