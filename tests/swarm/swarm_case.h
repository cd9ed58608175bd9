#pragma once

#include "run/run.h"
#include "scenario/scenario.h"

#include <QtTest>

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

// What differs between two reports that should be one; empty when nothing does.
inline std::string differenceOf(const RunReport& one, const RunReport& other) {
    for (std::size_t i = 0; i < std::min(one.nodes.size(), other.nodes.size()); ++i) {
        if (!(one.nodes[i] == other.nodes[i])) return "node " + one.nodes[i].id;
    }
    for (std::size_t i = 0; i < std::min(one.flows.size(), other.flows.size()); ++i) {
        if (!(one.flows[i] == other.flows[i])) return "flow " + one.flows[i].from + " -> " + one.flows[i].to;
    }
    if (one.nodes.size() != other.nodes.size() || one.flows.size() != other.flows.size())
        return "how many nodes and flows there are";
    if (!(one.decisions == other.decisions)) return "decisions";
    if (!(one.traces == other.traces)) return "traces";
    if (!(one.attributions == other.attributions)) return "attributions";
    if (one.events != other.events) return "number of events";
    return one.fingerprint == other.fingerprint ? "" : "fingerprint";
}

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
}

}  // namespace spillway::swarm
