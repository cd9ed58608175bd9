#include "swarm/laws.h"
#include "swarm/random_architecture.h"
#include "swarm/swarm_case.h"

#include "base/random.h"
#include "scenario/validate_scenario.h"
#include "topology/validate.h"

#include <cstdio>

using namespace spillway;
using namespace spillway::swarm;
using namespace std::chrono_literals;

namespace {

// Fails the test with every broken law at once.
void demandNone(const Violations& violations, const char* when) {
    std::string all;
    for (std::size_t i = 0; i < std::min<std::size_t>(violations.size(), 12); ++i) all += "\n  " + violations[i];
    QVERIFY2(violations.empty(), (std::to_string(violations.size()) + " laws broken " + when + ":" + all).c_str());
}

void demandSame(const RunReport& one, const RunReport& other, const char* how) {
    const std::string difference = differenceOf(one, other);
    QVERIFY2(difference.empty(), (how + (": different " + difference)).c_str());
}

// The same run in steps of random length, judged at each.
RunReport chopped(const Case& made, Violations& violations) {
    Run run = made.begin();
    auto steps = RngStream::derive(made.seed, "steps", Purpose::choice);
    RunSnapshot picture, before;
    bool first = true;
    while (!run.finished() && violations.empty()) {
        // Often nothing at all, often far: both must change nothing.
        const Duration step =
            steps.chance(0.1) ? Duration{0} : Duration{static_cast<std::int64_t>(steps.exponential() * 2e8)};
        run.advanceTo(run.now() + step);
        run.fill(picture);
        violations = violationsOf(picture, first ? nullptr : &before);
        before = picture;
        first = false;
        if (steps.chance(0.05)) (void)run.report();
    }
    return run.report();
}

}  // namespace

// Architectures nobody thought of. What is asked of them is only what must hold of all.
class SwarmTest : public QObject {
    Q_OBJECT
    static constexpr int kCases = 1000;
private Q_SLOTS:
    // A fault that can hit nothing, a reference to nothing: the generator's own mistakes are found before they hide a
    // run's.
    void every_architecture_that_is_drawn_can_be_run() {
        for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
            const Architecture drawn = randomArchitecture(seed);
            const Compiled compiled = compile(drawn.topology, drawn.scenarios.front());
            // What a document may not say is no case, even where the engine could do it.
            Diagnostics told = compiled.diagnostics;
            for (const Finding& each : validateTopology(drawn.topology)) told.push_back(each.diagnostic);
            for (const Finding& each : validateScenarios(drawn.scenarios, drawn.topology))
                told.push_back(each.diagnostic);
            std::string first;
            for (const Diagnostic& each : told) {
                if (each.severity == Severity::error && first.empty()) first = format(each);
            }
            QVERIFY2(first.empty() && compiled.plan, ("SEED=" + std::to_string(seed) + ": " + first).c_str());
        }
    }

    void every_architecture_keeps_the_laws_data() { addSeeds(kCases); }
    void every_architecture_keeps_the_laws() {
        QFETCH(quint64, seed);
        const Case made{seed, randomArchitecture(seed)};
        const RunReport report = made.straight();
        count(report);
        demandNone(violationsOf(report, made.architecture), "at the end");
        const Duration whole = std::chrono::floor<std::chrono::seconds>(report.end.time_since_epoch());
        Run run = made.begin();
        run.advanceTo(SimTime{whole});
        const RunReport atSecond = run.report();
        demandNone(violationsOfSeries(atSecond), "at a whole second");
        demandNone(violationsOfLittle(atSecond, made.architecture, m_littleExact), "by Little's law");
    }

    void nothing_but_the_seed_decides_data() { addSeeds(kCases); }
    void nothing_but_the_seed_decides() {
        QFETCH(quint64, seed);
        const Case made{seed, randomArchitecture(seed)};
        const RunReport report = made.straight();
        Violations violations;
        const RunReport steps = chopped(made, violations);
        demandNone(violations, "in a picture");
        if (!violations.empty()) return;
        demandSame(report, steps, "in many steps");
        for (const std::uint32_t lanes : {2U, 3U, 8U}) demandSame(report, made.straight(1, lanes), "in several lanes");
    }

    // Fewer: threads that outnumber free cores wait for each other.
    void threads_decide_nothing_data() { addSeeds(8); }
    void threads_decide_nothing() {
        QFETCH(quint64, seed);
        const Case made{seed, randomArchitecture(seed)};
        const RunReport report = made.straight();
        demandSame(report, made.straight(2), "with two threads");
        demandSame(report, made.straight(4), "with four threads");
        demandSame(report, made.straight(2, 3), "with two threads on three lanes");
    }

    // A swarm that breaks nothing finds nothing.
    void the_swarm_reaches_the_interesting_places() {
        std::printf(
            "swarm: %llu cases of each law, %llu events, %llu requests, %llu failed, %llu breakers opened, %llu spans, "
            "%llu attributions, %llu "
            "cold starts, %llu dead letters; Little's law exact at %llu stations\n",
            m_cases, m_events, m_sent, m_failed, m_openings, m_spans, m_attributions, m_coldStarts, m_deadLetters,
            static_cast<unsigned long long>(m_littleExact));
        if (qEnvironmentVariableIsSet("SPILLWAY_SWARM_SEED")) QSKIP("one case alone");
        if (qEnvironmentVariableIsSet("SPILLWAY_SWARM_CASES") &&
            qEnvironmentVariableIntValue("SPILLWAY_SWARM_CASES") < kCases)
            QSKIP("too few cases to ask");
        QVERIFY(m_failed > m_sent / 100 && m_failed < m_sent);
        QVERIFY(m_openings > 10 && m_coldStarts > 100 && m_deadLetters > 0);
        QVERIFY2(m_littleExact > 20, qPrintable(QString::number(m_littleExact)));
        QVERIFY(m_spans > 1000 && m_attributions > 100);
    }

private:
    void count(const RunReport& report) {
        ++m_cases;
        m_events += report.events;
        m_sent += report.sent;
        m_failed += total(report.failed);
        m_attributions += report.attributions.size();
        for (const Trace& trace : report.traces) m_spans += trace.spans.size();
        for (const Decision& decision : report.decisions) m_openings += decision.what == "open" ? 1U : 0U;
        for (const NodeReport& node : report.nodes) {
            m_coldStarts += node.coldStarts;
            m_deadLetters += node.deadLettered;
        }
    }
    unsigned long long m_cases = 0, m_events = 0, m_sent = 0, m_failed = 0, m_openings = 0, m_spans = 0,
                       m_attributions = 0, m_coldStarts = 0, m_deadLetters = 0;
    std::uint64_t m_littleExact = 0;  // stations at which it is an equation
};

QTEST_GUILESS_MAIN(SwarmTest)
#include "swarm_test.moc"
