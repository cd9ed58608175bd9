#include "platforms/cpu_quota.h"

#include "base/random.h"

#include <QtTest>

#include <map>

using namespace spillway;
using namespace std::chrono_literals;

namespace {
SimTime at(Duration time) { return SimTime{time}; }
constexpr Duration kPeriod = 100ms;
}  // namespace

// Linux CFS bandwidth control as platform-facts 6.3 has it.
class CpuQuotaTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // One thread, w of CPU, a limit of L cores below one: k = floor(w / 100 L), t = 100 k + (w - 100 L k); of exactly k
    // quotas the last ends within its period.
    void one_thread_takes_as_long_as_the_formula_says_data() {
        QTest::addColumn<int>("millicores");
        QTest::addColumn<int>("work");
        QTest::addColumn<int>("takes");
        QTest::newRow("within the quota") << 500 << 30 << 30;
        QTest::newRow("the whole quota") << 500 << 50 << 50;
        QTest::newRow("one more") << 500 << 51 << 101;
        QTest::newRow("3 quotas and 20") << 500 << 170 << 320;
        QTest::newRow("a tenth of a core") << 100 << 95 << 905;
        QTest::newRow("a whole core never waits") << 1000 << 1234 << 1234;
        QTest::newRow("nor does more") << 2500 << 1234 << 1234;
    }
    void one_thread_takes_as_long_as_the_formula_says() {
        QFETCH(int, millicores);
        QFETCH(int, work);
        QFETCH(int, takes);
        CpuQuota quota{Cpu{millicores}, kPeriod};
        QCOMPARE(quota.run(at(7s), work * 1ms), at(7s + takes * 1ms));
    }

    // "A 4-thread service with L = 1 can stall 75 ms per period at 25 % average CPU": the quota is gone after 25 ms.
    void four_threads_use_a_core_up_in_a_quarter_of_the_period() {
        CpuQuota quota{Cpu{1000}, kPeriod};
        for (int i = 0; i < 4; ++i) QCOMPARE(quota.run(at(0s), 25ms), at(25ms));
        QCOMPARE(quota.run(at(25ms), 1ms), at(101ms));
    }

    void what_is_not_used_is_not_saved_up() {
        CpuQuota quota{Cpu{500}, kPeriod};
        QCOMPARE(quota.run(at(1s), 50ms), at(1050ms));
        QCOMPARE(quota.run(at(9s), 60ms), at(9110ms));
    }

    // Late in a period there is less wall time than quota.
    void a_thread_gets_no_more_than_a_core() {
        CpuQuota quota{Cpu{500}, kPeriod};
        QCOMPARE(quota.run(at(80ms), 30ms), at(110ms));  // 20 in what is left of the period, 10 in the next
        QCOMPARE(quota.run(at(90ms), 40ms), at(130ms));  // 10 more beside it, then 30 of the 40 that are left
        QCOMPARE(quota.run(at(95ms), 20ms), at(205ms));  // 5 to the end of the period, 10 in the next, then 5
    }

    // Whatever is asked for: no period gives more than the limit, and no thread more than a core. Measured by the area
    // under what is finished.
    void no_period_gives_more_than_its_quota() {
        for (const int millicores : {150, 700, 1000, 2300}) {
            CpuQuota quota{Cpu{millicores}, kPeriod};
            RngStream draw{static_cast<std::uint64_t>(millicores)};
            Duration asked{0};
            SimTime now{}, last{};
            for (int i = 0; i < 3000; ++i) {
                now += Duration{static_cast<std::int64_t>(draw.uniform() * 4e7)};
                const Duration cpu{static_cast<std::int64_t>(draw.exponential() * 3e7) + 1};
                asked += cpu;
                const SimTime done = quota.run(now, cpu);
                QVERIFY(done >= now + cpu);
                last = std::max(last, done);
            }
            const double most = toSeconds(last) * millicores / 1000 + 0.1;
            QVERIFY2(toSeconds(asked) <= most, std::to_string(millicores).c_str());
            // Asked for 30 ms every 20 ms: 1.5 cores. Below that the limit is what it gets, all of it.
            if (millicores < 1500) QVERIFY(toSeconds(asked) > 0.97 * (toSeconds(last) * millicores / 1000));
        }
    }
};

QTEST_GUILESS_MAIN(CpuQuotaTest)
#include "cpu_quota_test.moc"
