#include "session/run_session.h"

#include "session/run_worker.h"

#include <QCoreApplication>

#include <algorithm>
#include <functional>
#include <mutex>
#include <utility>

namespace spillway {

namespace {

constexpr double kLeastSpeed = 1e-4;
constexpr double kMostSpeed = 1e6;

QEvent::Type knock() {
    static const int kType = QEvent::registerEventType();
    return static_cast<QEvent::Type>(kType);
}

}  // namespace

class RunSession::Private {
public:
    explicit Private(RunSession& owner) : q{owner} {}

    void setPhase(Phase next) {
        if (phase == next) return;
        phase = next;
        Q_EMIT q.phaseChanged();
    }

    // Runs `work` on the interface's thread, unless another run was started by then. It lies in a box of our own, and
    // the interface is only knocked for: at most one event is on its way however much there is to tell, and what is
    // handed over is handed over under a lock that the thread sanitizer can see (Qt's own are not instrumented).
    void later(std::uint64_t from, std::function<void()> work) {
        {
            const std::lock_guard lock{mutex};
            letters.push_back({from, std::move(work)});
            if (letters.size() > 1) return;
        }
        QCoreApplication::postEvent(&q, new QEvent(knock()));
    }
    void readLetters() {
        std::vector<Letter> all;
        {
            const std::lock_guard lock{mutex};
            all.swap(letters);
        }
        for (const Letter& letter : all) {
            if (letter.from == generation) letter.work();
        }
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

    struct Letter {
        std::uint64_t from = 0;  // the generation that wrote it
        std::function<void()> work;
    };
    std::mutex mutex;
    std::vector<Letter> letters;  // behind the mutex

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

bool RunSession::event(QEvent* event) {
    if (event->type() != knock()) return QObject::event(event);
    d->readLetters();
    return true;
}

RunSession::Phase RunSession::phase() const { return d->phase; }

bool RunSession::takeView(LiveView& out) { return d->feed && d->feed->take(out, d->seek); }

}  // namespace spillway
