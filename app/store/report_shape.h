#pragma once

#include "run/report.h"
#include "store/json_value.h"

// The names of everything in a run report, once for writing and reading. Written names are promises: a report written
// today must be read for ever (tests/store holds the list).
namespace spillway {

constexpr auto names(ExecutionEnd) {
    using enum ExecutionEnd;
    return std::array<EnumName<ExecutionEnd>, 5>{{{running, "running"},
                                                  {succeeded, "succeeded"},
                                                  {failed, "failed"},
                                                  {timedOut, "timed_out"},
                                                  {aborted, "aborted"}}};
}

namespace json {

// Only causes that occurred are written; a cause that is absent never did.
inline void describe(Writer& writer, const FailureCounts& counts) {
    for (const auto& [cause, word] : names(FailureCause{})) {
        const std::uint64_t count = counts[static_cast<std::size_t>(cause)];
        if (count > 0) writer(std::string{word}, count);
    }
}
inline void describe(Reader& reader, FailureCounts& counts) {
    for (const auto& [cause, word] : names(FailureCause{})) {
        std::optional<std::uint64_t> count;
        reader(std::string{word}, count);
        counts[static_cast<std::size_t>(cause)] = count.value_or(0);
    }
}

}  // namespace json

template <class Visitor, class Value>
concept Is = std::is_same_v<std::remove_const_t<Visitor>, Value>;

void describe(auto& visit, Is<LatencySummary> auto& summary) {
    visit("count", summary.count);
    visit("mean_ns", summary.mean);
    visit("p50_ns", summary.p50);
    visit("p90_ns", summary.p90);
    visit("p95_ns", summary.p95);
    visit("p99_ns", summary.p99);
    visit("p999_ns", summary.p999);
    visit("max_ns", summary.max);
}

void describe(auto& visit, Is<SteadyMean> auto& steady) {
    visit("warmup_ns", steady.warmup);
    visit("mean_ns", steady.mean);
    visit("half_width_ns", steady.halfWidth);
}

void describe(auto& visit, Is<PoolUse> auto& pool) {
    visit("active_s", pool.activeSeconds);
    visit("starting_s", pool.startingSeconds);
    visit("cpu_s", pool.cpuSeconds);
    visit("activations", pool.activations);
    visit.since("billed_s", pool.billedSeconds);
    visit.since("always_ready_s", pool.readySeconds);
    visit.since("always_ready_requests", pool.readyRequests);
}

// Calls `visit` with the name of each measure and its values.
void describe(auto& visit, Is<NodeSeries> auto& series) {
    visit("throughput_per_s", series.throughput);
    visit("errors_per_s", series.errors);
    visit("p50_ms", series.p50Ms);
    visit("p95_ms", series.p95Ms);
    visit("p99_ms", series.p99Ms);
    visit("instances", series.instances);
    visit("starting", series.starting);
    visit("backlog", series.backlog);
    visit("utilization", series.utilization);
}

void describe(auto& visit, Is<Figure> auto& figure) {
    visit("name", figure.name);
    visit("value", figure.value);
    visit("unit", figure.unit);
    visit("bad", figure.bad);
}

// All of a node but its series.
void describeTotals(auto& visit, Is<NodeReport> auto& node) {
    visit("id", node.id);
    visit("kind", node.kind);
    visit("arrived", node.arrived);
    visit("succeeded", node.succeeded);
    visit("failed", node.failed);
    visit("response", node.response);
    visit("waiting", node.waiting);
    visit("utilization", node.utilization);
    visit.since("mean_busy", node.meanBusy);
    visit("mean_waiting", node.meanWaiting);
    visit("peak_instances", node.peakInstances);
    visit("mean_instances", node.meanInstances);
    visit("cold_starts", node.coldStarts);
    visit("dead_lettered", node.deadLettered);
    visit("expired", node.expired);
    visit("redelivered", node.redelivered);
    visit("pool", node.pool);
    visit("steady", node.steady);
    visit("figures", node.figures);
}

void describe(auto& visit, Is<NodeReport> auto& node) {
    describeTotals(visit, node);
    visit("series", node.series);
}

void describe(auto& visit, Is<BreakerCounts> auto& breakers) {
    visit("closed", breakers.closed);
    visit("open", breakers.open);
    visit("half_open", breakers.halfOpen);
}

void describe(auto& visit, Is<FlowReport> auto& flow) {
    visit("from", flow.from);
    visit("to", flow.to);
    visit("kind", flow.kind);
    visit("attempts", flow.attempts);
    visit("retries", flow.retries);
    visit("succeeded", flow.succeeded);
    visit("failed", flow.failed);
    visit("response", flow.response);
    visit("breaker_opened", flow.breakerOpened);
    visit("breakers", flow.breakers);
}

void describe(auto& visit, Is<Decision> auto& decision) {
    visit("at_ns", decision.at);
    visit("node", decision.node);
    visit("what", decision.what);
    visit("reason", decision.reason);
}

void describe(auto& visit, Is<Span> auto& span) {
    visit("parent", span.parent);
    visit("node", span.node);
    visit("attempt", span.attempt);
    visit("start_ns", span.start);
    visit("arrived_ns", span.arrived);
    visit("started_ns", span.started);
    visit("end_ns", span.end);
    visit("cold", span.cold);
    visit("succeeded", span.succeeded);
    visit("cause", span.cause);
    visit("held_ns", span.held);
    visit("committing_ns", span.committing);
}

void describe(auto& visit, Is<Trace> auto& trace) {
    visit("id", trace.id);
    visit("spans", trace.spans);
}

void describe(auto& visit, Is<AttributionPart> auto& part) {
    visit("node", part.node);
    visit("part", part.part);
    visit("share", part.share);
}

void describe(auto& visit, Is<Attribution> auto& attribution) {
    visit("of", attribution.of);
    visit("requests", attribution.requests);
    visit("threshold_ns", attribution.threshold);
    visit("parts", attribution.parts);
}

void describe(auto& visit, Is<ObjectiveResult> auto& result) {
    visit("objective", result.objective);
    visit("response", result.response);
    visit("good_share", result.goodShare);
    visit("budget_left", result.budgetLeft);
    visit("met", result.met);
}

void describe(auto& visit, Is<Recovery> auto& recovery) {
    visit("verdict", recovery.verdict);
    visit("faults_end_ns", recovery.faultsEnd);
    visit("took_ns", recovery.took);
    visit("good_before", recovery.goodBefore);
    visit("good_worst", recovery.goodWorst);
    visit("good_last", recovery.goodLast);
    visit("keeps_down", recovery.keepsDown);
    visit("reason", recovery.reason);
}

void describe(auto& visit, Is<ExecutionCounts> auto& counts) {
    visit("started", counts.started);
    visit("succeeded", counts.succeeded);
    visit("failed", counts.failed);
    visit("timed_out", counts.timedOut);
    visit("aborted", counts.aborted);
    visit("running", counts.running);
    visit("throttled", counts.throttled);
    visit("transitions", counts.transitions);
    visit("held_back", counts.heldBack);
}

void describe(auto& visit, Is<StateCounts> auto& counts) {
    visit("entered", counts.entered);
    visit("inside", counts.inside);
    visit("succeeded", counts.succeeded);
    visit("caught", counts.caught);
    visit("failed", counts.failed);
    visit("aborted", counts.aborted);
    visit("retried", counts.retried);
    visit("timed_out", counts.timedOut);
}

void describe(auto& visit, Is<WorkflowStateReport> auto& state) {
    visit("name", state.name);
    visit("type", state.type);
    visit("parent", state.parent);
    visit("node", state.node);
    visit("counts", state.counts);
    visit("took", state.took);
}

// The type of an event is a word of the service, kept as a literal.
inline void describe(json::Writer& writer, const ExecutionStep& step) {
    writer("at_ns", step.at);
    writer("type", std::string{step.type});
    writer("state", step.state);
    writer("id", step.id);
    writer("previous", step.previous);
    writer("data", step.data);
}
void describe(json::Reader& reader, ExecutionStep& step);

void describe(auto& visit, Is<ExecutionSample> auto& sample) {
    visit("number", sample.number);
    visit("end", sample.end);
    visit("started_ns", sample.started);
    visit("ended_ns", sample.ended);
    visit("input", sample.input);
    visit("output", sample.output);
    visit("error", sample.error);
    visit("cause", sample.cause);
    visit("events", sample.events);
    visit("steps", sample.steps);
}

// All of a workflow but its followed executions.
void describeTotals(auto& visit, Is<WorkflowReport> auto& workflow) {
    visit("id", workflow.id);
    visit("express", workflow.express);
    visit("counts", workflow.counts);
    visit("took", workflow.took);
    visit("billed_s", workflow.billedSeconds);
    visit("states", workflow.states);
}

void describe(auto& visit, Is<WorkflowReport> auto& workflow) {
    describeTotals(visit, workflow);
    visit("executions", workflow.followed);
}

// Like in the document: the kind, its target and times, then the kind's own fields.
inline void describe(json::Writer& writer, const Fault& fault) {
    writer("kind", fault.kind());
    json::describe(writer, fault);
    std::visit([&](const auto& spec) { json::describe(writer, spec); }, fault.spec);
}
void describe(json::Reader& reader, Fault& fault);

void describe(auto& visit, Is<Clearing> auto& clearing) {
    visit("on", clearing.on);
    visit("at_ns", clearing.at);
}

// The head of a report: all but its lists.
void describeTotals(auto& visit, Is<RunReport> auto& report) {
    visit("architecture", report.architecture);
    visit("scenario", report.scenario);
    visit("seed", report.seed);
    visit("fingerprint", report.fingerprint);
    visit("end_ns", report.end);
    visit("events", report.events);
    visit("sent", report.sent);
    visit("succeeded", report.succeeded);
    visit("failed", report.failed);
    visit("in_flight", report.inFlight);
}

// A list that is absent when it is empty, and in reports from before there was such a thing.
template <class Item>
void describeList(json::Writer& writer, const char* name, const std::vector<Item>& items) {
    if (!items.empty()) writer(name, items);
}
template <class Item>
void describeList(json::Reader& reader, const char* name, std::vector<Item>& items) {
    std::optional<std::vector<Item>> stated;
    reader(name, stated);
    items = std::move(stated).value_or(std::vector<Item>{});
}

void describe(auto& visit, Is<RunReport> auto& report) {
    describeTotals(visit, report);
    visit("objectives", report.objectives);
    visit("recovery", report.recovery);
    visit("nodes", report.nodes);
    visit("flows", report.flows);
    describeList(visit, "workflows", report.workflows);
    visit("decisions", report.decisions);
    visit("attributions", report.attributions);
    visit("injected", report.injected);
    describeList(visit, "cleared", report.cleared);
    visit("traces", report.traces);
}

}  // namespace spillway
