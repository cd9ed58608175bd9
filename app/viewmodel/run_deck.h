#pragma once

#include "document/document.h"
#include "session/run_session.h"
#include "viewmodel/live_source.h"
#include "viewmodel/row_model.h"

#include <QElapsedTimer>
#include <QStringList>
#include <QTimer>

#include <memory>
#include <optional>

namespace spillway {

class RunStore;

// The transport: which scenario runs, how fast, what has been broken by hand, and the newest view of the run.
// Takes views from the session (nobody else does), once a frame; texts and charts follow at most 20 times a second.
class RunDeck : public spillway::LiveSource {
    Q_OBJECT
    Q_PROPERTY(QString phase READ phase NOTIFY phaseChanged)
    Q_PROPERTY(bool active READ active NOTIFY phaseChanged)
    Q_PROPERTY(QString clock READ clock NOTIFY ticked)
    Q_PROPERTY(QString duration READ duration NOTIFY scenarioChanged)
    Q_PROPERTY(double progress READ progress NOTIFY ticked)
    Q_PROPERTY(double speedPosition READ speedPosition WRITE setSpeedPosition NOTIFY speedChanged)
    Q_PROPERTY(QString speedText READ speedText NOTIFY speedChanged)
    Q_PROPERTY(QString eventsText READ eventsText NOTIFY ticked)
    Q_PROPERTY(QString realTimeText READ realTimeText NOTIFY ticked)
    Q_PROPERTY(QString objectiveText READ objectiveText NOTIFY ticked)
    Q_PROPERTY(QString objectiveTone READ objectiveTone NOTIFY ticked)
    Q_PROPERTY(QString recoveryText READ recoveryText NOTIFY ticked)
    Q_PROPERTY(QString recoveryTone READ recoveryTone NOTIFY ticked)
    Q_PROPERTY(QString runText READ runText NOTIFY runTextChanged)
    Q_PROPERTY(QString threadsText READ threadsText NOTIFY ticked)
    Q_PROPERTY(int seed READ seed WRITE setSeed NOTIFY seedChanged)
    Q_PROPERTY(QStringList scenarios READ scenarios NOTIFY scenarioChanged)
    Q_PROPERTY(int scenario READ scenario WRITE setScenario NOTIFY scenarioChanged)
    Q_PROPERTY(QString scenarioTitle READ scenarioTitle NOTIFY scenarioChanged)
    Q_PROPERTY(bool scrubbing READ scrubbing NOTIFY ticked)
    Q_PROPERTY(double reach READ reach NOTIFY ticked)  // of the timeline: up to where the past is recorded
    Q_PROPERTY(bool hasInjected READ hasInjected NOTIFY timelineChanged)
    Q_PROPERTY(
        int lanes READ lanes NOTIFY timelineChanged)  // of the timeline: blocks that overlap lie below each other
    Q_PROPERTY(QString objectiveNow READ objectiveNow NOTIFY ticked)
    Q_PROPERTY(spillway::RowModel* timeline READ timeline CONSTANT)
    Q_PROPERTY(spillway::RowModel* decisions READ decisions CONSTANT)
public:
    // The store may be null: then runs are not kept.
    RunDeck(Document& document, RunSession& session, RunStore* store, QObject* parent = nullptr);
    ~RunDeck() override;

    const LiveView* liveView() override;
    const Topology* liveTopology() const override;
    bool isAdvancing() const override;

    QString phase() const;
    bool active() const;  // running or paused
    bool hasView() const { return m_hasView; }
    // The newest, or the one looked back at.
    const LiveView& view() const { return m_scrub ? m_past : m_view; }
    // What the run was compiled from; null before the first run. Indices of the view are those of its nodes and flows.
    const Architecture* ranArchitecture() const { return m_ran.get(); }
    const RunReport* report() const { return m_report.get(); }
    // Index in the view of a node's id; none when the run does not know it.
    std::optional<std::size_t> nodeIndex(const QString& id) const;

