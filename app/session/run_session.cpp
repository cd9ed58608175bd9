#include "session/run_session.h"

#include "session/run_worker.h"

#include <algorithm>
#include <utility>

namespace spillway {

namespace {

constexpr double kLeastSpeed = 1e-4;
constexpr double kMostSpeed = 1e6;

}  // namespace

class RunSession::Private {
public:
    explicit Private(RunSession& owner) : q{owner} {}

    void setPhase(Phase next) {
        if (phase == next) return;
        phase = next;
        Q_EMIT q.phaseChanged();
    }

    // Runs `work` on the interface's thread, unless another run was started by then.
    template <class Work>
    void later(std::uint64_t from, Work work) {
        QMetaObject::invokeMethod(
            &q,
            [this, from, work = std::move(work)]() mutable {
                if (from == generation) work();
            },
            Qt::QueuedConnection);
    }

    RunWorker::Listener listener(std::uint64_t from) {
        RunWorker::Listener listener;
        listener.finished = [this, from](std::shared_ptr<const RunReport> report, std::uint64_t sought) {
            later(from, [this, report = std::move(report), sought] {
                if (sought != seek) return;  // it has been sent elsewhere since
                setPhase(Phase::finished);
                Q_EMIT q.finished(report);
            });
        };
        listener.paused = [this, from](std::uint64_t reached) {
            later(from, [this, reached] {
                // News from before the last command is none: the run went on since.
                if (phase == Phase::running && reached == serial) setPhase(Phase::paused);
            });
        };
        listener.refused = [this, from](const Diagnostics& problems) {
            later(from, [this, problems] {
                for (const Diagnostic& problem : problems) {
                    Q_EMIT q.injectRefused(QString::fromStdString(problem.sentence));
                }
            });
        };
        return listener;
    }

    bool isLive() const { return worker && (phase == Phase::running || phase == Phase::paused); }
    void send(RunWorker::Command command) {
        if (isLive()) worker->send(std::move(command));
    }

    // The old run ends within a tick by itself: nobody waits for it here.
    void retire() {
        std::erase_if(retired, [](const auto& old) { return old->hasEnded(); });
        if (!worker) return;
        worker->abandon();
        retired.push_back(std::move(worker));
    }

    RunSession& q;
    Phase phase = Phase::idle;
    double speed = 1;
    std::size_t watched = 0;
    std::uint64_t generation = 0;
    std::uint64_t serial = 0;  // of the last command that decides whether it runs
    std::uint64_t seek = 0;    // of the last one in this run
    std::unique_ptr<RunWorker> worker;
    std::vector<std::unique_ptr<RunWorker>> retired;
    std::shared_ptr<LiveFeed> feed;
};

RunSession::RunSession(QObject* parent) : QObject{parent}, d{std::make_unique<Private>(*this)} {}

// Workers end, and stop calling here, before anything else of this goes.
RunSession::~RunSession() {
    d->retire();
    d->retired.clear();
}

void RunSession::start(std::shared_ptr<const RunPlan> plan, RunOptions options, bool paused) {
    d->retire();
    ++d->generation;
    d->seek = 0;
    d->worker = std::make_unique<RunWorker>(std::move(plan), options, paused, d->speed, d->listener(d->generation));
    d->worker->watch(d->watched);
    d->feed = d->worker->feed();
    d->setPhase(paused ? Phase::paused : Phase::running);
}

void RunSession::pause() {
    if (d->phase != Phase::running) return;
    ++d->serial;
    d->send(RunWorker::Pause{});
    d->setPhase(Phase::paused);
}

void RunSession::resume() {
    if (d->phase != Phase::paused) return;
    ++d->serial;
    d->send(RunWorker::Resume{});
    d->setPhase(Phase::running);
}

void RunSession::stop() {
    if (d->isLive()) d->worker->stop();
}

void RunSession::step(Duration span) {
    if (d->phase == Phase::paused) d->send(RunWorker::Step{span});
}

void RunSession::runUntil(SimTime time) {
    if (!d->isLive()) return;
    d->send(RunWorker::Until{time, ++d->serial});
    d->setPhase(Phase::running);
}

void RunSession::runUntil(const Watchpoint& point) {
    if (!d->isLive()) return;
    d->send(RunWorker::Await{point, ++d->serial});
    d->setPhase(Phase::running);
}

void RunSession::seek(SimTime time) {
    if (!d->worker) return;
    ++d->serial;
    d->worker->send(RunWorker::Seek{time, ++d->seek});
    d->setPhase(Phase::paused);
}

bool RunSession::isSeeking() const { return d->worker && d->worker->arrived() < d->seek; }

bool RunSession::past(SimTime time, LiveView& out) const { return d->feed && d->feed->past(time, out); }

SimTime RunSession::reach() const { return d->feed ? d->feed->reach() : SimTime{}; }

void RunSession::setSpeed(double factor) {
    // What is no number is as fast as possible, like 0; the others stay within what a clock of nanoseconds can count.
    d->speed = factor > 0 ? std::clamp(factor, kLeastSpeed, kMostSpeed) : 0;
    d->send(RunWorker::Speed{d->speed});
}

double RunSession::requestedSpeed() const { return d->speed; }

void RunSession::inject(const Fault& fault) { d->send(RunWorker::Inject{fault}); }

void RunSession::clearFaults(const std::string& on) { d->send(RunWorker::Clear{on}); }

void RunSession::watch(std::size_t node) {
    d->watched = node;
    if (d->worker) d->worker->watch(node);
}

RunSession::Phase RunSession::phase() const { return d->phase; }

bool RunSession::takeView(LiveView& out) { return d->feed && d->feed->take(out, d->seek); }

}  // namespace spillway
