#include "analysis/single_faults.h"

#include "analysis/footprint.h"
#include "analysis/settling.h"
#include "scenario/fault_fit.h"
#include "scenario/scenario_tree.h"
#include "topology/validate.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <set>
#include <thread>
#include <utility>

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
// Less is done at a node when this much more of its work is missing than of the requests that came through.
constexpr double kLess = 0.05;
constexpr std::size_t kTen = 10;

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

// The run without a fault: what every trial is measured against, and where it begins.
struct Calm {
    RunReport report;
    // As it stood right before the faults begin; none when they begin at once. Trials fork it instead of running what
    // lies before once more.
    std::optional<Run> before;
};

Calm runCalm(const std::shared_ptr<const RunPlan>& plan, const RunOptions& options, SimTime at,
             const std::function<bool(double)>& tell) {
    Calm calm;
    Run run{plan, options};
    const SimTime last = at - Duration{1};
    while (!run.finished()) {
        const SimTime next = run.now() + 1s;
        if (run.now() < last && last < next) {
            run.advanceTo(last);
            calm.before = run.fork();
        }
        run.advanceTo(std::chrono::floor<std::chrono::seconds>(next));
        if (!tell(toSeconds(run.now()) / std::max(toSeconds(run.end()), 1e-9))) break;
    }
    calm.report = run.report();
    return calm;
}

// The last ten seconds before `end`.
Part lastOf(const RunReport& report, SimTime end) {
    const auto seconds = static_cast<std::size_t>(end.time_since_epoch() / 1s);
    return sourcesOf(report, {seconds - std::min(kTen, seconds), seconds});
}

// From where on every ten seconds are as good as the same ones without the fault: a second; the fault's own when all
// are.
std::size_t backBeside(const RunReport& calm, const RunReport& broken, std::size_t at) {
    const auto seconds = static_cast<std::size_t>(broken.end.time_since_epoch() / 1s);
    std::size_t since = at;
    for (std::size_t second = at; second < seconds; ++second) {
        const Window ten{second, std::min(second + kTen, seconds)};
        const Part without = sourcesOf(calm, ten);
        // Measured by all that ends: of a system that is down anyway the rest is chance.
        if (without.good - sourcesOf(broken, ten).good > (1 - kAsGood) * without.ended()) since = second + 1;
    }
    return since;
}

