#include "swarm/laws.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace spillway::swarm {
namespace {

class Court {
public:
    // `holds` is the law, `what` says that it is broken.
    void demand(bool holds, const std::string& where, const char* what) {
        if (!holds) m_violations.push_back(where + ": " + what);
    }
    Violations verdict() && { return std::move(m_violations); }

private:
    Violations m_violations;
};

bool isShare(double value) { return value >= 0 && value <= 1; }

void judgeNode(Court& court, const NodeSnapshot& node, const std::string& where) {
    const InstanceCounts& instances = node.instances;
    court.demand(
        std::min({instances.starting, instances.idle, instances.busy, instances.draining, instances.down}) >= 0, where,
        "instances are negative");
    court.demand(node.waiting >= 0 && node.busySlots >= 0 && node.slots >= 0 && node.inFlightMessages >= 0, where,
                 "a count is negative");
    court.demand(node.waitingLimit <= 0 || node.waiting <= node.waitingLimit, where, "more wait than may");
    court.demand(isShare(node.errorShare) && isShare(node.coldShare), where, "a share is none");
    court.demand(node.throughput >= 0 && node.throttledPerSecond >= 0, where, "a rate is negative");
    court.demand(node.p50 <= node.p95 && node.p95 <= node.p99 && node.oldestAge >= Duration{0}, where,
                 "times are out of order");
    // A function's limit is of requests at once: environments may stand idle beyond it.
    const bool ofRequests = node.slots == node.instanceLimit;
    const std::int32_t living = instances.starting + instances.idle + instances.busy + instances.down;
    court.demand(node.instanceLimit <= 0 || (ofRequests ? instances.busy : living) <= node.instanceLimit, where,
                 "more instances than may");
}

void judgeSummary(Court& court, const LatencySummary& times, const std::string& where) {
    const std::vector<Duration> rising{Duration{0}, times.p50, times.p90, times.p95, times.p99, times.p999, times.max};
    court.demand(std::ranges::is_sorted(rising), where, "percentiles are out of order");
    court.demand(times.mean >= Duration{0} && times.mean <= times.max, where, "the mean is outside of the times");
    court.demand(times.count != 0 || times == LatencySummary{}, where, "there are times of nothing");
}

void judgeNode(Court& court, const NodeReport& node, std::size_t seconds) {
    const std::uint64_t ended = node.succeeded + total(node.failed);
    court.demand(node.arrived >= ended, node.id, "more ended than arrived");
    judgeSummary(court, node.response, node.id + ", response");
    judgeSummary(court, node.waiting, node.id + ", waiting");
    // A message counts its time when it is done; a refused dead letter never had one.
    const bool exact = node.kind != NodeKind::queue;
    court.demand(exact ? node.response.count == ended : node.response.count <= ended, node.id,
                 "the response times are not those of what ended");
    court.demand(node.waiting.count <= node.arrived || node.kind == NodeKind::function, node.id,
                 "more waited than arrived");
    court.demand(isShare(node.utilization), node.id, "utilisation is no share");
    court.demand(node.meanWaiting >= 0 && node.meanInstances >= 0 &&
                     node.meanInstances <= static_cast<double>(node.peakInstances) + 1e-9,
                 node.id, "the mean is above the peak");
    const bool program =
        node.kind == NodeKind::function || node.kind == NodeKind::service || node.kind == NodeKind::edge_worker;
    court.demand(node.coldStarts == 0 || program, node.id, "only programs start cold");
    const NodeSeries& series = node.series;
    for (const auto* values : {&series.throughput, &series.errors, &series.p50Ms, &series.p95Ms, &series.p99Ms,
                               &series.instances, &series.starting, &series.backlog, &series.utilization}) {
        court.demand(values->size() == seconds, node.id, "a series is not as long as the run");
        court.demand(std::ranges::all_of(*values, [](float value) { return value >= 0; }), node.id,
                     "a series has a negative value");
    }
    court.demand(std::ranges::all_of(series.instances,
                                     [&](float value) { return value <= static_cast<float>(node.peakInstances); }),
                 node.id, "instances above their peak");
}

void judgeFlow(Court& court, const FlowReport& flow) {
    const std::string where = flow.from + " -> " + flow.to;
    const std::uint64_t failed = total(flow.failed);
    court.demand(flow.attempts >= flow.succeeded + failed, where, "more attempts ended than were made");
    // An event that its broker tries again has not failed yet.
    court.demand(flow.kind == FlowKind::event || flow.retries <= failed, where, "more retries than failures");
    court.demand(flow.response.count <= flow.succeeded + failed, where, "more response times than attempts");
    court.demand(flow.kind == FlowKind::event || flow.response.count >= flow.succeeded, where,
                 "a success without a response time");
    judgeSummary(court, flow.response, where);
}

void judgeTotals(Court& court, const RunReport& report, const Architecture& architecture) {
    court.demand(report.sent == report.succeeded + total(report.failed) + report.inFlight, "run",
                 "requests are not conserved");
    std::uint64_t sent = 0, succeeded = 0;
    FailureCounts failed{};
    std::map<std::string, std::uint64_t> attempts;
    // What a broker tries again is the same attempt of whoever published it.
    for (const FlowReport& flow : report.flows)
        attempts[flow.to] += flow.attempts + (flow.kind == FlowKind::event ? flow.retries : 0);
    for (const NodeReport& node : report.nodes) {
        if (node.kind <= NodeKind::devices) {
            sent += node.arrived;
            succeeded += node.succeeded;
            for (std::size_t cause = 0; cause < failed.size(); ++cause) failed[cause] += node.failed[cause];
            continue;
        }
        // A platform's or a broker's own tries and dead letters come without a flow.
        const Node* drawn = findNode(architecture.topology, node.id);
        const bool onLambda = drawn != nullptr && platformOf(architecture.topology, *drawn) == Platform::lambda;
        const bool fromBroker = std::ranges::any_of(architecture.topology.flows, [&](const Flow& flow) {
            const Node* from = findNode(architecture.topology, flow.from);
            const NodeKind kind = from == nullptr ? NodeKind::clients : from->kind();
            return flow.to == node.id && (kind == NodeKind::topic || kind == NodeKind::event_bus);
        });
        const bool ownTries = onLambda || fromBroker || node.kind == NodeKind::queue;
        court.demand(ownTries || node.arrived <= attempts[node.id], node.id, "more arrived than was sent there");
    }
    court.demand(sent == report.sent && succeeded == report.succeeded && failed == report.failed, "run",
                 "the totals are not those of the sources");
    court.demand(report.nodes.size() == architecture.topology.nodes.size() &&
                     report.flows.size() == architecture.topology.flows.size(),
                 "run", "a node or flow is missing");
    court.demand(report.fingerprint.size() == 16, "run", "the fingerprint is not 16 digits");
}

void judgeAttribution(Court& court, const Attribution& attribution, const RunReport& report) {
    const auto node = std::ranges::find(report.nodes, attribution.of, &NodeReport::id);
    const std::string where = "attribution of " + attribution.of;
    if (node == report.nodes.end()) return court.demand(false, where, "there is no such node");
    double sum = 0;
    for (const AttributionPart& part : attribution.parts) {
        court.demand(part.share > 0 && part.share <= 1, where, "a share is none");
        court.demand(std::ranges::find(report.nodes, part.node, &NodeReport::id) != report.nodes.end(), where,
                     "a part is of no node");
        sum += part.share;
    }
    // Each share is rounded once: n of them are off by at most n / 2^53, and so is their sum each time.
    court.demand(
        attribution.parts.empty() || std::abs(sum - 1) <= 1e-15 * static_cast<double>(2 * attribution.parts.size()),
        where, "the parts do not sum to the whole");
    court.demand(std::ranges::is_sorted(attribution.parts, std::ranges::greater{}, &AttributionPart::share), where,
                 "the largest part is not first");
    // A queue counts the times of the messages that were done, and tells where those of the others went as well.
    const bool exact = node->kind != NodeKind::queue;
    court.demand(attribution.requests > 0 && (!exact || attribution.threshold <= node->response.max), where,
                 "slower than the slowest");
}

// Everything that lies inside a span's time, and in the order in which it happens.
void judgeSpan(Court& court, const Trace& trace, std::size_t index, const RunReport& report, const Topology& topology) {
    const Span& span = trace.spans[index];
    const std::string& id = report.nodes[span.node].id;
    const std::string where = "trace " + std::to_string(trace.id) + ", span " + std::to_string(index) + " at " + id;
    court.demand(span.start <= span.end && span.end <= report.end, where, "it ends before it begins, or after the run");
    if (span.succeeded)
        court.demand(span.start <= span.arrived && span.arrived <= span.started && span.started <= span.end, where,
                     "sent, arrived, started, ended are out of order");
    if (index == 0) return court.demand(span.parent == -1 && span.attempt == 0, where, "the root is a root");
    court.demand(span.parent >= 0 && span.parent < static_cast<std::int32_t>(index), where,
                 "a caller stands after its call");
    if (span.parent < 0 || span.parent >= static_cast<std::int32_t>(index)) return;
    const Span& caller = trace.spans[static_cast<std::size_t>(span.parent)];
    const std::string& from = report.nodes[caller.node].id;
    const auto flow =
        std::ranges::find_if(topology.flows, [&](const Flow& each) { return each.from == from && each.to == id; });
    court.demand(flow != topology.flows.end(), where, "there is no flow from its caller");
    court.demand(span.start >= caller.start, where, "it was sent before its caller was");
    if (flow == topology.flows.end() || flow->kind == FlowKind::event || !caller.succeeded) return;
    // A task that a workflow gave up on goes on for itself.
    const bool mayOutlive = report.nodes[caller.node].kind == NodeKind::workflow;
    court.demand(span.start >= caller.started && (span.end <= caller.end || mayOutlive), where,
                 "a call reaches out of the visit that made it");
}

void judgeTrace(Court& court, const Trace& trace, const RunReport& report, const Topology& topology) {
    if (trace.spans.empty()) return court.demand(false, "trace " + std::to_string(trace.id), "it is empty");
    std::map<std::pair<std::int32_t, std::uint32_t>, std::vector<const Span*>> attempts;
    for (std::size_t i = 0; i < trace.spans.size(); ++i) {
        if (trace.spans[i].node >= report.nodes.size())
            return court.demand(false, "trace " + std::to_string(trace.id), "a span is of no node");
        judgeSpan(court, trace, i, report, topology);
        if (i > 0) attempts[{trace.spans[i].parent, trace.spans[i].node}].push_back(&trace.spans[i]);
    }
    for (auto& [call, tries] : attempts) {
        const NodeKind kind = report.nodes[trace.spans[static_cast<std::size_t>(call.first)].node].kind;
        // Deliveries are each an attempt of its own; a workflow's are calls of several states.
        if (kind == NodeKind::queue || kind == NodeKind::stream || kind == NodeKind::workflow) continue;
        std::ranges::sort(tries, {}, &Span::attempt);
        for (std::size_t i = 1; i < tries.size(); ++i) {
            const bool later = tries[i]->attempt > tries[i - 1]->attempt && tries[i]->start >= tries[i - 1]->end &&
                               !tries[i - 1]->succeeded;
            court.demand(later, "trace " + std::to_string(trace.id) + " to " + report.nodes[call.second].id,
                         "an attempt does not follow the failure of the one before");
        }
    }
}

// closed -> open -> half-open -> open or closed, and nothing else.
void judgeDecisions(Court& court, const RunReport& report) {
    std::map<std::string, std::string> states;
    std::map<std::string, std::uint64_t> openings;
    SimTime last{};
    for (const Decision& decision : report.decisions) {
        court.demand(decision.at >= last && decision.at <= report.end, decision.node, "decisions are out of order");
        last = decision.at;
        court.demand(!decision.reason.empty() && !decision.what.empty(), decision.node, "a decision without a reason");
        if (decision.node.find(" -> ") == std::string::npos) continue;
        if (decision.what.starts_with("gave up")) continue;  // a broker, which has no breaker
        // Each instance of a caller may have its own; who is new in the place of one that is gone begins closed.
        const bool each = decision.reason.starts_with("instance ");
        const std::string whose =
            each ? decision.node + decision.reason.substr(0, decision.reason.find(':')) : decision.node;
        const auto [state, fresh] = states.try_emplace(whose, "closed");
        const std::string& before = state->second;
        const bool legal = ((each || before == "closed") && decision.what == "open") ||
                           (before == "open" && decision.what == "half-open") ||
                           (before == "half-open" && (decision.what == "open" || decision.what == "closed"));
        court.demand(legal, decision.node, ("breaker from " + before + " to " + decision.what).c_str());
        openings[decision.node] += decision.what == "open" ? 1U : 0U;
        state->second = decision.what;
    }
    for (const FlowReport& flow : report.flows) {
        const std::string name = flow.from + " -> " + flow.to;
        court.demand(flow.breakerOpened == openings[name], name, "the breaker's openings are not its decisions");
    }
}

}  // namespace

