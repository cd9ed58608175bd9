#pragma once

#include "analysis/cost.h"
#include "run/report.h"
#include "store/run_store.h"
#include "viewmodel/load_study.h"
#include "viewmodel/row_model.h"
#include "viewmodel/run_again.h"
#include "viewmodel/seed_summary.h"

#include <QObject>

#include <map>
#include <vector>

namespace spillway {

// The runs that were kept, up to four of them chosen, their measures side by side and their series over each other.
class CompareDesk : public QObject {
    Q_OBJECT
    Q_PROPERTY(spillway::RowModel* runs READ runs CONSTANT)
    Q_PROPERTY(spillway::RowModel* columns READ columns CONSTANT)
    Q_PROPERTY(spillway::RowModel* measures READ measures CONSTANT)
    Q_PROPERTY(spillway::RowModel* causes READ causes CONSTANT)
    // Whether the measures have a difference: with exactly two runs, of the second from the first.
    Q_PROPERTY(bool paired READ paired NOTIFY changed)
    Q_PROPERTY(bool seeded READ seeded NOTIFY changed)  // some chosen run was studied on several seeds
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    Q_PROPERTY(QString scenarioLine READ scenarioLine NOTIFY changed)
public:
    static constexpr std::size_t kChosenMax = 4;

    struct Chosen {
        StoredRun run;
        RunReport report;
        NodeSeries users;                  // what the sources see
        NodeSeries behind;                 // instances and backlog of everything behind them
        std::optional<CostReport> cost{};  // of the architecture that is kept with the run
        std::vector<Measure> measures{};
    };

    // The store may be null: then the list says why.
    CompareDesk(RunStore* store, const QString& problem, QObject* parent = nullptr);
    ~CompareDesk() override;

    RowModel* runs() { return &m_runs; }
    RowModel* columns() { return &m_columns; }
    RowModel* measures() { return &m_measures; }
    RowModel* causes() { return &m_causes; }
    bool paired() const { return m_chosen.size() == 2; }
    bool seeded() const;
    QString problem() const { return m_problem; }
    QString scenarioLine() const;
    const std::vector<Chosen>& chosen() const { return m_chosen; }
    // What chosen runs were made from; the first that cannot be run again is the error.
    Result<RunAgain> again(const Chosen& chosen) const;
    Result<std::vector<RunAgain>> chosenAgain() const;
    // What studies found out about a run, kept as long as the window: null until then.
    const SeedSummary* seedsOf(std::int64_t number) const;
    const LoadCurve* loadsOf(std::int64_t number) const;
    void keepSeeds(std::int64_t number, SeedSummary summary);
    void keepLoads(std::int64_t number, LoadCurve curve);
    void keepBlastRadius(std::int64_t number, double lost);

    Q_INVOKABLE void refresh();
    // The newest two, the older one first, as long as nobody chose otherwise.
    void chooseNewest();
    Q_INVOKABLE void toggle(qint64 number);
    Q_INVOKABLE void rename(qint64 number, const QString& label);
    Q_INVOKABLE void remove(qint64 number);
    // The document as it was when the run was made; empty (and problem() says why) if the store refuses.
    QString documentText(qint64 number);

Q_SIGNALS:
    void changed();

private:
    void show();
    void showMeasures();
    // One row: the measure of this name of every chosen run, over its seeds where they were run.
    RowModel::Row measureRow(const QString& label) const;
    std::vector<Measure> studied(const Chosen& chosen) const;
    void showCauses();
    bool add(std::int64_t number);
    RunStore* m_store;
    QString m_problem;
    std::vector<StoredRun> m_list;
    std::vector<Chosen> m_chosen;
    bool m_chosenByHand = false;
    std::map<std::int64_t, SeedSummary> m_seeds;
    std::map<std::int64_t, LoadCurve> m_loads;
    std::map<std::int64_t, double> m_blastRadius;  // share of requests that the worst single fault takes
    RowModel m_runs;
    RowModel m_columns;
    RowModel m_measures;
    RowModel m_causes;
};

}  // namespace spillway
