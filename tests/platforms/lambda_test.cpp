#include "platforms/lambda.h"

#include <QtTest>

using namespace spillway;
using namespace std::chrono_literals;

namespace {
SimTime at(Duration time) { return SimTime{time}; }
const LambdaFacts& facts() { return platformFacts().lambda; }
constexpr LambdaIdle kNobodyIdle{};
}  // namespace

class LambdaTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void a_function_adds_a_thousand_environments_at_once_then_a_hundred_a_second() {
        LambdaConcurrency account{100'000, facts()};
        TokenBucket scaling = lambdaScaling(facts());
        const auto started = [&](SimTime now) {
            int cold = 0;
            while (admit(account, scaling, kNobodyIdle, now).answer == LambdaAnswer::cold) ++cold;
            return cold;
        };
        QCOMPARE(started(at(0s)), 1000);
        QCOMPARE(started(at(1s)), 100);
        QCOMPARE(started(at(1500ms)), 50);
        // Not saved up: an hour of rest allows no more than a thousand.
        QCOMPARE(started(at(1h)), 1000);
    }

    void what_is_idle_is_used_before_anything_starts() {
        LambdaConcurrency account{10, facts()};
        TokenBucket scaling = lambdaScaling(facts());
        QVERIFY(admit(account, scaling, {true, true}, at(0s)).answer == LambdaAnswer::provisioned);
        QVERIFY(admit(account, scaling, {false, true}, at(0s)).answer == LambdaAnswer::warm);
        QVERIFY(admit(account, scaling, {false, false}, at(0s)).answer == LambdaAnswer::cold);
        QCOMPARE(scaling.available(at(0s)), 999.0);
        QCOMPARE(account.inFlight(), std::int64_t{3});
    }

    void the_concurrency_limit_refuses_at_once() {
        LambdaConcurrency reserved{2, facts()};
        TokenBucket scaling = lambdaScaling(facts());
        QVERIFY(admit(reserved, scaling, kNobodyIdle, at(0s)).answer == LambdaAnswer::cold);
        QVERIFY(admit(reserved, scaling, kNobodyIdle, at(0s)).answer == LambdaAnswer::cold);
        const LambdaVerdict refused = admit(reserved, scaling, {true, true}, at(0s));
        QVERIFY(refused.answer == LambdaAnswer::throttled);
        QVERIFY(refused.limit == LambdaLimit::concurrency);
        reserved.finish();
        QVERIFY(admit(reserved, scaling, {false, true}, at(0s)).answer == LambdaAnswer::warm);
    }

    void short_requests_are_limited_by_their_rate() {
        // 10 a second per unit: a function of 1 ms meets this long before its concurrency.
        LambdaConcurrency reserved{1, facts()};
        TokenBucket scaling = lambdaScaling(facts());
        int admitted = 0;
        for (int i = 0; i < 10'000; ++i) {
            if (admit(reserved, scaling, {false, true}, at(i * 1ms)).answer == LambdaAnswer::throttled) continue;
            reserved.finish();
            ++admitted;
        }
        QCOMPARE(admitted, 10 + 99);  // the first second's burst, then ten a second
    }

    void events_are_limited_by_their_concurrency_alone() {
        LambdaConcurrency reserved{1, facts()};
        TokenBucket scaling = lambdaScaling(facts());
        const auto event = [&](Duration now) {
            return admit(reserved, scaling, {false, true}, at(now), LambdaCall::event).answer;
        };
        for (int i = 0; i < 1000; ++i) {
            QVERIFY(event(i * 1ms) == LambdaAnswer::warm);
            reserved.finish();
        }
        QVERIFY(event(1s) == LambdaAnswer::warm);
        QVERIFY(event(1s) == LambdaAnswer::throttled);  // one is in flight
    }

    void a_throttled_request_is_not_in_flight() {
        LambdaConcurrency none{0, facts()};
        TokenBucket scaling = lambdaScaling(facts());
        QVERIFY(admit(none, scaling, {true, true}, at(0s)).answer == LambdaAnswer::throttled);
        QCOMPARE(none.inFlight(), std::int64_t{0});
    }

    void sqs_pollers_ramp_by_three_hundred_a_minute() {
        SqsPollers pollers{facts(), std::nullopt};
        QCOMPARE(pollers.limit(), std::int64_t{5});
        for (const std::int64_t expected : {305, 605, 905, 1205, 1250, 1250}) {
            pollers.minute({.backlog = true, .busiest = pollers.limit()});
            QCOMPARE(pollers.limit(), expected);
        }
        QVERIFY(pollers.atMost());
    }

    void sqs_pollers_that_were_not_needed_go() {
        SqsPollers pollers{facts(), std::nullopt};
        const auto after = [&pollers](SqsPollers::Minute minute) {
            pollers.minute(minute);
            return pollers.limit();
        };
        QCOMPARE(after({.backlog = true, .busiest = 5}), std::int64_t{305});
        QCOMPARE(after({.backlog = false, .busiest = 305}), std::int64_t{305});  // they drained it: all were needed
        QCOMPARE(after({.backlog = false, .busiest = 98}), std::int64_t{98});
        QCOMPARE(after({.backlog = false, .busiest = 98}), std::int64_t{98});
        QCOMPARE(after({.backlog = false, .busiest = 1}), std::int64_t{5});
        QCOMPARE(after({.backlog = false, .busiest = 0}), std::int64_t{2});
        QCOMPARE(after({.backlog = false, .busiest = 1}), std::int64_t{5});
    }

    void a_stated_maximum_concurrency_holds_the_pollers() {
        SqsPollers pollers{facts(), 20};
        pollers.minute({.backlog = true, .busiest = 5});
        QCOMPARE(pollers.limit(), std::int64_t{20});
        QVERIFY(pollers.atMost());
        QCOMPARE((SqsPollers{facts(), 3}.limit()), std::int64_t{3});
    }
};

QTEST_GUILESS_MAIN(LambdaTest)
#include "lambda_test.moc"
