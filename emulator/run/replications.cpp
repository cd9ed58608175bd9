#include "run/replications.h"

#include "base/assert.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace spillway {
namespace {

// One run without what only a single run is asked for.
struct Finished {
    RunReport report;
    bool done = false;
};

class Campaign {
public:
    Campaign(const std::shared_ptr<const RunPlan>& plan, const ReplicationOptions& options,
             const ReplicationProgress& progress)
        : m_plan{plan}, m_options{options}, m_progress{progress}, m_runs(options.runs) {}

    std::vector<Finished> work() {
        {
            std::vector<std::jthread> others;
            const std::size_t threads = std::min<std::size_t>(std::max(1U, m_options.threads), m_runs.size());
            for (std::size_t i = 1; i < threads; ++i) others.emplace_back([this] { takeRuns(false); });
            takeRuns(true);
            for (std::size_t seen = m_finished; seen < m_runs.size() && !m_stopped; seen = m_finished) {
                tell(0);
                m_finished.wait(seen);
            }
        }
        return std::move(m_runs);
    }

private:
    void takeRuns(bool tells) {
        for (std::size_t next = m_taken++; next < m_runs.size() && !m_stopped; next = m_taken++) runOne(next, tells);
    }
    void runOne(std::size_t index, bool tells) {
        RunOptions options;
        options.seed = m_options.firstSeed + index;
        options.traceEvery = 0;
        options.until = m_options.until;
        Run run{m_plan, options};
        while (!run.finished()) {
            run.advanceTo(run.now() + std::chrono::seconds{1});
            if (tells) tell(toSeconds(run.now()) / std::max(toSeconds(run.end()), 1e-9));
            if (m_stopped) return;
        }
        m_runs[index].report = run.report();
        if (m_options.each) m_options.each(index, m_runs[index].report);
        for (NodeReport& node : m_runs[index].report.nodes) node.series = {};
        m_runs[index].done = true;
        ++m_finished;
        m_finished.notify_one();
    }
    void tell(double ownRun) {
        if (!m_progress) return;
        const double finished = static_cast<double>(m_finished) + ownRun;
        if (!m_progress(std::min(1.0, finished / static_cast<double>(m_runs.size())))) m_stopped = true;
    }

    const std::shared_ptr<const RunPlan>& m_plan;
    const ReplicationOptions& m_options;
    const ReplicationProgress& m_progress;
    std::vector<Finished> m_runs;  // each written by the thread that took its number
    std::atomic<std::size_t> m_taken = 0;
    std::atomic<std::size_t> m_finished = 0;
    std::atomic<bool> m_stopped = false;
};

template <class Measure>
ConfidenceInterval over(const std::vector<const RunReport*>& reports, double confidence, Measure measure) {
    std::vector<double> values;
    for (const RunReport* report : reports) values.push_back(measure(*report));
    return replicationInterval(values, confidence);
}

NodeReplications nodeOver(const std::vector<const RunReport*>& reports, std::size_t index, double confidence) {
    const auto interval = [&](auto measure) {
        return over(reports, confidence,
                    [&](const RunReport& report) { return static_cast<double>(measure(report.nodes[index])); });
    };
    const auto ended = [](const NodeReport& node) { return static_cast<double>(node.succeeded + total(node.failed)); };
    NodeReplications node;
    node.id = reports.front()->nodes[index].id;
    node.kind = reports.front()->nodes[index].kind;
    const double seconds = std::max(toSeconds(reports.front()->end), 1e-9);
    node.throughput = interval([&](const NodeReport& n) { return ended(n) / seconds; });
    node.failedShare = interval(
        [&](const NodeReport& n) { return ended(n) > 0 ? static_cast<double>(total(n.failed)) / ended(n) : 0; });
    node.meanMs = interval([](const NodeReport& n) { return toMilliseconds(n.response.mean); });
    node.p50Ms = interval([](const NodeReport& n) { return toMilliseconds(n.response.p50); });
    node.p95Ms = interval([](const NodeReport& n) { return toMilliseconds(n.response.p95); });
    node.p99Ms = interval([](const NodeReport& n) { return toMilliseconds(n.response.p99); });
    node.utilization = interval([](const NodeReport& n) { return n.utilization; });
    node.instances = interval([](const NodeReport& n) { return n.meanInstances; });
    return node;
}

}  // namespace

Replications replicate(const std::shared_ptr<const RunPlan>& plan, const ReplicationOptions& options,
                       const ReplicationProgress& progress) {
    SPILLWAY_ASSERT(plan != nullptr && options.runs > 0, "a plan without errors is run at least once");
    const std::vector<Finished> runs = Campaign{plan, options, progress}.work();
    Replications result;
    result.confidence = options.confidence;
    std::vector<const RunReport*> reports;
    for (const Finished& run : runs) {
        if (!run.done) continue;
        reports.push_back(&run.report);
        result.seeds.push_back(run.report.seed);
        result.fingerprints.push_back(run.report.fingerprint);
    }
    if (reports.empty()) return result;
    const RunReport& first = *reports.front();
    result.architecture = first.architecture;
    result.scenario = first.scenario;
    result.end = first.end;
    for (std::size_t i = 0; i < first.nodes.size(); ++i)
        result.nodes.push_back(nodeOver(reports, i, options.confidence));
    for (std::size_t i = 0; i < first.objectives.size(); ++i) {
        const auto met =
            std::ranges::count_if(reports, [i](const RunReport* report) { return report->objectives[i].met; });
        result.objectives.push_back({first.objectives[i].objective, static_cast<std::size_t>(met)});
    }
    return result;
}

}  // namespace spillway
