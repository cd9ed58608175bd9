#pragma once

#include "base/assert.h"
#include "run/run.h"

#include <chrono>
#include <string>
#include <utility>

// Small architectures and runs for tests, read like the domain.
namespace spillway::build {

using namespace std::chrono_literals;

inline Node clients(std::string id) { return {.id = std::move(id), .spec = Clients{}}; }

struct ServiceWish {
    Distribution work = Distribution::constant(10ms);
    std::int64_t concurrency = 1;
    std::int64_t queueLimit = 1000;
    std::int64_t replicas = 1;
};
inline Node service(std::string id, ServiceWish wish = {}) {
    Service service;
    service.work = wish.work;
    service.concurrency = wish.concurrency;
    service.queueLimit = wish.queueLimit;
    service.replicas = wish.replicas;
    service.startup = Distribution::constant(5s);
    return {.id = std::move(id), .spec = service};
}
template <class Spec>
Node node(std::string id, Spec spec) {
    return {.id = std::move(id), .spec = std::move(spec)};
}
inline Flow flow(std::string from, std::string to, FlowKind kind, Duration latency) {
    Flow flow;
    flow.from = std::move(from);
    flow.to = std::move(to);
    flow.kind = kind;
    flow.latency = latency;
    return flow;
}
inline Flow call(std::string from, std::string to, Duration latency = 1ms) {
    return flow(std::move(from), std::move(to), FlowKind::call, latency);
}
inline Flow sends(std::string from, std::string to, Duration latency = 1ms) {
    return flow(std::move(from), std::move(to), FlowKind::event, latency);
}
inline Load poisson(std::string from, double perSecond) {
    Load load;
    load.from = std::move(from);
    load.rate.points = {{Rate::perSecond(perSecond), 0s}};
    return load;
}
inline Load uniform(std::string from, double perSecond) {
    Load load = poisson(std::move(from), perSecond);
    load.arrivals = Arrivals::uniform;
    return load;
}
// Sends at 1/rate, 2/rate ... until `count` have been sent.
inline Load burst(std::string from, double perSecond, std::int64_t count) {
    Load load = uniform(std::move(from), perSecond);
    const Duration stop = secondsToDuration((static_cast<double>(count) + 0.5) / perSecond);
    load.rate.points = {
        {Rate::perSecond(perSecond), 0s}, {Rate::perSecond(perSecond), stop}, {Rate::perSecond(0), stop}};
    return load;
}
template <class Spec>
Fault fault(std::string on, Duration at, std::optional<Duration> lasting, Spec spec) {
    return {std::move(on), at, lasting, std::move(spec)};
}

struct Setting {
    Topology topology;
    Scenario scenario;
};
inline Setting setting(std::vector<Node> nodes, std::vector<Flow> flows, std::vector<Load> load, Duration duration) {
    Setting made;
    made.topology.nodes = std::move(nodes);
    made.topology.flows = std::move(flows);
    made.scenario.id = "test";
    made.scenario.duration = duration;
    made.scenario.load = std::move(load);
    return made;
}

inline std::string problems(const Diagnostics& diagnostics) {
    std::string all;
    for (const Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.severity == Severity::error) all += format(diagnostic) + "\n";
    }
    return all;
}

inline Run start(const Setting& setting, RunOptions options = {}) {
    Compiled compiled = compile(setting.topology, setting.scenario);
    SPILLWAY_ASSERT(compiled.plan != nullptr, problems(compiled.diagnostics).c_str());
    return Run{compiled.plan, options};
}
inline RunReport finish(const Setting& setting, RunOptions options = {}) {
    Run run = start(setting, options);
    run.advanceTo(run.end());
    return run.report();
}

inline const NodeReport& nodeOf(const RunReport& report, const std::string& id) {
    for (const NodeReport& node : report.nodes) {
        if (node.id == id) return node;
    }
    SPILLWAY_ASSERT(false, "the report has the node");
}
inline const FlowReport& flowOf(const RunReport& report, const std::string& from, const std::string& to) {
    for (const FlowReport& flow : report.flows) {
        if (flow.from == from && flow.to == to) return flow;
    }
    SPILLWAY_ASSERT(false, "the report has the flow");
}
inline std::uint64_t failures(const NodeReport& node, FailureCause cause) {
    return node.failed[static_cast<std::size_t>(cause)];
}
inline std::uint64_t failures(const FlowReport& flow, FailureCause cause) {
    return flow.failed[static_cast<std::size_t>(cause)];
}
inline std::uint64_t failures(const RunReport& run, FailureCause cause) {
    return run.failed[static_cast<std::size_t>(cause)];
}

}  // namespace spillway::build
