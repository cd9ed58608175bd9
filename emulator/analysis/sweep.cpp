#include "analysis/sweep.h"

#include "base/assert.h"
#include "run/run.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <thread>

namespace spillway {
namespace {

class Campaign {
public:
    Campaign(const Topology& topology, const Scenario& scenario, const SweepOptions& options,
             const SweepProgress& progress)
        : m_topology{topology}, m_scenario{scenario}, m_options{options}, m_progress{progress} {
        m_points.resize(options.factors.size());
    }

    std::vector<std::optional<SweepPoint>> work() {
        {
            std::vector<std::jthread> others;
            const std::size_t threads = std::min<std::size_t>(std::max(1U, m_options.threads), m_points.size());
            for (std::size_t i = 1; i < threads; ++i) others.emplace_back([this] { takePoints(false); });
            takePoints(true);
            for (std::size_t seen = m_finished; seen < m_points.size() && !m_stopped; seen = m_finished) {
                tell(0);
                m_finished.wait(seen);
            }
        }
        return std::move(m_points);
    }

private:
    // The heaviest first: a long run that starts last leaves the other threads idle.
    void takePoints(bool tells) {
        const std::size_t all = m_points.size();
        for (std::size_t next = m_taken++; next < all && !m_stopped; next = m_taken++) runOne(heaviest(next), tells);
    }
    std::size_t heaviest(std::size_t rank) const {
        std::vector<std::size_t> order(m_points.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::size_t i) { return m_options.factors[i]; });
        return order[rank];
    }
    void runOne(std::size_t index, bool tells) {
        const double factor = m_options.factors[index];
        const Compiled compiled = compile(m_topology, scaledLoad(m_scenario, factor));
        SPILLWAY_ASSERT(compiled.plan != nullptr, "a scenario that compiles also does with another load");
        Run run{compiled.plan, {.seed = m_options.seed, .until = m_options.until, .traceEvery = 0}};
        while (!run.finished()) {
            run.advanceTo(run.now() + std::chrono::seconds{1});
            if (tells) tell(toSeconds(run.now()) / std::max(toSeconds(run.end()), 1e-9));
            if (m_stopped) return;
        }
        SweepPoint point{.factor = factor, .report = run.report()};
        if (m_options.prices && point.report.end > SimTime{})
            point.cost = costOf(m_topology, point.report, *m_options.prices);
        for (NodeReport& node : point.report.nodes) node.series = {};
        point.report.decisions.clear();
        m_points[index] = std::move(point);
        ++m_finished;
        m_finished.notify_one();
    }
    void tell(double ownRun) {
        if (!m_progress) return;
        const double finished = static_cast<double>(m_finished) + ownRun;
        if (!m_progress(std::min(1.0, finished / static_cast<double>(m_points.size())))) m_stopped = true;
    }

    const Topology& m_topology;
    const Scenario& m_scenario;
    const SweepOptions& m_options;
    const SweepProgress& m_progress;
    std::vector<std::optional<SweepPoint>> m_points;  // each written by the thread that took it
    std::atomic<std::size_t> m_taken = 0;
    std::atomic<std::size_t> m_finished = 0;
    std::atomic<bool> m_stopped = false;
};

void judge(Sweep& sweep) {
    std::vector<const SweepPoint*> rising;
    for (const SweepPoint& point : sweep.points) rising.push_back(&point);
    std::ranges::stable_sort(rising, {}, &SweepPoint::factor);
    for (const SweepPoint* point : rising) {
        if (point->report.objectives.empty()) return;
        if (!point->allMet()) {
            sweep.bendsAt = point->factor;
            return;
        }
        sweep.holdsUpTo = point->factor;
    }
}

}  // namespace

Scenario scaledLoad(Scenario scenario, double factor) {
    for (Load& load : scenario.load) {
        for (RatePoint& point : load.rate.points) point.rate = Rate::perSecond(point.rate.perSecond() * factor);
        if (load.users) load.users = std::max<std::int64_t>(1, std::llround(static_cast<double>(*load.users) * factor));
    }
    return scenario;
}

bool SweepPoint::allMet() const {
    return std::ranges::all_of(report.objectives, [](const ObjectiveResult& objective) { return objective.met; });
}

std::optional<MainFailure> mainFailure(const RunReport& report) {
    std::optional<MainFailure> main;
    for (const FlowReport& flow : report.flows) {
        for (std::size_t i = 0; i < flow.failed.size(); ++i) {
            const auto cause = static_cast<FailureCause>(i);
            if (cause == FailureCause::dependency || flow.failed[i] == 0) continue;
            if (!main || flow.failed[i] > main->attempts)
                main = MainFailure{flow.from + " -> " + flow.to, cause, flow.failed[i]};
        }
    }
    return main;
}

Sweep sweep(const Topology& topology, const Scenario& scenario, const SweepOptions& options,
            const SweepProgress& progress) {
    SPILLWAY_ASSERT(std::ranges::all_of(options.factors, [](double factor) { return factor > 0; }),
                    "a load is scaled by more than 0");
    Sweep result;
    const Compiled compiled = compile(topology, scenario);
    result.diagnostics = compiled.diagnostics;
    if (!compiled.plan || options.factors.empty()) return result;
    for (std::optional<SweepPoint>& point : Campaign{topology, scenario, options, progress}.work())
        if (point) result.points.push_back(*std::move(point));
    judge(result);
    return result;
}

}  // namespace spillway
