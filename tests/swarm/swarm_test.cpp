#include "run/run.h"
#include "swarm/random_architecture.h"

#include "base/random.h"

#include <QtTest>

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

std::uint64_t sum(const FailureCounts& failed) {
    std::uint64_t total = 0;
    for (const std::uint64_t count : failed) total += count;
    return total;
}

struct Case {
    std::uint64_t seed;
    std::shared_ptr<const RunPlan> plan;

    Run begin(unsigned threads, std::optional<std::uint32_t> lanes = std::nullopt) const {
        RunOptions options;
        options.seed = seed;
        options.threads = threads;
        options.lanes = lanes;
        options.traceEvery = 16;
        return Run{plan, options};
    }
    RunReport straight(unsigned threads, std::optional<std::uint32_t> lanes = std::nullopt) const {
        Run run = begin(threads, lanes);
        run.advanceTo(run.end());
        return run.report();
    }
    // The same run in steps of random length, watched at each.
    RunReport chopped() const;
};

// What must hold of any picture at any instant.
void judge(const RunSnapshot& picture, std::uint64_t seed) {
    const auto fail = [&](const char* what, std::size_t node) {
        qFatal("SEED=%llu: %s at node %zu, %.3f s", static_cast<unsigned long long>(seed), what, node, toSeconds(picture.now));
    };
    if (picture.sent != picture.succeeded + picture.failed + picture.inFlight) fail("requests are not conserved", 0);
    for (std::size_t i = 0; i < picture.nodes.size(); ++i) {
        const NodeSnapshot& node = picture.nodes[i];
        const InstanceCounts& instances = node.instances;
        if (std::min({instances.starting, instances.idle, instances.busy, instances.draining, instances.down}) < 0) fail("instances are negative", i);
        if (node.waiting < 0 || node.busySlots < 0 || node.slots < 0 || node.inFlightMessages < 0) fail("a count is negative", i);
        if (node.waitingLimit > 0 && node.waiting > node.waitingLimit) fail("more wait than may", i);
        if (!(node.errorShare >= 0 && node.errorShare <= 1)) fail("a share is none", i);
    }
}

RunReport Case::chopped() const {
    Run run = begin(1);
    auto steps = RngStream::derive(seed, "steps", Purpose::choice);
    RunSnapshot picture;
    while (!run.finished()) {
        // Often nothing at all, often far: both must change nothing.
        const Duration step = steps.chance(0.1) ? Duration{0} : Duration{static_cast<std::int64_t>(steps.exponential() * 2e8)};
        run.advanceTo(run.now() + step);
        run.fill(picture);
        judge(picture, seed);
        if (steps.chance(0.05)) (void)run.report();
    }
    return run.report();
}

void judge(const RunReport& report) {
    QCOMPARE(report.sent, report.succeeded + sum(report.failed) + report.inFlight);
    for (const NodeReport& node : report.nodes) {
        QVERIFY2(node.arrived >= node.succeeded + sum(node.failed), node.id.c_str());
        QVERIFY2(node.utilization >= 0 && node.utilization <= 1 + 1e-9, node.id.c_str());
        QVERIFY2(node.meanWaiting >= 0 && node.meanInstances >= 0, node.id.c_str());
        QVERIFY2(node.response.p50 <= node.response.p99 && node.response.p99 <= node.response.max, node.id.c_str());
    }
    for (const FlowReport& flow : report.flows) {
        QVERIFY2(flow.attempts >= flow.retries, (flow.from + " -> " + flow.to).c_str());
        QVERIFY2(flow.attempts >= flow.succeeded + sum(flow.failed), (flow.from + " -> " + flow.to).c_str());
    }
}

// closed -> open -> half-open -> open or closed, and nothing else.
void judgeBreakers(const RunReport& report) {
    std::map<std::string, std::string> states;
    SimTime last{};
    for (const Decision& decision : report.decisions) {
        QVERIFY2(decision.at >= last, "decisions stand in order of time");
        last = decision.at;
        QVERIFY(!decision.reason.empty());
        if (decision.node.find(" -> ") == std::string::npos) continue;
        const std::string before = states.contains(decision.node) ? states[decision.node] : "closed";
        const bool legal = (before == "closed" && decision.what == "open") || (before == "open" && decision.what == "half-open") ||
                           (before == "half-open" && (decision.what == "open" || decision.what == "closed"));
        QVERIFY2(legal, (decision.node + ": " + before + " to " + decision.what).c_str());
        states[decision.node] = decision.what;
    }
}

void same(const RunReport& one, const RunReport& other, const char* how) {
    QVERIFY2(one.fingerprint == other.fingerprint, how);
    QVERIFY2(one.events == other.events, how);
    QVERIFY2(one.nodes == other.nodes, how);
    QVERIFY2(one.flows == other.flows, how);
    QVERIFY2(one.decisions == other.decisions, how);
    QVERIFY2(one.traces == other.traces, how);
    QVERIFY2(one.attributions == other.attributions, how);
}

}  // namespace

// Architectures nobody thought of. What is asked of them is only what must hold of all.
class SwarmTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void every_architecture_keeps_the_laws_data() {
        QTest::addColumn<quint64>("seed");
        const QByteArray one = qgetenv("SPILLWAY_SWARM_SEED");
        if (!one.isEmpty()) {
            QTest::newRow(one.constData()) << one.toULongLong();
            return;
        }
        const int cases = qEnvironmentVariableIsSet("SPILLWAY_SWARM_CASES") ? qEnvironmentVariableIntValue("SPILLWAY_SWARM_CASES") : 60;
        for (int i = 1; i <= cases; ++i) QTest::newRow(qPrintable(QString("SEED=%1").arg(i))) << static_cast<quint64>(i);
    }
    void every_architecture_keeps_the_laws() {
        QFETCH(quint64, seed);
        const Architecture architecture = swarm::randomArchitecture(seed);
        const Compiled compiled = compile(architecture.topology, architecture.scenarios.front());
        for (const Diagnostic& diagnostic : compiled.diagnostics) {
            QVERIFY2(diagnostic.severity != Severity::error, format(diagnostic).c_str());
        }
        const Case made{seed, compiled.plan};
        const RunReport report = made.straight(1);
        m_events += report.events;
        m_sent += report.sent;
        m_failed += sum(report.failed);
        for (const Decision& decision : report.decisions) m_openings += decision.what == "open" ? 1U : 0U;
        judge(report);
        judgeBreakers(report);
        same(report, made.chopped(), "in many steps");
        same(report, made.straight(2), "with two threads");
        same(report, made.straight(4), "with four threads");
        for (const std::uint32_t lanes : {2U, 3U, 8U}) same(report, made.straight(2, lanes), "in several lanes");
    }

    // A swarm that breaks nothing finds nothing.
    void the_swarm_reaches_the_interesting_places() {
        std::printf("swarm: %llu events, %llu requests, %llu failed, %llu breakers opened\n", static_cast<unsigned long long>(m_events),
                    static_cast<unsigned long long>(m_sent), static_cast<unsigned long long>(m_failed), static_cast<unsigned long long>(m_openings));
        if (qEnvironmentVariableIsSet("SPILLWAY_SWARM_SEED")) QSKIP("one case alone");
        QVERIFY(m_failed > m_sent / 100 && m_failed < m_sent);
        QVERIFY(m_openings > 10);
    }

private:
    std::uint64_t m_events = 0, m_sent = 0, m_failed = 0, m_openings = 0;
};

QTEST_GUILESS_MAIN(SwarmTest)
#include "swarm_test.moc"
