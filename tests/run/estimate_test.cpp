#include "run/estimate.h"
#include "run/plan.h"
#include "run/random_setting.h"

#include <QtTest>

using namespace spillway;
using namespace spillway::build;

namespace {

std::shared_ptr<const RunPlan> planOf(const Setting& setting) {
    return compile(setting.topology, setting.scenario).plan;
}

}  // namespace

// What a run will take is known before it is begun.
class EstimateTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // 1,000/s for 100 ms and 2 ms of network each way, behind a caller that waits for them: Little's law.
    void open_calls_follow_from_rates_and_times() {
        const Setting made =
            setting({clients("users"), service("front", {Distribution::constant(50ms), 1000}),
                     service("back", {Distribution::constant(100ms), 1000})},
                    {call("users", "front", 1ms), call("front", "back", 2ms)}, {poisson("users", 1000)}, 20s);
        const auto plan = planOf(made);
        const RunEstimate estimate = estimateOf(*plan, {});
        // back: .104 s; front: .05 + .104 and .002 of network; the users' own request lasts as long as that.
        const double wanted = 1000 * (0.104 + 0.156 + 0.156);
        QVERIFY2(std::abs(estimate.calls / wanted - 1) < 0.02, qPrintable(QString::number(estimate.calls)));
        Run run{plan, {}};
        run.advanceTo(SimTime{10s});
        const auto frames = static_cast<double>(run.memory().frames) / 64;
        QVERIFY2(frames > 0.9 * wanted && frames < 1.5 * wanted, qPrintable(QString::number(frames)));
    }

    void a_line_that_only_grows_is_counted() {
        Setting made = setting({clients("users"), service("desk", {Distribution::constant(100ms), 1, 1'000'000})},
                               {call("users", "desk")}, {poisson("users", 1000)}, 100s);
        // 990 a second more than can be served.
        QVERIFY(estimateOf(*planOf(made), {}).calls > 90'000);
        std::get<Service>(made.topology.nodes[1].spec).queueLimit = 500;
        QVERIFY(estimateOf(*planOf(made), {}).calls < 1000);
    }

    void tables_are_never_larger_than_was_said() {
        for (std::uint64_t seed = 1; seed <= 40; ++seed) {
            const auto plan = planOf(RandomSetting{seed}.make());
            Run run{plan, {.seed = seed}};
            run.advanceTo(run.end());
            QVERIFY2(run.memory().tables <= estimateOf(*plan, {}).tables, qPrintable(QString("SEED=%1").arg(seed)));
        }
    }

    void what_does_not_fit_is_refused_with_the_figures() {
        const Setting made = setting({clients("users"), service("desk", {Distribution::constant(1s), 1'000'000})},
                                     {call("users", "desk")}, {poisson("users", 1e6)}, 100s);
        const auto plan = planOf(made);
        QVERIFY(!tooLarge(*plan, {}, std::uint64_t{64} << 30U));
        const auto problem = tooLarge(*plan, {}, std::uint64_t{64} << 20U);
        QVERIFY(problem && problem->severity == Severity::error);
        QCOMPARE(problem->code, std::string{"too-large"});
        QVERIFY2(problem->sentence.find("0.0625 GiB are free") != std::string::npos, problem->sentence.c_str());
        QVERIFY2(problem->sentence.find("for 2e+06 open calls") != std::string::npos, problem->sentence.c_str());
        // A shorter run of the same takes less.
        QVERIFY(estimateOf(*plan, {.until = 1s}).recorded < estimateOf(*plan, {}).recorded);
    }
};

QTEST_GUILESS_MAIN(EstimateTest)
#include "estimate_test.moc"
