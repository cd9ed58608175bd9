#pragma once

#include "topology/topology.h"

#include <QObject>
#include <QString>
#include <QStringList>

namespace spillway {

// What is selected: ids of nodes and boundaries, and flows as "from -> to", in the order in which they were picked.
// The same names as fault targets have, so a selection survives undo and reload. Lives on the interface's thread.
class Selection : public QObject {
    Q_OBJECT
    Q_PROPERTY(QStringList items READ items WRITE set NOTIFY changed)
    Q_PROPERTY(int count READ count NOTIFY changed)
    Q_PROPERTY(QString single READ single NOTIFY changed)
public:
    explicit Selection(QObject* parent = nullptr);

    QStringList items() const { return m_items; }
    int count() const { return static_cast<int>(m_items.size()); }
    // The only item; empty if there is none or more than one.
    QString single() const { return m_items.size() == 1 ? m_items.front() : QString(); }
    Q_INVOKABLE bool contains(const QString& item) const { return m_items.contains(item); }

    Q_INVOKABLE void set(const QStringList& items);
    Q_INVOKABLE void select(const QString& item) { set({item}); }
    Q_INVOKABLE void add(const QStringList& items);
    Q_INVOKABLE void toggle(const QString& item);
    Q_INVOKABLE void clear() { set({}); }
    // Drops what is no longer drawn.
    void prune(const Topology& topology);

    static bool isFlow(const QString& item) { return item.contains(QLatin1String(" -> ")); }

Q_SIGNALS:
    void changed();

private:
    QStringList m_items;
};

}  // namespace spillway
