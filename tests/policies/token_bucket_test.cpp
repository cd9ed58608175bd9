#include "policies/token_bucket.h"

#include <QtTest>

using namespace spillway;
using namespace std::chrono_literals;

namespace {
SimTime at(Duration time) { return SimTime{time}; }
}  // namespace

class TokenBucketTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void a_full_bucket_admits_its_capacity_at_once() {
        TokenBucket bucket{Rate::perSecond(10), 3};
        for (int i = 0; i < 3; ++i) QVERIFY(bucket.tryTake(at(0s)));
        QVERIFY(!bucket.tryTake(at(0s)));
        QVERIFY(!bucket.tryTake(at(99ms)));
        QVERIFY(bucket.tryTake(at(100ms)));
    }

    void what_is_not_used_is_not_saved_beyond_the_capacity() {
        TokenBucket bucket{Rate::perSecond(10), 3};
        QCOMPARE(bucket.available(at(1h)), 3.0);
        for (int i = 0; i < 3; ++i) QVERIFY(bucket.tryTake(at(1h)));
        QVERIFY(!bucket.tryTake(at(1h)));
    }

    void in_the_long_run_the_rate_is_admitted() {
        TokenBucket bucket{Rate::perSecond(100), 1};
        int admitted = 0;
        for (int i = 0; i < 1'000'000; ++i) admitted += bucket.tryTake(at(i * 100us)) ? 1 : 0;
        QCOMPARE(admitted, 10'000);
    }

    void a_refused_attempt_takes_nothing() {
        TokenBucket bucket{Rate::perSecond(1), 1};
        QVERIFY(bucket.tryTake(at(0s)));
        for (int i = 1; i < 1000; ++i) QVERIFY(!bucket.tryTake(at(i * 1ms)));
        QVERIFY(bucket.tryTake(at(1s)));
    }

    void a_new_rate_counts_from_now() {
        TokenBucket bucket{Rate::perSecond(10), 10};
        QVERIFY(bucket.tryTake(at(0s), 10));
        bucket.setRate(Rate::perSecond(1), at(500ms));
        QCOMPARE(bucket.available(at(2500ms)), 7.0);
    }

    void a_rate_of_zero_never_refills() {
        TokenBucket bucket{Rate::perSecond(0), 2};
        QVERIFY(bucket.tryTake(at(1s)) && bucket.tryTake(at(1h)) && !bucket.tryTake(at(100h)));
    }
};

QTEST_GUILESS_MAIN(TokenBucketTest)
#include "token_bucket_test.moc"
