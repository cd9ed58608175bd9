#include "session/run_worker.h"

#include <algorithm>

namespace spillway {
namespace {

using namespace std::chrono_literals;

constexpr Duration kLeastTick = 1ms;
constexpr Duration kMostTick = 1s;
constexpr auto kTickWall = 1ms;            // what a tick should take
constexpr auto kFrame = 16ms;              // 60 pictures a second
constexpr auto kLeastSleep = 3ms;          // finer steps than a frame shows are not worth a wake-up
constexpr auto kSpeedWindow = 300ms;       // over which speed is measured
constexpr auto kAttributionEvery = 250ms;  // it walks through all sampled requests

}  // namespace

RunWorker::RunWorker(std::shared_ptr<const RunPlan> plan, RunOptions options, bool paused, double speed,
                     Listener listener)
    : m_listener{std::move(listener)}, m_running{!paused} {
    m_pacer.setSpeed(speed, SimTime{}, Clock::now());
    m_thread = std::jthread{[this, plan = std::move(plan), options] { live(plan, options); }};
}

RunWorker::~RunWorker() { abandon(); }

void RunWorker::send(Command command) {
    {
        const std::lock_guard lock{m_mutex};
        m_commands.push_back(std::move(command));
    }
    m_wake.notify_one();
}

void RunWorker::stop() {
    {
        const std::lock_guard lock{m_mutex};
        auto none = Ending::none;
        m_ending.compare_exchange_strong(none, Ending::report);
    }
    m_wake.notify_one();
}

void RunWorker::abandon() {
    {
        const std::lock_guard lock{m_mutex};
        m_ending = Ending::silent;
    }
    m_wake.notify_one();
}

void RunWorker::live(const std::shared_ptr<const RunPlan>& plan, const RunOptions& options) {
    // Of many starts in a row only the last is worth building a run for.
    if (m_ending != Ending::silent) execute(plan, options);
    // The run is gone by now: who sees this need not wait for it.
    m_ended.store(true, std::memory_order_release);
}

void RunWorker::execute(const std::shared_ptr<const RunPlan>& plan, const RunOptions& options) {
    const auto began = Clock::now();
    Run run{plan, options};
    m_pacer.anchor(run.now(), Clock::now());
    m_measured = Clock::now();
    publish(run, true);
    while (m_ending == Ending::none && !run.finished()) {
        obey(run);
        if (m_running || m_goal) {
            advance(run);
        } else {
            publish(run, true);
            sleepUntil(std::nullopt);
        }
    }
    publish(run, true);
    if (m_ending != Ending::silent) {
        auto report = std::make_shared<RunReport>(run.report());
        report->wallSeconds = std::chrono::duration<double>(Clock::now() - began).count();
        m_listener.finished(std::move(report));
    }
}

void RunWorker::obey(Run& run) {
    std::vector<Command> commands;
    {
        const std::lock_guard lock{m_mutex};
        commands.swap(m_commands);
    }
    for (const Command& command : commands) obeyOne(run, command);
}

void RunWorker::obeyOne(Run& run, const Command& command) {
    const auto now = Clock::now();
    if (std::holds_alternative<Pause>(command)) {
        m_running = false;
        m_goal.reset();
    } else if (std::holds_alternative<Resume>(command)) {
        m_running = true;
        m_goal.reset();
        m_pacer.anchor(run.now(), now);
    } else if (const auto* step = std::get_if<Step>(&command)) {
        const SimTime from = m_goal ? *m_goal : run.now();
        m_goal = from + std::clamp(step->span, Duration{0}, run.end() - from);
        m_goalIsStep = true;
    } else if (const auto* until = std::get_if<Until>(&command)) {
        m_running = true;
        m_goal = std::clamp(until->time, run.now(), run.end());
        m_goalIsStep = false;
        m_goalSerial = until->serial;
        m_pacer.anchor(run.now(), now);
    } else if (const auto* speed = std::get_if<Speed>(&command)) {
        m_pacer.setSpeed(speed->factor, run.now(), now);
    } else if (const auto* inject = std::get_if<Inject>(&command)) {
        Diagnostics problems = run.inject(inject->fault);
        if (!problems.empty()) m_listener.refused(std::move(problems));
    } else if (const auto* clear = std::get_if<Clear>(&command)) {
        run.clearFaults(clear->on);
    }
}

// One tick, or a sleep when the run is where it should be.
void RunWorker::advance(Run& run) {
    const SimTime now = run.now();
    const auto began = Clock::now();
    SimTime target = std::min(now + m_tick, m_goal.value_or(run.end()));
    const bool paced = !(m_goal && m_goalIsStep);
    if (const auto due = paced ? m_pacer.due(now, began) : std::nullopt) {
        if (*due <= now && target > now) {
            publish(run, false);
            sleepUntil(std::max(m_pacer.wallAt(now + kLeastTick), began + kLeastSleep));
            return;
        }
        target = std::min(target, *due);
    }
    run.advanceTo(std::max(target, now));
    const auto took = Clock::now() - began;
    if (target == now + m_tick && took < kTickWall / 2) m_tick = std::min(m_tick * 2, kMostTick);
    if (took > kTickWall) m_tick = std::max(m_tick / 2, kLeastTick);
    afterTick(run);
}

void RunWorker::afterTick(Run& run) {
    const bool reached = m_goal && run.now() >= *m_goal;
    if (reached) {
        m_goal.reset();
        m_running = false;
        if (!m_goalIsStep && !run.finished()) m_listener.paused(m_goalSerial);
    }
    publish(run, reached);
}

void RunWorker::sleepUntil(std::optional<Clock::time_point> time) {
    std::unique_lock lock{m_mutex};
    const auto called = [&] { return !m_commands.empty() || m_ending != Ending::none; };
    if (time) {
        m_wake.wait_until(lock, *time, called);
    } else {
        m_wake.wait(lock, called);
    }
}

void RunWorker::publish(const Run& run, bool force) {
    const auto now = Clock::now();
    if (!force && now - m_published < kFrame) return;
    m_published = now;
    LiveFeed::Frame& frame = m_feed->back();
    run.fill(frame.snapshot);
    m_feed->collect(run, frame.snapshot.nodes.size());
    measureSpeed(frame.snapshot, now);
    const std::size_t watched = m_watched.load(std::memory_order_relaxed);
    if (watched < frame.snapshot.nodes.size() &&
        (force || watched != m_attributedNode || now - m_attributed >= kAttributionEvery)) {
        m_attribution = run.attribution(watched);
        m_attributed = now;
        m_attributedNode = watched;
    }
    frame.attribution = m_attribution;
    frame.speed = m_running || m_goal ? m_speed : 0;
    frame.eventsPerSecond = m_running || m_goal ? m_eventsPerSecond : 0;
    m_feed->publish();
}

void RunWorker::measureSpeed(const RunSnapshot& snapshot, Clock::time_point now) {
    if (now - m_measured < kSpeedWindow) return;
    const double seconds = std::chrono::duration<double>(now - m_measured).count();
    m_speed = toSeconds(snapshot.now - m_measuredSim) / seconds;
    m_eventsPerSecond = static_cast<double>(snapshot.events - m_measuredEvents) / seconds;
    m_measured = now;
    m_measuredSim = snapshot.now;
    m_measuredEvents = snapshot.events;
}

}  // namespace spillway
