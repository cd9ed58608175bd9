#include "run/build.h"
#include "topology/words.h"

#include <QtTest>

using namespace spillway;
using namespace spillway::build;

// Guards of flows and servers in whole runs: work is 10 ms, every hop 1 ms.
class GuardsTest : public QObject {
    Q_OBJECT

    static Setting chain(double rate, ServiceWish db = {.concurrency = 64}, Duration duration = 20s) {
        return setting({clients("user"), service("api", {.concurrency = 512}), service("db", db)},
                       {call("user", "api"), call("api", "db")}, {uniform("user", rate)}, duration);
    }
    static Service& serviceOf(Setting& setting, std::size_t node) {
        return std::get<Service>(setting.topology.nodes[node].spec);
    }
    static bool near(double value, double wanted, double by) { return std::abs(value - wanted) <= by; }
    static bool says(const RunReport& report, const std::string& node, const std::string& what) {
        return std::ranges::any_of(report.decisions, [&](const Decision& decision) {
            return decision.node == node && decision.what.find(what) != std::string::npos && !decision.reason.empty();
        });
    }
    static double count(std::uint64_t value) { return static_cast<double>(value); }

private Q_SLOTS:
    // 5 at once for 12 ms each of 997/s: 416/s pass.
    void a_bulkhead_refuses_at_once() {
        Setting made = chain(997);  // else calls and answers come in the same instants
        made.topology.flows[1].bulkhead = Bulkhead{.concurrent = 5};
        const RunReport report = finish(made);
        QVERIFY2(near(count(nodeOf(report, "db").arrived), 20 * 5 / 0.012, 100),
                 qPrintable(QString::number(nodeOf(report, "db").arrived)));
        QCOMPARE(nodeOf(report, "db").waiting.max, Duration{0});
        QVERIFY(failures(flowOf(report, "api", "db"), FailureCause::refused) > 10'000);
        QVERIFY(says(report, "api", "bulkhead holds calls to db"));
    }
    void a_bulkhead_lets_calls_wait_for_so_long() {
        Setting made = chain(300, {.concurrency = 64});
        made.scenario.load = {burst("user", 10'000, 100)};
        made.topology.flows[1].bulkhead = Bulkhead{.concurrent = 10, .maxWait = 50ms};
        const RunReport report = finish(made);
        // Rounds of ten every 12 ms, for 50 ms after each came: the first and four more, and what came late for a
        // fifth.
        QVERIFY2(report.succeeded >= 50 && report.succeeded <= 60, qPrintable(QString::number(report.succeeded)));
        QCOMPARE(report.succeeded + failures(flowOf(report, "api", "db"), FailureCause::refused), 100U);
    }
    void a_rate_limit_admits_its_rate() {
        Setting made = chain(200);
        made.topology.flows[1].rateLimit = RateLimit{Rate::perSecond(50), 10};
        const RunReport onFlow = finish(made);
        QVERIFY(near(count(nodeOf(onFlow, "db").arrived), 20 * 50 + 10, 2));
        Setting atNode = chain(200);
        serviceOf(atNode, 2).rateLimit = RateLimit{Rate::perSecond(50), 10};
        const RunReport report = finish(atNode);
        QVERIFY(near(count(nodeOf(report, "db").succeeded), 20 * 50 + 10, 2));
        QVERIFY(says(report, "db", "rate limit holds requests"));
    }
    // Without it, abandoned work goes on and uses the slot.
    void a_deadline_that_is_passed_on_frees_what_nobody_waits_for() {
        Setting made = chain(10, {.work = Distribution::constant(500ms), .concurrency = 64});
        made.topology.flows[0].timeout = 100ms;
        const RunReport zombies = finish(made);
        QVERIFY(near(nodeOf(zombies, "db").utilization * 64, 5, 0.3));  // 10/s x 500 ms
        for (Flow& flow : made.topology.flows) flow.deadline = true;
        const RunReport aware = finish(made);
        QVERIFY2(near(nodeOf(aware, "db").utilization * 64, 10 * 0.088, 0.1),
                 qPrintable(QString::number(nodeOf(aware, "db").utilization * 64)));
        QCOMPARE(aware.succeeded, 0U);
        QVERIFY(failures(aware, FailureCause::timeout) > 190);
    }
    void a_call_that_could_not_be_answered_in_time_is_not_made() {
        Setting made = chain(10);
        serviceOf(made, 1).work = Distribution::constant(99ms);
        made.topology.flows[0].timeout = 101ms;
        for (Flow& flow : made.topology.flows) flow.deadline = true;
        const RunReport report = finish(made);
        QCOMPARE(nodeOf(report, "db").arrived, 0U);
        QVERIFY(says(report, "api", "no time left to call db"));
    }
    // Envoy: 20 % of what is out, at least three; all else equal three attempts would triple the load.
    void envoys_budget_bounds_the_retries_that_are_active() {
        Setting made = chain(200);
        made.topology.flows[1].retry = Retry{.attempts = 3, .backoff = {50ms, 1, 50ms}, .jitter = Jitter::none};
        made.scenario.faults = {fault("db", 0s, {}, faults::Errors{Share::percent(100)})};
        const RunReport free = finish(made);
        QVERIFY(near(count(flowOf(free, "api", "db").retries), 8000, 60));
        made.topology.flows[1].retry->activeBudget = Share::percent(20);
        const RunReport held = finish(made);
        // Three at once, 52 ms each.
        QVERIFY2(near(count(flowOf(held, "api", "db").retries), 20 * 3 / 0.052, 60),
                 qPrintable(QString::number(flowOf(held, "api", "db").retries)));
        QVERIFY(says(held, "api", "retry budget spent for db"));
    }
    // "The Tail at Scale": one in ten takes a second; a copy after 50 ms is fast nine times in ten.
    void a_hedge_cuts_the_tail() {
        Setting made = chain(50, {.concurrency = 256}, 60s);
        made.scenario.faults = {fault("db", 0s, {}, faults::GrayFailure{Share::percent(10), 100, Share::percent(0)})};
        made.topology.nodes[2] = node("db", ObjectStore{.work = Distribution::constant(10ms)});
        const RunReport plain = finish(made);
        made.topology.flows[1].hedge = Hedge{.after = 50ms, .budget = Share::percent(100)};
        const RunReport hedged = finish(made);
        QCOMPARE(hedged.succeeded + hedged.inFlight, hedged.sent);
        const auto slow = [](const RunReport& report) { return nodeOf(report, "user").response.p95; };
        QVERIFY(slow(plain) > 900ms && slow(hedged) < 100ms);
        const double extra = count(flowOf(hedged, "api", "db").attempts) / count(hedged.sent) - 1;
        QVERIFY2(near(extra, 0.1, 0.03), qPrintable(QString::number(extra)));
        QVERIFY(says(hedged, "api", "sends copies of calls to db"));
    }
    void a_hedge_stays_within_its_budget_and_finds_its_own_time() {
        Setting made = chain(200, {.work = Distribution::exponential(10ms), .concurrency = 256}, 60s);
        made.topology.flows[1].hedge = Hedge{};
        const RunReport report = finish(made);
        const FlowReport& flow = flowOf(report, "api", "db");
        const double extra = count(flow.attempts) / count(report.sent) - 1;
        QVERIFY2(extra > 0.03 && extra <= 0.055, qPrintable(QString::number(extra)));
    }
    void a_fallback_answers_for_what_has_failed() {
        Setting made = chain(100);
        made.scenario.faults = {fault("db", 5s, 5s, faults::Outage{})};
        made.topology.flows[1].fallback = Fallback{};
        const RunReport all = finish(made);
        QCOMPARE(total(all.failed), 0U);
        QVERIFY(failures(flowOf(all, "api", "db"), FailureCause::unavailable) > 400);
        QVERIFY(says(all, "api", "falls back for db"));
        made.topology.flows[1].fallback = Fallback{Share::percent(50)};
        const double some = count(total(finish(made).failed));
        QVERIFY(some > 400 && some < 600);
    }

    void an_outlier_is_ejected_and_comes_back() {
        Setting made = chain(400, {.concurrency = 4, .replicas = 10}, 60s);
        serviceOf(made, 2).outlier = OutlierDetection{};
        made.scenario.faults = {fault("db", 5s, 20s, faults::BadDeploy{Share::percent(10)})};
        const RunReport report = finish(made);
        QVERIFY(says(report, "db", "instance 0 ejected"));
        QVERIFY(says(report, "db", "instance 0 back"));
        // Five in a row instead of a tenth of 8,000; it comes back at the sweep after 30 s, when it is well again.
        QCOMPARE(failures(nodeOf(report, "db"), FailureCause::fault), 5U);
        made.topology.nodes[2] = service("db", {.concurrency = 4, .replicas = 9});
        serviceOf(made, 2).outlier = OutlierDetection{};
        const RunReport few = finish(made);
        QVERIFY(says(few, "db", "not ejected"));
        QVERIFY(failures(nodeOf(few, "db"), FailureCause::fault) > 800);
    }
    // Mitzenmacher (2001): of two choices the longest line is exponentially shorter than of one.
    void two_choices_are_much_better_than_one_and_all_are_best() {
        const auto waiting = [](Balancing rule) {
            Setting made = chain(900, {.work = Distribution::exponential(10ms), .replicas = 10}, 120s);
            made.scenario.load = {poisson("user", 900)};
            serviceOf(made, 2).balancing = rule;
            return toMilliseconds(nodeOf(finish(made), "db").waiting.mean);
        };
        const double random = waiting(Balancing::random), two = waiting(Balancing::least_request),
                     ring = waiting(Balancing::ring_hash), turn = waiting(Balancing::round_robin),
                     best = waiting(Balancing::shared);
        QVERIFY2(near(random, 90, 20), qPrintable(QString::number(random)));  // ten M/M/1 at 0.9
        QVERIFY2(two < random / 3 && two > best, qPrintable(QString::number(two)));
        QVERIFY(turn < random && ring >= 0.8 * random);
        QVERIFY2(near(best, 6.7, 1.5), qPrintable(QString::number(best)));  // M/M/10 at 0.9: Erlang C 0.6687, / 100/s
    }
    // Twice what it can do: 100/s for ever. In order nobody is served in time, the newest first nearly all that fit
    // are.
    void in_an_overload_the_newest_first_saves_what_can_be_saved() {
        const auto good = [](LineOrder order) {
            Setting made = chain(200, {.concurrency = 1, .queueLimit = 100'000});
            made.topology.flows[1].timeout = 100ms;
            serviceOf(made, 2).line.order = order;
            return finish(made).succeeded;
        };
        QVERIFY(good(LineOrder::fifo) < 100);
        QVERIFY(good(LineOrder::lifo) > 1800);
        QVERIFY(good(LineOrder::adaptive_lifo) > 1700);
    }
    void codel_keeps_the_wait_short_when_the_line_stands() {
        Setting made = chain(130, {.concurrency = 1, .queueLimit = 100'000}, 120s);
        serviceOf(made, 2).line.codel = CodelSettings{};
        const RunReport report = finish(made);
        const auto& p50 = nodeOf(report, "db").series.p50Ms;
        QVERIFY2(p50.back() < 1000, qPrintable(QString::number(static_cast<double>(p50.back()))));  // else 27 s
        QVERIFY(says(report, "db", "CoDel drops requests"));
        QVERIFY(nodeOf(report, "db").series.throughput.back() > 90);
    }
    void what_matters_less_is_shed_first() {
        Setting made = setting({clients("pay"), clients("look"), clients("crawl"),
                                service("db", {.work = Distribution::exponential(10ms), .queueLimit = 100})},
                               {call("pay", "db"), call("look", "db"), call("crawl", "db")},
                               {poisson("pay", 60), poisson("look", 60), poisson("crawl", 60)}, 60s);
        made.topology.flows[0].criticality = Criticality::critical;
        made.topology.flows[2].criticality = Criticality::sheddable;
        serviceOf(made, 3).shedding = Shedding{};
        const RunReport report = finish(made);
        const auto lost = [&](const std::string& id) {
            return count(total(nodeOf(report, id).failed)) / count(nodeOf(report, id).arrived);
        };
        QVERIFY(lost("pay") < 0.01);
        QVERIFY(lost("look") < 0.6 && lost("look") > 0.1);
        QVERIFY(lost("crawl") > 0.8);
        QVERIFY(says(report, "db", "sheds requests"));
    }
    // 8 slots of 10 ms do 800/s. The limiters find out without being told, and the wait stays bounded.
    void adaptive_limits_keep_the_wait_bounded_and_the_slots_busy() {
        for (const LimitAlgorithm algorithm :
             {LimitAlgorithm::gradient2, LimitAlgorithm::vegas, LimitAlgorithm::aimd}) {
            Setting made = chain(1200, {.concurrency = 8, .queueLimit = 100'000}, 60s);
            made.topology.flows[1].timeout = 500ms;
            serviceOf(made, 2).concurrencyLimit = ConcurrencyLimit{.algorithm = algorithm, .least = 4};
            const RunReport report = finish(made);
            const auto& series = nodeOf(report, "db").series;
            QVERIFY2(series.throughput.back() > 700, wordOf(algorithm).data());
            QVERIFY2(series.p99Ms.back() < 400, qPrintable(QString::number(static_cast<double>(series.p99Ms.back()))));
            QVERIFY2(report.succeeded > 60 * 700, wordOf(algorithm).data());
            QVERIFY(says(report, "db", "concurrency limit holds requests"));
        }
        Setting none = chain(1200, {.concurrency = 8, .queueLimit = 100'000}, 60s);
        none.topology.flows[1].timeout = 500ms;
        QVERIFY(finish(none).succeeded < 60 * 50);  // without one next to nothing comes in time
    }
};

QTEST_GUILESS_MAIN(GuardsTest)
#include "guards_test.moc"
