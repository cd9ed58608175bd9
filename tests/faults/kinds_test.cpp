#include "run/build.h"

#include <QtTest>

using namespace spillway;
using namespace spillway::build;

// What each kind promises, in figures. Work is 10 ms, every hop 1 ms, 100 requests a second, unless it says otherwise.
class KindsTest : public QObject {
    Q_OBJECT

    static Setting plain(std::int64_t replicas = 1) {
        return setting({clients("user"), service("api", {.concurrency = 64}),
                        service("db", {.concurrency = 8, .replicas = replicas})},
                       {call("user", "api"), call("api", "db")}, {uniform("user", 100)}, 20s);
    }
    template <class Spec>
    static RunReport broken(const std::string& on, Spec spec, Setting made = plain(),
                            std::optional<Duration> lasting = Duration{5s}) {
        made.scenario.faults = {fault(on, 5s, lasting, std::move(spec))};
        return finish(made);
    }
    static bool near(double value, double wanted, double by) { return std::abs(value - wanted) <= by; }
    static double p50(const RunReport& report, const std::string& node, std::size_t second) {
        return static_cast<double>(nodeOf(report, node).series.p50Ms.at(second));
    }
    static std::uint64_t failed(const RunReport& report, const std::string& node, FailureCause cause) {
        return failures(nodeOf(report, node), cause);
    }
    static std::size_t decisionsOf(const RunReport& report, const std::string& node, const std::string& word) {
        return static_cast<std::size_t>(std::ranges::count_if(report.decisions, [&](const Decision& decision) {
            return decision.node == node && decision.what.find(word) != std::string::npos;
        }));
    }

private Q_SLOTS:
    void slow_work_takes_so_many_times_as_long() {
        const RunReport report = broken("db", faults::Slow{.factor = 4});
        QVERIFY(near(p50(report, "db", 3), 10, 0.2) && near(p50(report, "db", 7), 40, 0.8) &&
                near(p50(report, "db", 15), 10, 0.2));
    }
    void slow_work_may_take_a_drawn_time_more() {
        const RunReport report =
            broken("db", faults::Slow{.factor = 1, .add = Distribution{Shape::uniform, 20ms, 40ms, 0}}, plain(8));
        QVERIFY(near(p50(report, "db", 7), 40, 4));
        QVERIFY(nodeOf(report, "db").response.max <= 50ms + 1ms && nodeOf(report, "db").response.max > 47ms);
    }
    void an_error_has_a_code_and_who_is_rejected_does_not_try_again() {
        Setting made = plain();
        made.topology.flows[1].retry = Retry{.attempts = 3, .backoff = {1ms, 1, 1ms}};
        const std::vector<std::pair<std::int64_t, FailureCause>> codes{
            {500, FailureCause::fault},       {404, FailureCause::rejected},    {429, FailureCause::throttled},
            {502, FailureCause::unavailable}, {503, FailureCause::unavailable}, {504, FailureCause::platform_timeout}};
        for (const auto& [code, cause] : codes) {
            const RunReport report = broken("db", faults::Errors{Share::percent(100), code}, made);
            const std::uint64_t tries = cause == FailureCause::rejected ? 1 : 3;
            QVERIFY(near(static_cast<double>(failed(report, "db", cause)), static_cast<double>(500 * tries), 6));
        }
    }
    void a_throttle_admits_its_rate_after_one_second_of_burst() {
        const RunReport report = broken("db", faults::Throttle{Rate::perSecond(30)});
        // 5 s x 30/s and a burst of 30 pass of 500.
        QVERIFY(near(static_cast<double>(failed(report, "db", FailureCause::throttled)), 500 - 180, 3));
    }
    void a_refused_connection_costs_one_round_trip_and_never_arrives() {
        const RunReport report = broken("db", faults::ConnectionRefused{});
        QVERIFY(near(static_cast<double>(failures(flowOf(report, "api", "db"), FailureCause::refused)), 500, 2));
        QVERIFY(near(static_cast<double>(nodeOf(report, "db").arrived), 1500, 4));
        QVERIFY(near(p50(report, "user", 7), 1 + 10 + 2 + 1, 0.3));
    }
    void an_expired_certificate_fails_every_call_of_the_flow_and_no_other() {
        Setting made = plain();
        made.topology.nodes.push_back(clients("other"));
        made.topology.flows.push_back(call("other", "db"));
        made.scenario.load.push_back(uniform("other", 10));
        const RunReport report = broken("api -> db", faults::ExpiredCertificate{}, made, std::nullopt);
        QVERIFY(near(static_cast<double>(failures(flowOf(report, "api", "db"), FailureCause::fault)), 1500, 3));
        QCOMPARE(total(nodeOf(report, "other").failed), 0U);
    }
    // RFC 6298: the mean of 200 ms x (2^k - 1) over k lost in a row at p = 20 % is 200 ms x p / (1 - 2p) = 66.7 ms a
    // message, two messages a call.
    void lost_packets_cost_their_retransmissions() {
        Setting made = plain();
        made.scenario.duration = 300s;
        made.scenario.faults = {fault("api -> db", 0s, {}, faults::PacketLoss{Share::percent(20)})};
        const RunReport report = finish(made);
        const double mean = toMilliseconds(flowOf(report, "api", "db").response.mean);
        QVERIFY2(near(mean, 12 + 2 * 66.7, 8), qPrintable(QString::number(mean)));
        QCOMPARE(total(flowOf(report, "api", "db").failed), 0U);
    }
    void a_packet_that_is_always_lost_is_given_up() {
        Setting made = plain();
        made.topology.flows[1].timeout = 100ms;
        const RunReport report = broken("api -> db", faults::PacketLoss{Share::percent(100)}, made);
        QVERIFY(near(static_cast<double>(failures(flowOf(report, "api", "db"), FailureCause::timeout)), 500, 2));
    }
    void a_one_way_cut_swallows_one_way() {
        Setting made = plain();
        made.topology.flows[1].timeout = 100ms;
        const RunReport to = broken("api -> db", faults::Cut{faults::CutDirection::to}, made);
        QVERIFY(near(static_cast<double>(nodeOf(to, "db").arrived), 1500, 3));
        const RunReport from = broken("api -> db", faults::Cut{faults::CutDirection::from}, made);
        QVERIFY(near(static_cast<double>(nodeOf(from, "db").arrived), 2000, 3));  // worked on, and nobody hears
        for (const RunReport* report : {&to, &from})
            QVERIFY(near(static_cast<double>(failures(flowOf(*report, "api", "db"), FailureCause::timeout)), 500, 3));
        // Around a node: what goes to `api` vanishes, and so do the answers that it waits for.
        const RunReport node = broken("api", faults::Cut{faults::CutDirection::to}, made);
        QVERIFY(near(static_cast<double>(nodeOf(node, "api").arrived), 1500, 3));
    }
    void messages_wait_for_each_other_on_a_narrow_link() {
        // 64 KiB at 8 MiB/s take 7.8125 ms each way: 78 % of the link; at 4 MiB/s the line only grows.
        const RunReport wide =
            broken("api -> db", faults::Bandwidth{ByteCount::mebibytes(8), ByteCount{64 * 1024}}, plain(2));
        QVERIFY(near(p50(wide, "user", 8), 14 + 10 + 2 * 7.8125, 1));
        const RunReport narrow =
            broken("api -> db", faults::Bandwidth{ByteCount::mebibytes(4), ByteCount{64 * 1024}}, plain(2));
        QVERIFY(p50(narrow, "user", 9) > 600);
    }
    void cpu_pressure_slows_what_burns_cpu() {
        Setting half = plain();
        std::get<Service>(half.topology.nodes[2].spec).cpuShare = Share::percent(50);
        QVERIFY(near(p50(broken("db", faults::CpuPressure{Share::percent(75)}), "db", 7), 40, 0.8));
        QVERIFY(near(p50(broken("db", faults::CpuPressure{Share::percent(75)}, half), "db", 7), 5 + 20, 0.5));
    }
    void memory_pressure_kills_who_has_lived_through_it_for_so_long() {
        const RunReport report = broken("db", faults::MemoryPressure{2s}, plain(2), std::nullopt);
        // At 7 s; up again at 12 s for 2 s; at 14 s; up at 19 s.
        QCOMPARE(decisionsOf(report, "db", "2 instances killed"), 2U);
        QCOMPARE(nodeOf(report, "db").series.instances.at(8), 0.0F);
        QCOMPARE(nodeOf(report, "db").series.instances.at(12), 2.0F);
        QVERIFY(failed(report, "db", FailureCause::refused) > 900);
    }
    void a_full_disk_fails_what_is_written() {
        Setting made =
            setting({clients("user"), node("db", Database{}), node("jobs", Queue{}), service("worker")},
                    {call("user", "db"), sends("user", "jobs"), call("jobs", "worker")}, {uniform("user", 50)}, 20s);
        const RunReport db = broken("db", faults::DiskFull{Share::percent(40)}, made);
        QVERIFY(near(static_cast<double>(failed(db, "db", FailureCause::fault)), 100, 30));
        const RunReport queue = broken("jobs", faults::DiskFull{}, made);
        QVERIFY(near(static_cast<double>(failed(queue, "jobs", FailureCause::fault)), 250, 2));
        QCOMPARE(nodeOf(queue, "jobs").succeeded, nodeOf(queue, "worker").succeeded);  // reading goes on
    }
    void a_clock_that_jumps_ahead_starts_what_it_skipped_at_once() {
        Setting made = setting({node("cron", Schedule{.every = 4s, .offset = 2s}), service("job")},
                               {call("cron", "job")}, {}, 20s);
        // Due at 2, 6, 10, 14, 18 s.
        const auto starts = [&](faults::ClockJump jump, std::optional<Duration> lasting) {
            const RunReport report = broken("cron", jump, made, lasting);
            std::vector<int> seconds;
            for (std::size_t i = 0; i < 20; ++i) {
                if (nodeOf(report, "job").series.throughput.at(i) > 0) seconds.push_back(static_cast<int>(i));
            }
            return seconds;
        };
        using enum faults::ClockDirection;
        QCOMPARE(starts({.by = 3s, .direction = forward}, std::nullopt), (std::vector{2, 5, 9, 13, 17}));
        QCOMPARE(starts({.by = 3s, .direction = backward}, std::nullopt), (std::vector{2, 9, 13, 17}));
        QCOMPARE(starts({.by = 1h, .direction = backward}, std::nullopt), (std::vector{2}));
    }
    void tokens_of_a_wrong_clock_are_refused_both_ways() {
        const RunReport api = broken("api", faults::ClockJump{.by = 10min});
        QVERIFY(near(static_cast<double>(failed(api, "api", FailureCause::rejected)), 500, 3));
        const RunReport within = broken("api", faults::ClockJump{.by = 4min});
        QCOMPARE(total(within.failed), 0U);
        const RunReport db = broken("db", faults::ClockJump{.by = 10min, .tolerates = 1h});
        QCOMPARE(total(db.failed), 0U);
    }
    // Each miss that is answered brings back one of 500 equally popular entries, of those that are still gone: after n
    // look-ups 1 - (1 - h / N)^n are back. 1,000 look-ups at h = 0.9 bring back 1 - e^-1.8.
    void a_cold_cache_warms_up_with_the_misses_that_are_answered() {
        Setting made = setting(
            {clients("user"), node("cache", Cache{.hitRatio = Share::percent(90)}), service("db", {.concurrency = 64})},
            {call("user", "cache"), call("cache", "db")}, {uniform("user", 100)}, 120s);
        const auto misses = [](const RunReport& report, std::size_t from, std::size_t to) {
            double sum = 0;
            for (std::size_t i = from; i < to; ++i)
                sum += static_cast<double>(nodeOf(report, "db").series.throughput.at(i));
            return sum / (100.0 * static_cast<double>(to - from));
        };
        const RunReport report = broken("cache", faults::ColdCache{500}, made, std::nullopt);
        QVERIFY(near(misses(report, 5, 6), 1, 0.2));
        QVERIFY(near(misses(report, 14, 16), 0.1 + 0.9 * std::exp(-1.8), 0.08));
        QVERIFY(near(misses(report, 80, 119), 0.1, 0.02));
        QCOMPARE(decisionsOf(report, "cache", "warm"), 1U);
        // When the misses are not answered, nothing comes back.
        made.scenario.faults = {fault("cache", 5s, {}, faults::ColdCache{500}), fault("db", 5s, 40s, faults::Outage{})};
        QVERIFY(near(misses(finish(made), 50, 51), 0.93, 0.12));
    }
    void poison_fails_every_receive_and_is_buried() {
        Queue jobs;
        jobs.visibilityTimeout = 1s;
        jobs.deadLetters = DeadLetters{"dead", 3};
        Setting made = setting({clients("user"), node("jobs", jobs), node("dead", Queue{}), service("worker")},
                               {sends("user", "jobs"), call("jobs", "worker")}, {uniform("user", 10)}, 20s);
        const RunReport report = broken("jobs", faults::PoisonMessage{2}, made, std::nullopt);
        QCOMPARE(failed(report, "worker", FailureCause::fault), 6U);  // three receives each
        QCOMPARE(nodeOf(report, "dead").arrived, 2U);
    }
    void a_stalled_consumer_fetches_nothing_and_catches_up() {
        Setting made = setting({clients("user"), node("jobs", Queue{}), service("worker", {.concurrency = 4})},
                               {sends("user", "jobs"), call("jobs", "worker")}, {uniform("user", 50)}, 20s);
        for (const std::string on : {"jobs -> worker", "worker"}) {
            const RunReport report = broken(on, faults::ConsumerStall{}, made);
            QCOMPARE(nodeOf(report, "worker").series.throughput.at(7), 0.0F);
            QVERIFY(near(static_cast<double>(nodeOf(report, "jobs").series.backlog.at(9)), 250, 3));
            QVERIFY(nodeOf(report, "worker").series.throughput.at(10) > 250);
            QVERIFY(near(static_cast<double>(nodeOf(report, "worker").succeeded), 1000, 3));
        }
    }
    void a_brown_out_is_slow_and_fails_some() {
        const RunReport report = broken("db", faults::Brownout{3, Share::percent(30)});
        QVERIFY(near(static_cast<double>(failed(report, "db", FailureCause::unavailable)), 150, 35));
        QVERIFY(nodeOf(report, "db").response.max >= 30ms);
    }
    // A quarter of the instances; failing at once they are always the least busy, and draw more than a quarter.
    void a_bad_deploy_that_fails_fast_draws_the_traffic() {
        Setting made = plain(4);
        std::get<Service>(made.topology.nodes[2].spec).concurrency = 1;
        made.scenario.load = {poisson("user", 250)};
        const RunReport report = broken("db", faults::BadDeploy{}, made);
        const auto fails = static_cast<double>(failed(report, "db", FailureCause::fault));
        QVERIFY2(fails > 1.3 * 0.25 * 1250 && fails < 1250, qPrintable(QString::number(fails)));
    }
    void a_gray_instance_is_slow_and_stays_in_service() {
        const RunReport report = broken("db", faults::GrayFailure{Share::percent(10), 20, Share::percent(0)}, plain(4));
        QCOMPARE(nodeOf(report, "db").series.instances.at(8), 4.0F);  // every check passes
        QCOMPARE(nodeOf(report, "db").response.max, Duration{200ms});
        QVERIFY(near(p50(report, "db", 7), 10, 0.3));
    }
    void a_crash_kills_all_and_they_start_again() {
        const RunReport report = broken("db", faults::Crash{}, plain(3), std::nullopt);
        QCOMPARE(nodeOf(report, "db").series.instances.at(6), 0.0F);
        QCOMPARE(nodeOf(report, "db").series.starting.at(6), 3.0F);
        QCOMPARE(nodeOf(report, "db").series.instances.at(11), 3.0F);
        QVERIFY(report.recovery.has_value());
        QCOMPARE(report.recovery->faultsEnd, SimTime{5s});  // it strikes once
    }
    // What goes on inside a region does not pass its edge: cut, latency, loss and bandwidth leave it alone.
    void the_network_of_a_region_is_what_crosses_its_edge() {
        Setting made = plain();
        made.topology.boundaries = {{.id = "eu", .kind = BoundaryKind::region}};
        for (const std::size_t inside : {1, 2}) made.topology.nodes[inside].in = "eu";
        const auto lost = [&](const std::string& on) {
            return nodeOf(broken(on, faults::PacketLoss{Share::percent(20)}, made), "api").response.p99;
        };
        const auto median = [&](auto spec) {
            const RunReport report = broken("eu", std::move(spec), made);
            return std::pair{p50(report, "user", 7), p50(report, "api", 7)};
        };
        const auto [user, api] = median(faults::Latency{.add = 100ms});
        QVERIFY(near(user, 24 + 100, 2) && near(api, 22, 0.5));
        const auto [wide, narrow] = median(faults::Bandwidth{ByteCount{64 * 1024 * 1000}, ByteCount{64 * 1024}});
        QVERIFY(near(wide, 24 + 2, 0.5) && near(narrow, 22, 0.5));
        QVERIFY(lost("eu") < 30ms && lost("api -> db") > 200ms);
        // Nor does it matter to a loss on which side of the edge a call begins.
        made.topology.nodes[2].in.clear();
        QVERIFY(lost("eu") > 200ms);
    }
    void a_region_takes_down_all_that_lies_in_it() {
        Setting made = plain(4);
        made.topology.boundaries = {{.id = "eu", .kind = BoundaryKind::region},
                                    {.id = "za", .kind = BoundaryKind::zone, .in = "eu"},
                                    {.id = "zb", .kind = BoundaryKind::zone, .in = "eu"}};
        made.topology.nodes[2].zones = {"za", "zb"};
        QCOMPARE(nodeOf(broken("za", faults::Outage{}, made), "db").series.instances.at(8), 2.0F);
        QCOMPARE(nodeOf(broken("eu", faults::Outage{}, made), "db").series.instances.at(8), 0.0F);
    }
};

QTEST_GUILESS_MAIN(KindsTest)
#include "kinds_test.moc"
