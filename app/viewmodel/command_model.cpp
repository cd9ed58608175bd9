#include "viewmodel/command_model.h"

#include "document/document.h"
#include "viewmodel/action_table.h"
#include "viewmodel/kind_face.h"
#include "viewmodel/text_format.h"

#include <algorithm>
#include <vector>

namespace spillway {
namespace {

constexpr int kLetter = 1;
constexpr int kRun = 4;
constexpr int kWordStart = 6;
constexpr std::size_t kRowsMax = 60;

struct Found {
    int score;
    RowModel::Row row;
};

}  // namespace

CommandModel::CommandModel(ActionTable& actions, Document& document, QObject* parent)
    : RowModel({QStringLiteral("target"), QStringLiteral("title"), QStringLiteral("where"), QStringLiteral("keysText"),
                QStringLiteral("usable")},
               parent),
      m_actions(actions),
      m_document(document) {}

void CommandModel::setQuery(const QString& query) {
    if (query == m_query) return;
    m_query = query;
    refresh();
    Q_EMIT queryChanged();
}

void CommandModel::setItemsOnly(bool only) {
    if (only == m_itemsOnly) return;
    m_itemsOnly = only;
    refresh();
    Q_EMIT itemsOnlyChanged();
}

int CommandModel::score(const QString& query, const QString& text) {
    int total = 0;
    qsizetype at = -1;
    for (const QChar wanted : query) {
        if (wanted.isSpace()) continue;
        const qsizetype next = text.indexOf(wanted, at + 1, Qt::CaseInsensitive);
        if (next < 0) return 0;
        const bool wordStart = next == 0 || !text[next - 1].isLetterOrNumber();
        total += kLetter + (next == at + 1 && at >= 0 ? kRun : 0) + (wordStart ? kWordStart : 0);
        at = next;
    }
    if (text.contains(query, Qt::CaseInsensitive)) total += kRun * static_cast<int>(query.size());
    // Of two that fit alike, the shorter one.
    return total == 0 ? 0 : total * 100 - static_cast<int>(std::min<qsizetype>(text.size(), 99));
}

void CommandModel::refresh() {
    std::vector<Found> found;
    const auto offer = [&](const QString& target, const QString& title, const QString& where, const QString& keys,
                           bool usable, bool always) {
        const int points = m_query.isEmpty()
                               ? (always ? 1 : 0)
                               : std::max(score(m_query, title), score(m_query, where + QChar(u' ') + title) - 200);
        if (points > 0) found.push_back({points + (usable ? 0 : -1000), {target, title, where, keys, usable}});
    };
    for (int row = 0; row < m_actions.rowCount() && !m_itemsOnly; ++row) {
        const auto index = m_actions.index(row);
        const QString id = index.data(ActionTable::idRole).toString();
        offer(QStringLiteral("action:") + id, index.data(ActionTable::textRole).toString(),
              index.data(ActionTable::menuRole).toString(), index.data(ActionTable::keysTextRole).toString(),
              m_actions.isEnabled(id), true);
    }
    const Topology& topology = m_document.architecture().topology;
    for (const Node& node : topology.nodes) {
        const QString id = text::fromStd(node.id);
        offer(QStringLiteral("item:") + id, node.name.empty() ? id : text::fromStd(node.name),
              QString::fromLatin1(faceOf(node.kind()).name), {}, true, m_itemsOnly);
    }
    for (const Boundary& boundary : topology.boundaries) {
        const QString id = text::fromStd(boundary.id);
        offer(QStringLiteral("item:") + id, boundary.name.empty() ? id : text::fromStd(boundary.name), tr("Boundary"),
              {}, true, m_itemsOnly);
    }
    std::ranges::stable_sort(found, std::greater{}, &Found::score);
    if (!m_query.isEmpty() && found.size() > kRowsMax) found.resize(kRowsMax);
    Rows rows;
    for (Found& entry : found) rows.append(std::move(entry.row));
    setRows(rows);
}

void CommandModel::run(int row) {
    const QString target = value(row, QStringLiteral("target")).toString();
    if (target.startsWith(QStringLiteral("action:")))
        m_actions.trigger(target.mid(7));
    else if (!target.isEmpty())
        Q_EMIT chosen(target.mid(5));
}

}  // namespace spillway
