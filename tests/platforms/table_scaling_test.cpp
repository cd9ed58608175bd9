#include "platforms/table_scaling.h"
#include "platforms/facts.h"
#include "platforms/platform_table.h"

#include <QtTest>

#include <algorithm>
#include <concepts>
#include <cstdint>

using namespace spillway;
using namespace std::chrono_literals;

static_assert(std::copyable<TableScaler>);

namespace {

// A table that is asked for `wanted` units a second and gives what it has, without a burst.
struct Table {
    double capacity;
    TableScaler scaler;
    std::int64_t second = 0;

    Table(double begin, const CapacityScaling& scaling)
        : capacity{begin}, scaler{platformFacts().data.table.autoscaling, scaling} {}

    // Until (and with) a minute; its capacity then.
    double until(std::int64_t minute, double wanted) {
        while (second < minute * 60) {
            ++second;
            const double taken = std::min(wanted, capacity);
            if (const auto change = scaler.endSecond(SimTime{std::chrono::seconds{second}}, taken, capacity))
                capacity = change->capacity;
        }
        return capacity;
    }
};

}  // namespace

// Decisions worked out by hand: two minutes above 70 % are an alarm, the capacity is there a minute later; fifteen
// minutes below 56 % are one as well. Four decreases at once, one more an hour.
class TableScalingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // What is throttled is not seen: each step is at most 1 / 0.7 of the one before, every three minutes.
    void aTenfoldLoadIsReachedInSteps() {
        Table table{100, {100, 2000, 0.7}};
        QCOMPARE(table.until(2, 1000), 100.0);
        QCOMPARE(table.until(3, 1000), 143.0);  // 100 / 0.7 = 142.9
        QCOMPARE(table.until(5, 1000), 143.0);
        QCOMPARE(table.until(6, 1000), 205.0);    // 204.3
        QCOMPARE(table.until(9, 1000), 293.0);    // 292.9
        QCOMPARE(table.until(12, 1000), 419.0);   // 418.6
        QCOMPARE(table.until(15, 1000), 599.0);   // 598.6
        QCOMPARE(table.until(18, 1000), 856.0);   // 855.7
        QCOMPARE(table.until(21, 1000), 1223.0);  // 1222.9
        QCOMPARE(table.until(24, 1000), 1429.0);  // 1000 / 0.7 = 1428.6; 1000 is 82 % of 1223
        QCOMPARE(table.until(60, 1000), 1429.0);  // 70 %: neither too much nor far too little
    }
    void itStaysWithinItsBounds() {
        Table table{100, {80, 150, 0.7}};
        QCOMPARE(table.until(30, 1000), 150.0);
        QCOMPARE(table.until(60, 0), 80.0);
    }
    // One minute in between begins the fifteen anew.
    void farLessForFifteenMinutesTakesItDown() {
        Table table{100, {1, 1000, 0.7}};
        QCOMPARE(table.until(14, 50), 100.0);
        QCOMPARE(table.until(15, 60), 100.0);  // 60 % is not far below 70 %
        QCOMPARE(table.until(30, 50), 100.0);
        QCOMPARE(table.until(31, 50), 72.0);  // 50 / 0.7 = 71.4
    }
    // Half as much every twenty minutes, seen fifteen minutes later. The bucket of four gains a third each time, so
    // that the fifth leaves a third of one: the sixth waits until 2:15, and is of what is taken then.
    void decreasesAreCounted() {
        Table table{1000, {1, 1000, 0.7}};
        double wanted = 320;
        std::int64_t minute = 0;
        for (const double after : {458.0, 229.0, 115.0, 58.0, 29.0, 29.0, 8.0, 8.0}) {
            QCOMPARE(table.until(minute += 20, wanted), after);
            wanted /= 2;
        }
    }
    void oneUpdateAtATime() {
        TableScalingLimits slow = platformFacts().data.table.autoscaling;
        slow.delay = 10min;
        TableScaler scaler{slow, {1, 1000, 0.7}};
        std::int64_t changes = 0;
        for (std::int64_t second = 1; second <= 20 * 60; ++second)
            changes += scaler.endSecond(SimTime{std::chrono::seconds{second}}, 100, 100) ? 1 : 0;
        QCOMPARE(changes, 1);  // at 12 min; the next alarm is heard at 14 min
    }
};

QTEST_GUILESS_MAIN(TableScalingTest)
#include "table_scaling_test.moc"
