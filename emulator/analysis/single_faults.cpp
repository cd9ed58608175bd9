#include "analysis/single_faults.h"

#include "scenario/fault_fit.h"
#include "scenario/scenario_tree.h"
#include "topology/validate.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace spillway {
namespace {

using namespace std::chrono_literals;

// Fewer good requests than this are none.
constexpr double kNothing = 0.01;
// Of requests that should have ended; a slower service ends fewer of those who ask again after each answer.
constexpr double kHung = 0.5;
// As good as the run without the fault.
constexpr double kAsGood = 0.95;
// A node is hit when this much more of what ends there fails.
constexpr double kHit = 0.01;

struct Window {
    std::size_t from = 0;
    std::size_t to = 0;
};

double sum(const std::vector<float>& series, Window window) {
    double total = 0;
    for (std::size_t i = window.from; i < std::min(window.to, series.size()); ++i)
        total += static_cast<double>(series[i]);
    return total;
}
double greatest(const std::vector<float>& series, Window window) {
    float most = 0;
    for (std::size_t i = window.from; i < std::min(window.to, series.size()); ++i) most = std::max(most, series[i]);
    return static_cast<double>(most);
}

// Of one node, or of all sources together.
struct Part {
    double good = 0;
    double failed = 0;
    void add(const NodeReport& node, Window window) {
        good += sum(node.series.throughput, window);
        failed += sum(node.series.errors, window);
    }
    double ended() const { return good + failed; }
    double failedShare() const { return ended() > 0 ? failed / ended() : 0; }
};

Part sourcesOf(const RunReport& report, Window window) {
    Part all;
    for (const NodeReport& node : report.nodes) {
        if (isSource(node.kind)) all.add(node, window);
    }
    return all;
}

double worstP99(const RunReport& report, Window window) {
    double worst = 0;
    for (const NodeReport& node : report.nodes) {
        if (isSource(node.kind)) worst = std::max(worst, greatest(node.series.p99Ms, window));
    }
    return worst;
}

RunReport runOf(const std::shared_ptr<const RunPlan>& plan, RunOptions options,
                const std::function<bool(double)>& tell) {
    options.traceEvery = 0;
    Run run{plan, options};
    while (!run.finished()) {
        run.advanceTo(run.now() + 1s);
        if (!tell(toSeconds(run.now()) / std::max(toSeconds(run.end()), 1e-9))) break;
    }
    return run.report();
}

Part lastOf(const RunReport& report) {
    const auto seconds = static_cast<std::size_t>(report.end.time_since_epoch() / 1s);
    return sourcesOf(report, {seconds - std::min<std::size_t>(10, seconds), seconds});
}

// A fault does not keep down what ends as badly without it.
Recovery recoveryBeside(const RunReport& calm, const RunReport& broken) {
    Recovery recovery = *broken.recovery;
    const bool down = recovery.verdict == RecoveryVerdict::not_recovered ||  //
                      recovery.verdict == RecoveryVerdict::too_early;
    if (!down || lastOf(broken).good < kAsGood * lastOf(calm).good) return recovery;
    recovery.verdict = RecoveryVerdict::held;
    recovery.keepsDown.clear();
    recovery.reason = "it ends as badly without the fault";
    return recovery;
}

// Whoever only starts an execution has its answer before it fails: the whole run is asked, for no second knows it.
double failedShareOf(const std::vector<WorkflowReport>& workflows, const std::string& id) {
    const auto found = std::ranges::find(workflows, id, &WorkflowReport::id);
    if (found == workflows.end()) return 0;
    const ExecutionCounts& counts = found->counts;
    const auto lost = static_cast<double>(counts.failed + counts.timedOut + counts.aborted);
    const double ended = lost + static_cast<double>(counts.succeeded);
    return ended > 0 ? lost / ended : 0;
}

FaultTrial judge(const FaultTrial& asked, const RunReport& calm, const RunReport& broken, Window window) {
    FaultTrial trial = asked;
    const Part without = sourcesOf(calm, window);
    const Part with = sourcesOf(broken, window);
    trial.lost = std::max(0.0, with.failedShare() - without.failedShare());
    trial.p99Ms = worstP99(broken, window);
    trial.p99MsCalm = worstP99(calm, window);
    trial.takesAllDown = without.good > 0 && with.good < kNothing * without.good;
    if (broken.recovery) {
        trial.recovery = recoveryBeside(calm, broken);
        // What hangs has not failed, and is lost all the same.
        const double missing = without.ended() > 0 ? 1 - with.ended() / without.ended() : 0;
        const double hung = std::min(missing, broken.recovery->goodBefore - broken.recovery->goodWorst);
        if (missing > kHung) trial.lost = std::max(trial.lost, hung);
    }
    for (std::size_t i = 0; i < broken.nodes.size(); ++i) {
        Part before, after;
        before.add(calm.nodes[i], window);
        after.add(broken.nodes[i], window);
        const std::string& id = broken.nodes[i].id;
        const bool own = id == asked.fault.on || (asked.second && id == asked.second->on);
        const bool executions = failedShareOf(broken.workflows, id) > failedShareOf(calm.workflows, id) + kHit;
        const bool requests = after.failedShare() > before.failedShare() + kHit;
        if (!own && !isSource(broken.nodes[i].kind) && (requests || executions)) trial.hit.push_back(id);
    }
    trial.done = true;
    return trial;
}

// Trials on several threads; each is written by the thread that took its number.
class Trials {
public:
    struct Ground {
        const Topology& topology;
        const Scenario& scenario;
        RunOptions run;
        Window window;
    };
    Trials(const Ground& ground, const RunReport& calm, SingleFaults& into, const TrialProgress& progress,
           const TrialWatch& watch)
        : m_ground{ground}, m_calm{calm}, m_into{into}, m_progress{progress}, m_watch{watch} {}

