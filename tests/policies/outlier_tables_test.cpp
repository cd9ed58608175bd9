#include "policies/outlier_detector.h"

#include <QtTest>

#include <cmath>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

SimTime at(Duration time) { return SimTime{time}; }

using Hosts = std::vector<std::uint32_t>;
using Answer = OutlierDetector::Answer;

struct Answers {
    std::int64_t requests = 100;
    std::int64_t succeeded = 100;
};

// Successes and failures in turn as far as they go, so that rows of failures stay short.
void answer(OutlierDetector& detector, const std::vector<Answers>& hosts, SimTime now) {
    RngStream stream{1};
    for (std::uint32_t host = 0; host < hosts.size(); ++host) {
        std::int64_t good = 0;
        for (std::int64_t i = 0; i < hosts[host].requests; ++i) {
            const bool succeeds = good * hosts[host].requests < hosts[host].succeeded * (i + 1);
            good += succeeds ? 1 : 0;
            detector.record(host, succeeds ? Answer::succeeded : Answer::failed,
                            static_cast<std::int64_t>(hosts.size()), now, stream);
        }
    }
}

// Who is out after one interval.
Hosts outAfter(const OutlierDetection& settings, const std::vector<Answers>& hosts) {
    OutlierDetector detector{settings};
    RngStream stream{1};
    answer(detector, hosts, at(5s));
    detector.sweep(static_cast<std::int64_t>(hosts.size()), at(10s), stream);
    Hosts out;
    for (std::uint32_t host = 0; host < hosts.size(); ++host)
        if (detector.isEjected(host)) out.push_back(host);
    return out;
}

// What is looked at alone; as many as there are may be out.
OutlierDetection only(bool successRate) {
    OutlierDetection settings;
    settings.enforcingConsecutive = Share::percent(0);
    settings.maxEjected = Share::percent(100);
    settings.enforcingSuccessRate = successRate ? Share::percent(100) : Share::percent(0);
    settings.enforcingFailure = successRate ? Share::percent(0) : Share::percent(100);
    return settings;
}

std::vector<Answers> percents(const std::vector<std::int64_t>& all) {
    std::vector<Answers> hosts;
    for (const std::int64_t percent : all) hosts.push_back({100, percent});
    return hosts;
}

}  // namespace