Violations violationsOf(const RunSnapshot& picture, const RunSnapshot* before) {
    Court court;
    court.demand(picture.sent == picture.succeeded + picture.failed + picture.inFlight, "picture",
                 "requests are not conserved");
    for (std::size_t i = 0; i < picture.nodes.size(); ++i)
        judgeNode(court, picture.nodes[i], "picture, node " + std::to_string(i));
    for (std::size_t i = 0; i < picture.flows.size(); ++i) {
        const FlowSnapshot& flow = picture.flows[i];
        court.demand(flow.rate >= 0 && isShare(flow.errorShare) && flow.p99 >= Duration{0},
                     "picture, flow " + std::to_string(i), "a rate, share or time is none");
    }
    if (before == nullptr) return std::move(court).verdict();
    court.demand(picture.now >= before->now && picture.events >= before->events, "picture", "time went back");
    court.demand(
        picture.sent >= before->sent && picture.succeeded >= before->succeeded && picture.failed >= before->failed,
        "picture", "a total went back");
    return std::move(court).verdict();
}

Violations violationsOf(const RunReport& report, const Architecture& architecture) {
    Court court;
    judgeTotals(court, report, architecture);
    const auto seconds = static_cast<std::size_t>(report.end.time_since_epoch() / std::chrono::seconds{1});
    for (const NodeReport& node : report.nodes) judgeNode(court, node, seconds);
    for (const FlowReport& flow : report.flows) judgeFlow(court, flow);
    for (const Attribution& attribution : report.attributions) judgeAttribution(court, attribution, report);
    for (const Trace& trace : report.traces) judgeTrace(court, trace, report, architecture.topology);
    judgeDecisions(court, report);
    for (const ObjectiveResult& result : report.objectives) {
        court.demand(isShare(result.goodShare) && result.budgetLeft <= 1, result.objective.of,
                     "an objective's share is none");
        court.demand(!result.met || !result.objective.share || result.goodShare >= result.objective.share->fraction(),
                     result.objective.of, "met with too few good requests");
    }
    return std::move(court).verdict();
}

