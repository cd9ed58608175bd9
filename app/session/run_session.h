#pragma once

#include "run/run.h"
#include "session/hand_log.h"
#include "session/watchpoint.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <memory>
#include <vector>

namespace spillway {

// What the interface draws: the newest snapshot and the seconds that finished since the last pull.
struct LiveView {
    RunSnapshot snapshot;
    std::vector<NodeSeries> series;   // per node, complete so far
    std::vector<Decision> decisions;  // complete so far
    Attribution attribution;          // of the node watched, see watch()
    double speed = 0;                 // simulated seconds per wall second, measured
    double eventsPerSecond = 0;       // of wall time, measured
    HandLog byHand;                   // also what is done later, when the run was taken back
};

// Owns the emulator's thread: paces it, hands commands in, and keeps the latest view for the interface to take once a
// frame. Lives on the interface's thread; no call blocks on the run.
class RunSession : public QObject {
    Q_OBJECT
public:
    enum class Phase { idle, running, paused, finished };

    explicit RunSession(QObject* parent = nullptr);
    ~RunSession() override;

    // Stops whatever runs. Starts paused if `paused`.
    void start(std::shared_ptr<const RunPlan> plan, RunOptions options, bool paused = false);
    void pause();
    void resume();
    void stop();                  // keeps the last view; emits finished() with the partial report
    void step(Duration span);     // while paused
    void runUntil(SimTime time);  // then pauses
    void runUntil(const Watchpoint& point);
    // Exactly there, forwards or back, and paused: as fast as it goes, and with what was done by hand. Also after the
    // end. A run that is taken back and played on does the same again, until something else is done to it.
    void seek(SimTime time);
    bool isSeeking() const;  // the run has not arrived yet
    // As it was at a time, from what was recorded: a picture a second. False if nothing was.
    bool past(SimTime time, LiveView& out) const;
    SimTime reach() const;         // up to where the past is recorded
    void setSpeed(double factor);  // simulated per wall second, 0.0001 to 1e6; 0 = as fast as possible
    double requestedSpeed() const;
    void inject(const Fault& fault);  // at the next tick
    void clearFaults(const std::string& on);
    void watch(std::size_t node);  // whose attribution the view carries

    Phase phase() const;
    // True and a view if there is a newer one than the last taken.
    bool takeView(LiveView& out);

    bool event(QEvent* event) override;

Q_SIGNALS:
    void phaseChanged();
    void finished(std::shared_ptr<const RunReport> report);
    void injectRefused(const QString& sentence);  // the fault's target does not exist, or it cannot have this fault

private:
    class Private;
    std::unique_ptr<Private> d;
};

}  // namespace spillway
