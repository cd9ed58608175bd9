#include "run/build.h"

#include <QtTest>

#include <algorithm>

using namespace spillway;
using namespace spillway::build;

// What functions tell of their scaling, and that they do not tell it a thousand times.
class FunctionLogTest : public QObject {
    Q_OBJECT

    static Function function(Duration work = 100ms) {
        Function made;
        made.work = Distribution::constant(work);
        made.init = Distribution::constant(200ms);
        return made;
    }
    static std::vector<Decision> of(const RunReport& report, const std::string& node) {
        std::vector<Decision> own;
        std::ranges::copy_if(report.decisions, std::back_inserter(own),
                             [&](const Decision& decision) { return decision.node == node; });
        return own;
    }
    static std::string text(const std::vector<Decision>& decisions) {
        std::string all;
        for (const Decision& each : decisions)
            all += std::to_string(toSeconds(each.at)) + " " + each.what + ": " + each.reason + "\n";
        return all;
    }
    static const Decision* find(const std::vector<Decision>& decisions, const std::string& what) {
        const auto found = std::ranges::find(decisions, what, &Decision::what);
        return found == decisions.end() ? nullptr : &*found;
    }
    static Load steps(std::string from, std::vector<RatePoint> points) {
        Load load = uniform(std::move(from), 1);
        load.rate.points = std::move(points);
        return load;
    }

private Q_SLOTS:
    void environmentsGrowWithDemandAndGoWhenIdle() {
        Function brief = function();
        brief.keepAlive = 5s;
        // 100/s of 100 ms, from the eleventh second one a second.
        const RunReport report = finish(setting(
            {clients("user"), node("fn", brief)}, {call("user", "fn")},
            {steps("user", {{Rate::perSecond(100), 0s}, {Rate::perSecond(100), 10s}, {Rate::perSecond(1), 10s}})},
            30s));
        const auto told = of(report, "fn");
        QVERIFY2(told.size() == 3, text(told).c_str());
        QCOMPARE(told[0].at, SimTime{1s});
        QCOMPARE(told[0].what, std::string{"0 -> 30"});  // 100/s x (200 ms + 100 ms)
        QCOMPARE(told[0].reason, std::string{"demand over warm pool: 30 cold starts"});
        QCOMPARE(told[1].at, SimTime{6s});
        QCOMPARE(told[1].what, std::string{"30 -> 10"});  // warm, 100/s x 100 ms are enough
        QCOMPARE(told[1].reason, std::string{"20 idle for 5s"});
        QCOMPARE(told[2].what, std::string{"10 -> 1"});
        QCOMPARE(told[2].reason, std::string{"9 idle for 5s"});
    }
    void aReservationHoldsThrottlesAndLetsGo() {
        Function capped = function();
        capped.reservedConcurrency = 10;
        Flow patient = call("user", "fn");
        patient.retry = Retry{};
        // 100/s for ten seconds: 10 at once do 100/s at most, but the cold start comes first, and retries pile up.
        const RunReport report = finish(setting(
            {clients("user"), node("fn", capped)}, {patient},
            {steps("user", {{Rate::perSecond(140), 0s}, {Rate::perSecond(140), 10s}, {Rate::perSecond(20), 10s}})},
            60s));
        const auto told = of(report, "fn");
        const Decision* held = find(told, "held at 10");
        QVERIFY2(held != nullptr, text(told).c_str());
        QCOMPARE(held->reason, std::string{"reserved concurrency of 10"});
        QVERIFY(held->at < SimTime{1s});  // at its instant, not at the end of the second
        const auto throttling =
            std::ranges::find_if(told, [](const Decision& each) { return each.what.starts_with("throttling "); });
        QVERIFY(throttling != told.end());
        QCOMPARE(throttling->at, SimTime{1s});
        QCOMPARE(throttling->reason, std::string{"callers retry"});
        const float refused = nodeOf(report, "fn").series.errors.at(0);
        QCOMPARE(throttling->what, "throttling " + std::to_string(static_cast<int>(refused)) + "/s");
        const Decision* over = find(told, "throttling is over");
        QVERIFY2(over != nullptr && over->at < SimTime{25s}, text(told).c_str());
        QCOMPARE(over->reason.substr(0, over->reason.find(' ')),
                 std::to_string(failures(nodeOf(report, "fn"), FailureCause::throttled)));
        QVERIFY2(told.size() < 12, text(told).c_str());  // of some thousand throttled requests
    }
    void whoSharesTheAccountIsSaid() {
        Function greedy = function();
        greedy.reservedConcurrency = 990;
        const RunReport report = finish(setting(
            {clients("a"), clients("b"), node("one", function(5s)), node("two", function()), node("reserved", greedy)},
            {call("a", "one"), call("b", "two")}, {burst("a", 1000, 6), burst("b", 100, 30)}, 8s));
        const auto told = of(report, "two");
        const Decision* held = find(told, "held at 4");
        QVERIFY2(held != nullptr, text(told).c_str());
        QCOMPARE(held->reason, std::string{"account limit: 10 unreserved, 6 of them in other functions"});
        QVERIFY(std::ranges::any_of(told, [](const Decision& each) { return each.reason == "callers fail at once"; }));
    }
    void theScalingRateIsSaid() {
        Function slow = function(60s);
        slow.timeout = 900s;
        slow.reservedConcurrency = 5000;
        const RunReport report =
            finish(setting({clients("user"), node("fn", slow)}, {sends("user", "fn")}, {uniform("user", 1500)}, 3s));
        const auto told = of(report, "fn");
        const auto held = std::ranges::find_if(told, [](const Decision& each) {
            return each.reason == "scaling rate: 1000 new environments in 10s are used up";
        });
        QVERIFY2(held != told.end(), text(told).c_str());
        // 1,000 at once and 100 a second: 1,000 + 100 t = 1,500 t at 714 ms.
        QCOMPARE(held->what, std::string{"held at 1071"});
        QVERIFY(
            std::ranges::any_of(told, [](const Decision& each) { return each.reason == "events come again later"; }));
    }
    void theRequestRateIsSaid() {
        Function quick = function(1ms);
        quick.reservedConcurrency = 3;
        const RunReport report =
            finish(setting({clients("user"), node("fn", quick)}, {call("user", "fn")}, {uniform("user", 100)}, 4s));
        const Decision* held = find(of(report, "fn"), "held at 30/s");
        QVERIFY2(held != nullptr, text(of(report, "fn")).c_str());
    }
    void provisionedEnvironmentsSpillOver() {
        Function ready = function();
        ready.provisionedConcurrency = 5;
        const RunReport report =
            finish(setting({clients("user"), node("fn", ready)}, {call("user", "fn")}, {uniform("user", 90)}, 20s));
        const auto told = of(report, "fn");
        const Decision* spill = find(told, "spill-over");
        QVERIFY2(spill != nullptr, text(told).c_str());
        QCOMPARE(spill->reason, std::string{"all 5 provisioned environments are busy: the rest runs on demand"});
        QCOMPARE(std::ranges::count(told, std::string{"spill-over"}, &Decision::what), std::ptrdiff_t{1});
        const Decision* grown = find(told, "5 -> " + std::to_string(nodeOf(report, "fn").peakInstances));
        QVERIFY2(grown != nullptr, text(told).c_str());
    }
    void aPictureSaysWhatHoldsIt() {
        Function capped = function(1s);
        capped.reservedConcurrency = 2;
        Run run =
            start(setting({clients("user"), node("fn", capped)}, {call("user", "fn")}, {burst("user", 10, 20)}, 30s));
        RunSnapshot picture;
        run.fill(picture);
        QVERIFY(picture.nodes.at(1).heldBy == LambdaLimit::none);
        run.advanceTo(SimTime{1s});
        run.fill(picture);
        QVERIFY(picture.nodes.at(1).heldBy == LambdaLimit::concurrency);
        run.advanceTo(SimTime{20s});
        run.fill(picture);
        QVERIFY(picture.nodes.at(1).heldBy == LambdaLimit::none);
    }
    void threadsAndStepsChangeNoWord() {
        Function capped = function();
        capped.reservedConcurrency = 20;
        const Setting made = setting(
            {clients("user"), service("api", {.concurrency = 100}), node("fn", capped), node("other", function())},
            {call("user", "api"), call("api", "fn"), sends("api", "other")}, {poisson("user", 400)}, 20s);
        const RunReport straight = finish(made);
        QVERIFY(of(straight, "fn").size() > 1 && !of(straight, "other").empty());
        for (const std::uint32_t lanes : {2U, 4U})
            QCOMPARE(finish(made, {.threads = 2, .lanes = lanes}).decisions == straight.decisions, true);
        Run steps = start(made);
        while (!steps.finished()) steps.advanceTo(steps.now() + 137ms);
        QVERIFY(steps.report().decisions == straight.decisions);
    }
};

QTEST_GUILESS_MAIN(FunctionLogTest)
#include "function_log_test.moc"
