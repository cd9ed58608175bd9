#include "run/build.h"

#include <QtTest>

using namespace spillway;
using namespace spillway::build;

// Whom guards hold: functions as services, each instance by itself, who has lost a race. And what says so where one
// cannot take hold. Work is 10 ms, every hop 1 ms.
class GuardReachTest : public QObject {
    Q_OBJECT

    static Setting chain(double rate, Node target, Duration duration = 20s) {
        target.id = "db";
        return setting({clients("user"), service("api", {.concurrency = 512}), std::move(target)},
                       {call("user", "api"), call("api", "db")}, {uniform("user", rate)}, duration);
    }
    static Setting chain(double rate, ServiceWish db, Duration duration = 20s) {
        return chain(rate, service("db", db), duration);
    }
    static Service& target(Setting& setting) { return std::get<Service>(setting.topology.nodes[2].spec); }
    static Flow& guarded(Setting& setting) { return setting.topology.flows[1]; }
    static Node onLambda(Distribution work = Distribution::constant(10ms)) {
        Function made;
        made.work = work;
        made.init = Distribution::constant(1ms);
        return node("db", made);
    }
    static bool near(double value, double wanted, double by) { return std::abs(value - wanted) <= by; }
    static double count(std::uint64_t value) { return static_cast<double>(value); }
    static const Decision* decision(const RunReport& report, const std::string& node, const std::string& what) {
        const auto found = std::ranges::find_if(report.decisions, [&](const Decision& each) {
            return each.node == node && each.what.find(what) != std::string::npos && !each.reason.empty();
        });
        return found == report.decisions.end() ? nullptr : &*found;
    }
    static bool notes(const Setting& made, const std::string& item, const std::string& field, Severity severity) {
        const Diagnostics all = compile(made.topology, made.scenario).diagnostics;
        return std::ranges::any_of(all, [&](const Diagnostic& each) {
            return each.place.item == item && each.place.field == field && each.severity == severity;
        });
    }

private Q_SLOTS:
    void functions_are_guarded_as_services_are_data() {
        QTest::addColumn<bool>("lambda");
        QTest::newRow("service") << false;
        QTest::newRow("function") << true;
    }
    void functions_are_guarded_as_services_are() {
        QFETCH(bool, lambda);
        const auto to = [&](double rate) {
            return chain(rate, lambda ? onLambda() : service("db", {.concurrency = 64}));
        };
        Setting bulkhead = to(997);
        guarded(bulkhead).bulkhead = Bulkhead{.concurrent = 5};
        const RunReport full = finish(bulkhead);
        QVERIFY(near(count(nodeOf(full, "db").arrived), 20 * 5 / 0.012, 100));
        QVERIFY(decision(full, "api", "bulkhead holds calls to db"));

        Setting rate = to(200);
        guarded(rate).rateLimit = RateLimit{Rate::perSecond(50), 10};
        QVERIFY(near(count(nodeOf(finish(rate), "db").arrived), 20 * 50 + 10, 2));

        Setting deadline = to(10);
        std::get<Service>(deadline.topology.nodes[1].spec).work = Distribution::constant(99ms);
        deadline.topology.flows[0].timeout = 101ms;
        for (Flow& flow : deadline.topology.flows) flow.deadline = true;
        const RunReport late = finish(deadline);
        QCOMPARE(nodeOf(late, "db").arrived, 0U);
        QVERIFY(decision(late, "api", "no time left to call db"));

        Setting failing = to(50);
        failing.scenario.faults = {fault("db", 5s, 5s, faults::Errors{Share::percent(100)})};
        guarded(failing).breaker = Breaker{.window = {20, {}}, .open = 2s};
        guarded(failing).fallback = Fallback{};
        const RunReport open = finish(failing);
        QVERIFY(flowOf(open, "api", "db").breakerOpened >= 1);
        QVERIFY(failures(flowOf(open, "api", "db"), FailureCause::breaker_open) > 100);
        QCOMPARE(total(open.failed), 0U);
        QVERIFY(decision(open, "api", "falls back for db"));
    }

