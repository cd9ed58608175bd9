#pragma once

#include "viewmodel/row_model.h"

namespace spillway {

// The components one can draw, by group, filtered by words of their name, group or help. "first": begins a group.
class PaletteModel : public spillway::RowModel {
    Q_OBJECT
    Q_PROPERTY(QString filter READ filter WRITE setFilter NOTIFY filterChanged)
    // Without the kinds that only send: what a flow can lead to.
    Q_PROPERTY(bool targetsOnly READ targetsOnly WRITE setTargetsOnly NOTIFY targetsOnlyChanged)
public:
    // Kinds of nodes; `everything` has the boundary too, which is no node but is drawn like one ("kind" is then
    // "boundary").
    enum class Offers { nodes, everything };
    explicit PaletteModel(Offers offers = Offers::nodes, QObject* parent = nullptr);
    QString filter() const { return m_filter; }
    void setFilter(const QString& filter);
    bool targetsOnly() const { return m_targetsOnly; }
    void setTargetsOnly(bool only);

Q_SIGNALS:
    void filterChanged();
    void targetsOnlyChanged();

private:
    void rebuild();
    Offers m_offers;
    QString m_filter;
    bool m_targetsOnly = false;
};

}  // namespace spillway
