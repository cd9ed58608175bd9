#include "policies/retry.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

SimTime at(Duration time) { return SimTime{time}; }

struct Waits {
    double mean = 0;  // ms
    Duration least = 1h, greatest{0};
};
Waits draw(const Retry& policy, std::int64_t retry, Duration previous) {
    RngStream stream{12};
    Waits waits;
    constexpr int kDraws = 100'000;
    for (int i = 0; i < kDraws; ++i) {
        const Duration wait = retryWait(policy, retry, previous, stream);
        waits.mean += toMilliseconds(wait) / kDraws;
        waits.least = std::min(waits.least, wait);
        waits.greatest = std::max(waits.greatest, wait);
    }
    return waits;
}
bool near(double value, double expected, double width) {
    return std::abs(value - expected) <
           4 * width / std::sqrt(12.0 * 100'000);  // four standard errors of a uniform's mean
}

Retry policy(Jitter jitter) {
    Retry retry;
    retry.backoff = {50ms, 2, 300ms};
    retry.jitter = jitter;
    return retry;
}

}  // namespace

class RetryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void the_wait_doubles_up_to_its_cap() {
        const Backoff backoff{50ms, 2, 300ms};
        QCOMPARE(backoffCeiling(backoff, 0), Duration{50ms});
        QCOMPARE(backoffCeiling(backoff, 1), Duration{100ms});
        QCOMPARE(backoffCeiling(backoff, 2), Duration{200ms});
        QCOMPARE(backoffCeiling(backoff, 3), Duration{300ms});
        QCOMPARE(backoffCeiling(backoff, 1'000'000'000), Duration{300ms});
        QCOMPARE(backoffCeiling({50ms, 1, 300ms}, 1'000'000'000), Duration{50ms});
        QCOMPARE(backoffCeiling({400ms, 1, 300ms}, 0), Duration{300ms});
        QCOMPARE(backoffCeiling({0ns, 2, 300ms}, 1'000'000'000), Duration{0});
    }

    void without_jitter_every_wait_is_the_ceiling() {
        RngStream stream{1};
        QCOMPARE(retryWait(policy(Jitter::none), 1, 0ns, stream), Duration{100ms});
        QVERIFY2(stream == RngStream{1}, "and draws nothing");
    }

    void full_jitter_spreads_from_nothing_to_the_ceiling() {
        const Waits waits = draw(policy(Jitter::full), 2, 0ns);
        QVERIFY(near(waits.mean, 100, 200));
        QVERIFY(waits.least < 1ms && waits.greatest > 199ms && waits.greatest <= 200ms);
    }

    void equal_jitter_keeps_half() {
        const Waits waits = draw(policy(Jitter::equal), 2, 0ns);
        QVERIFY(near(waits.mean, 150, 100));
        QVERIFY(waits.least >= 100ms && waits.greatest <= 200ms);
    }

    void decorrelated_jitter_grows_from_the_last_wait() {
        const Waits first = draw(policy(Jitter::decorrelated), 0, 0ns);
        QVERIFY(near(first.mean, 100, 100));  // U(50, 150)
        const Waits next = draw(policy(Jitter::decorrelated), 1, 90ms);
        QVERIFY(near(next.mean, 160, 220));  // U(50, 270)
        const Waits capped = draw(policy(Jitter::decorrelated), 5, 300ms);
        QCOMPARE(capped.greatest, Duration{300ms});  // U(50, 900), cut at the cap
        QVERIFY(capped.least >= 50ms);
    }

    void a_fifth_of_the_calls_may_be_retried() {
        RetryBudget budget{{Share::percent(20), 10s, 0}};
        QVERIFY(!budget.tryRetry(at(0s)));
        for (int i = 0; i < 100; ++i) budget.onFirstCall(at(i * 10ms));
        QCOMPARE(budget.balance(at(1s)), std::int64_t{20});
        int retries = 0;
        while (budget.tryRetry(at(1s))) ++retries;
        QCOMPARE(retries, 20);
    }

    void unused_retries_expire_after_the_time_to_live() {
        RetryBudget budget{{Share::percent(20), 10s, 0}};
        for (int i = 0; i < 100; ++i) budget.onFirstCall(at(500ms));
        QCOMPARE(budget.balance(at(9999ms)), std::int64_t{20});
        QCOMPARE(budget.balance(at(10s)), std::int64_t{0});
        QCOMPARE(budget.balance(at(10h)), std::int64_t{0});
    }

    void the_reserve_lets_sparse_traffic_retry() {
        RetryBudget budget;  // Finagle's: 20 %, 10 s, 10/s
        QCOMPARE(budget.balance(at(0s)), std::int64_t{100});
        int retries = 0;
        while (budget.tryRetry(at(0s))) ++retries;
        QCOMPARE(retries, 100);
        // What was withdrawn comes back when its slice expires.
        QCOMPARE(budget.balance(at(9s)), std::int64_t{0});
        QCOMPARE(budget.balance(at(10s)), std::int64_t{100});
    }

    void in_a_full_outage_the_load_grows_by_the_share_and_no_more() {
        RetryBudget budget{{Share::percent(20), 10s, 0}};
        int retries = 0;
        for (int i = 0; i < 100'000; ++i) {
            budget.onFirstCall(at(i * 1ms));
            retries += budget.tryRetry(at(i * 1ms)) ? 1 : 0;
        }
        QVERIFY(retries <= 20'000 && retries >= 19'800);
    }
};

QTEST_GUILESS_MAIN(RetryTest)
#include "retry_test.moc"