// envoy/source/common/upstream/outlier_detection_impl.cc, by hand. The first row of the success rates is the example of
// its own comment: mean 90, deviation 20, threshold 52.
class OutlierTablesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void a_success_rate_far_below_the_others_ejects() {
        struct Row {
            std::vector<std::int64_t> succeed;  // of a hundred each
            Hosts out;
        };
        const std::vector<Row> rows{
            {{50, 100, 100, 100, 100}, {0}},                             // below 52
            {{100, 100, 99, 100, 100}, {2}},                             // 99.8 - 1.9 x 0.4 = 99.04
            {{50, 100, 100, 100}, {}},                                   // four are too few
            {{50, 50, 100, 100, 100}, {}},                               // 80 - 1.9 x 24.5 = 33.5
            {{50, 50, 100, 100, 100, 100, 100, 100, 100, 100}, {0, 1}},  // 90 - 1.9 x 20 = 52
            {{60, 100, 80, 100, 90, 100, 100, 100, 100, 100}, {0}},      // 93 - 1.9 x 12.69 = 68.9
            {{0, 0, 0, 0, 0}, {}},                                       // all alike
            {{37, 37, 37, 37, 37, 37, 37}, {}},
        };
        for (const Row& row : rows) QCOMPARE(outAfter(only(true), percents(row.succeed)), row.out);
    }
    void only_hosts_with_enough_requests_are_compared() {
        std::vector<Answers> hosts = percents({50, 100, 100, 100, 100});
        hosts[4] = {99, 99};
        QCOMPARE(outAfter(only(true), hosts), Hosts{});  // four
        hosts.push_back({100, 100});
        QCOMPARE(outAfter(only(true), hosts), Hosts{0});
        hosts[0] = {99, 0};
        QCOMPARE(outAfter(only(true), hosts), Hosts{});  // the bad one is not looked at
        OutlierDetection settings = only(true);
        settings.successRateVolume = 99;
        QCOMPARE(outAfter(settings, hosts), Hosts{0});
        settings.successRateHosts = 7;
        QCOMPARE(outAfter(settings, hosts), Hosts{});
    }
    void the_factor_is_in_thousandths() {
        OutlierDetection settings = only(true);
        settings.successRateStdev = 2000;  // 90 - 2 x 20 = 50 is not above 50
        QCOMPARE(outAfter(settings, percents({50, 100, 100, 100, 100})), Hosts{});
        settings.successRateStdev = 1000;  // 93 - 12.69 = 80.3
        QCOMPARE(outAfter(settings, percents({60, 100, 80, 100, 90, 100, 100, 100, 100, 100})), (Hosts{0, 2}));
    }
    void a_percentage_of_failures_ejects_if_that_is_enforced() {
        OutlierDetection settings = only(false);
        QCOMPARE(outAfter(settings, percents({15, 16, 100, 100, 100})), Hosts{0});  // 85 % is enough
        QCOMPARE(outAfter(settings, percents({0, 0, 0, 0, 0})), (Hosts{0, 1, 2, 3, 4}));
        QCOMPARE(outAfter(settings, percents({0, 0, 0, 0})), Hosts{});
        QCOMPARE(outAfter(settings, {{50, 0}, {50, 50}, {50, 50}, {50, 50}, {50, 50}}), Hosts{0});
        QCOMPARE(outAfter(settings, {{49, 0}, {50, 50}, {50, 50}, {50, 50}, {50, 50}}), Hosts{});
        settings.failureThreshold = Share::percent(84);
        QCOMPARE(outAfter(settings, percents({15, 16, 17, 100, 100})), (Hosts{0, 1}));
    }
    // By default success rates are enforced and percentages of failures are not.
    void by_default_it_is_the_row_of_failures_and_the_success_rate() {
        OutlierDetection settings;
        settings.maxEjected = Share::percent(100);
        QCOMPARE(outAfter(settings, percents({50, 100, 100, 100, 100})), Hosts{0});
        // Nothing but failures: five in a row have ejected them all before the interval is over.
        QCOMPARE(outAfter(settings, percents({0, 0, 0, 0, 0})), (Hosts{0, 1, 2, 3, 4}));
        settings.consecutive = 1000;
        QCOMPARE(outAfter(settings, percents({0, 0, 0, 0, 0})), Hosts{});
    }
    void the_cap_holds_for_all_of_them() {
        for (const bool successRate : {true, false}) {
            OutlierDetection settings = only(successRate);
            settings.maxEjected = Share::percent(10);
            std::vector<std::int64_t> nine(9, 100), ten(10, 100);
            nine[3] = ten[3] = ten[7] = 10;
            QCOMPARE(outAfter(settings, percents(nine)), Hosts{});
            QCOMPARE(outAfter(settings, percents(ten)), Hosts{3});
            settings.alwaysOne = true;
            QCOMPARE(outAfter(settings, percents(nine)), Hosts{3});
        }
        OutlierDetector detector{OutlierDetection{}};
        RngStream stream{1};
        answer(detector, percents({50, 100, 100, 100, 100}), at(1s));
        const OutlierDetector::Sweep sweep = detector.sweep(5, at(10s), stream);
        QCOMPARE(sweep.judged.size(), std::size_t{1});
        QVERIFY(!sweep.judged.front().ejected);
        QCOMPARE(sweep.judged.front().reason,
                 std::string{"50% succeeded, below 52%: the mean of 90% less 1.9 standard deviations, but 1 of 5 out "
                             "would be more than 10%"});
    }
    // An interval's requests are judged once, and who is out is not compared.
    void each_interval_stands_for_itself() {
        OutlierDetection settings = only(true);
        settings.baseEjection = 15s;
        OutlierDetector detector{settings};
        RngStream stream{1};
        const auto sweep = [&](Duration when) { return detector.sweep(6, at(when), stream); };
        answer(detector, percents({50, 100, 100, 100, 100, 100}), at(5s));
        QCOMPARE(sweep(10s).judged.size(), std::size_t{1});
        QVERIFY(sweep(20s).judged.empty());                                 // nothing has come since
        answer(detector, percents({0, 100, 100, 100, 100, 100}), at(24s));  // what it had begun before
        const auto third = sweep(30s);
        QCOMPARE(third.back, Hosts{0});  // back, and at once judged by its last answers
        QCOMPARE(third.judged.size(), std::size_t{1});
        QVERIFY(detector.isEjected(0));
        QVERIFY(sweep(50s).back.empty());  // the second time: 30 s
        QCOMPARE(sweep(60s).back, Hosts{0});
    }
    void it_stays_out_longer_each_time_until_the_most() {
        OutlierDetection settings;
        settings.baseEjection = 100s;
        OutlierDetector detector{settings};
        RngStream stream{1};
        Duration now{0};
        for (const Duration out : {100s, 200s, 300s, 300s, 300s}) {
            for (int i = 0; i < 5; ++i) detector.record(0, Answer::failed, 10, at(now), stream);
            QVERIFY(detector.isEjected(0));
            QVERIFY(detector.sweep(10, at(now + out - 1ns), stream).back.empty());
            now += out;
            QCOMPARE(detector.sweep(10, at(now), stream).back, Hosts{0});
        }
        // Four times less four intervals is never.
        for (int i = 1; i <= 4; ++i) detector.sweep(10, at(now + i * 10s), stream);
        for (int i = 0; i < 5; ++i) detector.record(0, Answer::failed, 10, at(now + 50s), stream);
        QCOMPARE(detector.sweep(10, at(now + 150s), stream).back, Hosts{0});
    }
    // FractionalPercent: each detection is enforced with that chance.
    void half_enforced_ejects_half_of_the_time() {
        OutlierDetection settings;
        settings.maxEjected = Share::percent(100);
        settings.enforcingConsecutive = Share::percent(50);
        OutlierDetector detector{settings};
        RngStream stream{3};
        std::string held;
        for (std::uint32_t host = 0; host < 1000; ++host) {
            for (int i = 0; i < 4; ++i) QVERIFY(!detector.record(host, Answer::failed, 1000, at(1s), stream));
            const auto verdict = detector.record(host, Answer::failed, 1000, at(1s), stream);
            QVERIFY(verdict && verdict->host == host);
            if (!verdict->ejected) held = verdict->reason;
        }
        QVERIFY(detector.ejected() > 440 && detector.ejected() < 560);  // four deviations of 15.8
        QCOMPARE(held, std::string{"5 failures in a row, but that is enforced in 50% only"});
    }
    // DetectorHostMonitorImpl::putHttpResponseCode: g is a 502, 503 or 504, f another 5xx, a full stop anything else.
    void gateway_failures_in_a_row_eject_where_that_is_enforced() {
        struct Row {
            const char* answers;
            std::int64_t gateway, inARow;
            bool gatewayEnforced, enforced;
            int ejectedAfter;  // answers; 0: never
        };
        const Row rows[] = {
            {"gggggggggg", 3, 5, true, true, 3},    // the lower of the two
            {"gggggggggg", 5, 5, false, false, 0},  // neither is enforced
            {"gggggggggg", 3, 5, false, true, 5},   // Envoy's own: gateway failures count as 5xx
            {"ggfggfggg", 3, 50, true, true, 9},    // another 5xx ends the row of gateway failures
            {"gg.gg.ggg", 3, 50, true, true, 9},    // so does a success
            {"ffgff", 1, 5, false, true, 5},        // and both make a row of 5xx
            {"fffff", 3, 50, true, true, 0},
        };
        for (const Row& row : rows) {
            OutlierDetection settings;
            settings.maxEjected = Share::percent(100);
            settings.consecutiveGateway = row.gateway;
            settings.consecutive = row.inARow;
            settings.enforcingGateway = row.gatewayEnforced ? Share::percent(100) : Share::percent(0);
            settings.enforcingConsecutive = row.enforced ? Share::percent(100) : Share::percent(0);
            OutlierDetector detector{settings};
            RngStream stream{1};
            int ejected = 0, answered = 0;
            for (const char* each = row.answers; *each != 0 && ejected == 0; ++each) {
                const Answer answer = *each == 'g'   ? Answer::gatewayFailed
                                      : *each == 'f' ? Answer::failed
                                                     : Answer::succeeded;
                const auto verdict = detector.record(0, answer, 1, at(1s), stream);
                ++answered;
                if (verdict && verdict->ejected) ejected = answered;
            }
            QVERIFY2(ejected == row.ejectedAfter, row.answers);
        }
    }
    // base + U(0, jitter) in whole milliseconds: a mean of 35 s, of which 400 draws differ by 0.14 s.
    void who_is_out_comes_back_at_different_times() {
        OutlierDetection settings;
        settings.maxEjected = Share::percent(100);
        settings.ejectionJitter = 10s;
        OutlierDetector detector{settings};
        RngStream stream{5};
        for (std::uint32_t host = 0; host < 400; ++host)
            for (int i = 0; i < 5; ++i) detector.record(host, Answer::failed, 400, at(0s), stream);
        QCOMPARE(detector.ejected(), 400);
        double sum = 0;
        std::size_t back = 0;
        for (Duration now = 30s; now <= 40s; now += 100ms) {
            const std::size_t came = detector.sweep(400, at(now), stream).back.size();
            sum += static_cast<double>(came) * toSeconds(now - 50ms);
            back += came;
            if (now == Duration{30s}) QVERIFY(came < 5);
        }
        QCOMPARE(back, std::size_t{400});
        QVERIFY2(std::abs(sum / 400 - 35) < 4 * 0.145, qPrintable(QString::number(sum / 400)));
    }
};

QTEST_GUILESS_MAIN(OutlierTablesTest)
#include "outlier_tables_test.moc"
