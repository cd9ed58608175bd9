#pragma once

#include "run/report.h"
#include "scenario/scenario_tree.h"

#include <random>

// Reports drawn from a seed, with awkward numbers in every member: for round trips, not for meaning.
namespace spillway::testing {

inline LatencySummary sampleSummary(std::mt19937_64& random) {
    const auto time = [&] { return Duration{static_cast<std::int64_t>(random() >> 24)}; };
    return {random(), time(), time(), time(), time(), time(), time(), time()};
}

inline std::vector<float> sampleValues(std::mt19937_64& random, std::size_t count) {
    std::vector<float> values(count);
    for (float& value : values) value = random() % 4 == 0 ? 0.F : static_cast<float>(random() % 1000003) / 977.F;
    return values;
}

inline NodeReport sampleNode(std::mt19937_64& random, int number, std::size_t seconds) {
    NodeReport node;
    node.id = "node-" + std::to_string(number);
    node.kind = static_cast<NodeKind>(random() % 19);
    node.arrived = random();
    node.succeeded = random();
    for (auto& count : node.failed) count = random() % 3 == 0 ? 0 : random() >> 1;
    node.response = sampleSummary(random);
    node.waiting = sampleSummary(random);
    node.utilization = static_cast<double>(random()) / 1.8446744073709552e19;
    node.meanBusy = 2.0 / 3;
    node.meanWaiting = 1.0 / 3;
    node.peakInstances = static_cast<std::int64_t>(random() % 1000);
    node.meanInstances = 1e-300;
    node.coldStarts = random();
    node.deadLettered = 1;
    node.expired = 2;
    node.redelivered = 3;
    if (number % 2 == 1) node.figures = Figures{{"Lag", 1.0 / 3, static_cast<FigureUnit>(random() % 4), true}};
    if (number % 2 == 1) node.pool = PoolUse{1.0 / 3, 0.1, 1e9 / 7, random(), 0.7, 1e-3, random()};
    if (number % 2 == 0)
        node.steady =
            SteadyMean{Duration{35'000'000'000}, Duration{static_cast<std::int64_t>(random() >> 20)}, Duration{17}};
    for (auto* values :
         {&node.series.throughput, &node.series.errors, &node.series.p50Ms, &node.series.p95Ms, &node.series.p99Ms,
          &node.series.instances, &node.series.starting, &node.series.backlog, &node.series.utilization}) {
        *values = sampleValues(random, seconds);
    }
    return node;
}

inline Trace sampleTrace(std::mt19937_64& random) {
    Trace trace{.id = random(), .spans = {}};
    for (std::int32_t i = 0; i < 5; ++i) {
        const auto time = [&] { return SimTime{Duration{static_cast<std::int64_t>(random() >> 20)}}; };
        trace.spans.push_back({i - 1, static_cast<std::uint32_t>(random() % 9), i, time(), time(), time(), time(),
                               i % 2 == 0, i % 3 == 0, static_cast<FailureCause>(random() % kFailureCauseCount),
                               i == 2 ? std::optional{time()} : std::nullopt,
                               i == 4 ? std::optional{time()} : std::nullopt});
    }
    return trace;
}

inline WorkflowReport sampleWorkflow(std::mt19937_64& random) {
    WorkflowReport workflow;
    workflow.id = "order-saga";
    workflow.express = random() % 2 == 0;
    workflow.counts = {random(), random(), random(), 3, 4, 5, 6, random(), 8};
    workflow.took = sampleSummary(random);
    workflow.billedSeconds = 1.0 / 3;
    workflow.states = {
        {"Charge card \"now\"", "Task", -1, "payments", {1, 2, 3, 4, 5, 6, 7, random()}, sampleSummary(random)},
        {"Each", "Map", 0, "", {}, {}}};
    workflow.followed = {{random(),
                          ExecutionEnd::timedOut,
                          SimTime{Duration{5}},
                          SimTime{Duration{9}},
                          "{\"a\": 1}",
                          "",
                          "States.Timeout",
                          "",
                          {{SimTime{Duration{7}}, "TaskStateEntered", 0, 2, 1}},
                          17},
                         {2, ExecutionEnd::running, SimTime{}, SimTime{}, "{}", "", "", "", {}, 0}};
    return workflow;
}

inline RunReport sampleReport(std::uint64_t seed, int nodes = 6, std::size_t seconds = 40) {
    std::mt19937_64 random{seed};
    RunReport report;
    report.architecture = "Checkout \"quoted\" äöü\n2nd line";
    report.scenario = "friday-peak";
    report.seed = random();
    report.end = SimTime{std::chrono::minutes{10}};
    report.events = random();
    report.sent = random();
    report.succeeded = random();
    for (auto& count : report.failed) count = random() % 2 == 0 ? 0 : random();
    report.inFlight = random();
    for (int i = 0; i < nodes; ++i) report.nodes.push_back(sampleNode(random, i, seconds));
    for (int i = 1; i < nodes; ++i) {
        report.flows.push_back({report.nodes[0].id,
                                report.nodes[static_cast<std::size_t>(i)].id,
                                i % 2 == 0 ? FlowKind::call : FlowKind::event,
                                random(),
                                random(),
                                random(),
                                {1, 2, 0, 4, 0, 6, 7, 8},
                                sampleSummary(random),
                                random()});
        if (i % 3 == 1) report.flows.back().breakers = BreakerCounts{7, 2, i};
    }
    for (std::uint64_t i = 0; i < seed % 3; ++i) report.workflows.push_back(sampleWorkflow(random));
    report.decisions = {
        {SimTime{std::chrono::seconds{15}}, "node-1", "4 -> 7", "cpu 93% of request over target 70%: ceil(4 x 1.33)"},
        {SimTime{std::chrono::seconds{30}}, "node-0 -> node-1", "open", "50% of 100 calls failed"}};
    report.attributions = {{"node-0",
                            77,
                            std::chrono::milliseconds{812},
                            {{"node-1", SpanPart::throttled, 0.58}, {"node-0", SpanPart::work, 0.42}}},
                           {"node-1", 0, Duration{0}, {}}};
    for (int i = 0; i < 3; ++i) report.traces.push_back(sampleTrace(random));
    report.objectives = {{{.of = "node-0", .p99 = std::chrono::milliseconds{800}, .share = Share::percent(99.5)},
                          sampleSummary(random),
                          0.993,
                          -0.4,
                          false},
                         {{.of = "node-1", .p50 = Duration{1}, .p95 = Duration{2}}, {}, 1, 1, true}};
    using namespace std::chrono_literals;
    if (seed % 2 == 1) report.cleared = {{"node-1", SimTime{5min}}, {"node-0 -> node-1", SimTime{5min + 1ns}}};
    if (seed % 3 != 0)
        report.recovery = Recovery{RecoveryVerdict::not_recovered,
                                   SimTime{6min},
                                   std::nullopt,
                                   0.999,
                                   0.25,
                                   0.5,
                                   "retries on node-0 -> node-1",
                                   "2 attempts for each call"};
    if (seed % 3 == 2) report.recovery = Recovery{RecoveryVerdict::recovered, SimTime{6min}, 12s, 1, 0, 1, "", ""};
    report.injected = {{"node-1", 4min, 2min, faults::Latency{120ms}},
                       {"node-0 -> node-1", 1ns, std::nullopt, faults::Cut{}},
                       {"zone-b", 6min, 90s, faults::Outage{}},
                       {"node-2", 1s, 1s, faults::Errors{Share::percent(12.5)}},
                       {"node-2", 2s, std::nullopt, faults::InstanceKill{3}},
                       {"node-0", 3s, 7s, faults::Surge{2.7}}};
    for (const auto& kind : names(FaultKind{}))
        report.injected.push_back({"node-3", 4s, std::nullopt, defaultFaultSpec(kind.value)});
    std::get<faults::Slow>(report.injected[6 + static_cast<std::size_t>(FaultKind::slow)].spec).add =
        Distribution::exponential(30ms);
    report.fingerprint = "0123456789abcdef";
    report.wallSeconds = 12.5;
    return report;
}

inline bool sameReport(const RunReport& a, const RunReport& b) {
    return a.architecture == b.architecture && a.scenario == b.scenario && a.seed == b.seed && a.end == b.end &&
           a.events == b.events && a.sent == b.sent && a.succeeded == b.succeeded && a.failed == b.failed &&
           a.inFlight == b.inFlight && a.nodes == b.nodes && a.flows == b.flows && a.workflows == b.workflows &&
           a.decisions == b.decisions && a.attributions == b.attributions && a.traces == b.traces &&
           a.objectives == b.objectives && a.injected == b.injected && a.cleared == b.cleared &&
           a.recovery == b.recovery && a.fingerprint == b.fingerprint;
}

}  // namespace spillway::testing
