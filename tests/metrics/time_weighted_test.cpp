#include "metrics/time_weighted.h"

#include <QtTest>

using namespace spillway;
using namespace std::chrono_literals;

namespace {
SimTime at(Duration time) { return SimTime{time}; }
}  // namespace

class TimeWeightedTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void the_mean_weighs_each_value_by_how_long_it_held() {
        TimeWeightedMean queue;
        queue.set(4, at(1s));
        queue.add(-2, at(3s));  // 0 for 1 s, 4 for 2 s, 2 for 1 s
        QCOMPARE(queue.mean(at(4s)), 10.0 / 4);
        QCOMPARE(queue.integral(at(4s)), 10.0);
        QCOMPARE(queue.value(), std::int64_t{2});
        QCOMPARE(queue.greatest(), std::int64_t{4});
    }

    void reading_in_between_changes_nothing() {
        TimeWeightedMean read, unread;
        for (int i = 1; i < 1000; ++i) {
            read.set(i % 7, at(i * 3ms));
            unread.set(i % 7, at(i * 3ms));
            (void)read.mean(at(i * 3ms + 1ms));
        }
        QVERIFY(read == unread);
    }

    void the_mean_at_the_start_is_the_value() { QCOMPARE(TimeWeightedMean(3).mean(at(0s)), 3.0); }

    void a_long_run_of_a_large_value_does_not_overflow() {
        TimeWeightedMean queue{1'000'000'000};
        QCOMPARE(queue.mean(at(24h * 365)), 1e9);
    }
};

QTEST_GUILESS_MAIN(TimeWeightedTest)
#include "time_weighted_test.moc"