// A fault does not keep down what ends as badly without it: a queue that grows all the time, a system that is down
// anyway. How long its own doing lasted is seen beside the run without it.
Recovery recoveryBeside(const RunReport& calm, const RunReport& broken, Window window) {
    Recovery recovery = *broken.recovery;
    const bool down = recovery.verdict == RecoveryVerdict::not_recovered ||  //
                      recovery.verdict == RecoveryVerdict::too_early;
    if (!down || lastOf(broken, broken.end).good < kAsGood * lastOf(calm, broken.end).good) return recovery;
    const std::size_t since = backBeside(calm, broken, window.from);
    recovery.verdict = since == window.from ? RecoveryVerdict::held : RecoveryVerdict::recovered;
    if (since != window.from) recovery.took = std::max(Duration{0}, SimTime{since * 1s} - recovery.faultsEnd);
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

// What the faults of a trial name: nodes, and what lies in a boundary.
std::set<std::string> brokenBy(const FaultTrial& trial, const Topology& topology) {
    std::set<std::string> ids{trial.fault.on};
    if (trial.second) ids.insert(trial.second->on);
    for (const std::string& named : std::set<std::string>{ids}) {
        const std::set<std::string> inside = withNested(topology, named);
        for (const Node& node : topology.nodes) {
            if (inside.contains(node.in)) ids.insert(node.id);
        }
    }
    return ids;
}

// Events that got lost, messages that nobody fetched: no user sees that, and the work is missing to the end.
std::vector<std::string> lessDoneIn(const std::set<std::string>& broke, const RunReport& calm, const RunReport& broken,
                                    std::size_t from) {
    const Window rest{from, static_cast<std::size_t>(broken.end.time_since_epoch() / 1s)};
    const double asked = sourcesOf(calm, rest).good;
    const double answered = asked > 0 ? std::min(1.0, sourcesOf(broken, rest).good / asked) : 1;
    std::vector<std::string> less;
    for (std::size_t i = 0; i < broken.nodes.size(); ++i) {
        Part before, after;
        before.add(calm.nodes[i], rest);
        after.add(broken.nodes[i], rest);
        const double done = before.good > 0 ? after.good / before.good : 1;
        const bool few = before.good - after.good < 3 * std::sqrt(before.good) + 3;  // chance, as Poisson's
        if (!few && done < answered - kLess && !broke.contains(broken.nodes[i].id)) less.push_back(broken.nodes[i].id);
    }
    return less;
}

FaultTrial judge(const FaultTrial& asked, const std::set<std::string>& broke, const RunReport& calm,
                 const RunReport& broken, Window window) {
    FaultTrial trial = asked;
    const Part without = sourcesOf(calm, window);
    const Part with = sourcesOf(broken, window);
    trial.lost = std::max(0.0, with.failedShare() - without.failedShare());
    trial.p99Ms = worstP99(broken, window);
    trial.p99MsCalm = worstP99(calm, window);
    trial.takesAllDown = without.good > 0 && with.good < kNothing * without.good;
    if (broken.recovery) {
        trial.recovery = recoveryBeside(calm, broken, window);
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
        const bool own = broke.contains(id);
        const bool executions = failedShareOf(broken.workflows, id) > failedShareOf(calm.workflows, id) + kHit;
        const bool requests = after.failedShare() > before.failedShare() + kHit;
        if (!own && !isSource(broken.nodes[i].kind) && (requests || executions)) trial.hit.push_back(id);
    }
    trial.lessDone = lessDoneIn(broke, calm, broken, window.from);
    trial.done = true;
    return trial;
}

// Trials that move the same levers, by their places: one run tells of all of them.
using Alike = std::vector<std::size_t>;

std::vector<Alike> groupedByFootprint(const std::vector<FaultTrial>& trials, const Topology& topology) {
    std::vector<Alike> groups;
    std::vector<Footprint> prints;
    // By what is moved at all, so that few are compared.
    std::map<std::vector<std::uint32_t>, std::vector<std::size_t>> byMoved;
    for (std::size_t place = 0; place < trials.size(); ++place) {
        std::vector<Fault> faults{trials[place].fault};
        if (trials[place].second) faults.push_back(*trials[place].second);
        Footprint print = footprintOf(faults, topology);
        std::vector<std::uint32_t> moved;
        for (const auto& [index, levers] : print.nodes) moved.push_back(index);
        for (const auto& [index, levers] : print.flows)
            moved.push_back(static_cast<std::uint32_t>(topology.nodes.size()) + index);
        std::vector<std::size_t>& known = byMoved[moved];
        const auto same = std::ranges::find_if(known, [&](std::size_t group) { return prints[group] == print; });
        if (same != known.end()) {
            groups[*same].push_back(place);
            continue;
        }
        known.push_back(groups.size());
        groups.push_back({place});
        prints.push_back(std::move(print));
    }
    return groups;
}

// Runs on several threads; the trials of each are written by the thread that took its number.
class Trials {
public:
    struct Ground {
        const Topology& topology;
        const Scenario& scenario;
        RunOptions run;
        SimTime to{};
        Window window;
    };
    Trials(const Ground& ground, const Calm& calm, SingleFaults& into, std::vector<Alike> groups,
           const TrialProgress& progress, const TrialWatch& watch)
        : m_ground{ground},
          m_calm{calm},
          m_into{into},
          m_groups{std::move(groups)},
          m_progress{progress},
          m_watch{watch} {}

    void work(unsigned wanted) {
        std::vector<std::jthread> others;
        const std::size_t threads = std::min<std::size_t>(std::max(1U, wanted), m_groups.size());
        for (std::size_t i = 1; i < threads; ++i) others.emplace_back([this] { takeTrials(false); });
        takeTrials(true);
        for (std::size_t seen = m_finished; seen < m_groups.size() && !m_stopped; seen = m_finished) {
            tell(0);
            m_finished.wait(seen);
        }
        if (!m_stopped) tell(0);  // all of it: the last may have ended while nobody told
    }

private:
    void takeTrials(bool tells) {
        for (std::size_t next = m_taken++; next < m_groups.size() && !m_stopped; next = m_taken++) tryOne(next, tells);
    }
    void tryOne(std::size_t index, bool tells) {
        const Alike& alike = m_groups[index];
        const std::optional<RunReport> report = runBroken(m_into.trials[alike.front()], tells);
        if (report) {
            for (const std::size_t place : alike) {
                FaultTrial& trial = m_into.trials[place];
                trial = judge(trial, brokenBy(trial, m_ground.topology), m_calm.report, *report, m_ground.window);
                if (m_watch.each) m_watch.each(place, trial);
            }
        }
        ++m_finished;
        m_finished.notify_one();
    }
    // Until it is over, or all is as in the calm run again; nothing when it was stopped.
    std::optional<RunReport> runBroken(const FaultTrial& trial, bool tells) {
        Scenario broken = m_ground.scenario;
        broken.faults = {trial.fault};
        if (trial.second) broken.faults.push_back(*trial.second);
        Run run = begin(compile(m_ground.topology, broken).plan);
        const double from = toSeconds(run.now());
        Settling settling{m_calm.report, m_ground.to};
        while (!run.finished() && !settling.isSettled(run)) {
            run.advanceTo(std::chrono::floor<std::chrono::seconds>(run.now() + 1s));
            if (tells) tell((toSeconds(run.now()) - from) / std::max(toSeconds(run.end()) - from, 1e-9));
            if (m_stopped) return std::nullopt;
        }
        return run.report();
    }
    Run begin(const std::shared_ptr<const RunPlan>& plan) const {
        if (m_calm.before) {
            Run::Branch branch = m_calm.before->branch(plan);
            SPILLWAY_ASSERT(branch.run != nullptr, "a run goes on with other faults to come");
            return std::move(*branch.run);
        }
        return Run{plan, m_ground.run};
    }
    void tell(double ownRun) {
        if (!m_progress) return;
        const double finished = static_cast<double>(m_finished) + 1 + ownRun;
        if (!m_progress(std::min(1.0, finished / static_cast<double>(m_groups.size() + 1)))) m_stopped = true;
    }

    Ground m_ground;
    const Calm& m_calm;
    SingleFaults& m_into;
    std::vector<Alike> m_groups;
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
    std::vector<Alike> groups = groupedByFootprint(result.trials, topology);
    result.runs = groups.size();
    if (watch.begun) watch.begun(result);
    bool stopped = false;
    RunOptions run;
    run.seed = options.seed;
    run.until = result.to.time_since_epoch() + options.watch;
    run.traceEvery = 0;
    const Calm quiet = runCalm(calm.plan, run, result.at, [&](double share) {
        stopped = progress && !progress(share / (static_cast<double>(groups.size()) + 1));
        return !stopped;
    });
    result.goodCalm = 1 - sourcesOf(quiet.report, window).failedShare();
    const Trials::Ground ground{topology, calmScenario, run, result.to, window};
    if (!stopped) Trials{ground, quiet, result, std::move(groups), progress, watch}.work(options.threads);
    nameTheIndispensable(topology, result);
    return result;
}

}  // namespace spillway
