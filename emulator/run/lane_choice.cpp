#include "run/state.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <thread>

// Whether several lanes pay on this machine, now. The cost model of partition.h does not know how fast its cores talk
// to each other, nor who else wants them. So a run of some length begins on one lane; when it is warm, and says where
// its traffic really is, the same run is begun once more on several lanes, catches up, and for a while both run, a
// slice each in turn. The faster one goes on, the other is dropped: about a hundredth of the run is run twice. Both are
// the same run bit for bit, so the wall clock decides how long it takes and nothing else.
namespace spillway {
namespace {

constexpr double kEventsPerVisit = 3;
constexpr double kWorthwhile = 5e6;  // events: a quarter of a second

template <class Job>
double wallSecondsOf(Job job) {
    const auto began = std::chrono::steady_clock::now();
    job();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

}  // namespace

// More threads than cores would wait for each other's time slices; who states the lanes wants to see them all the same.
unsigned threadsOf(const RunOptions& options) {
    if (options.lanes) return std::max(1U, options.threads);
    return std::clamp(options.threads, 1U, std::max(1U, std::thread::hardware_concurrency()));
}

void Run::State::considerTrying() {
    if (options.lanes || threadsOf(options) < 2) return;
    const std::vector<double> rates = expectedRates(plan->model);
    const double perSecond = kEventsPerVisit * std::accumulate(rates.begin(), rates.end(), 0.0);
    const double whole = perSecond * toSeconds(end);
    if (whole < kWorthwhile) return;
    const double tried = std::clamp(whole / 50, 1e5, 1e6);
    m_trial.until = SimTime{secondsToDuration(tried / perSecond)};
    m_trial.warm = SimTime{secondsToDuration(tried / 2 / perSecond)};
    m_trying = true;
}

std::unique_ptr<Run::State> Run::State::tryUpTo(SimTime time) {
    if (!m_trial.rival) {
        advanceTo(std::min(time, m_trial.warm));
        if (now >= m_trial.warm) beginRival();
        return nullptr;
    }
    constexpr int kSlices = 4;
    const SimTime to = std::min({time, m_trial.until, now + (m_trial.until - m_trial.warm) / kSlices + Duration{1}});
    m_trial.ownSeconds += wallSecondsOf([&] { advanceTo(to); });
    m_trial.rivalSeconds += wallSecondsOf([&] { m_trial.rival->advanceTo(to); });
    if (now < m_trial.until) return nullptr;
    std::unique_ptr<State> faster;
    if (m_trial.rivalSeconds < m_trial.ownSeconds) faster = std::move(m_trial.rival);
    if (faster) faster->wallSeconds += wallSeconds;
    endTrying();
    return faster;
}

void Run::State::beginRival() {
    const Partition parts = partition(plan->model, trafficSoFar(), threadsOf(options));
    if (parts.lanes == 1) return endTrying();
    m_trial.rival = std::make_unique<State>(plan, options, parts);
    m_trial.rival->advanceTo(now);
}

void Run::State::endTrying() {
    m_trying = false;
    m_trial = {};
}

// A second of it. What was drawn counts as much as what was seen: the beginning of a run has not been everywhere yet.
Traffic Run::State::trafficSoFar() const {
    Traffic traffic = expectedTraffic(plan->model);
    const double elapsed = toSeconds(now.time_since_epoch());
    const auto blend = [elapsed](double& expected, std::uint64_t seen) {
        expected = (expected + static_cast<double>(seen) / elapsed) / 2;
    };
    for (std::size_t i = 0; i < traffic.nodes.size(); ++i) blend(traffic.nodes[i], world.nodes[i].measures.begun);
    for (std::size_t i = 0; i < traffic.flows.size(); ++i) blend(traffic.flows[i], world.rows[i].calls.begun);
    return traffic;
}

}  // namespace spillway