    // One of ten instances takes a second; a copy that goes to the next in turn is back after 62 ms. With the
    // copies 55.6 a second come, and a tenth of them to the slow one.
    void the_copy_that_loses_frees_its_place_if_it_is_cancelled() {
        Setting made = chain(50, {.concurrency = 16, .replicas = 10}, 60s);
        target(made).balancing = Balancing::round_robin;
        made.scenario.faults = {fault("db", 0s, {}, faults::GrayFailure{Share::percent(10), 100, Share::percent(0)})};
        guarded(made).breaker = Breaker{.failureRate = Share::percent(5)};
        const auto busy = [](const RunReport& report) { return nodeOf(report, "db").utilization * 160; };
        guarded(made).hedge = Hedge{.after = 50ms, .budget = Share::percent(100), .cancel = false};
        const RunReport goesOn = finish(made);
        QVERIFY2(near(busy(goesOn), 5.56 * 1 + 50 * 0.01, 0.15), qPrintable(QString::number(busy(goesOn))));
        QCOMPARE(total(nodeOf(goesOn, "db").failed), 0U);
        guarded(made).hedge->cancel = true;
        const RunReport stops = finish(made);
        QVERIFY2(near(busy(stops), 5.56 * 0.062 + 50 * 0.01, 0.1), qPrintable(QString::number(busy(stops))));
        QVERIFY(near(count(failures(nodeOf(stops, "db"), FailureCause::timeout)), 60 * 5.56, 30));
        for (const RunReport* report : {&goesOn, &stops}) {
            QCOMPARE(total(report->failed), 0U);
            QCOMPARE(report->succeeded + report->inFlight, report->sent);
            QVERIFY(nodeOf(*report, "user").response.p99 < 100ms);  // the first second has no budget yet
            // Losing is not failing.
            QCOMPARE(flowOf(*report, "api", "db").breakerOpened, 0U);
        }
    }
    void a_copy_that_waits_in_a_line_is_passed_over_when_its_turn_comes() {
        Setting made = chain(20, {.work = Distribution::constant(400ms), .concurrency = 1, .replicas = 10}, 60s);
        target(made).balancing = Balancing::round_robin;
        made.scenario.faults = {fault("db", 0s, {}, faults::GrayFailure{Share::percent(10), 10, Share::percent(0)})};
        guarded(made).hedge = Hedge{.after = 500ms, .budget = Share::percent(100)};
        const RunReport report = finish(made);
        QCOMPARE(total(report.failed), 0U);
        // Two a second come to an instance that does one in four seconds: nobody waits for them, so the line is short.
        const auto& backlog = nodeOf(report, "db").series.backlog;
        QVERIFY(*std::ranges::max_element(backlog) < 20);
        QVERIFY(failures(nodeOf(report, "db"), FailureCause::timeout) > 50);
    }
    // Lambda runs an invocation to its end whatever becomes of its caller.
    void a_function_cannot_be_told_to_stop_and_the_run_says_so() {
        Setting made = chain(50, onLambda(Distribution::exponential(40ms)), 60s);
        guarded(made).hedge = Hedge{.after = 50ms, .budget = Share::percent(100)};
        QVERIFY(notes(made, "api -> db", "hedge.cancel", Severity::note));
        const RunReport report = finish(made);
        QVERIFY(decision(report, "api", "sends copies of calls to db"));
        QCOMPARE(total(nodeOf(report, "db").failed), 0U);
        guarded(made).hedge->cancel = false;
        QVERIFY(!notes(made, "api -> db", "hedge.cancel", Severity::note));
    }

