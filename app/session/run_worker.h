#pragma once

#include "run/checkpoints.h"
#include "run/run.h"
#include "session/live_feed.h"
#include "session/pacer.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <variant>
#include <vector>

namespace spillway {

// One run on a thread of its own. Commands are handed over and obeyed between two ticks; a tick is a millisecond of
// simulated time or as much as about one millisecond of wall time does. Chopping a run into ticks does not change it.
class RunWorker {
public:
    struct Pause {};
    struct Resume {};
    struct Step {
        Duration span;
    };
    struct Until {
        SimTime time;
        std::uint64_t serial = 0;  // told back when it pauses there
    };
    struct Await {
        Watchpoint point;
        std::uint64_t serial = 0;
    };
    // Where it stays paused; the time and the number are told by seekedTo() and in the frames.
    struct Seek {
        SimTime time;
        std::uint64_t serial = 0;
    };
    struct Speed {
        double factor;
    };
    struct Inject {
        Fault fault;
    };
    struct Clear {
        std::string on;
    };
    using Command = std::variant<Pause, Resume, Step, Until, Await, Seek, Speed, Inject, Clear>;

    // Called on the worker's thread.
    struct Listener {
        // At the end, or after stop(); with the number of the last seek that was obeyed.
        std::function<void(std::shared_ptr<const RunReport>, std::uint64_t)> finished;
        std::function<void(std::uint64_t)> paused;  // by itself, at the time of this Until
        std::function<void(Diagnostics)> refused;   // what could not be injected
    };

    RunWorker(std::shared_ptr<const RunPlan> plan, RunOptions options, bool paused, double speed, Listener listener);
    // Ends within a tick, without a report.
    ~RunWorker();

    void send(Command command);
    void watch(std::size_t node) { m_watched.store(node, std::memory_order_relaxed); }
    // Over within a tick: reports what there is. It can be taken back all the same.
    void stop();
    // Ends within a tick, in silence; does not wait.
    void abandon();
    bool hasEnded() const { return m_ended.load(std::memory_order_acquire); }
    // The number of the last seek that has arrived.
    std::uint64_t arrived() const { return m_arrived.load(std::memory_order_acquire); }

    const std::shared_ptr<LiveFeed>& feed() const { return m_feed; }

private:
    using Clock = std::chrono::steady_clock;

    void live();
    void execute();
    void obey();
    void obeyOne(const Command& command);
    void goTo(const Seek& seek);
    void awaitFrom(const Await& await);
    void doByHand(std::variant<Fault, std::string> what);
    bool perform(HandStep& step);
    void repeatByHand();
    void advance();
    void afterTick();
    void report();
    bool isOverdue();
    bool mayObey() const;
    SimTime nextStop() const;
    void sleepUntil(std::optional<Clock::time_point> time);
    void publish(bool force);
    void measureSpeed(const RunSnapshot& snapshot, Clock::time_point now);

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Command> m_commands;  // behind the mutex
    std::atomic<bool> m_stopping = false;
    std::atomic<bool> m_abandoned = false;
    std::atomic<std::size_t> m_watched = 0;
    std::atomic<bool> m_ended = false;
    std::atomic<std::uint64_t> m_arrived = 0;
    std::shared_ptr<LiveFeed> m_feed = std::make_shared<LiveFeed>();
    Listener m_listener;

    // The worker's own.
    std::shared_ptr<const RunPlan> m_plan;
    RunOptions m_options;
    std::size_t m_nodes = 0;
    std::optional<Run> m_run;
    Clock::time_point m_began{};
    bool m_running;
    bool m_over = false;            // and reported
    std::optional<SimTime> m_goal;  // then it pauses
    bool m_goalIsStep = false;      // as fast as possible, and without telling
    std::uint64_t m_goalSerial = 0;
    std::optional<Watch> m_awaited;
    std::optional<SimTime> m_seek;  // on the way there
    std::uint64_t m_seekSerial = 0;
    HandLog m_byHand;
    std::size_t m_repeated = 0;  // so many of them have been done in this run
    Checkpoints m_past;          // marked with how many had been done by then
    Pacer m_pacer;
    Duration m_tick = std::chrono::milliseconds{1};
    Clock::time_point m_published{};
    Clock::time_point m_measured{};
    Clock::time_point m_attributed{};
    std::size_t m_attributedNode = 0;
    SimTime m_measuredSim{};
    std::uint64_t m_measuredEvents = 0;
    double m_speed = 0;
    double m_eventsPerSecond = 0;
    Attribution m_attribution;

    std::jthread m_thread;  // last: it uses all of the above
};

}  // namespace spillway
