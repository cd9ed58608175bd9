#include "policies/active_retries.h"
#include "policies/codel.h"
#include "policies/concurrency_limiter.h"
#include "policies/hash_ring.h"
#include "policies/outlier_detector.h"

#include <QtTest>

#include <map>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

using Answer = OutlierDetector::Answer;

SimTime at(Duration time) { return SimTime{time}; }

ConcurrencyLimiter limiter(LimitAlgorithm algorithm, std::int64_t initial, std::optional<std::int64_t> least = {}) {
    return ConcurrencyLimiter{{.algorithm = algorithm, .initial = initial, .least = least, .most = {}}};
}

}  // namespace

// Algorithms against their sources, as tables of what happens and what must follow.
class GuardsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // envoy/source/common/upstream/outlier_detection_impl.cc, ejectHost() and checkHostForUneject().
    void an_outlier_goes_after_five_in_a_row_and_longer_each_time() {
        OutlierDetector hosts{{.consecutive = 5, .interval = 10s, .baseEjection = 30s}};
        RngStream none{1};
        struct Event {
            Duration when;
            char what;      // f: host 3 fails, s: it succeeds, w: the sweep
            char expected;  // e: ejected, b: back, -: nothing
        };
        const std::vector<Event> events{
            {0s, 'f', '-'},   {0s, 'f', '-'},   {0s, 'f', '-'},   {0s, 'f', '-'},   {0s, 's', '-'},  // in a row it is
            {1s, 'f', '-'},   {1s, 'f', '-'},   {1s, 'f', '-'},   {1s, 'f', '-'},   {1s, 'f', 'e'},  // 30 s
            {2s, 'f', '-'},  // what was out already says nothing
            {10s, 'w', '-'},  {30s, 'w', '-'},  {31s, 'w', 'b'},  {32s, 'f', '-'},  {32s, 'f', '-'},
            {32s, 'f', '-'},  {32s, 'f', '-'},  {32s, 'f', 'e'},                     // the second time: 60 s
            {90s, 'w', '-'},  {92s, 'w', 'b'},  {102s, 'w', '-'}, {112s, 'w', '-'},  // well for two intervals: forgiven
            {113s, 'f', '-'}, {113s, 'f', '-'}, {113s, 'f', '-'}, {113s, 'f', '-'}, {113s, 'f', 'e'},
            {142s, 'w', '-'}, {143s, 'w', 'b'}};
        for (const Event& event : events) {
            char happened = '-';
            if (event.what == 'w') {
                const auto back = hosts.sweep(20, at(event.when), none).back;
                if (!back.empty()) happened = back == std::vector<std::uint32_t>{3} ? 'b' : '?';
            } else if (const auto verdict = hosts.record(3, event.what == 'f' ? Answer::failed : Answer::succeeded, 20,
                                                         at(event.when), none)) {
                happened = verdict->ejected ? 'e' : '!';
            }
            QCOMPARE(happened, event.expected);
            QCOMPARE(hosts.isEjected(3), hosts.ejected() == 1);
        }
    }
    void no_more_than_ten_percent_are_out_and_of_nine_none() {
        RngStream none{1};
        const auto fail = [&none](OutlierDetector& hosts, std::uint32_t host, std::int64_t of) {
            for (int i = 0; i < 4; ++i) hosts.record(host, Answer::failed, of, at(1s), none);
            return hosts.record(host, Answer::failed, of, at(1s), none)->ejected;
        };
        for (const auto& [of, allowed] : {std::pair{9, 0}, {10, 1}, {19, 1}, {20, 2}, {35, 3}}) {
            OutlierDetector hosts{OutlierDetection{}};
            int ejected = 0;
            for (std::uint32_t host = 0; host < 5; ++host) ejected += fail(hosts, host, of) ? 1 : 0;
            QCOMPARE(ejected, allowed);
        }
        OutlierDetector few{{.alwaysOne = true}};
        QVERIFY(fail(few, 0, 2));
        QVERIFY(!fail(few, 1, 2));
    }
    void a_replaced_host_is_a_new_one() {
        OutlierDetector hosts{OutlierDetection{}};
        RngStream none{1};
        for (int i = 0; i < 5; ++i) hosts.record(2, Answer::failed, 10, at(0s), none);
        QVERIFY(hosts.isEjected(2));
        hosts.replace(2);
        QVERIFY(!hosts.isEjected(2));
        QCOMPARE(hosts.ejected(), 0);
    }

    // Netflix AIMDLimit: x 0.9 on a drop or beyond 5 s, + 1 when at least half is used, 20 to 200.
    void aimd_adds_one_and_takes_a_tenth() {
        RngStream none{1};
        ConcurrencyLimiter aimd = limiter(LimitAlgorithm::aimd, 100);
        struct Step {
            ConcurrencyLimiter::Sample sample;
            std::int64_t limit;
        };
        const std::vector<Step> steps{{{10ms, 50, false}, 101}, {{10ms, 50, false}, 101},  // 2 x 50 < 101
                                      {{10ms, 51, false}, 102}, {{10ms, 99, true}, 91},
                                      {{6s, 99, false}, 81},    {{10ms, 1, true}, 72}};
        for (const Step& step : steps) {
            aimd.record(step.sample, at(0s), none);
            QCOMPARE(aimd.limit(at(0s)), step.limit);
        }
        for (int i = 0; i < 100; ++i) aimd.record({10ms, 99, true}, at(0s), none);
        QCOMPARE(aimd.limit(at(0s)), 20);
        for (int i = 0; i < 500; ++i) aimd.record({10ms, 999, false}, at(0s), none);
        QCOMPARE(aimd.limit(at(0s)), 200);
    }
    // Netflix Gradient2Limit: new = 0.8 limit + 0.2 (limit x clamp(1.5 long / short, 0.5, 1) + 4).
    void gradient2_grows_by_less_than_one_and_shrinks_by_a_tenth() {
        RngStream none{1};
        ConcurrencyLimiter gradient = limiter(LimitAlgorithm::gradient2, 100);
        gradient.record({10ms, 60, false}, at(0s), none);
        QCOMPARE(gradient.limit(at(0s)), 100);  // 100.8
        for (int i = 0; i < 5; ++i) gradient.record({10ms, 60, false}, at(0s), none);
        QCOMPARE(gradient.limit(at(0s)), 104);  // 104.8: + 0.8 each
        gradient.record({10ms, 20, false}, at(0s), none);
        QCOMPARE(gradient.limit(at(0s)), 104);  // less than half is used: nothing to learn
        // long = mean of seven times 10 ms and once 100 ms = 21.25 ms: 1.5 x 0.2125 is below a half.
        gradient.record({100ms, 100, false}, at(0s), none);
        QCOMPARE(gradient.limit(at(0s)), 95);  // 104.8 x 0.8 + 0.2 x (52.4 + 4)
    }
    // Netflix VegasLimit: queue = ceil(limit (1 - least / rtt)), L = log10(limit): up to L + 6 L, below 3 L + L, above
    // 6 L - L.
    void vegas_follows_the_length_of_the_queue() {
        RngStream stream{7};
        ConcurrencyLimiter vegas = limiter(LimitAlgorithm::vegas, 100);  // L = 2
        vegas.record({10ms, 100, false}, at(0s), stream);                // without load
        QCOMPARE(vegas.limit(at(0s)), 100);
        vegas.record({Duration{10100us}, 100, false}, at(0s), stream);  // queue 1
        QCOMPARE(vegas.limit(at(0s)), 112);
        vegas.record({Duration{10400us}, 100, false}, at(0s), stream);  // queue 5
        QCOMPARE(vegas.limit(at(0s)), 114);
        vegas.record({Duration{10800us}, 100, false}, at(0s), stream);  // queue 9
        QCOMPARE(vegas.limit(at(0s)), 114);
        vegas.record({20ms, 100, false}, at(0s), stream);  // queue 57
        QCOMPARE(vegas.limit(at(0s)), 112);
        vegas.record({20ms, 40, false}, at(0s), stream);
        QCOMPARE(vegas.limit(at(0s)), 112);
        vegas.record({20ms, 40, true}, at(0s), stream);
        QCOMPARE(vegas.limit(at(0s)), 110);
    }

    // RFC 8289, section 5: above 5 ms for 100 ms, then at 100 ms / sqrt(count) from each other.
    void codel_drops_faster_and_faster_until_a_wait_is_short() {
        Codel codel{CodelSettings{}};
        std::vector<Duration> dropped;
        for (Duration now = 1ms; now < 400ms; now += 1ms) {
            if (codel.drops(20ms, 10, at(now))) dropped.push_back(now);
        }
        // 1 + 100; + 100; + 100 / sqrt 2 = 70.7; + 57.7; + 50
        QCOMPARE(dropped, (std::vector<Duration>{101ms, 201ms, 272ms, 330ms, 380ms}));
        QVERIFY(!codel.drops(4ms, 10, at(400ms)));
        QVERIFY(!codel.dropping());
        // Soon again it goes on nearly where it was: 5 - 1 drops are counted.
        dropped.clear();
        for (Duration now = 401ms; now < 600ms; now += 1ms) {
            if (codel.drops(20ms, 10, at(now))) dropped.push_back(now);
        }
        QCOMPARE(dropped.front(), Duration{501ms});
        QCOMPARE(dropped.at(1), Duration{551ms});  // 100 / sqrt 4
        Codel calm{CodelSettings{}};
        for (Duration now = 1ms; now < 1s; now += 1ms) QVERIFY(!calm.drops(20ms, 0, at(now)));  // nobody behind it
    }

    // Envoy: max(min_retry_concurrency, budget_percent of what is out).
    void active_retries_are_a_share_of_what_is_out() {
        ActiveRetries retries{Share::percent(20), 3};
        for (int i = 0; i < 3; ++i) QVERIFY(retries.tryBegin(1));
        QVERIFY(!retries.tryBegin(1));
        QVERIFY(!retries.tryBegin(19));
        QVERIFY(retries.tryBegin(20));
        QVERIFY(!retries.tryBegin(20));
        retries.finish();
        QVERIFY(retries.tryBegin(20));
        QCOMPARE(retries.active(), 4);
    }

    void a_ring_keeps_most_keys_where_they_were() {
        const HashRing all{{0, 1, 2, 3, 4}}, without{{0, 1, 2, 4}};
        std::map<std::uint32_t, int> keys;
        int moved = 0;
        for (std::uint64_t key = 0; key < 10'000; ++key) {
            const std::uint32_t host = all.hostOf(key);
            ++keys[host];
            if (host != 3) moved += without.hostOf(key) != host ? 1 : 0;
        }
        // The others get more points each when one is gone; by remainder four fifths would have moved.
        QVERIFY2(moved < 2000, qPrintable(QString::number(moved)));
        // 205 points each: a share's deviation is about 0.2 / sqrt 205.
        for (const auto& [host, count] : keys)
            QVERIFY2(std::abs(count - 2000) < 4 * 140, qPrintable(QString::number(count)));
    }
};

QTEST_GUILESS_MAIN(GuardsTest)
#include "guards_test.moc"
