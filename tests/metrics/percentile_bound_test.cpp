#include "base/random.h"
#include "metrics/histogram.h"

#include <QtTest>

#include <cmath>
#include <vector>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

// What histogram.h promises: from 2^(Bits + 3) ns up a percentile is within 2^-(Bits + 1) of the time it stands for,
// below within 4 ns.
template <unsigned Bits>
double allowed(double exact) {
    return std::max(exact / std::exp2(Bits + 1), 4.0);
}

template <unsigned Bits>
double errorOf(const LogHistogram<Bits>& histogram, double share, Duration exact) {
    const auto time = static_cast<double>(exact.count());
    return std::abs(static_cast<double>(histogram.percentile(share).count()) - time) / allowed<Bits>(time);
}

// The percentile of `share` is the r-th of n sorted times, r = ceil(share x n), at least 1.
std::size_t rankOf(double share, std::size_t count) {
    const double exact = share * static_cast<double>(count);
    return std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(exact)));
}

}  // namespace

class PercentileBoundTest : public QObject {
    Q_OBJECT

    // The greatest error over both ends of every bucket, between two times that keep the clamp to least and greatest
    // away.
    template <unsigned Bits>
    static double worstBucket() {
        double worst = 0;
        for (unsigned magnitude = 0; magnitude + Bits < 62; ++magnitude) {
            const std::int64_t step = std::int64_t{1} << magnitude;
            const std::int64_t first = magnitude == 0 ? 0 : std::int64_t{1} << Bits;
            for (std::int64_t mantissa = first; mantissa <= std::int64_t{1} << (Bits + 1); ++mantissa) {
                for (const std::int64_t value : {mantissa * step - 1, mantissa * step, mantissa * step + 1}) {
                    if (value < 1 || value > std::int64_t{1} << 55) continue;
                    LogHistogram<Bits> histogram;
                    for (const std::int64_t each : {std::int64_t{0}, value, std::int64_t{1} << 56})
                        histogram.record(Duration{each});
                    worst = std::max(worst, errorOf(histogram, 0.5, Duration{value}));
                }
            }
        }
        return worst;
    }

    // Every rank of a sample: by share exactly at it, and just below.
    template <unsigned Bits>
    static double worstRank(const std::vector<Duration>& sorted) {
        LogHistogram<Bits> histogram;
        for (const Duration each : sorted) histogram.record(each);
        const std::size_t count = sorted.size();
        double worst = 0;
        for (std::size_t step = 0; step <= 2000; ++step) {
            const double share = static_cast<double>(step) / 2000;
            worst = std::max(worst, errorOf(histogram, share, sorted[rankOf(share, count) - 1]));
        }
        for (const double share : {0.5, 0.9, 0.95, 0.99, 0.999})
            worst = std::max(worst, errorOf(histogram, share, sorted[rankOf(share, count) - 1]));
        return worst;
    }

private Q_SLOTS:
    // The ends of a bucket are the times farthest from its middle, so this proves the bound for every time up to two
    // years.
    void every_bucket_keeps_the_bound() {
        const double report = worstBucket<6>(), second = worstBucket<4>();
        std::printf("worst bucket, in parts of the bound: reports %.4f, seconds %.4f\n", report, second);
        QVERIFY(report <= 1 && second <= 1);
        QVERIFY2(report > 0.99 && second > 0.95, "the worst place was reached: the bound is not only kept but tight");
    }

    void every_order_statistic_keeps_the_bound_data() {
        QTest::addColumn<int>("shape");
        QTest::addColumn<qint64>("first");
        QTest::addColumn<qint64>("second");
        QTest::addColumn<double>("parameter");
        const auto row = [](const char* name, const Distribution& d) {
            QTest::newRow(name) << int(d.shape) << qint64{d.first.count()} << qint64{d.second.count()} << d.parameter;
        };
        row("constant", Distribution::constant(12'345'678ns));
        row("uniform", {Shape::uniform, 1ms, 9ms, 0});
        row("exponential", Distribution::exponential(30ms));
        row("lognormal", Distribution::lognormal(12ms, 60ms));
        row("wide lognormal", Distribution::lognormal(1us, 60s));
        row("erlang", {Shape::erlang, 5ms, 0ms, 4});
        row("hyperexponential", {Shape::hyperexponential, 10ms, 0ms, 10});
        row("pareto", {Shape::pareto, 10ms, 400ms, 0});
        row("nanoseconds", Distribution::exponential(100ns));
    }
    void every_order_statistic_keeps_the_bound() {
        QFETCH(int, shape);
        QFETCH(qint64, first);
        QFETCH(qint64, second);
        QFETCH(double, parameter);
        const Sampler sampler{Distribution{static_cast<Shape>(shape), Duration{first}, Duration{second}, parameter}};
        auto stream = RngStream::derive(1, QTest::currentDataTag(), Purpose::work);
        double worst = 0;
        for (const std::size_t count : {1U, 2U, 3U, 10U, 99U, 100U, 101U, 1000U, 100'000U}) {
            std::vector<Duration> draws(count);
            for (Duration& draw : draws) draw = sampler(stream);
            std::ranges::sort(draws);
            const double report = worstRank<6>(draws), inSecond = worstRank<4>(draws);
            QVERIFY2(report <= 1 && inSecond <= 1,
                     qPrintable(QString("%1 draws: %2, %3 of the bound").arg(count).arg(report).arg(inSecond)));
            worst = std::max(worst, report);
        }
        std::printf("%s: at most %.3f of the bound\n", QTest::currentDataTag(), worst);
    }

    // Lumps: half of the times equal, the rest far above; a percentile must not fall between them.
    void lumps_are_not_smeared() {
        LatencyHistogram histogram;
        for (int i = 0; i < 990; ++i) histogram.record(1ms);
        for (int i = 0; i < 10; ++i) histogram.record(5s);
        QVERIFY(errorOf(histogram, 0.5, 1ms) <= 1);
        QVERIFY(errorOf(histogram, 0.99, 1ms) <= 1);
        QVERIFY(errorOf(histogram, 0.9901, 5s) <= 1);
        QVERIFY(errorOf(histogram, 0.999, 5s) <= 1);
    }

    // Merging seconds into a whole, as a run does, moves nothing.
    void folding_seconds_together_keeps_the_bound() {
        auto stream = RngStream::derive(2, "folding", Purpose::work);
        const Sampler sampler{Distribution::lognormal(8ms, 300ms)};
        LatencyHistogram whole, part;
        std::vector<Duration> draws(50'000);
        for (std::size_t i = 0; i < draws.size(); ++i) {
            draws[i] = sampler(stream);
            part.record(draws[i]);
            if (i % 617 != 616 && i + 1 != draws.size()) continue;
            whole.merge(part);
            part.reset();
        }
        std::ranges::sort(draws);
        QCOMPARE(whole.count(), std::uint64_t{draws.size()});
        for (std::size_t step = 1; step <= 1000; ++step) {
            const double share = static_cast<double>(step) / 1000;
            QVERIFY(errorOf(whole, share, draws[rankOf(share, draws.size()) - 1]) <= 1);
        }
    }
};

QTEST_GUILESS_MAIN(PercentileBoundTest)
#include "percentile_bound_test.moc"
