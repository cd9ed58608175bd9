#include "session/run_worker.h"

#include <algorithm>

namespace spillway {
namespace {

using namespace std::chrono_literals;

constexpr Duration kLeastTick = 1ms;
constexpr Duration kMostTick = 1s;
constexpr Duration kAwaitedTick = 10ms;    // how late what is awaited may be noticed
constexpr auto kTickWall = 1ms;            // what a tick should take
constexpr auto kFrame = 16ms;              // 60 pictures a second
constexpr auto kLeastSleep = 3ms;          // finer steps than a frame shows are not worth a wake-up
constexpr auto kSpeedWindow = 300ms;       // over which speed is measured
constexpr auto kAttributionEvery = 250ms;  // it walks through all sampled requests

}  // namespace

RunWorker::RunWorker(std::shared_ptr<const RunPlan> plan, RunOptions options, bool paused, double speed,
                     Listener listener)
    : m_listener{std::move(listener)}, m_plan{std::move(plan)}, m_options{options}, m_running{!paused} {
    m_pacer.setSpeed(speed, SimTime{}, Clock::now());
    m_thread = std::jthread{[this] { live(); }};
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
        m_stopping = true;
    }
    m_wake.notify_one();
}

void RunWorker::abandon() {
    {
        const std::lock_guard lock{m_mutex};
        m_abandoned = true;
    }
    m_wake.notify_one();
}

void RunWorker::live() {
    // Of many starts in a row only the last is worth building a run for.
    if (!m_abandoned) execute();
    m_run.reset();
    m_past.clear();
    // The run is gone by now: who sees this need not wait for it.
    m_ended.store(true, std::memory_order_release);
}

void RunWorker::execute() {
    m_began = Clock::now();
    m_run.emplace(m_plan, m_options);
    m_pacer.anchor(m_run->now(), Clock::now());
    publish(true);
    m_feed->remember(*m_run);
    m_past.consider(*m_run);
    while (!m_abandoned) {
        obey();
        if (isOverdue()) {
            report();
        } else if (!m_over && (m_running || m_goal || m_seek)) {
            advance();
        } else {
            publish(true);
            sleepUntil(std::nullopt);
        }
    }
}

// At its end or told to stop, and that is not reported yet.
bool RunWorker::isOverdue() {
    if (m_stopping.exchange(false)) {
        m_seek.reset();
        return !m_over;
    }
    return !m_over && !m_seek && m_run->finished();
}

void RunWorker::report() {
    m_over = true;
    m_running = false;
    m_goal.reset();
    m_awaited.reset();
    publish(true);
    auto report = std::make_shared<RunReport>(m_run->report());
    report->wallSeconds = std::chrono::duration<double>(Clock::now() - m_began).count();
    m_listener.finished(std::move(report), m_seekSerial);
}

// On the way back to a time only another time counts; the rest is for when it has arrived.
bool RunWorker::mayObey() const {
    return !m_commands.empty() && (!m_seek || std::holds_alternative<Seek>(m_commands.front()));
}

void RunWorker::obey() {
    while (true) {
        std::optional<Command> command;
        {
            const std::lock_guard lock{m_mutex};
            if (!mayObey()) return;
            command = std::move(m_commands.front());
            m_commands.pop_front();
        }
        obeyOne(*command);
    }
}

void RunWorker::obeyOne(const Command& command) {
    const auto now = Clock::now();
    if (const auto* seek = std::get_if<Seek>(&command)) return goTo(*seek);
    if (const auto* speed = std::get_if<Speed>(&command)) return m_pacer.setSpeed(speed->factor, m_run->now(), now);
    if (m_over) return;  // it came too late
    if (const auto* inject = std::get_if<Inject>(&command)) return doByHand(inject->fault);
    if (const auto* clear = std::get_if<Clear>(&command)) return doByHand(clear->on);
    m_awaited.reset();
    if (const auto* step = std::get_if<Step>(&command)) {
        const SimTime from = m_goal ? *m_goal : m_run->now();
        m_goal = from + std::clamp(step->span, Duration{0}, m_run->end() - from);
        m_goalIsStep = true;
        return;
    }
    m_goal.reset();
    m_goalIsStep = false;
    m_running = !std::holds_alternative<Pause>(command);
    m_pacer.anchor(m_run->now(), now);
    if (const auto* until = std::get_if<Until>(&command)) {
        m_goal = std::clamp(until->time, m_run->now(), m_run->end());
        m_goalSerial = until->serial;
    } else if (const auto* await = std::get_if<Await>(&command)) {
        m_awaited.emplace(await->point, *m_run);
        m_goalSerial = await->serial;
    }
}

// Every run is deterministic: from the last checkpoint before that time it is run again, with what was done by hand.
void RunWorker::goTo(const Seek& seek) {
    const SimTime time = std::clamp(seek.time, SimTime{}, m_run->end());
    m_feed->collect(*m_run, m_nodes);
    const Checkpoints::Checkpoint* const past = m_past.at(time);
    if (time < m_run->now() || m_run->now() < past->run.now()) {
        m_run = past->run.fork();
        m_repeated = past->mark;
    }
    m_over = false;
    m_running = false;
    m_goal.reset();
    m_awaited.reset();
    m_seek = time;
    m_seekSerial = seek.serial;
}