    QString clock() const;
    QString duration() const;
    double progress() const;
    double reach() const;
    double speedPosition() const;  // 0 = 0.1x ... 1 = as fast as possible; logarithmic
    void setSpeedPosition(double position);
    double speed() const;  // 0 = as fast as possible
    void setSpeed(double factor);
    QString speedText() const;
    QString eventsText() const;
    QString realTimeText() const;
    QString objectiveText() const;  // the bound: "SLO p99 < 800 ms · 99.5 %"
    QString objectiveNow() const;   // how it stands: "now 204 ms, 99.9 % succeed", "missed, budget left 12 %"
    QString objectiveTone() const;
    QString recoveryText() const;  // of the finished run, when something broke in it
    QString recoveryTone() const;
    QString runText() const { return m_runText; }
    QString threadsText() const;
    int seed() const { return m_seed; }
    void setSeed(int seed);
    QStringList scenarios() const;
    int scenario() const { return m_scenario; }
    void setScenario(int index);
    QString scenarioTitle() const;
    const Scenario* currentScenario() const;
    // The one that runs while a run is active (the document may be edited meanwhile), else the chosen one.
    const Scenario* shownScenario() const;
    // Its faults and those broken in by hand.
    std::vector<Fault> shownFaults() const;
    Duration length() const;
    bool hasInjected() const { return m_hasUnkept; }
    int lanes() const { return m_lanes; }
    RowModel* timeline() { return &m_timeline; }
    RowModel* decisions() { return &m_decisions; }

    Q_INVOKABLE void play();
    Q_INVOKABLE void pause();
    Q_INVOKABLE void togglePlay();
    Q_INVOKABLE void step();
    Q_INVOKABLE void stop();
    Q_INVOKABLE void faster();
    Q_INVOKABLE void slower();
    Q_INVOKABLE void stepBack();
    void runUntil(SimTime time);
    // Until something is decided, or begins to wait, to be full or to fail, at this node (empty: at any).
    void runUntil(Watchpoint::When when, const QString& node);
    // The hand on the timeline, 0 to 1 of the scenario: the recorded picture of that time is shown while it moves, and
    // the run is brought exactly there when it lets go.
    Q_INVOKABLE void scrub(double share);
    Q_INVOKABLE void drop(double share);
    void seek(SimTime time);
    bool scrubbing() const { return m_scrub.has_value(); }
    // The start of the next scripted fault after now, if there is one.
    std::optional<SimTime> nextFault() const;
    void watch(const QString& nodeId);
    Q_INVOKABLE bool knowsNode(const QString& id) const;  // of the document

    void inject(const Fault& fault);
    void clearFaults(const QString& on);
    bool hasFaultsOn(const QString& item) const;  // at work, or still to come
    // What was done by hand becomes lines of the scenario that ran: one undo step. That scenario gives this run again.
    Q_INVOKABLE void keepInjected();

    // The series of the last run, one line a second and node. False (and refused() says why) if it cannot be written.
    bool writeSeries(const QString& path);

    // Forgets the run shown: another document is open.
    void forget();

Q_SIGNALS:
    void phaseChanged();
    void viewChanged();  // a newer view(), once a frame
    void ticked();       // texts and charts, at most 20 a second
    void speedChanged();
    void seedChanged();
    void scenarioChanged();
    void timelineChanged();
    void runTextChanged();
    void refused(const QString& sentence);  // the scenario cannot run, or the run cannot be kept
    void compiled(const spillway::Diagnostics& diagnostics);
    void runStored(qint64 number);

private:
    bool start(bool paused);
    void pull();
    void finish(const std::shared_ptr<const RunReport>& report);
    void keepRun();
    void forgetRun();
    void refreshTimeline();
    void refreshDecisions();
    void documentChanged();
    void refreshByHand();
    void showPast(SimTime time);
    void recall(SimTime time);
    void showRecalled();
    bool isKeptAlready(const RunReport& report) const;
    ByHand unkept() const;
    bool hasUnkept() const;
    // The document's scenario of the run shown; null if it is gone.
    const Scenario* scenarioOfRun() const;
    Scenario asRun(const Scenario& scenario) const;
    SimTime now() const;

    Document& m_document;
    RunSession& m_session;
    RunStore* m_store;
    QTimer m_frame;
    QElapsedTimer m_sinceTick;
    LiveView m_view;
    bool m_hasView = false;
    bool m_forgotten = false;
    std::shared_ptr<const Architecture> m_ran;
    std::shared_ptr<const RunReport> m_report;
    std::string m_ranText;
    ByHand m_byHand;                 // of the run shown
    std::size_t m_handSteps = 0;     // of them in the newest view
    ByHand m_keptByHand;             // of it: what the document's scenario says by now
    bool m_hasUnkept = false;        // it does not say all
    std::optional<SimTime> m_scrub;  // where the hand on the timeline is, until the run has arrived there
    bool m_dragged = false;          // the hand has not let go
    LiveView m_past;
    std::shared_ptr<const RunReport> m_storedReport;  // of this run: it is kept once
    QString m_storedText;
    double m_speed = 1;
    int m_seed = 1;
    unsigned m_threads = 1;
    int m_scenario = 0;
    int m_ranScenario = 0;
    int m_lanes = 1;
    QString m_runText;
    QString m_watched;
    RowModel m_timeline;
    RowModel m_decisions;
};

}  // namespace spillway
