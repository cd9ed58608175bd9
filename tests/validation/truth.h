#pragma once

#include "metrics/confidence.h"
#include "run/run.h"

#include <QtTest>

#include <cmath>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

// What the validation tests share: small architectures built as values, replications, and the judgement of one row of
// the truth table.
namespace spillway::truth {

using namespace std::chrono_literals;

// SPILLWAY_VALIDATION_LENGTH=n makes every study n times as long, and so its intervals about sqrt(n) times narrower
// (nightly).
inline double lengthFactor() {
    static const double kFactor = std::max(1.0, qEnvironmentVariable("SPILLWAY_VALIDATION_LENGTH", "1").toDouble());
    return kFactor;
}

// Theory counts in service times; here one is a millisecond, so that a run of a thousand seconds is a million of them.
inline constexpr Duration kUnit = 1ms;
constexpr Duration units(double count) { return secondsToDuration(count * toSeconds(kUnit)); }
// Per service time.
inline Rate perUnit(double rate) { return Rate::perSecond(rate / toSeconds(kUnit)); }

template <class Spec>
Node node(std::string id, Spec spec) {
    Node made;
    made.id = std::move(id);
    made.spec = std::move(spec);
    return made;
}
// Without network time, unless stated.
inline Flow call(std::string from, std::string to, std::int64_t order = 0, Duration latency = 0ms) {
    Flow flow;
    flow.from = std::move(from);
    flow.to = std::move(to);
    flow.order = order;
    flow.latency = latency;
    return flow;
}
// One instance with so many servers and an unbounded line, as queueing theory has it.
inline Service station(Distribution work, std::int64_t servers, std::int64_t line = 4'000'000) {
    Service service;
    service.work = work;
    service.concurrency = servers;
    service.queueLimit = line;
    return service;
}
// Passes requests on in no time and without limit.
inline Gateway passage() {
    Gateway gateway;
    gateway.work = Distribution::constant(0ms);
    gateway.timeLimit = 24h;
    return gateway;
}

struct Study {
    Topology topology;
    Scenario scenario;

    // Requests of `users` a service time, for this many service times.
    static Study of(std::vector<Node> nodes, std::vector<Flow> flows, Rate rate, double length) {
        Study study;
        study.topology.name = "validation";
        study.topology.nodes = std::move(nodes);
        study.topology.nodes.insert(study.topology.nodes.begin(), node("users", Clients{}));
        study.topology.flows = std::move(flows);
        study.scenario.id = "steady";
        study.scenario.duration = units(length * lengthFactor());
        Load load;
        load.from = "users";
        load.rate.points = {{rate, 0ms}};
        study.scenario.load = {load};
        return study;
    }
    RunReport run(std::uint64_t seed, Duration warmup = 0ms) const {
        const Compiled compiled = compile(topology, scenario);
        for (const Diagnostic& diagnostic : compiled.diagnostics) {
            if (diagnostic.severity == Severity::error) qFatal("%s", format(diagnostic).c_str());
        }
        RunOptions options;
        options.seed = seed;
        options.traceEvery = 0;
        Run run{compiled.plan, options};
        if (warmup == 0ms) {
            run.advanceTo(run.end());
            return run.report();
        }
        run.advanceTo(SimTime{warmup});
        const RunReport before = run.report();
        run.advanceTo(run.end());
        RunReport report = run.report();
        for (std::size_t i = 0; i < report.nodes.size(); ++i) {
            report.nodes[i].arrived -= before.nodes[i].arrived;
            report.nodes[i].coldStarts -= before.nodes[i].coldStarts;
        }
        return report;
    }
    // `warmup`: arrivals and cold starts of nodes before it are taken off, so that shares of them are those of the
    // steady state.
    std::vector<RunReport> replicate(std::size_t times, Duration warmup = 0ms) const {
        std::vector<RunReport> reports;
        for (std::size_t i = 0; i < times; ++i) reports.push_back(run(1000 + i, warmup));
        return reports;
    }
};

inline const NodeReport& nodeOf(const RunReport& report, const std::string& id) {
    const auto found = std::ranges::find(report.nodes, id, &NodeReport::id);
    if (found == report.nodes.end()) qFatal("no node %s in the report", id.c_str());
    return *found;
}
inline const LatencySummary& seenByUsers(const RunReport& report) { return nodeOf(report, "users").response; }
inline double inUnits(Duration time) { return toSeconds(time) / toSeconds(kUnit); }
inline std::uint64_t failuresOf(const FailureCounts& failed) {
    std::uint64_t sum = 0;
    for (const std::uint64_t count : failed) sum += count;
    return sum;
}
inline std::uint64_t failed(const NodeReport& report, FailureCause cause) {
    return report.failed[static_cast<std::size_t>(cause)];
}

using Measure = std::function<double(const RunReport&)>;

struct Row {
    std::string name;
    double exact = 0;
    Measure measure;
    // The widest 99.9 % interval, relative to the exact value, at which the row still says something. Default 3 %.
    double precision = 0.03;
    // What the instrument itself may be off, relative: a percentile is the middle of a bucket. Default none.
    double resolution = 0;
    // The standard error of `exact` itself, when it comes from a long run of somebody else's. Default: it is a theorem.
    double exactError = 0;
};
inline constexpr double kBucket = 1.0 / 128;  // LatencyHistogram's promise, proved in tests/metrics

// Prints the row of the truth table; true when the exact value lies in the 99.9 % confidence interval of the
// replications (widened by the resolution) and that interval is narrow enough. The seeds are fixed: a row holds always
// or never.
inline bool holds(const Row& row, const std::vector<RunReport>& reports) {
    std::vector<double> values;
    for (const RunReport& report : reports) values.push_back(row.measure(report));
    const ConfidenceInterval interval = replicationInterval(values, 0.999);
    // 3.29 standard errors are 99.9 % of a normal distribution: two measurements agree when their intervals meet.
    const double slack = interval.halfWidth + row.resolution * std::abs(row.exact) + 3.29 * row.exactError;
    const bool narrow = interval.halfWidth <= row.precision * std::abs(row.exact);
    const bool inside = std::abs(interval.mean - row.exact) <= slack;
    std::printf("| %s | %.6g | %.6g | %.2g | %s |\n", row.name.c_str(), row.exact, interval.mean, interval.halfWidth,
                !inside  ? "**no**"
                : narrow ? "yes"
                         : "**too wide**");
    std::fflush(stdout);
    return inside && narrow;
}
// For what is counted, not measured: no tolerance at all.
inline bool isExactly(const std::string& name, double exact, double measured) {
    std::printf("| %s | %.9g | %.9g | 0 | %s |\n", name.c_str(), exact, measured, exact == measured ? "yes" : "**no**");
    std::fflush(stdout);
    return exact == measured;
}
inline bool hold(const std::vector<Row>& rows, const std::vector<RunReport>& reports) {
    bool all = true;
    for (const Row& row : rows) all = holds(row, reports) && all;
    return all;
}

// The rows every study has: mean and percentiles as the users see them.
inline Row meanTime(const std::string& name, double exact, double precision = 0.03) {
    return {name + ": mean time", exact, [](const RunReport& r) { return inUnits(seenByUsers(r).mean); }, precision, 0};
}
inline Row percentileTime(const std::string& name, const char* which, Duration LatencySummary::*percentile,
                          double exact, double precision = 0.05) {
    return {name + ": " + which, exact,
            [percentile](const RunReport& r) { return inUnits(seenByUsers(r).*percentile); }, precision, kBucket};
}

}  // namespace spillway::truth
