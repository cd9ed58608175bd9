#include "metrics/histogram.h"
#include "base/random.h"

#include <QtTest>

#include <cmath>
#include <map>
#include <span>
#include <vector>

using namespace spillway;
using namespace std::chrono_literals;

static_assert(std::copyable<LatencyHistogram>);

class HistogramTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void an_empty_histogram_is_all_zero() {
        const LatencyHistogram histogram;
        QCOMPARE(histogram.count(), std::uint64_t{0});
        QVERIFY(histogram.summary() == LatencySummary{});
        QCOMPARE(histogram.countUpTo(1h), std::uint64_t{0});
    }

    void one_time_is_every_percentile_exactly() {
        LatencyHistogram histogram;
        histogram.record(12'345'678ns);
        const LatencySummary s = histogram.summary();
        QCOMPARE(s.p50, Duration{12'345'678});
        QCOMPARE(s.p999, Duration{12'345'678});
        QCOMPARE(s.mean, Duration{12'345'678});
        QCOMPARE(s.max, Duration{12'345'678});
    }

    // From 1 us to a day, in steps of a thousandth: the promise of LatencySummary.
    void the_relative_error_is_at_most_one_percent() {
        double worst = 0, worstSecond = 0;
        for (double ns = 1000; ns < 86.4e12; ns *= 1.001) {
            const Duration value{static_cast<std::int64_t>(ns)};
            LatencyHistogram histogram;
            SecondHistogram second;
            // Bounds far away keep the clamp to the least and greatest from helping.
            for (const Duration v : {Duration{0}, value, Duration{86'400'000'000'001}}) {
                histogram.record(v);
                second.record(v);
            }
            worst = std::max(worst, std::abs(toSeconds(histogram.percentile(0.5)) / toSeconds(value) - 1));
            worstSecond = std::max(worstSecond, std::abs(toSeconds(second.percentile(0.5)) / toSeconds(value) - 1));
        }
        QVERIFY2(worst <= 0.0079, qPrintable(QString::number(worst)));
        QVERIFY2(worst > 0.005, "the test reaches the worst place of a bucket");
        QVERIFY2(worstSecond <= 0.0323, qPrintable(QString::number(worstSecond)));
    }

    void percentiles_agree_with_the_sorted_draws() {
        RngStream stream{3};
        const Sampler sampler{Distribution::lognormal(12ms, 60ms)};
        std::vector<Duration> draws;
        LatencyHistogram histogram;
        std::int64_t sum = 0;
        for (int i = 0; i < 100'000; ++i) {
            draws.push_back(sampler(stream));
            histogram.record(draws.back());
            sum += draws.back().count();
        }
        std::ranges::sort(draws);
        for (const double share : {0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1.0}) {
            const Duration exact = draws[static_cast<std::size_t>(share * 100'000 - 0.5)];
            QVERIFY(std::abs(toSeconds(histogram.percentile(share)) / toSeconds(exact) - 1) < 0.01);
        }
        QCOMPARE(histogram.mean().count(), (sum + 50'000) / 100'000);
        QCOMPARE(histogram.least(), draws.front());
        QCOMPARE(histogram.greatest(), draws.back());
    }

    void merging_is_the_same_as_recording_all() {
        RngStream stream{4};
        const Sampler sampler{Distribution::exponential(30ms)};
        LatencyHistogram all, left, right;
        for (int i = 0; i < 10'000; ++i) {
            const Duration value = sampler(stream);
            all.record(value);
            (i % 3 == 0 ? left : right).record(value);
        }
        left.merge(right);
        QVERIFY(left.summary() == all.summary());
        std::vector<std::pair<std::size_t, std::uint32_t>> merged, direct;
        left.forEachBucket([&](std::size_t bucket, std::uint32_t count) { merged.emplace_back(bucket, count); });
        all.forEachBucket([&](std::size_t bucket, std::uint32_t count) { direct.emplace_back(bucket, count); });
        QVERIFY(merged == direct);
    }

    // The same numbers whatever width the counts had on the way: one, two and four bytes, one by one or in rows, and
    // copied in between.
    void counts_widen_without_losing_any() {
        RngStream stream{8};
        std::vector<std::uint32_t> values;
        for (int i = 0; i < 200'000; ++i) values.push_back(1000 + stream.below(i % 10 == 0 ? 4'000'000'000U : 5000U));
        std::map<std::size_t, std::uint32_t> wanted;
        LatencyHistogram one, rows;
        std::size_t at = 0;
        for (const std::size_t until : {1U, 255U, 256U, 300U, 65'535U, 65'536U, 200'000U}) {
            rows.record(std::span{values}.subspan(at, until - at));
            for (; at < until; ++at) one.record(Duration{values[at]});
            for (LatencyHistogram* each : {&one, &rows}) *each = LatencyHistogram{*each};
            QCOMPARE(one.count(), std::uint64_t{until});
            QVERIFY(one.summary() == rows.summary());
            std::uint64_t counted = 0;
            std::vector<std::pair<std::size_t, std::uint32_t>> left, right;
            one.forEachBucket([&](std::size_t bucket, std::uint32_t count) {
                left.emplace_back(bucket, count);
                counted += count;
            });
            rows.forEachBucket([&](std::size_t bucket, std::uint32_t count) { right.emplace_back(bucket, count); });
            QVERIFY(left == right);
            QCOMPARE(counted, std::uint64_t{until});
        }
    }

    // At the ends of every magnitude, in blocks that lie in a row and in those that do not, and in room that was used
    // before.
    void many_at_once_fall_where_each_does() {
        std::vector<std::uint32_t> values{0, ~std::uint32_t{0}};
        for (unsigned bit = 0; bit < 32; ++bit) {
            const std::uint32_t power = std::uint32_t{1} << bit;
            for (const std::uint32_t value : {power - 1, power, power + 1, power + power / 2, 2 * power - 1})
                values.push_back(value);
        }
        const auto bucketsOf = [](const LatencyHistogram& of) {
            std::map<std::size_t, std::uint32_t> found;
            of.forEachBucket([&](std::size_t bucket, std::uint32_t count) { found[bucket] = count; });
            return found;
        };
        LatencyHistogram each, inRow, inNone;
        for (const std::uint32_t value : values) each.record(Duration{value});
        inRow.record(values);
        QVERIFY(bucketsOf(inRow) == bucketsOf(each));
        QVERIFY(inRow.summary() == each.summary());
        for (const Duration first : {Duration{1s}, Duration{1us}, Duration{10ms}}) {
            inNone.record(first);
            each.record(first);
        }
        inNone.record(values);
        QVERIFY(bucketsOf(inNone) == bucketsOf(each));
        inNone.reset();
        QVERIFY(bucketsOf(inNone).empty());
        inNone.record(values);
        QVERIFY(bucketsOf(inNone) == bucketsOf(inRow));
    }

    void memory_follows_what_is_held() {
        LatencyHistogram none, few, wide;
        QCOMPARE(none.bytes(), std::size_t{0});
        for (int i = 0; i < 200; ++i) few.record(10ms + i * 10us);
        QVERIFY2(few.bytes() <= 64 + 2 * 64, qPrintable(QString::number(few.bytes())));
        few.record(0ms);
        few.record(3h);
        // One octave each, and none between them.
        QVERIFY2(LatencyHistogram{few}.bytes() <= 64 + 4 * 64, qPrintable(QString::number(few.bytes())));
        for (int i = 0; i < 70'000; ++i) wide.record(10ms);
        QVERIFY(LatencyHistogram{wide}.bytes() == 64 + 4 * 64);
    }

    void a_reset_histogram_starts_afresh() {
        SecondHistogram histogram;
        for (int i = 1; i < 100; ++i) histogram.record(i * 1ms);
        histogram.reset();
        QVERIFY(histogram.summary() == LatencySummary{});
        histogram.record(7ms);
        QCOMPARE(histogram.summary().p99, Duration{7ms});
        QCOMPARE(histogram.count(), std::uint64_t{1});
    }

    void the_share_within_a_bound_is_counted() {
        LatencyHistogram histogram;
        for (int i = 1; i <= 1000; ++i) histogram.record(i * 1ms);
        QVERIFY(std::abs(static_cast<double>(histogram.countUpTo(800ms)) - 800) <= 8);
        QCOMPARE(histogram.countUpTo(10s), std::uint64_t{1000});
        QCOMPARE(histogram.countUpTo(0ns), std::uint64_t{0});
    }
};

QTEST_GUILESS_MAIN(HistogramTest)
#include "histogram_test.moc"
