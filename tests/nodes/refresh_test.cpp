#include "run/build.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace spillway;
using namespace spillway::build;

// What takes a stampede away: early refresh, refreshing ahead, answering with what is too old, spreading the ends.
class RefreshTest : public QObject {
    Q_OBJECT

    static constexpr Duration kFetch = 500ms;

    static double figure(const RunReport& report, const std::string& id, const std::string& name) {
        for (const Figure& each : nodeOf(report, id).figures.value_or(Figures{})) {
            if (each.name == name) return each.value;
        }
        return 0;
    }
    static Cache cache(std::int64_t keys, std::optional<Refresh> refresh) {
        Cache made;
        made.keys = keys;
        made.keySkew = 0;
        made.work = Distribution::constant(0ms);
        made.ttl = 10s;
        made.refresh = refresh;
        return made;
    }
    static Setting asked(const NodeSpec& cache, double rate, Duration length) {
        Database origin;
        origin.work = Distribution::constant(kFetch);
        origin.pool = 5000;
        return setting({clients("user"), {.id = "cache", .spec = cache}, node("db", origin)},
                       {call("user", "cache", 0ms), call("cache", "db", 0ms)}, {poisson("user", rate)}, length);
    }
    static std::uint64_t slowAfter(const RunReport& report, std::size_t second) {
        const auto& p99 = nodeOf(report, "user").series.p99Ms;
        return static_cast<std::uint64_t>(std::count_if(p99.begin() + static_cast<std::ptrdiff_t>(second), p99.end(),
                                                        [](float ms) { return ms > 1; }));
    }

private Q_SLOTS:
    // 200/s for a key that is fetched in half a second: a hundred ask the store each time it gets too old. XFetch: the
    // first fetches when the rate times delta times exp(-gap/delta) is about one, so 2.3 s before the end; those who
    // draw the same while it does are e - 1 more.
    void earlyRefreshAsksTheStoreAFewTimesInsteadOfAHundred() {
        const auto fetched = [](std::optional<double> beta) {
            return nodeOf(finish(asked(cache(1, Refresh{.early = beta}), 200, 603s)), "db").arrived;
        };
        const double cycles = 603 / (10 - 2.3 + 0.5);
        const auto early = static_cast<double>(fetched(1)) - 100;  // a cold cache is a stampede as well
        QVERIFY2(early > 1.5 * cycles && early < 4.5 * cycles, std::to_string(early / cycles).c_str());
        QVERIFY(fetched(std::nullopt) > 4500);
    }
    void aLargerBetaFetchesEarlier() {
        const auto fetched = [](double beta) {
            return nodeOf(finish(asked(cache(1, Refresh{.early = beta}), 200, 603s)), "db").arrived;
        };
        QVERIFY(fetched(3) > fetched(1));
    }
    // Nobody waits after the first fetch: one look-up in the background each eight seconds and a half.
    void refreshingAheadKeepsEverybodyFromWaiting() {
        const RunReport report = finish(asked(cache(1, Refresh{.after = 8s}), 200, 83s));
        QCOMPARE(slowAfter(report, 2), 0U);
        const auto fetches = static_cast<double>(nodeOf(report, "db").arrived);
        const double refreshed = figure(report, "cache", "Fetched anew in time");
        QCOMPARE(refreshed, std::floor((83 - 0.5) / 8.505));
        QVERIFY(fetches - refreshed < 130);  // those that found it cold
        QCOMPARE(total(report.failed), 0U);
    }
    // Asked for every ten milliseconds, an entry that is too old for less than five seconds is answered and fetched.
    void whatIsTooOldIsAnsweredWhileItIsFetched() {
        const RunReport report = finish(asked(cache(1, Refresh{.stale = 5s}), 100, 105s));
        QCOMPARE(slowAfter(report, 2), 0U);
        QCOMPARE(figure(report, "cache", "Fetched anew in time"), 9.0);
        // Nine times half a second.
        QVERIFY(std::abs(figure(report, "cache", "Answered though too old") - 4.5 / 105) < 0.007);
    }
    // Who comes later than that waits.
    void whatIsTooOldForTooLongIsNot() {
        Setting rare = asked(cache(1, Refresh{.stale = 5s}), 1, 200s);
        rare.scenario.load = {uniform("user", 1.0 / 16)};
        const RunReport report = finish(rare);
        QCOMPARE(figure(report, "cache", "Answered though too old"), 0.0);
        QCOMPARE(nodeOf(report, "db").arrived, 12U);
    }
    // A store that is down for less than that is not noticed; what has failed is tried again with the next look-up.
    void aStoreThatIsAwayIsNotNoticedWhileOldAnswersDo() {
        Setting made = asked(cache(1, Refresh{.stale = 60s}), 100, 60s);
        made.scenario.faults = {fault("db", 9s, 20s, faults::Outage{})};
        const RunReport report = finish(made);
        QCOMPARE(total(report.failed), 0U);
        QVERIFY(failures(nodeOf(report, "db"), FailureCause::unavailable) > 100);
        QCOMPARE(slowAfter(report, 2), 0U);
    }
    // A hundred keys that were all written in the first second end all at once ten seconds later, or within two.
    void jitterSpreadsTheEnds() {
        const auto busiest = [](Share jitter) {
            Cache many = cache(100, Refresh{.jitter = jitter});
            many.coalesce = true;
            const auto series = nodeOf(finish(asked(many, 2000, 15s)), "db").series.throughput;
            return *std::max_element(series.begin() + 5, series.end());
        };
        QVERIFY(busiest(Share{}) > 90);
        QVERIFY(busiest(Share::percent(10)) < 75);
        QVERIFY(busiest(Share::percent(30)) < 35);
    }
    void aContentNetworkAnswersWithWhatIsTooOldAsWell() {
        Cdn cdn;
        cdn.keys = 1;
        cdn.ttl = 10s;
        cdn.refresh = Refresh{.stale = 5s};
        cdn.shield = true;
        cdn.locations = 3;
        const RunReport report = finish(asked(cdn, 100, 100s));
        const auto& p99 = nodeOf(report, "user").series.p99Ms;  // the network's own five milliseconds
        QVERIFY(std::all_of(p99.begin() + 5, p99.end(), [](float ms) { return ms < 5.5F; }));
        QVERIFY(figure(report, "cache", "Answered though too old") > 0.02);
        QCOMPARE(total(report.failed), 0U);
    }
};

QTEST_GUILESS_MAIN(RefreshTest)
#include "refresh_test.moc"