    void work(unsigned wanted) {
        std::vector<std::jthread> others;
        const std::size_t threads = std::min<std::size_t>(std::max(1U, wanted), m_into.trials.size());
        for (std::size_t i = 1; i < threads; ++i) others.emplace_back([this] { takeTrials(false); });
        takeTrials(true);
        for (std::size_t seen = m_finished; seen < m_into.trials.size() && !m_stopped; seen = m_finished) {
            tell(0);
            m_finished.wait(seen);
        }
    }

private:
    void takeTrials(bool tells) {
        for (std::size_t next = m_taken++; next < m_into.trials.size() && !m_stopped; next = m_taken++)
            tryOne(next, tells);
    }
    void tryOne(std::size_t index, bool tells) {
        FaultTrial& trial = m_into.trials[index];
        Scenario broken = m_ground.scenario;
        broken.faults = {trial.fault};
        if (trial.second) broken.faults.push_back(*trial.second);
        const RunReport report = runOf(compile(m_ground.topology, broken).plan, m_ground.run, [&](double share) {
            if (tells) tell(share);
            return !m_stopped;
        });
        if (!m_stopped) {
            trial = judge(trial, m_calm, report, m_ground.window);
            if (m_watch.each) m_watch.each(index, trial);
        }
        ++m_finished;
        m_finished.notify_one();
    }
    void tell(double ownRun) {
        if (!m_progress) return;
        const double finished = static_cast<double>(m_finished) + 1 + ownRun;
        if (!m_progress(std::min(1.0, finished / static_cast<double>(m_into.trials.size() + 1)))) m_stopped = true;
    }

