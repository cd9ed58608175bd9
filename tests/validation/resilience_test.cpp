#include "validation/truth.h"

using namespace spillway;
using namespace spillway::truth;

namespace {

Retry attempts(std::int64_t count) {
    Retry retry;
    retry.attempts = count;
    retry.backoff = {0ms, 1, 0ms};
    retry.jitter = Jitter::none;
    return retry;
}

// HotOS'21's example of a metastable failure: fixed work, first in first out, a timeout of 1 s, immediate retries, and
// abandoned copies stay in line. A burst builds the backlog that an outage would.
Study storm(double rate, std::int64_t tries, double factor, Duration burst) {
    Flow flow = call("users", "server");
    flow.timeout = 1s;
    if (tries > 1) flow.retry = attempts(tries);
    Study study = Study::of({node("server", station(Distribution::constant(Duration{1'000'000'000 / 300}), 1))}, {flow}, Rate::perSecond(rate), 400'000);
    study.scenario.faults = {Fault{"users", 100s, burst, faults::Surge{factor}}};
    return study;
}
double goodput(const RunReport& report, std::size_t from, std::size_t to) {
    const auto& throughput = nodeOf(report, "users").series.throughput;
    double sum = 0;
    for (std::size_t second = from; second < to; ++second) sum += static_cast<double>(throughput[second]);
    return sum / static_cast<double>(to - from);
}
// The first second after the burst from which on everything succeeds in time for ten seconds.
std::size_t recovery(const RunReport& report, double rate) {
    for (std::size_t second = 100; second + 10 < 400; ++second) {
        if (goodput(report, second, second + 10) > 0.93 * rate && goodput(report, second, second + 1) > 0.7 * rate) return second - 100;
    }
    return 400;
}

}  // namespace

class ResilienceTest : public QObject {
    Q_OBJECT
private slots:
    // Failure .3, three attempts: success 1 - .3^3, attempts 1 + .3 + .09.
    void three_attempts_against_thirty_percent_of_failures() {
        External flaky;
        flaky.work = Distribution::constant(units(0.01));
        flaky.availability = Share::percent(70);
        Flow flow = call("users", "flaky");
        flow.retry = attempts(3);
        const auto reports = Study::of({node("flaky", flaky)}, {flow}, perUnit(1), 100'000).replicate(8);
        QVERIFY(hold({{"three attempts, failure .3: success", 0.973, [](const RunReport& r) {
                           return static_cast<double>(r.succeeded) / static_cast<double>(r.sent - r.inFlight);
                       }, 0.005},
                      {"three attempts, failure .3: attempts", 1.39, [](const RunReport& r) {
                           return static_cast<double>(r.flows[0].attempts) / static_cast<double>(r.sent);
                       }, 0.005}},
                     reports));
    }

    // Retries in layers multiply: two of three attempts each are nine calls at the bottom when all fails.
    void retries_in_layers_multiply() {
        External dead;
        dead.work = Distribution::constant(units(0.01));
        dead.availability = Share::percent(0);
        Flow outer = call("users", "middle"), inner = call("middle", "dead");
        outer.retry = inner.retry = attempts(3);
        const RunReport report = Study::of({node("middle", passage()), node("dead", dead)}, {outer, inner}, perUnit(1), 10'000).run(1);
        QCOMPARE(report.inFlight, std::uint64_t{0});
        QCOMPARE(nodeOf(report, "dead").arrived, 9 * report.sent);
        QCOMPARE(report.succeeded, std::uint64_t{0});
    }

    // Stable below capacity / (1 + retries) whatever happens; above it, one backlog longer than the timeout is for ever.
    void a_retry_storm_never_ends_by_itself() {
        // 280/s + 1 retry wants 560/s of 300/s. A backlog of 540 requests is 1.8 s: over the timeout.
        const RunReport stuck = storm(280, 2, 3, 1s).run(1);
        std::printf("| retry storm, 280/s, 1 retry, backlog 1.8 s: goodput after | 0 | %.3g | | |\n", goodput(stuck, 200, 400));
        QVERIFY(goodput(stuck, 200, 400) < 3);
        // Offered: the arrivals and one retry each.
        const auto& flow = stuck.flows[0];
        QVERIFY(flow.retries > 70'000);
    }

    void a_backlog_below_the_timeout_is_harmless() {
        // (840 - 300) x 0.3 s = 162 requests: 0.54 s.
        const RunReport report = storm(280, 2, 3, 300ms).run(1);
        std::printf("| retry storm, 280/s, 1 retry, backlog 0.5 s: goodput after | 280 | %.4g | | |\n", goodput(report, 200, 400));
        QVERIFY(std::abs(goodput(report, 200, 400) - 280) < 4 * std::sqrt(280 / 200.0));
    }

    void without_retries_it_recovers_when_the_backlog_is_served() {
        // 540 requests too many, 20/s to spare: the wait is below the timeout of 1 s when 240 are served, after 12 s.
        const RunReport report = storm(280, 1, 3, 1s).run(1);
        std::printf("| 280/s, no retry, backlog 1.8 s: recovers after | about 13 s | %zu s | | |\n", recovery(report, 280));
        QVERIFY(recovery(report, 280) <= 30);
        QVERIFY(std::abs(goodput(report, 250, 400) - 280) < 5 * std::sqrt(280 / 150.0));
    }

    void below_half_of_the_capacity_retries_are_harmless() {
        // 140 x 2 = 280 < 300. Four seconds at 700/s and as many retries leave 5,600 - 1,200 = 4,400 in line; at 20/s to spare
        // the line is below the timeout's 300 after 205 s more. Its length is a random walk: 17 s of standard deviation.
        const RunReport report = storm(140, 2, 5, 4s).run(1);
        const std::size_t after = recovery(report, 140);
        std::printf("| retry storm, 140/s, 1 retry: recovers after | about 209 s | %zu s | | |\n", after);
        QVERIFY(after > 209 - 51 && after < 209 + 51);
    }
};

QTEST_GUILESS_MAIN(ResilienceTest)
#include "resilience_test.moc"
