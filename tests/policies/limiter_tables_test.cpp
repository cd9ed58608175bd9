#include "policies/concurrency_limiter.h"

#include <QtTest>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

SimTime at(Duration time) { return SimTime{time}; }

struct Row {
    Duration took;
    std::int64_t inside;
    bool dropped;
    std::int64_t limit;  // after it
};

void follow(const ConcurrencyLimit& settings, const std::vector<Row>& rows) {
    ConcurrencyLimiter limiter{settings};
    RngStream stream{7};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        limiter.record({rows[i].took, rows[i].inside, rows[i].dropped}, at(i * 1ms), stream);
        QVERIFY2(limiter.limit(at(i * 1ms)) == rows[i].limit,
                 qPrintable(QStringLiteral("row %1: %2").arg(i).arg(limiter.limit(at(i * 1ms)))));
    }
}

// Requests of Envoy's controller: so many that took so long end at once.
struct EnvoyRow {
    Duration when;
    int requests;
    Duration took;
    std::int64_t limit;  // after them, asked at `when`
    bool measures = false;
};

}  // namespace

// Netflix concurrency-limits (AIMDLimit, VegasLimit, Gradient2Limit) and envoy's gradient_controller.cc, by hand.
class LimiterTablesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // currentLimit * 0.9 cut to a whole number, + 1 when 2 x inside reaches the limit; 5 s are a drop.
    void aimd() {
        follow({.algorithm = LimitAlgorithm::aimd, .initial = 50, .least = 5, .most = 52},
               {{10ms, 24, false, 50},
                {10ms, 25, false, 51},
                {10ms, 26, false, 52},
                {10ms, 99, false, 52},  // its most
                {10ms, 1, true, 46},    // 46.8
                {5s, 1, false, 46},     // not more than 5 s
                {5s + 1ns, 1, false, 41},
                {10ms, 9, true, 36}});
        follow({.algorithm = LimitAlgorithm::aimd, .initial = 7, .least = 5},
               {{10ms, 1, true, 6}, {10ms, 1, true, 5}, {10ms, 1, true, 5}});
    }
    // queue = ceil(limit (1 - least / rtt)), L = max(1, log10 of the limit): + 6 L up to L, + L below 3 L, - L above 6
    // L.
    void vegas() {
        follow({.algorithm = LimitAlgorithm::vegas, .initial = 20},
               {{10ms, 20, false, 20},     // the least
                {10ms, 20, false, 26},     // queue 0
                {10ms, 12, false, 26},     // 24 < 26: too few
                {10ms, 13, false, 32},     // 26 is enough
                {11ms, 32, false, 32},     // ceil 2.9 = 3: within
                {10ms, 32, false, 38},     // 0
                {10500us, 38, false, 39},  // ceil 1.8 = 2
                {12ms, 39, false, 38},     // ceil 6.5 = 7
                {12ms, 1, true, 37},       // a drop counts however few there are
                {9ms, 37, true, 37},       // a new least, and nothing else
                {9ms, 37, false, 43}});
        follow({.algorithm = LimitAlgorithm::vegas, .initial = 2},
               {{10ms, 2, false, 2}, {20ms, 2, true, 1}, {20ms, 2, true, 1}});  // never none
    }
    // long: the mean of the first ten, then an average over 600; x 0.95 when it is more than twice the sample.
    // limit' = 0.8 limit + 0.2 (limit x clamp(1.5 long / rtt, 0.5, 1) + 4).
    void gradient2() {
        const ConcurrencyLimit settings{.algorithm = LimitAlgorithm::gradient2, .initial = 50, .least = 10, .most = 52};
        follow(settings, {{10ms, 50, false, 50},     // 50.8
                          {10ms, 50, false, 51},     // 51.6
                          {10ms, 50, false, 52},     // 52.4, but no more than 52
                          {10ms, 25, false, 52},     // 25 < 26
                          {20ms, 26, false, 51},     // long 12: 1.5 x 12 / 20 = 0.9: 41.6 + 0.2 x 50.8 = 51.76
                          {100ms, 50, false, 47}});  // (60 + 100) / 6 = 26.7: 0.5: 41.408 + 0.2 x 29.88 = 47.38
        // Twenty of 100 ms make a long average; then 10 ms come: 100 is cut by 5 % each time, and falls by 2 / 601.
        ConcurrencyLimiter limiter{settings};
        RngStream stream{1};
        for (int i = 0; i < 20; ++i) limiter.record({100ms, 50, false}, at(0s), stream);
        QCOMPARE(limiter.limit(at(0s)), 52);
        limiter.record({10ms, 50, false}, at(0s), stream);
        // (100 - 0.2995) x 0.95 = 94.715; with a sample of 200 ms: 95.065; 1.5 x 95.065 / 200 = 0.713:
        // 0.8 x 52 + 0.2 x (37.08 + 4) = 49.8
        limiter.record({200ms, 50, false}, at(0s), stream);
        QCOMPARE(limiter.limit(at(0s)), 49);
    }
    // limit' = limit g + sqrt(limit g), g = clamp(1.25 least / median, 0.5, 2), every 100 ms; the least: the median of
    // 50 requests, with three at once.
    void envoy() {
        ConcurrencyLimiter limiter{{.algorithm = LimitAlgorithm::envoy}};
        RngStream stream{1};
        const std::vector<EnvoyRow> rows{
            {0ms, 0, 0ms, 3},
            {10ms, 60, 20ms, 3},   // sent before it began: they do not count
            {400ms, 49, 10ms, 3},  // still measuring
            {500ms, 1, 90ms, 3},   // the 50th: the median is 10 ms; the next update at 600 ms
            {550ms, 1, 10ms, 3},
            {600ms, 0, 0ms, 5},  // 3.75 + 1.94
            {650ms, 3, 10ms, 5},
            {700ms, 0, 0ms, 8},  // 6.25 + 2.5
            {750ms, 1, 10ms, 8},
            {850ms, 1, 25ms, 13},  // 10 + 3.16; then 0.5
            {950ms, 1, 5ms, 9},    // 6.5 + 2.55; then 2.5, cut to 2
            {1050ms, 0, 0ms, 22},  // 18 + 4.24
            {1200ms, 0, 0ms, 22},  // nothing has ended: nothing changes
            {1210ms, 1, 12500us, 22},
            {1220ms, 2, 1s, 22},   // the median of 12.5, 1000 and 1000: 1 s; the samples were sent after 0 s
            {1300ms, 0, 0ms, 14},  // 11 + 3.32
        };
        for (const EnvoyRow& row : rows) {
            for (int i = 0; i < row.requests; ++i) limiter.record({row.took, 1, false}, at(row.when), stream);
            QVERIFY2(
                limiter.limit(at(row.when)) == row.limit,
                qPrintable(QStringLiteral("%1 ms: %2").arg(toMilliseconds(row.when)).arg(limiter.limit(at(row.when)))));
        }
    }
    void envoy_measures_anew_after_a_minute_and_when_it_stays_at_the_least() {
        GradientController controller{GradientController::Settings{}};
        RngStream stream{1};
        const auto record = [&](int count, Duration took, Duration now) {
            for (int i = 0; i < count; ++i) controller.record(took, at(now), stream);
        };
        record(50, 10ms, 1s);
        QVERIFY(!controller.measures());
        QCOMPARE(controller.minRtt(), Duration{10ms});
        record(1, 5ms, 1050ms);
        QCOMPARE(controller.limit(at(1100ms)), 8);  // 6 + 2.45
        // Between 60 s and 15 % more after it: then no more than three, until 50 have ended.
        QCOMPARE(controller.limit(at(60'999ms)), 8);
        QCOMPARE(controller.limit(at(70s)), 3);
        QVERIFY(controller.measures());
        record(49, 20ms, 71s);
        QCOMPARE(controller.limit(at(72s)), 3);
        record(1, 20ms, 73s);
        QCOMPARE(controller.minRtt(), Duration{20ms});
        QCOMPARE(controller.limit(at(73s)), 8);  // as before
        // A hundred times as long: 4 + 2 = 6, 3 + 1.73 = 4, 2 + 1.41 = 3; then five times at the least.
        Duration now = 73s;
        for (const std::int64_t limit : {6, 4, 3, 3, 3, 3, 3}) {
            record(1, 2s, now + 50ms);
            now += 100ms;
            QCOMPARE(controller.limit(at(now)), limit);
            QVERIFY(!controller.measures());
        }
        record(1, 2s, now + 50ms);
        QCOMPARE(controller.limit(at(now + 100ms)), 3);
        QVERIFY(controller.measures());
    }
};

QTEST_GUILESS_MAIN(LimiterTablesTest)
#include "limiter_tables_test.moc"