    Ground m_ground;
    const RunReport& m_calm;
    SingleFaults& m_into;
    const TrialProgress& m_progress;
    const TrialWatch& m_watch;
    std::atomic<std::size_t> m_taken = 0;
    std::atomic<std::size_t> m_finished = 0;
    std::atomic<bool> m_stopped = false;
};

std::vector<std::string> componentsOf(const Topology& topology, bool flows) {
    std::vector<std::string> all;
    for (const Boundary& boundary : topology.boundaries) all.push_back(boundary.id);
    for (const Node& node : topology.nodes) all.push_back(node.id);
    if (!flows) return all;
    for (const Flow& flow : topology.flows) {
        // Two flows of one name are one target.
        if (std::ranges::find(all, flowName(flow)) == all.end()) all.push_back(flowName(flow));
    }
    return all;
}

void nameTheIndispensable(const Topology& topology, SingleFaults& result) {
    for (const FaultTrial& trial : result.trials) {
        if (trial.second) continue;
        const bool gone = trial.fault.kind() == FaultKind::outage || trial.fault.kind() == FaultKind::cut;
        const bool source = std::ranges::any_of(
            topology.nodes, [&](const Node& node) { return node.id == trial.fault.on && isSource(node.kind()); });
        const bool known = std::ranges::find(result.indispensable, trial.fault.on) != result.indispensable.end();
        if (gone && !source && !known && trial.takesAllDown) result.indispensable.push_back(trial.fault.on);
    }
}

// Every two faults on different components, in the order of the single ones.
void addPairs(std::vector<FaultTrial>& trials) {
    const std::size_t singles = trials.size();
    for (std::size_t i = 0; i < singles; ++i) {
        for (std::size_t j = i + 1; j < singles; ++j) {
            if (trials[i].fault.on == trials[j].fault.on) continue;
            trials.push_back({.fault = trials[i].fault, .second = trials[j].fault});
        }
    }
}

}  // namespace

std::vector<Fault> everySingleFault(const Topology& topology, const Scenario& scenario, Duration at, Duration lasting,
                                    const std::vector<FaultKind>& kinds, bool flows) {
    std::vector<Fault> all;
    Scenario alone = scenario;
    for (const std::string& component : componentsOf(topology, flows)) {
        const auto node = std::ranges::find(topology.nodes, component, &Node::id);
        const bool source = node != topology.nodes.end() && isSource(node->kind());
        for (const auto& kind : names(FaultKind{})) {
            if (!kinds.empty() && std::ranges::find(kinds, kind.value) == kinds.end()) continue;
            if (source && kind.value != FaultKind::surge) continue;  // users who send nothing lose nothing
            if (node != topology.nodes.end() && !fits(kind.value, {.node = &*node}, topology)) continue;
            alone.faults = {{component, at, lasting, defaultFaultSpec(kind.value)}};
            if (compile(topology, alone).plan) all.push_back(alone.faults.front());
        }
    }
    return all;
}

SingleFaults tryEverySingleFault(const Topology& topology, const Scenario& scenario, const SingleFaultOptions& options,
                                 const TrialProgress& progress, const TrialWatch& watch) {
    SingleFaults result;
    Scenario calmScenario = scenario;
    calmScenario.faults.clear();
    const Compiled calm = compile(topology, calmScenario);
    result.diagnostics = calm.diagnostics;
    result.architecture = topology.name;
    result.scenario = scenario.id;
    result.seed = options.seed;
    if (!calm.plan) return result;
    const Duration at = std::chrono::floor<std::chrono::seconds>(options.at.value_or(scenario.duration / 3));
    const Duration lasting = options.lasting.value_or(std::clamp<Duration>(scenario.duration / 6, 1s, 60s));
    result.at = SimTime{at};
    result.to = SimTime{std::min(at + lasting, scenario.duration)};
    const Window window{static_cast<std::size_t>(at / 1s),
                        static_cast<std::size_t>((result.to.time_since_epoch() + 999ms) / 1s)};
    std::vector<FaultKind> kinds = options.kinds;
    if (kinds.empty() && options.pairs) kinds = {FaultKind::outage, FaultKind::cut};
    for (Fault& fault : everySingleFault(topology, calmScenario, at, lasting, kinds, options.flows))
        result.trials.push_back({.fault = std::move(fault), .second = {}});
    if (options.pairs) addPairs(result.trials);
    if (watch.begun) watch.begun(result);
    bool stopped = false;
    const double trials = static_cast<double>(result.trials.size()) + 1;
    RunOptions run;
    run.seed = options.seed;
    run.until = result.to.time_since_epoch() + options.watch;
    const RunReport quiet = runOf(calm.plan, run, [&](double share) {
        stopped = progress && !progress(share / trials);
        return !stopped;
    });
    result.goodCalm = 1 - sourcesOf(quiet, window).failedShare();
    if (!stopped) Trials{{topology, calmScenario, run, window}, quiet, result, progress, watch}.work(options.threads);
    nameTheIndispensable(topology, result);
    return result;
}

}  // namespace spillway