void RunWorker::doByHand(std::variant<Fault, std::string> what) {
    HandStep step{m_run->now(), {}, std::move(what)};
    const LiveFeed::Known past = m_feed->knownUpTo(*m_run, m_nodes);
    if (!perform(step)) return;
    m_feed->forgetAfter(past);
    m_past.cutAfter(step.before);
    m_byHand.insert(m_byHand.begin() + static_cast<std::ptrdiff_t>(m_repeated), std::move(step));
    ++m_repeated;
}

bool RunWorker::perform(HandStep& step) {
    if (const auto* fault = std::get_if<Fault>(&step.what)) {
        Diagnostics problems = m_run->inject(*fault);
        const bool refused = hasErrors(problems);
        if (!problems.empty()) m_listener.refused(std::move(problems));
        if (refused) return false;
    } else {
        m_run->clearFaults(std::get<std::string>(step.what));
    }
    step.at = m_run->now();
    return true;
}

void RunWorker::repeatByHand() {
    while (m_repeated < m_byHand.size() && m_byHand[m_repeated].before <= m_run->now()) perform(m_byHand[m_repeated++]);
}

// Where the next tick must not pass by: whole seconds are kept as pictures.
SimTime RunWorker::nextStop() const {
    const SimTime now = m_run->now();
    SimTime stop = std::chrono::floor<std::chrono::seconds>(now) + 1s;
    stop = std::min(stop, m_seek ? *m_seek : m_goal.value_or(m_run->end()));
    if (m_repeated < m_byHand.size()) stop = std::min(stop, m_byHand[m_repeated].before);
    return std::max(stop, now);
}

// One tick, or a sleep when the run is where it should be.
void RunWorker::advance() {
    const SimTime now = m_run->now();
    const auto began = Clock::now();
    const SimTime stop = nextStop();
    const Duration tick = m_awaited ? std::min(m_tick, kAwaitedTick) : m_tick;
    SimTime target = std::min(now + tick, stop);
    const bool paced = !m_seek && !(m_goal && m_goalIsStep);
    if (const auto due = paced ? m_pacer.due(now, began) : std::nullopt) {
        if (*due <= now && target > now) {
            publish(false);
            sleepUntil(std::max(m_pacer.wallAt(now + kLeastTick), began + kLeastSleep));
            return;
        }
        target = std::min(target, *due);
    }
    m_run->advanceTo(std::max(target, now));
    repeatByHand();
    const auto took = Clock::now() - began;
    if (target == now + tick && took < kTickWall / 2) m_tick = std::min(m_tick * 2, kMostTick);
    if (took > kTickWall) m_tick = std::max(m_tick / 2, kLeastTick);
    afterTick();
}

void RunWorker::afterTick() {
    if (m_run->now() == std::chrono::floor<std::chrono::seconds>(m_run->now())) m_feed->remember(*m_run);
    m_past.consider(*m_run, m_repeated);
    if (m_seek) {
        if (m_run->now() < *m_seek) return;
        m_seek.reset();
        m_pacer.anchor(m_run->now(), Clock::now());
        m_measured = {};
        if (!m_run->finished()) publish(true);
        m_arrived.store(m_seekSerial, std::memory_order_release);
        return;
    }
    const bool reached = m_goal && m_run->now() >= *m_goal;
    const bool begun = m_awaited && m_awaited->hasBegun(*m_run);
    if (reached || begun) {
        const bool tells = begun || !m_goalIsStep;
        m_goal.reset();
        m_awaited.reset();
        m_running = false;
        if (tells && !m_run->finished()) m_listener.paused(m_goalSerial);
    }
    publish(reached || begun);
}

void RunWorker::sleepUntil(std::optional<Clock::time_point> time) {
    std::unique_lock lock{m_mutex};
    const auto called = [&] { return !m_commands.empty() || m_stopping || m_abandoned; };
    if (time) {
        m_wake.wait_until(lock, *time, called);
    } else {
        m_wake.wait(lock, called);
    }
}

void RunWorker::publish(bool force) {
    const Run& run = *m_run;
    const auto now = Clock::now();
    if (!force && now - m_published < kFrame) return;
    m_published = now;
    LiveFeed::Frame& frame = m_feed->back();
    run.fill(frame.snapshot);
    m_nodes = frame.snapshot.nodes.size();
    m_feed->collect(run, m_nodes);
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
    frame.byHand = m_byHand;
    frame.seek = m_seekSerial;
    m_feed->publish();
}

void RunWorker::measureSpeed(const RunSnapshot& snapshot, Clock::time_point now) {
    if (now - m_measured < kSpeedWindow) return;
    // After a leap in time there is nothing to compare with.
    if (m_measured != Clock::time_point{}) {
        const double seconds = std::chrono::duration<double>(now - m_measured).count();
        m_speed = toSeconds(snapshot.now - m_measuredSim) / seconds;
        m_eventsPerSecond = static_cast<double>(snapshot.events - m_measuredEvents) / seconds;
    }
    m_measured = now;
    m_measuredSim = snapshot.now;
    m_measuredEvents = snapshot.events;
}

}  // namespace spillway
