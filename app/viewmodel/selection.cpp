#include "viewmodel/selection.h"

#include <unordered_set>

namespace spillway {

Selection::Selection(QObject* parent) : QObject{parent} {}

void Selection::set(const QStringList& items) {
    QStringList unique = items;
    unique.removeDuplicates();
    unique.removeAll(QString());
    if (unique == m_items) return;
    m_items = unique;
    Q_EMIT changed();
}

void Selection::add(const QStringList& items) { set(m_items + items); }

void Selection::toggle(const QString& item) {
    QStringList items = m_items;
    if (!items.removeAll(item)) items.append(item);
    set(items);
}

void Selection::prune(const Topology& topology) {
    if (m_items.isEmpty()) return;
    std::unordered_set<std::string> drawn;
    for (const Node& node : topology.nodes) drawn.insert(node.id);
    for (const Boundary& boundary : topology.boundaries) drawn.insert(boundary.id);
    for (const Flow& flow : topology.flows) drawn.insert(flowName(flow));
    QStringList kept;
    for (const QString& item : m_items) {
        if (drawn.contains(item.toStdString())) kept.append(item);
    }
    set(kept);
}

}  // namespace spillway
