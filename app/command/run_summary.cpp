#include "command/run_summary.h"

#include "command/figures.h"
#include "command/text_table.h"
#include "topology/validate.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>
#include <utility>
#include <vector>

namespace spillway {
namespace {

using Align = TextTable::Align;

template <class Value>
std::string word(Value value) {
    for (const auto& entry : names(value)) {
        if (entry.value == value) return std::string{entry.word};
    }
    return {};
}

// "timeout 1 204, breaker_open 88", most frequent first.
std::string causes(const FailureCounts& failed) {
    std::vector<std::size_t> order;
    for (std::size_t cause = 0; cause < failed.size(); ++cause) {
        if (failed[cause] > 0) order.push_back(cause);
    }
    std::ranges::stable_sort(order, std::greater{}, [&](std::size_t cause) { return failed[cause]; });
    std::string text;
    for (const std::size_t cause : order) {
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", word(static_cast<FailureCause>(cause)),
                            countFigure(failed[cause]));
    }
    return text;
}

std::uint64_t countOf(const FailureCounts& failed, FailureCause cause) {
    return failed[static_cast<std::size_t>(cause)];
}

// A request that failed for a dependency says no more; the flows on the way from its source say of what: those that
// failed by themselves, the most first.
std::string behindDependencies(const RunReport& report) {
    constexpr std::size_t kMost = 3;
    if (countOf(report.failed, FailureCause::dependency) == 0) return {};
    std::set<std::string> asked;
    for (const NodeReport& node : report.nodes)
        if (isSource(node.kind)) asked.insert(node.id);
    std::vector<std::pair<std::uint64_t, std::string>> found;
    std::set<const FlowReport*> seen;
    for (bool further = true; further;) {
        further = false;
        for (const FlowReport& flow : report.flows) {
            if (total(flow.failed) == 0 || !asked.contains(flow.from) || !seen.insert(&flow).second) continue;
            further = true;
            FailureCounts own = flow.failed;
            own[static_cast<std::size_t>(FailureCause::dependency)] = 0;
            if (countOf(flow.failed, FailureCause::dependency) > 0) asked.insert(flow.to);
            const auto source = std::ranges::find(report.nodes, flow.from, &NodeReport::id);
            const bool isFirst = source != report.nodes.end() && isSource(source->kind);
            if (!isFirst && total(own) > 0)
                found.emplace_back(total(own), fmt::format("{} -> {}: {}", flow.from, flow.to, causes(own)));
        }
    }
    std::ranges::stable_sort(found, std::greater{}, [](const auto& each) { return each.first; });
    if (found.size() > kMost) found.resize(kMost);
    std::string text;
    for (const auto& [count, line] : found) text += fmt::format("{}{}", text.empty() ? "" : "; ", line);
    return text.empty() ? text : "  behind it: " + text + '\n';
}

std::string head(const RunReport& report) {
    const std::uint64_t failed = total(report.failed);
    const double seconds = toSeconds(report.end);
    std::string text = fmt::format("{} · {} · seed {} · {} of simulated time", report.architecture, report.scenario,
                                   report.seed, figure(report.end.time_since_epoch()));
    if (report.wallSeconds > 0) {
        text += fmt::format(" in {:.2f} s ({:.0f} times real time)", report.wallSeconds, seconds / report.wallSeconds);
    }
    text += fmt::format("\n\n  sent {}   succeeded {} ({})   failed {} ({})   in flight {}\n", countFigure(report.sent),
                        countFigure(report.succeeded), shareFigure(share(report.succeeded, report.sent)),
                        countFigure(failed), shareFigure(share(failed, report.sent)), countFigure(report.inFlight));
    if (failed > 0) text += fmt::format("  why: {}\n", causes(report.failed));
    return text + behindDependencies(report);
}

std::string instances(const NodeReport& node) {
    if (node.peakInstances == 0) return "-";
    if (static_cast<double>(node.peakInstances) - node.meanInstances < 0.05) return std::to_string(node.peakInstances);
    return fmt::format("{:.1f}, peak {}", node.meanInstances, node.peakInstances);
}

std::string figureText(const Figure& told) {
    switch (told.unit) {
        case FigureUnit::count: return countFigure(static_cast<std::uint64_t>(told.value));
        case FigureUnit::share: return shareFigure(told.value);
        case FigureUnit::perSecond: return rateFigure(told.value);
        case FigureUnit::seconds: return figure(secondsToDuration(told.value));
    }
    return {};
}

// What only some kinds have to tell.
std::string remarks(const NodeReport& node) {
    std::string text;
    const auto remark = [&](std::uint64_t count, const char* what) {
        if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", countFigure(count), what);
    };
    remark(node.coldStarts, "cold starts");
    remark(node.redelivered, "redelivered");
    remark(node.deadLettered, "dead letters");
    remark(node.expired, "expired");
    for (const Figure& each : node.figures.value_or(Figures{})) {
        if (each.value > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", each.name, figureText(each));
    }
    return text;
}

std::string nodeTable(const RunReport& report) {
    const double seconds = std::max(toSeconds(report.end), 1e-9);
    TextTable table{{{"node", Align::left},
                     {"kind", Align::left},
                     {"throughput"},
                     {"p50"},
                     {"p99"},
                     {"failed"},
                     {"busy"},
                     {"waiting"},
                     {"instances"},
                     {"", Align::left}}};
    for (const NodeReport& node : report.nodes) {
        const std::uint64_t failed = total(node.failed);
        const std::uint64_t done = node.succeeded + failed;
        table.add({node.id, word(node.kind), rateFigure(static_cast<double>(done) / seconds), figure(node.response.p50),
                   figure(node.response.p99), failed == 0 ? "-" : shareFigure(share(failed, done)),
                   node.utilization > 0 ? shareFigure(node.utilization) : "-",
                   node.meanWaiting >= 0.05 ? fmt::format("{:.1f}", node.meanWaiting) : "-", instances(node),
                   remarks(node)});
    }
    return '\n' + table.text();
}

// How sure the mean response time of every source is, or why one run cannot say it.
std::string howSure(const RunReport& report) {
    std::string text;
    bool waits = false;  // what only sends events is answered by nobody
    for (const NodeReport& node : report.nodes) {
        if (node.kind > NodeKind::devices || node.response.max <= Duration{0}) continue;
        waits = true;
        if (!node.steady) continue;
        text += fmt::format("  {}: mean response {} ± {} (95 % confidence, batch means after {} of warm-up)\n", node.id,
                            figure(node.steady->mean), figure(node.steady->halfWidth),
                            node.steady->warmup > Duration{0} ? figure(node.steady->warmup) : "no time");
    }
    if (!waits) return {};
    if (text.empty())
        text =
            "  one run cannot say: it changes as it goes, or is too short to settle; --replications 10 runs ten "
            "seeds\n";
    return "\nHow sure\n" + text;
}

std::string failingFlows(const RunReport& report) {
    TextTable table{{{"flow", Align::left},
                     {"attempts"},
                     {"retries"},
                     {"failed"},
                     {"p99"},
                     {"breaker opened"},
                     {"why", Align::left}}};
    for (const FlowReport& flow : report.flows) {
        const std::uint64_t failed = total(flow.failed);
        if (failed == 0 && flow.retries == 0 && flow.breakerOpened == 0) continue;
        table.add({flow.from + " -> " + flow.to, countFigure(flow.attempts),
                   flow.retries == 0 ? "-" : countFigure(flow.retries),
                   failed == 0 ? "-" : shareFigure(share(failed, flow.attempts)), figure(flow.response.p99),
                   flow.breakerOpened == 0 ? "-" : countFigure(flow.breakerOpened), causes(flow.failed)});
    }
    return table.isEmpty() ? "" : "\nFlows that failed or were retried\n" + table.text();
}

// How often each state did anything but go well, the worst first.
std::string troubledStates(const WorkflowReport& workflow) {
    std::vector<const WorkflowStateReport*> troubled;
    const auto trouble = [](const WorkflowStateReport* state) {
        return state->counts.failed + state->counts.caught + state->counts.retried + state->counts.timedOut;
    };
    for (const WorkflowStateReport& state : workflow.states)
        if (trouble(&state) > 0) troubled.push_back(&state);
    std::ranges::stable_sort(troubled, std::greater{}, trouble);
    TextTable table{{{"state of " + workflow.id, Align::left},
                     {"entered"},
                     {"retried"},
                     {"timed out"},
                     {"caught"},
                     {"failed"},
                     {"p99"}}};
    const auto count = [](std::uint64_t value) { return value == 0 ? std::string{"-"} : countFigure(value); };
    for (const WorkflowStateReport* state : troubled) {
        const StateCounts& counts = state->counts;
        table.add({state->name, countFigure(counts.entered), count(counts.retried), count(counts.timedOut),
                   count(counts.caught), count(counts.failed), figure(state->took.p99)});
    }
    return table.isEmpty() ? "" : '\n' + table.text();
}

std::string workflowTable(const RunReport& report) {
    if (report.workflows.empty()) return {};
    TextTable table{{{"workflow", Align::left},
                     {"executions"},
                     {"succeeded"},
                     {"failed"},
                     {"timed out"},
                     {"running"},
                     {"p50"},
                     {"p99"},
                     {"billed", Align::left}}};
    std::string states;
    for (const WorkflowReport& workflow : report.workflows) {
        const ExecutionCounts& counts = workflow.counts;
        const auto of = [&](std::uint64_t some) {
            return some == 0 ? std::string{"-"} : shareFigure(share(some, counts.started));
        };
        const std::string billed = workflow.express ? figure(secondsToDuration(workflow.billedSeconds))
                                                    : countFigure(counts.transitions) + " transitions";
        table.add({workflow.id, countFigure(counts.started), of(counts.succeeded), of(counts.failed + counts.aborted),
                   of(counts.timedOut), counts.running == 0 ? "-" : countFigure(counts.running),
                   figure(workflow.took.p50), figure(workflow.took.p99),
                   billed + (counts.throttled > 0 ? ", " + countFigure(counts.throttled) + " starts throttled" : "")});
        states += troubledStates(workflow);
    }
    return "\nWorkflows\n" + table.text() + states;
}

std::string partName(const Attribution& attribution, const AttributionPart& part) {
    std::string what = word(part.part);
    std::ranges::replace(what, '_', ' ');
    return part.node == attribution.of ? what : part.node + ": " + what;
}

// Whose time a reader asks for: what sends requests, and what an objective is of.
bool isAskedFor(const NodeReport& node, const RunReport& report) {
    const bool isJudged =
        std::ranges::any_of(report.objectives, [&](const auto& o) { return o.objective.of == node.id; });
    return (isSource(node.kind) || isJudged) && node.response.max > Duration{0};
}

// Nodes whose slowest requests are not, or hardly, among the sampled ones: what these took is not what the p99 is.
std::string whatWasNotSampled(const RunReport& report) {
    constexpr int kFarBelow = 2;
    std::string text;
    for (const NodeReport& node : report.nodes) {
        if (!isAskedFor(node, report)) continue;
        const auto found = std::ranges::find(report.attributions, node.id, &Attribution::of);
        const bool isTold = found != report.attributions.end() && found->requests > 0;
        if (isTold && found->threshold >= node.response.p99 / kFarBelow) continue;
        text += fmt::format("  {}: too few requests were sampled to say where its p99 of {} goes\n", node.id,
                            figure(node.response.p99));
    }
    return text.empty() ? "" : '\n' + text;
}

std::string whereTheTimeGoes(const RunReport& report) {
    constexpr std::size_t kPartsMax = 6;
    std::string text;
    for (const Attribution& attribution : report.attributions) {
        const auto node = std::ranges::find(report.nodes, attribution.of, &NodeReport::id);
        if (node == report.nodes.end() || !isAskedFor(*node, report)) continue;
        if (attribution.requests == 0 || attribution.parts.empty()) continue;
        text += fmt::format("\nWhere the p99 of {} goes ({} sampled requests of {} and more)\n", attribution.of,
                            countFigure(attribution.requests), figure(attribution.threshold));
        TextTable table{{{"", Align::left}, {""}, {"", Align::left}}};
        for (std::size_t i = 0; i < std::min(kPartsMax, attribution.parts.size()); ++i) {
            const AttributionPart& part = attribution.parts[i];
            std::string bar;
            for (double filled = 0.025; filled < part.share; filled += 0.05) bar += "█";
            table.add({partName(attribution, part), shareFigure(part.share), bar});
        }
        const std::string lines = table.text();
        text += lines.substr(lines.find('\n') + 1);
    }
    return text + whatWasNotSampled(report);
}

std::string decisionList(const RunReport& report, std::size_t most) {
    if (report.decisions.empty()) return {};
    TextTable table{{{"at", Align::left}, {"where", Align::left}, {"what", Align::left}, {"why", Align::left}}};
    const std::size_t shown = std::min(most, report.decisions.size());
    for (std::size_t i = 0; i < shown; ++i) {
        const Decision& decision = report.decisions[i];
        table.add({clockFigure(decision.at), decision.node, decision.what, decision.reason});
    }
    std::string text = "\nDecisions\n" + table.text();
    if (shown < report.decisions.size()) {
        text += fmt::format("  and {} more (--decisions {} lists all)\n", report.decisions.size() - shown,
                            report.decisions.size());
    }
    return text;
}

// "p99 612 ms of 800 ms" for each bound that is stated.
std::string bounds(const ObjectiveResult& result) {
    std::string text;
    const auto bound = [&](const char* name, const std::optional<Duration>& limit, Duration measured) {
        if (!limit) return;
        text += fmt::format("{}{} {} of {}", text.empty() ? "" : ", ", name, figure(measured), figure(*limit));
    };
    bound("p50", result.objective.p50, result.response.p50);
    bound("p95", result.objective.p95, result.response.p95);
    bound("p99", result.objective.p99, result.response.p99);
    if (result.objective.share) {
        text += fmt::format("{}good {} of {}, budget left {}", text.empty() ? "" : ", ", shareFigure(result.goodShare),
                            shareFigure(result.objective.share->fraction()), shareFigure(result.budgetLeft));
    }
    return text;
}

std::string objectiveList(const RunReport& report) {
    if (report.objectives.empty()) return {};
    std::string text = "\nObjectives\n";
    for (const ObjectiveResult& result : report.objectives) {
        text += fmt::format("  {}  {}: {}\n", result.met ? "met   " : "MISSED", result.objective.of, bounds(result));
    }
    return text;
}

// Whether what users get came back after the last fault, and what keeps it down if not.
std::string recoveryText(const RunReport& report) {
    if (!report.recovery) return {};
    const Recovery& recovery = *report.recovery;
    const std::string worst = fmt::format("good requests fell from {} to {} in the worst ten seconds",
                                          shareFigure(recovery.goodBefore), shareFigure(recovery.goodWorst));
    std::string text = "\nRecovery\n  ";
    switch (recovery.verdict) {
        case RecoveryVerdict::held:
            return text + fmt::format("held: never less than {} good requests{}{}\n", shareFigure(recovery.goodWorst),
                                      recovery.reason.empty() ? "" : "; ", recovery.reason);
        case RecoveryVerdict::recovered:
            return text + fmt::format("recovered {} after the last fault ended at {}: {}\n",
                                      recovery.took == Duration{0} ? "before or right" : figure(*recovery.took),
                                      clockFigure(recovery.faultsEnd),
                                      recovery.reason.empty() ? worst : recovery.reason);
        case RecoveryVerdict::fault_lasts:
            return text + fmt::format("cannot be told: a fault lasts to the end; {}\n", worst);
        case RecoveryVerdict::too_early:
            return text + fmt::format("too early to tell: the run ends within a minute of the last fault, at {}; {}\n",
                                      clockFigure(recovery.faultsEnd), worst);
        case RecoveryVerdict::not_recovered: break;
    }
    return text +
           fmt::format("NOT RECOVERED: the last fault ended at {}, and still {} of the requests are good{}\n",
                       clockFigure(recovery.faultsEnd), shareFigure(recovery.goodLast),
                       recovery.goodLast >= 0.95 * recovery.goodBefore ? ", but what they sent is not worked on" : "") +
           fmt::format("  what keeps it down: {}{}{}\n", recovery.keepsDown, recovery.keepsDown.empty() ? "" : ": ",
                       recovery.reason);
}

// What is said of several items is said once, with their names behind it.
std::string assumptionList(const Diagnostics& assumptions) {
    std::vector<std::pair<std::string, std::vector<std::string>>> said;
    for (const Diagnostic& diagnostic : assumptions) {
        if (diagnostic.severity == Severity::error) continue;
        const std::string sentence =
            diagnostic.sentence + (diagnostic.hint.empty() ? "" : " (" + diagnostic.hint + ")");
        auto found = std::ranges::find(said, sentence, [](const auto& entry) { return entry.first; });
        if (found == said.end()) found = said.insert(said.end(), {sentence, {}});
        if (!diagnostic.place.item.empty()) found->second.push_back(diagnostic.place.item);
    }
    std::string text;
    for (const auto& [sentence, items] : said) {
        text += fmt::format("  {}{}{}\n", fmt::join(items, ", "), items.empty() ? "" : ": ", sentence);
    }
    return text.empty() ? "" : "\nAssumed\n" + text;
}

}  // namespace

std::string summaryText(const RunReport& report, const Diagnostics& assumptions, const SummaryOptions& options) {
    return head(report) + nodeTable(report) + howSure(report) + failingFlows(report) + workflowTable(report) +
           whereTheTimeGoes(report) + decisionList(report, options.decisionsMax) + objectiveList(report) +
           recoveryText(report) + assumptionList(assumptions) + fmt::format("\nfingerprint {}\n", report.fingerprint);
}

}  // namespace spillway
