#pragma once

#include "run/run.h"
#include "scenario/scenario.h"

#include <QtTest>

#include <array>
#include <optional>
#include <string>

// One architecture of the swarm, compiled, and the ways to run it.
namespace spillway::swarm {

struct Case {
    std::uint64_t seed = 1;
    Architecture architecture;
    std::shared_ptr<const RunPlan> plan;

    Case(std::uint64_t itsSeed, Architecture itsArchitecture)
        : seed{itsSeed}, architecture{std::move(itsArchitecture)} {
        const Compiled compiled = compile(architecture.topology, architecture.scenarios.front());
        for (const Diagnostic& diagnostic : compiled.diagnostics) {
            if (diagnostic.severity == Severity::error)
                qFatal("SEED=%llu: %s", static_cast<unsigned long long>(seed), format(diagnostic).c_str());
        }
        plan = compiled.plan;
    }
    Run begin(unsigned threads = 1, std::optional<std::uint32_t> lanes = std::nullopt,
              std::optional<Duration> until = std::nullopt) const {
        RunOptions options;
        options.seed = seed;
        options.threads = threads;
        options.lanes = lanes;
        options.until = until;
        options.traceEvery = 16;
        return Run{plan, options};
    }
    RunReport straight(unsigned threads = 1, std::optional<std::uint32_t> lanes = std::nullopt,
                       std::optional<Duration> until = std::nullopt) const {
        Run run = begin(threads, lanes, until);
        run.advanceTo(run.end());
        return run.report();
    }
};

// Which figures of a node are others.
inline std::string differenceOf(const NodeReport& one, const NodeReport& other) {
    std::string all = one.id + ':';
    const auto compare = [&all](const auto& first, const auto& second, const char* what) {
        if (!(first == second)) all += std::string{' '} + what;
    };
    const auto count = [&all](auto first, auto second, const char* what) {
        if (first != second)
            all += std::string{' '} + what + ' ' + std::to_string(first) + " / " + std::to_string(second);
    };
    count(one.arrived, other.arrived, "arrived");
    count(one.succeeded, other.succeeded, "succeeded");
    count(total(one.failed), total(other.failed), "failed");
    compare(one.failed, other.failed, "causes");
    compare(one.response, other.response, "response");
    compare(one.waiting, other.waiting, "waiting");
    count(one.meanBusy, other.meanBusy, "busy");
    count(one.meanWaiting, other.meanWaiting, "line");
    count(one.meanInstances, other.meanInstances, "instances");
    count(one.peakInstances, other.peakInstances, "peak");
    count(one.coldStarts, other.coldStarts, "cold");
    count(one.deadLettered, other.deadLettered, "dead");
    count(one.expired, other.expired, "expired");
    count(one.redelivered, other.redelivered, "redelivered");
    compare(one.utilization, other.utilization, "utilization");
    compare(one.figures, other.figures, "figures");
    compare(one.pool, other.pool, "pool");
    compare(one.steady, other.steady, "steady");
    compare(one.series, other.series, "series");
    return all;
}

// What of a workflow's executions is another.
inline std::string differenceOf(const WorkflowReport& one, const WorkflowReport& other) {
    std::string all = "executions of " + one.id + ':';
    if (!(one.counts == other.counts)) all += " counts";
    if (!(one.took == other.took)) all += " took";
    if (one.billedSeconds != other.billedSeconds) all += " billed";
    for (std::size_t i = 0; i < std::min(one.states.size(), other.states.size()); ++i) {
        if (!(one.states[i] == other.states[i])) all += " state " + one.states[i].name;
    }
    for (std::size_t i = 0; i < std::min(one.followed.size(), other.followed.size()); ++i) {
        const ExecutionSample &first = one.followed[i], &second = other.followed[i];
        if (first == second) continue;
        all += " followed " + std::to_string(first.number) + " / " + std::to_string(second.number);
        if (first.input != second.input) all += " input " + first.input + " / " + second.input;
        if (first.output != second.output) all += " output " + first.output + " / " + second.output;
        if (first.cause != second.cause) all += " cause " + first.cause + " / " + second.cause;
        if (!(first.steps == second.steps)) all += " steps";
    }
    if (one.followed.size() != other.followed.size()) all += " how many are followed";
    return all;
}

// What differs between two reports that should be one; empty when nothing does.
inline std::string differenceOf(const RunReport& one, const RunReport& other) {
    for (std::size_t i = 0; i < std::min(one.nodes.size(), other.nodes.size()); ++i) {
        if (!(one.nodes[i] == other.nodes[i])) return "node " + differenceOf(one.nodes[i], other.nodes[i]);
    }
    for (std::size_t i = 0; i < std::min(one.flows.size(), other.flows.size()); ++i) {
        if (!(one.flows[i] == other.flows[i])) return "flow " + one.flows[i].from + " -> " + one.flows[i].to;
    }
    if (one.nodes.size() != other.nodes.size() || one.flows.size() != other.flows.size())
        return "how many nodes and flows there are";
    for (std::size_t i = 0; i < std::min(one.workflows.size(), other.workflows.size()); ++i) {
        if (!(one.workflows[i] == other.workflows[i])) return differenceOf(one.workflows[i], other.workflows[i]);
    }
    if (!(one.decisions == other.decisions)) return "decisions";
    if (!(one.traces == other.traces)) return "traces";
    if (!(one.attributions == other.attributions)) return "attributions";
    if (one.events != other.events) return "number of events";
    return one.fingerprint == other.fingerprint ? "" : "fingerprint";
}

// Seeds that have found something once, beyond those that are drawn anyway.
constexpr std::array<int, 9> kFound{26, 53, 85, 162, 172, 269, 310, 2092, 2759};

// SPILLWAY_SWARM_SEED=n replays one case, SPILLWAY_SWARM_CASES=n draws that many of each law, SPILLWAY_SWARM_FIRST=n
// begins there.
inline void addSeeds(int few) {
    QTest::addColumn<quint64>("seed");
    const QByteArray one = qgetenv("SPILLWAY_SWARM_SEED");
    if (!one.isEmpty()) {
        QTest::newRow(one.constData()) << one.toULongLong();
        return;
    }
    const int cases =
        qEnvironmentVariableIsSet("SPILLWAY_SWARM_CASES") ? qEnvironmentVariableIntValue("SPILLWAY_SWARM_CASES") : few;
    const int first = std::max(1, qEnvironmentVariableIntValue("SPILLWAY_SWARM_FIRST"));
    for (int i = first; i < first + cases; ++i)
        QTest::newRow(qPrintable(QString("SEED=%1").arg(i))) << static_cast<quint64>(i);
    if (qEnvironmentVariableIsSet("SPILLWAY_SWARM_CASES")) return;
    for (const int found : kFound)
        if (found > cases) QTest::newRow(qPrintable(QString("SEED=%1").arg(found))) << static_cast<quint64>(found);
}

}  // namespace spillway::swarm