Violations violationsOfSeries(const RunReport& report) {
    Court court;
    for (const NodeReport& node : report.nodes) {
        const auto sum = [](const std::vector<float>& values) {
            return std::accumulate(values.begin(), values.end(), 0.0);
        };
        court.demand(sum(node.series.throughput) == static_cast<double>(node.succeeded), node.id,
                     "throughput does not sum to what succeeded");
        court.demand(sum(node.series.errors) == static_cast<double>(total(node.failed)), node.id,
                     "errors do not sum to what failed");
    }
    return std::move(court).verdict();
}

namespace {

// Whether requests are in a line or in an instance, and nowhere else. How many an instance works on at once is its
// platform's affair: what is asked is how many were.
bool hasSlots(const Topology& topology, const Node& node) {
    if (const auto* database = std::get_if<Database>(&node.spec)) return !database->table;
    if (std::holds_alternative<Backend>(node.spec) || std::holds_alternative<EdgeWorker>(node.spec)) return true;
    const bool program = std::holds_alternative<Service>(node.spec) || std::holds_alternative<Function>(node.spec);
    return program && platformOf(topology, node) != Platform::lambda;  // which has no line
}

std::uint64_t failures(const NodeReport& node, FailureCause cause) {
    return node.failed[static_cast<std::size_t>(cause)];
}

// Who leaves a line unserved is counted in its area and in no waiting time: because the last instance is gone, or
// because its platform or its guard lets nobody wait for so long.
double turnedAway(const NodeReport& report, const Node& node) {
    const auto count = [&](FailureCause cause) { return static_cast<double>(failures(report, cause)); };
    const bool plain = !std::holds_alternative<Service>(node.spec) && !std::holds_alternative<Function>(node.spec) &&
                       !std::holds_alternative<EdgeWorker>(node.spec);
    if (plain) return count(FailureCause::unavailable);
    return count(FailureCause::unavailable) + count(FailureCause::refused) + count(FailureCause::throttled) +
           count(FailureCause::timeout) + count(FailureCause::platform_timeout);
}

double spentIn(const LatencySummary& times) { return static_cast<double>(times.count) * toSeconds(times.mean); }

}  // namespace

