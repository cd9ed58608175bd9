#include "policies/circuit_breaker.h"

#include <QtTest>

using namespace spillway;
using namespace std::chrono_literals;
using State = CircuitBreaker::State;

static_assert(std::copyable<CircuitBreaker>);

namespace {

SimTime at(Duration time) { return SimTime{time}; }
constexpr CircuitBreaker::Outcome kOk{false, 10ms};
constexpr CircuitBreaker::Outcome kFailed{true, 10ms};

// Admits and records `count` calls a millisecond apart; the last transition, if any.
std::optional<CircuitBreaker::Transition> call(CircuitBreaker& breaker, int count, CircuitBreaker::Outcome outcome,
                                               Duration from) {
    std::optional<CircuitBreaker::Transition> last;
    for (int i = 0; i < count; ++i) {
        const SimTime now = at(from + i * 1ms);
        if (!breaker.acquire(now).admitted) continue;
        if (auto transition = breaker.record(outcome, now)) last = transition;
    }
    return last;
}

Breaker tenCalls() {
    Breaker settings;
    settings.window.calls = 10;
    settings.open = 30s;
    settings.halfOpenCalls = 4;
    return settings;
}

}  // namespace

class CircuitBreakerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void with_the_defaults_it_cannot_open_before_a_hundred_calls() {
        CircuitBreaker breaker{Breaker{}};
        QVERIFY(!call(breaker, 99, kFailed, 0s));
        QCOMPARE(breaker.state(), State::closed);
        const auto opened = call(breaker, 1, kFailed, 1s);
        QVERIFY(opened && opened->from == State::closed && opened->to == State::open);
        QCOMPARE(opened->reason, std::string{"failure rate 100% of the last 100 calls reached 50%"});
    }

    void a_smaller_window_lowers_the_calls_it_needs() {
        QCOMPARE(CircuitBreaker{tenCalls()}.minimumCalls(), std::int64_t{10});
        Breaker timed;
        timed.window.time = 10s;
        QCOMPARE(CircuitBreaker{timed}.minimumCalls(), std::int64_t{100});
        Breaker stated = tenCalls();
        stated.minimumCalls = 5;
        QCOMPARE(CircuitBreaker{stated}.minimumCalls(), std::int64_t{5});
        stated.minimumCalls = 50;
        QCOMPARE(CircuitBreaker{stated}.minimumCalls(), std::int64_t{10});
    }

    void it_opens_exactly_at_the_threshold() {
        CircuitBreaker breaker{tenCalls()};
        call(breaker, 6, kOk, 0s);
        call(breaker, 4, kFailed, 1s);  // 40 %
        QCOMPARE(breaker.state(), State::closed);
        call(breaker, 1, kFailed, 2s);  // an old success leaves the window: 50 %
        QCOMPARE(breaker.state(), State::open);
    }

    void old_outcomes_leave_a_count_based_window() {
        CircuitBreaker breaker{tenCalls()};
        call(breaker, 4, kFailed, 0s);
        call(breaker, 10, kOk, 1s);
        call(breaker, 4, kFailed, 2s);
        QCOMPARE(breaker.state(), State::closed);
    }

    void open_it_admits_nothing_until_the_wait_has_passed() {
        CircuitBreaker breaker{tenCalls()};
        call(breaker, 10, kFailed, 0s);
        const SimTime opened = at(9ms);
        QCOMPARE(breaker.openUntil(), opened + 30s);
        QVERIFY(!breaker.acquire(opened + 1ms).admitted);
        QVERIFY2(!breaker.acquire(opened + 30s).admitted, "Resilience4j asks for after, not at");
        const auto permission = breaker.acquire(opened + 30s + 1ns);
        QVERIFY(permission.admitted);
        QVERIFY(permission.transition && permission.transition->from == State::open &&
                permission.transition->to == State::halfOpen);
    }

    void half_open_it_admits_only_its_probes_and_judges_when_all_are_back() {
        CircuitBreaker breaker{tenCalls()};
        call(breaker, 10, kFailed, 0s);
        for (int i = 0; i < 4; ++i) QVERIFY(breaker.acquire(at(40s)).admitted);
        QVERIFY(!breaker.acquire(at(40s)).admitted);
        QVERIFY(!breaker.record(kOk, at(41s)));
        QVERIFY(!breaker.record(kOk, at(41s)));
        QVERIFY(!breaker.record(kFailed, at(41s)));
        const auto judged = breaker.record(kOk, at(41s));
        QVERIFY(judged && judged->to == State::closed);
        QCOMPARE(judged->reason, std::string{"1 of 4 probes failed, below 50%"});
        // Who looks at slowness says how it was.
        Breaker slowness = tenCalls();
        slowness.slowCall = 500ms;
        CircuitBreaker slow{slowness};
        call(slow, 10, kFailed, 0s);
        for (int i = 0; i < 4; ++i) QVERIFY(slow.acquire(at(40s)).admitted);
        for (int i = 0; i < 3; ++i) QVERIFY(!slow.record(kOk, at(41s)));
        QCOMPARE(slow.record({false, 600ms}, at(41s))->reason,
                 std::string{"0 of 4 probes failed, below 50%; 1 were slower than 500 ms, below 100%"});
        // Its window starts afresh: nine failures are below the minimum.
        call(breaker, 9, kFailed, 50s);
        QCOMPARE(breaker.state(), State::closed);
    }

    void half_open_it_opens_again_when_the_probes_fail() {
        CircuitBreaker breaker{tenCalls()};
        call(breaker, 10, kFailed, 0s);
        call(breaker, 2, kOk, 40s);
        const auto judged = call(breaker, 2, kFailed, 41s);
        QVERIFY(judged && judged->from == State::halfOpen && judged->to == State::open);
        QCOMPARE(judged->reason, std::string{"failure rate 50% of 4 probes reached 50%"});
        QVERIFY(!breaker.acquire(at(60s)).admitted);
        QVERIFY(breaker.acquire(at(72s)).admitted);
    }

    void a_probe_that_was_never_made_can_be_given_back() {
        CircuitBreaker breaker{tenCalls()};
        call(breaker, 10, kFailed, 0s);
        for (int i = 0; i < 4; ++i) QVERIFY(breaker.acquire(at(40s)).admitted);
        breaker.release();
        QVERIFY(breaker.acquire(at(40s)).admitted);
        QVERIFY(!breaker.acquire(at(40s)).admitted);
    }

    void a_call_that_ends_while_it_is_open_changes_nothing() {
        CircuitBreaker breaker{tenCalls()};
        call(breaker, 10, kFailed, 0s);
        const SimTime until = breaker.openUntil();
        for (int i = 0; i < 20; ++i) QVERIFY(!breaker.record(kFailed, at(5s)));
        QCOMPARE(breaker.openUntil(), until);
    }

    void slow_calls_open_it_as_failures_do() {
        Breaker settings = tenCalls();
        settings.slowCall = 100ms;
        settings.slowRate = Share::percent(80);
        CircuitBreaker breaker{settings};
        call(breaker, 2, {false, 100ms}, 0s);  // exactly the bound is not slow
        const auto opened = call(breaker, 8, {false, 101ms}, 1s);
        QVERIFY(opened);
        QCOMPARE(opened->reason, std::string{"80% of the last 10 calls were slower than 100 ms, the threshold is 80%"});
    }

    void slowness_is_not_counted_unless_asked_for() {
        CircuitBreaker breaker{tenCalls()};
        QVERIFY(!call(breaker, 100, {false, 1h}, 0s));
    }

    void a_time_based_window_forgets_by_the_second() {
        Breaker settings;
        settings.window.time = 5s;
        settings.minimumCalls = 10;
        CircuitBreaker breaker{settings};
        call(breaker, 9, kFailed, 0s);
        // 5 s later the slice of second 0 has left: these nine stand alone.
        QVERIFY(!call(breaker, 9, kFailed, 5s));
        const auto opened = call(breaker, 1, kFailed, 9s);
        QVERIFY(opened);
        QCOMPARE(opened->reason, std::string{"failure rate 100% of 10 calls in 5 s reached 50%"});
    }

    void a_time_based_window_survives_a_long_silence() {
        auto window = BreakerWindowCounts::ofTime(10s);
        window.record(true, false, at(3s));
        QCOMPARE(window.counts(at(12s)).failed, std::int64_t{1});
        QCOMPARE(window.counts(at(13s)).failed, std::int64_t{0});
        window.record(true, true, at(14s));
        QCOMPARE(window.counts(at(1h)).calls, std::int64_t{0});
    }
};

QTEST_GUILESS_MAIN(CircuitBreakerTest)
#include "circuit_breaker_test.moc"