    void each_instance_has_a_bucket_of_its_own() {
        Setting made = chain(400, {.concurrency = 16, .replicas = 4});
        target(made).rateLimit = RateLimit{Rate::perSecond(50), 10};
        QVERIFY(near(count(nodeOf(finish(made), "db").succeeded), 20 * 50 + 10, 3));
        target(made).rateLimit->perInstance = true;
        const RunReport report = finish(made);
        QVERIFY2(near(count(nodeOf(report, "db").succeeded), 4 * (20 * 50 + 10), 8),
                 qPrintable(QString::number(nodeOf(report, "db").succeeded)));
        QVERIFY(decision(report, "db", "rate limit holds requests")->reason.find("at an instance") !=
                std::string::npos);
        QVERIFY(notes(made, "db", "balancing", Severity::note));
    }
    void each_instance_of_the_caller_has_a_bucket_of_its_own() {
        Setting made = chain(400, {.concurrency = 64});
        std::get<Service>(made.topology.nodes[1].spec).replicas = 3;
        guarded(made).rateLimit = RateLimit{Rate::perSecond(50), 10, true};
        QVERIFY(near(count(nodeOf(finish(made), "db").arrived), 3 * (20 * 50 + 10), 8));
    }
    // Five at once for 12 ms, one hop there and one back included, of each of the three.
    void each_instance_of_the_caller_has_a_bulkhead_of_its_own() {
        Setting made = chain(1997, {.concurrency = 512});
        std::get<Service>(made.topology.nodes[1].spec).replicas = 3;
        guarded(made).bulkhead = Bulkhead{.concurrent = 5};
        QVERIFY(near(count(nodeOf(finish(made), "db").arrived), 20 * 5 / 0.012, 150));
        guarded(made).bulkhead->perInstance = true;
        const RunReport report = finish(made);
        QVERIFY2(near(count(nodeOf(report, "db").arrived), 3 * 20 * 5 / 0.012, 450),
                 qPrintable(QString::number(nodeOf(report, "db").arrived)));
        QVERIFY(decision(report, "api", "bulkhead holds")->reason.find("from an instance") != std::string::npos);
    }
    // A hundred failed calls open a breaker: after two seconds if all count, after six if each counts its own. Who is
    // new knows nothing of what was before.
    void each_instance_of_the_caller_has_a_breaker_of_its_own() {
        Setting made = chain(50, {.concurrency = 64});
        std::get<Service>(made.topology.nodes[1].spec).replicas = 3;
        std::get<Service>(made.topology.nodes[1].spec).startup = Distribution::constant(1s);
        std::get<Service>(made.topology.nodes[1].spec).balancing = Balancing::round_robin;
        made.scenario.faults = {fault("db", 0s, {}, faults::Errors{Share::percent(100)})};
        guarded(made).breaker = Breaker{};
        const RunReport shared = finish(made);
        QCOMPARE(flowOf(shared, "api", "db").breakerOpened, 1U);
        QCOMPARE(nodeOf(shared, "db").arrived, 100U);
        guarded(made).breaker->perInstance = true;
        const RunReport each = finish(made);
        QCOMPARE(flowOf(each, "api", "db").breakerOpened, 3U);
        QCOMPARE(nodeOf(each, "db").arrived, 300U);
        const Decision* opened = decision(each, "api -> db", "open");
        QVERIFY(opened->at > SimTime{5900ms} && opened->at < SimTime{6100ms});
        QVERIFY(opened->reason.starts_with("instance "));
        made.scenario.faults.push_back(fault("api", 10s, {}, faults::InstanceKill{.count = 1}));
        const RunReport replaced = finish(made);
        QCOMPARE(flowOf(replaced, "api", "db").breakerOpened, 4U);
        QCOMPARE(nodeOf(replaced, "db").arrived, 400U);
    }
    // Three pods take turns, a call each 10 ms, and a breaker asks for four: the first has them with the tenth call,
    // which fails at 113 ms, the last with the twelfth.
    void the_breakers_of_all_instances_are_counted() {
        Setting made = chain(100, {.concurrency = 64});
        std::get<Service>(made.topology.nodes[1].spec).replicas = 3;
        std::get<Service>(made.topology.nodes[1].spec).balancing = Balancing::round_robin;
        made.scenario.faults = {fault("db", 0s, {}, faults::Errors{Share::percent(100)})};
        guarded(made).breaker = Breaker{.minimumCalls = 4, .open = 1s, .perInstance = true};
        Run run = start(made);
        RunSnapshot picture;
        const auto at = [&](Duration time) {
            run.advanceTo(SimTime{time});
            run.fill(picture);
            return picture.flows[1].breakers;
        };
        QCOMPARE(at(55ms), (BreakerCounts{.closed = 3}));
        QCOMPARE(at(118ms), (BreakerCounts{.closed = 2, .open = 1}));
        QCOMPARE(picture.flows[1].breakers.worst(), BreakerState::open);
        QCOMPARE(at(500ms), (BreakerCounts{.open = 3}));
        QCOMPARE(picture.flows[1].breakers.worst(), BreakerState::open);
        QCOMPARE(picture.flows[0].breakers, BreakerCounts{});
        const RunReport report = run.report();
        QCOMPARE(flowOf(report, "api", "db").breakers, std::optional{BreakerCounts{.open = 3}});
        QVERIFY(!flowOf(report, "user", "api").breakers);
    }
    // A number that leaves a policy without effect, or that another one bounds, says so; one that has an effect does
    // not.
    void numbers_that_change_nothing_are_told() {
        const auto told = [](const char* field, auto state) {
            Setting made = chain(50, {.concurrency = 64});
            state(made);
            return notes(made, std::string_view{field}.starts_with("concurrency_limit") ? "db" : "api -> db", field,
                         Severity::note);
        };
        const auto flows = [](auto state) { return [state](Setting& made) { state(guarded(made)); }; };
        const auto limit = [](std::optional<std::int64_t> least, std::int64_t most) {
            return
                [=](Setting& made) { target(made).concurrencyLimit = ConcurrencyLimit{.least = least, .most = most}; };
        };
        const auto breaker = [&](std::int64_t calls, std::int64_t least) {
            return flows(
                [=](Flow& flow) { flow.breaker = Breaker{.window = {.calls = calls}, .minimumCalls = least}; });
        };
        QVERIFY(told("breaker.minimum_calls", breaker(10, 11)) && !told("breaker.minimum_calls", breaker(10, 10)));
        const auto hedge = [&](Duration after, Share share) {
            return flows([=](Flow& flow) {
                flow.timeout = 100ms;
                flow.hedge = Hedge{.after = after, .budget = share};
            });
        };
        QVERIFY(told("hedge.after", hedge(100ms, Share::percent(5))) &&
                !told("hedge.after", hedge(99ms, Share::percent(5))));
        QVERIFY(told("hedge.budget", hedge(50ms, Share::percent(0))) &&
                !told("hedge.budget", hedge(50ms, Share::percent(1))));
        const auto fallback = [&](Share share) {
            return flows([=](Flow& flow) { flow.fallback = Fallback{.covers = share}; });
        };
        QVERIFY(told("fallback.covers", fallback(Share::percent(0))) &&
                !told("fallback.covers", fallback(Share::percent(1))));
        const auto budget = [&](std::int64_t least) {
            return flows(
                [=](Flow& flow) { flow.retry = Retry{.activeBudget = Share::percent(0), .activeLeast = least}; });
        };
        QVERIFY(told("retry.active_budget", budget(0)) && !told("retry.active_budget", budget(1)));
        QVERIFY(told("concurrency_limit.most", limit(50, 10)) && !told("concurrency_limit.most", limit(10, 50)));
        // Netflix's least is 20 when none is stated: ten are never held to.
        QVERIFY(told("concurrency_limit.most", limit({}, 10)) && !told("concurrency_limit.most", limit({}, 20)));
    }
    // Finagle's reserve of ten a second, of each of three: 100 at once, and 100 more when those are forgotten.
    void each_instance_of_the_caller_has_a_retry_budget_of_its_own() {
        Setting made = chain(200, {.concurrency = 64});
        std::get<Service>(made.topology.nodes[1].spec).replicas = 3;
        std::get<Service>(made.topology.nodes[1].spec).concurrency = 64;
        made.scenario.faults = {fault("db", 0s, {}, faults::Errors{Share::percent(100)})};
        const auto retries = [&](bool each, bool active) {
            guarded(made).retry = Retry{.attempts = 2, .backoff = {88ms, 1, 88ms}, .jitter = Jitter::none};
            guarded(made).retry->perInstance = each;
            if (active) guarded(made).retry->activeBudget = Share::percent(0);
            if (active) guarded(made).retry->activeLeast = 1;
            if (!active) guarded(made).retry->budget = Share::percent(1);
            return count(flowOf(finish(made), "api", "db").retries);
        };
        const double shared = retries(false, false), each = retries(true, false);
        QVERIFY2(near(shared, 200 + 40, 15), qPrintable(QString::number(shared)));
        QVERIFY2(near(each, 3 * 200 + 40, 30), qPrintable(QString::number(each)));
        // Envoy's: one at a time, which takes 88 ms and a way there and back.
        const double one = retries(false, true), three = retries(true, true);
        QVERIFY2(near(one, 20 / 0.09, 25), qPrintable(QString::number(one)));
        QVERIFY2(near(three, 3 * one, 0.1 * 3 * one), qPrintable(QString::number(three)));
    }
    void a_caller_without_instances_says_that_one_holds_for_all() {
        Setting made = chain(10, ServiceWish{});
        Flow& flow = made.topology.flows[0];
        flow.breaker = Breaker{.perInstance = true};
        flow.bulkhead = Bulkhead{.perInstance = true};
        flow.rateLimit = RateLimit{.perInstance = true};
        flow.retry = Retry{.budget = Share::percent(20), .perInstance = true};
        for (const char* field :
             {"breaker.per_instance", "bulkhead.per_instance", "rate_limit.per_instance", "retry.per_instance"})
            QVERIFY2(notes(made, "user -> api", field, Severity::note), field);
        QCOMPARE(total(finish(made).failed), 0U);
        guarded(made).retry = Retry{.perInstance = true};
        QVERIFY(notes(made, "api -> db", "retry.per_instance", Severity::note));
        guarded(made).retry->budget = Share::percent(20);
        QVERIFY(!notes(made, "api -> db", "retry.per_instance", Severity::note));
    }
    // Two at once for 10 ms: of every three that come 4 ms apart to an instance, two are let in.
    void each_instance_has_a_limit_of_its_own() {
        Setting made = chain(997, {.concurrency = 16, .replicas = 4});
        target(made).concurrencyLimit =
            ConcurrencyLimit{.algorithm = LimitAlgorithm::aimd, .initial = 2, .least = 2, .most = 2};
        QVERIFY(near(count(nodeOf(finish(made), "db").succeeded), 20 * 199, 100));
        target(made).concurrencyLimit->perInstance = true;
        const RunReport report = finish(made);
        QVERIFY2(near(count(nodeOf(report, "db").succeeded), 20 * 997 * 2 / 3.0, 300),
                 qPrintable(QString::number(nodeOf(report, "db").succeeded)));
        QVERIFY(decision(report, "db", "concurrency limit")->reason.find("at each instance") != std::string::npos);
    }
    // A slow instance learns that it is slow; the others are let alone.
    void a_slow_instance_limits_itself() {
        const auto lost = [](bool each) {
            Setting made = chain(300, {.concurrency = 8, .queueLimit = 1000, .replicas = 4}, 60s);
            target(made).balancing = Balancing::round_robin;
            target(made).concurrencyLimit = ConcurrencyLimit{
                .algorithm = LimitAlgorithm::gradient2, .initial = 10, .least = 2, .perInstance = each};
            made.scenario.faults = {
                fault("db", 20s, 30s, faults::GrayFailure{Share::percent(25), 20, Share::percent(0)})};
            guarded(made).timeout = 1s;
            return count(total(nodeOf(finish(made), "user").failed));
        };
        const double each = lost(true), all = lost(false);
        // A quarter of 300/s come to it, which does 8 in 200 ms at most and learns a little less: 35/s too many for 30
        // s.
        QVERIFY2(each > 1050 && each < 1400, qPrintable(QString::number(each)));
        QVERIFY2(all > 1.5 * each, qPrintable(QString::number(all)));
    }
    // Envoy's gradient: 8 slots of 10 ms; the wait stays bounded without being told how many they are.
    void envoys_gradient_keeps_the_wait_bounded() {
        Setting made = chain(1200, {.concurrency = 8, .queueLimit = 100'000}, 60s);
        target(made).concurrencyLimit = ConcurrencyLimit{.algorithm = LimitAlgorithm::envoy};
        const RunReport report = finish(made);
        const auto& series = nodeOf(report, "db").series;
        QVERIFY2(series.throughput.back() > 600,
                 qPrintable(QString::number(static_cast<double>(series.throughput.back()))));
        QVERIFY2(series.p99Ms.back() < 100, qPrintable(QString::number(static_cast<double>(series.p99Ms.back()))));
    }

    void an_instance_that_stands_out_by_its_success_rate_is_ejected() {
        Setting made = chain(400, {.concurrency = 4, .replicas = 10}, 60s);
        OutlierDetection settings;
        settings.consecutive = 1000;
        target(made).outlier = settings;
        made.scenario.faults = {fault("db", 1s, 40s, faults::BadDeploy{Share::percent(10), Share::percent(30)})};
        const RunReport report = finish(made);
        const Decision* ejected = decision(report, "db", "instance 0 ejected");
        QVERIFY(ejected != nullptr && ejected->at == SimTime{10s});
        QVERIFY(ejected->reason.find("succeeded, below") != std::string::npos);
        QVERIFY(decision(report, "db", "instance 0 back"));
        // 9 of 40 s, and the last.
        QVERIFY(near(count(failures(nodeOf(report, "db"), FailureCause::fault)), 40 * 10 * 0.3, 40));
        target(made).outlier->enforcingSuccessRate = Share::percent(0);
        QVERIFY(near(count(failures(nodeOf(finish(made), "db"), FailureCause::fault)), 40 * 40 * 0.3, 75));
    }
    void a_breaker_is_half_open_by_itself_when_nobody_calls() {
        Setting made = chain(20, {.concurrency = 64}, 60s);
        made.scenario.load = {burst("user", 20, 60)};  // three seconds
        made.scenario.faults = {fault("db", 0s, {}, faults::Errors{Share::percent(100)})};
        guarded(made).breaker = Breaker{.window = {10, {}}, .open = 10s};
        QVERIFY(decision(finish(made), "api -> db", "open"));
        QVERIFY(!decision(finish(made), "api -> db", "half-open"));
        guarded(made).breaker->automatic = true;
        const RunReport report = finish(made);
        QCOMPARE(decision(report, "api -> db", "half-open")->at, decision(report, "api -> db", "open")->at + 10s);
        guarded(made).breaker->halfOpenWait = 5s;
        const RunReport again = finish(made);
        const auto openings = std::ranges::count_if(
            again.decisions, [](const Decision& each) { return each.node == "api -> db" && each.what == "open"; });
        QCOMPARE(openings, 4);  // about 0.5, 15.5, 30.5 and 45.5 s
        QCOMPARE(flowOf(again, "api", "db").breakerOpened, 4U);
    }

    void what_cannot_take_hold_says_so() {
        Setting made = chain(10, {.replicas = 2});
        target(made).outlier = OutlierDetection{};
        target(made).rateLimit = RateLimit{.perInstance = true};
        target(made).concurrencyLimit = ConcurrencyLimit{.perInstance = true};
        target(made).balancing = Balancing::least_request;
        const char* fields[] = {"outlier_detection", "rate_limit.per_instance", "concurrency_limit.per_instance",
                                "balancing"};
        for (const char* field : fields) QVERIFY2(!notes(made, "db", field, Severity::warning), field);
        made.topology.nodes[2].platform = Platform::cloud_run;
        for (const char* field : fields) QVERIFY2(notes(made, "db", field, Severity::warning), field);
        target(made).concurrencyLimit.reset();
        target(made).rateLimit.reset();
        QCOMPARE(total(finish(made).failed), 0U);  // it starts from zero and answers all the same

        Flow& flow = guarded(made);
        flow.criticality = Criticality::sheddable;
        flow.timeout = 1s;
        flow.breaker = Breaker{.slowCall = 2s};
        flow.retry = Retry{.attempts = 1};
        for (const char* field : {"criticality", "breaker.slow_call", "retry.attempts"})
            QVERIFY2(notes(made, "api -> db", field, Severity::note), field);
        made.topology.nodes[2].platform = Platform::kubernetes;
        target(made).shedding = Shedding{};
        QVERIFY(!notes(made, "api -> db", "criticality", Severity::note));
        Setting endless = chain(10, ServiceWish{});
        guarded(endless).deadline = true;
        QVERIFY(notes(endless, "api -> db", "deadline", Severity::note));
        endless.topology.flows[0].deadline = true;
        endless.topology.flows[0].timeout = 1s;
        QVERIFY(!notes(endless, "api -> db", "deadline", Severity::note));
        // Nobody waits for an event.
        Setting event = chain(10, ServiceWish{});
        guarded(event).kind = FlowKind::event;
        QVERIFY(!notes(event, "api -> db", "", Severity::warning));
        guarded(event).criticality = Criticality::critical;
        QVERIFY(notes(event, "api -> db", "", Severity::warning));
    }
};

QTEST_GUILESS_MAIN(GuardReachTest)
#include "guard_reach_test.moc"
