#include "validation/truth.h"

using namespace spillway;
using namespace spillway::truth;

namespace {

// Here one unit is a thousandth of the measured second: nothing but the scale of time changes.
Function function(Distribution work, Distribution cold, Duration keepAlive) {
    Function made;
    made.work = work;
    made.init = cold;
    made.keepAlive = keepAlive;
    made.timeout = 24h;
    return made;
}
Study invocations(const Function& made, Rate rate, double length) {
    return Study::of({node("function", made)}, {call("users", "function")}, rate, length);
}
double coldShare(const RunReport& report) {
    const NodeReport& function = nodeOf(report, "function");
    return static_cast<double>(function.coldStarts) / static_cast<double>(function.arrived);
}

}  // namespace

// Functions on demand, against theory, long reference runs and measurements on AWS Lambda itself.
class FunctionsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // With next to no work a request finds the one environment gone when the last came longer ago than it lives:
    // e^(-rate x life).
    void one_environment_and_near_zero_work() {
        const auto reports = invocations(function(Distribution::constant(1ns), Distribution::constant(0ms), units(60)),
                                         perUnit(0.01), 3'000'000)
                                 .replicate(8);
        QVERIFY(holds({"near-zero work: p(cold)", 0.548812, coldShare, 0.02}, reports));
    }

    // W4 in hundredths of its second (in thousandths, 10 requests a second per unit of concurrency would throttle it).
    // The reference for the most recently used idle environment first, which is what Lambda's are taken to be.
    void cold_starts_are_rare_under_steady_load() {
        const auto hundredths = [](double seconds) { return units(10 * seconds); };
        const auto made =
            function(Distribution::exponential(hundredths(0.5)), Distribution::constant(hundredths(1)), hundredths(60));
        Study study = invocations(made, perUnit(2), 200'000);
        const auto scaled = [](const char* which, Duration LatencySummary::*percentile, double exact) {
            return percentileTime("W4", which, percentile, 10 * exact, 0.02);
        };
        QVERIFY(hold({{"W4: p(cold)", 0.001311, coldShare, 0.08, 0, 0.000008},
                      {"W4: instances", 21.47, [](const RunReport& r) { return nodeOf(r, "function").meanInstances; },
                       0.02, 0.005 / 21.47},
                      scaled("p50", &LatencySummary::p50, 0.34725),
                      scaled("p95", &LatencySummary::p95, 1.5025),
                      scaled("p99", &LatencySummary::p99, 2.3075)},
                     study.replicate(12, units(10'000))));
    }

    // W4 by which idle environment is used first: long reference runs of the same model.
    void which_idle_environment_is_picked_matters_data() {
        QTest::addColumn<int>("pick");
        QTest::addColumn<double>("cold");
        QTest::addColumn<double>("instances");
        const auto row = [](const char* name, IdlePick pick, double cold, double instances) {
            QTest::newRow(name) << static_cast<int>(pick) << cold << instances;
        };
        row("newest", IdlePick::newest, .001297, 21.48);
        row("oldest", IdlePick::oldest, .001290, 21.49);
    }
    void which_idle_environment_is_picked_matters() {
        QFETCH(int, pick);
        QFETCH(double, cold);
        QFETCH(double, instances);
        Function made = function(Distribution::exponential(units(5)), Distribution::constant(units(10)), units(600));
        made.idlePick = static_cast<IdlePick>(pick);
        const std::string name = std::string{"W4, "} + QTest::currentDataTag() + " first: ";
        QVERIFY(
            hold({{name + "p(cold)", cold, coldShare, 0.08, 0, 0.000008},
                  {name + "instances", instances,
                   [](const RunReport& r) { return nodeOf(r, "function").meanInstances; }, 0.02, 0.005 / instances}},
                 invocations(made, perUnit(2), 200'000).replicate(12, units(10'000))));
    }
    // Whoever spreads the requests evenly keeps every environment alive that was ever needed: of n idle ones a random
    // pick leaves one alone for 60 s with a probability of e^(-1200 / n). So there are as many as were ever busy at
    // once (a Poisson number of mean 10 gets to 28 and more), and hardly a cold start.
    void an_even_spread_keeps_all_alive_data() {
        QTest::addColumn<int>("pick");
        QTest::newRow("random") << static_cast<int>(IdlePick::random);
        QTest::newRow("least recently used") << static_cast<int>(IdlePick::least_recently_used);
    }
    void an_even_spread_keeps_all_alive() {
        QFETCH(int, pick);
        Function made = function(Distribution::exponential(units(5)), Distribution::constant(units(10)), units(600));
        made.idlePick = static_cast<IdlePick>(pick);
        const auto reports = invocations(made, perUnit(2), 200'000).replicate(4, units(10'000));
        double cold = 0, instances = 0;
        for (const RunReport& report : reports) {
            cold += coldShare(report) / 4;
            instances += nodeOf(report, "function").meanInstances / 4;
        }
        std::printf("| W4, %s first: p(cold), at most | 2e-05 | %.2g | | %s |\n", QTest::currentDataTag(), cold,
                    cold <= 2e-5 ? "yes" : "**no**");
        std::printf("| W4, %s first: instances, at least | 26 | %.4g | | %s |\n", QTest::currentDataTag(), instances,
                    instances >= 26 ? "yes" : "**no**");
        QVERIFY(cold <= 2e-5 && instances >= 26 && instances < 40);
    }

    // Erlang B with a thousand servers offered 2,016: throttled at once, never queued.
    void a_concurrency_cap_refuses_what_erlang_says() {
        Function capped = function(Distribution::exponential(units(2016)), Distribution::constant(0ms), units(600'000));
        capped.reservedConcurrency = 1000;
        const auto reports = invocations(capped, perUnit(1), 400'000).replicate(6);
        QVERIFY(holds({"cap 1000 at 1000/s of 2.016 s: throttled", 0.504455,
                       [](const RunReport& r) {
                           // The first seconds, while the thousand environments fill up, refuse nothing.
                           const auto& errors = nodeOf(r, "function").series.errors;
                           const auto& done = nodeOf(r, "function").series.throughput;
                           double refused = 0, all = 0;
                           for (std::size_t second = 40; second < errors.size(); ++second) {
                               refused += errors[second];
                               all += static_cast<double>(errors[second]) + static_cast<double>(done[second]);
                           }
                           return refused / all;
                       },
                       0.03},
                      reports));
    }

    // SimFaaS's own validation point (Mahmoudi & Khazaei 2021, table 1), with a long reference run of the same model.
    void environments_are_busy_or_idle_as_simfaas_says() {
        Function made = function(Distribution::exponential(units(1.991)),
                                 Distribution::exponential(units(2.244 - 1.991)), units(600));
        made.idlePick = IdlePick::newest;  // as SimFaaS does
        const Measure instances = [](const RunReport& r) { return nodeOf(r, "function").meanInstances; };
        const Measure running = [](const RunReport& r) {
            return nodeOf(r, "function").utilization * nodeOf(r, "function").meanInstances;
        };
        const double half = 0.0005;  // the reference is given to three places
        QVERIFY(hold({{"SimFaaS at .9/s: p(cold)", 0.001334, coldShare, 0.06, 0, 0.000008},
                      {"SimFaaS at .9/s: instances", 7.700, instances, 0.02, half / 7.7},
                      {"SimFaaS at .9/s: running", 1.793, running, 0.02, half / 1.793},
                      {"SimFaaS at .9/s: idle", 5.907, [&](const RunReport& r) { return instances(r) - running(r); },
                       0.02, half / 5.907}},
                     invocations(made, perUnit(0.9), 2'000'000).replicate(8, units(12'000))));
    }

    // Synchronous requests are limited to ten a second and unit of concurrency, here 100/s, long before a function of 1
    // ms needs ten environments: a second's worth at once, then the rate. 500/s evenly spaced from 2 ms to 60 s: 100 +
    // 100 x 59.998, cut.
    void short_functions_meet_the_request_rate_first() {
        Function brief = function(Distribution::constant(1ms), Distribution::constant(0ms), units(600'000));
        brief.reservedConcurrency = 10;
        Study study = invocations(brief, Rate::perSecond(500), 60'500);
        study.scenario.load[0].arrivals = Arrivals::uniform;
        study.scenario.load[0].rate.points = {
            {Rate::perSecond(500), 0s}, {Rate::perSecond(500), 60'001ms}, {Rate::perSecond(0), 60'001ms}};
        const RunReport report = study.run(1);
        QVERIFY(isExactly("request rate of 10 x concurrency: sent", 30'000, static_cast<double>(report.sent)));
        QVERIFY(isExactly("request rate of 10 x concurrency: admitted", 6099, static_cast<double>(report.succeeded)));
    }

    // 1,000 environments at once, then 1,000 per 10 s, refilled continuously; the rest is refused at once. 2,000
    // requests a second that last, the first at .5 ms (what is refilled before it is lost), the last at 19.9995 s: 1000
    // + 100 x 19.999, cut.
    void environments_are_added_at_the_platform_s_rate() {
        Function slow = function(Distribution::constant(1h), Distribution::constant(0ms), units(600'000));
        slow.reservedConcurrency = 10'000;
        Study study = invocations(slow, Rate::perSecond(2000), 20'000);
        study.scenario.load[0].arrivals = Arrivals::uniform;
        const RunReport report = study.run(1);
        const NodeReport& node = nodeOf(report, "function");
        QVERIFY(
            isExactly("scaling 1,000 per 10 s: environments after 20 s", 2999, static_cast<double>(node.coldStarts)));
        QVERIFY(isExactly("scaling 1,000 per 10 s: throttled", static_cast<double>(report.sent - 2999),
                          static_cast<double>(failed(node, FailureCause::throttled))));
        for (std::size_t second = 1; second + 1 < node.series.instances.size(); ++second) {
            QCOMPARE(node.series.instances[second], static_cast<float>(999 + 100 * (second + 1)));
        }
    }

    // Mahmoudi & Khazaei, SimFaaS (2021): p(cold) and instances measured on AWS Lambda, with long reference runs of the
    // same model.
    void cold_starts_as_measured_on_aws_lambda() {
        struct Point {
            double rate, awsCold, reference, awsInstances, referenceInstances;
        };
        const std::vector<Point> points{
            {0.001863, .34299, .329487, .6742, .6786},   {0.002882, .14543, .182200, .7795, .8337},
            {0.004248, .07948, .085781, .9459, .9439},   {0.007851, .03382, .023087, 1.1291, 1.0608},
            {0.050120, .00854, .010649, 2.1136, 2.0458}, {0.100377, .00566, .007097, 2.8888, 2.6523},
            {0.301791, .00294, .002809, 4.4218, 4.3684}, {0.499673, .00191, .001969, 5.6942, 5.6040},
            {0.697266, .00175, .001572, 6.9277, 6.6768}, {0.902459, .00151, .001326, 7.8698, 7.6982}};
        double coldError = 0, instanceError = 0, referenceColdError = 0, referenceInstanceError = 0;
        for (const Point& point : points) {
            // Cold requests took Exp(2.303745 s) in all: INIT is what that is more than the warm Exp(1.981341 s), in
            // the mean.
            Function made = function(Distribution::exponential(units(1.981341)),
                                     Distribution::exponential(units(0.322404)), units(600));
            made.idlePick = IdlePick::newest;  // as the reference does
            const double length = std::max(2e5 / point.rate, 1e6);
            const auto reports =
                invocations(made, perUnit(point.rate), std::min(length, 5e6)).replicate(8, units(12'000));
            const std::string name = "AWS at " + QString::number(point.rate).toStdString() + "/s";
            const Measure instances = [](const RunReport& r) { return nodeOf(r, "function").meanInstances; };
            QVERIFY(hold({{name + ": p(cold)", point.reference, coldShare, 0.25},
                          {name + ": instances", point.referenceInstances, instances, 0.05, 0.005}},
                         reports));
            double cold = 0, alive = 0;
            for (const RunReport& report : reports) {
                cold += coldShare(report) / static_cast<double>(reports.size());
                alive += instances(report) / static_cast<double>(reports.size());
            }
            referenceColdError += std::abs(point.reference / point.awsCold - 1) / static_cast<double>(points.size());
            referenceInstanceError +=
                std::abs(point.referenceInstances / point.awsInstances - 1) / static_cast<double>(points.size());
            coldError += std::abs(cold / point.awsCold - 1) / static_cast<double>(points.size());
            instanceError += std::abs(alive / point.awsInstances - 1) / static_cast<double>(points.size());
        }
        // The measurements have a relative standard error of 10 % themselves; the long reference runs are as far from
        // them as we are.
        std::printf("| mean error against AWS: p(cold) | %.3g | %.3g | | |\n", referenceColdError, coldError);
        std::printf("| mean error against AWS: instances | %.3g | %.3g | | |\n", referenceInstanceError, instanceError);
        QVERIFY(coldError <= referenceColdError + 0.01);
        QVERIFY(instanceError <= std::min(0.035, referenceInstanceError + 0.005));
    }
};

QTEST_GUILESS_MAIN(FunctionsTest)
#include "functions_test.moc"