Violations violationsOfLittle(const RunReport& report, const Architecture& architecture, std::uint64_t& exact) {
    Court court;
    const double run = toSeconds(report.end);
    for (std::size_t i = 0; i < report.nodes.size(); ++i) {
        const NodeReport& node = report.nodes[i];
        if (!hasSlots(architecture.topology, architecture.topology.nodes[i]) || run == 0) continue;
        const auto inside = static_cast<double>(node.arrived - node.succeeded - total(node.failed));
        const double waiting = static_cast<double>(node.series.backlog.back());
        const double away = turnedAway(node, architecture.topology.nodes[i]);
        const double line = node.meanWaiting * run;
        const double busy = node.meanBusy * run;
        // A mean is told in whole nanoseconds.
        const double rounding =
            0.5e-9 * static_cast<double>(node.response.count + node.waiting.count) + 1e-9 * (1 + line + busy);
        court.demand(line >= spentIn(node.waiting) - rounding, node.id, "its line is shorter than its waits");
        court.demand(line <= spentIn(node.waiting) + (waiting + away) * run + rounding, node.id,
                     "its line is longer than its waits");
        court.demand(line + busy >= spentIn(node.response) - rounding, node.id, "fewer inside than their times say");
        court.demand(line + busy <= spentIn(node.response) + inside * run + rounding, node.id,
                     "more inside than their times say");
        if (inside == 0 && away == 0 && node.response.count > 0) ++exact;
    }
    return std::move(court).verdict();
}

}  // namespace spillway::swarm
