#pragma once

#include "run/report.h"
#include "scenario/scenario.h"
#include "viewmodel/row_model.h"

#include <QObject>

namespace spillway {

class RunDeck;
class Selection;

// What runs now, for the selected node, flow or boundary, or for the whole when nothing is selected.
class LivePanel : public QObject {
    Q_OBJECT
    Q_PROPERTY(bool hasRun READ hasRun NOTIFY changed)
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(QString decisionsTitle READ decisionsTitle NOTIFY changed)
    Q_PROPERTY(QString attributionNote READ attributionNote NOTIFY changed)
    Q_PROPERTY(spillway::RowModel* numbers READ numbers CONSTANT)
    Q_PROPERTY(spillway::RowModel* attribution READ attribution CONSTANT)
    Q_PROPERTY(spillway::RowModel* decisions READ decisions CONSTANT)
public:
    LivePanel(RunDeck& deck, Selection& selection, QObject* parent = nullptr);

    bool hasRun() const;
    QString title() const;
    QString decisionsTitle() const { return m_decisionsTitle; }
    QString attributionNote() const { return m_attributionNote; }
    RowModel* numbers() { return &m_numbers; }
    RowModel* attribution() { return &m_attribution; }
    RowModel* decisions() { return &m_decisions; }
    // The series the charts and the heat strip draw: the selected node's, or the whole's. Empty before a run.
    const NodeSeries& series() const { return m_series; }
    // When faults are at work, scripted and by hand, in simulated seconds.
    struct Band {
        double from = 0;
        double to = 0;
    };
    std::vector<Band> bands() const;
    // The bound of an objective on what is shown, in milliseconds; 0 if there is none.
    double boundMs() const;

Q_SIGNALS:
    void changed();
    void seriesChanged();  // series() or bands() are others: a second finished, or something else is selected

private:
    void refresh();
    void refreshNumbers();
    void refreshAttribution();
    void refreshDecisions();
    void refreshSeries();
    void gatherSeries(const Topology& topology, const std::vector<NodeSeries>& series);

    RunDeck& m_deck;
    Selection& m_selection;
    RowModel m_numbers;
    RowModel m_attribution;
    RowModel m_decisions;
    NodeSeries m_series;
    struct Shown {
        const Architecture* ran = nullptr;
        QString item;
        std::size_t seconds = 0;
        friend bool operator==(const Shown&, const Shown&) = default;
    };
    Shown m_shown;
    QString m_attributionNote;
    QString m_decisionsTitle;
};

// The series of several nodes as one: counts add up, percentiles take the slowest.
void addSeries(NodeSeries& sum, const NodeSeries& more);

}  // namespace spillway
