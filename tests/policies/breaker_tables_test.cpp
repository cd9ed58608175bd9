#include "policies/circuit_breaker.h"

#include <QtTest>

using namespace spillway;
using namespace std::chrono_literals;
using State = CircuitBreaker::State;

namespace {

SimTime at(Duration time) { return SimTime{time}; }

// One line of a table.
// o, f: a call succeeds, fails, at once; s: succeeds after 101 ms; b: after 100 ms; x: fails after 101 ms
// a: a call begins; +, -: one that has begun succeeds, fails; r: one that has begun was never made
// t: nothing but time
struct Row {
    Duration when;
    char event;
    char state;            // Closed, Open, Half-open: after it
    bool admitted = true;  // of calls that begin
};

char letterOf(State state) { return state == State::closed ? 'C' : state == State::open ? 'O' : 'H'; }

CircuitBreaker::Outcome outcomeOf(char event) {
    const Duration took = event == 's' || event == 'x' ? 101ms : event == 'b' ? Duration{100ms} : Duration{10ms};
    return {event == 'f' || event == 'x' || event == '-', took};
}

// Whether such an event was let in.
bool happens(CircuitBreaker& breaker, char event, SimTime now) {
    switch (event) {
        case 't': breaker.tick(now); return true;
        case 'r': breaker.release(); return true;
        case '+':
        case '-': breaker.record(outcomeOf(event), now); return true;
        case 'a': return breaker.acquire(now).admitted;
        default: break;
    }
    const bool admitted = breaker.acquire(now).admitted;
    if (admitted) breaker.record(outcomeOf(event), now);
    return admitted;
}

void follow(const Breaker& settings, const std::vector<Row>& rows) {
    CircuitBreaker breaker{settings};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const QByteArray row = "row " + QByteArray::number(static_cast<int>(i)) + ' ' + rows[i].event;
        QVERIFY2(happens(breaker, rows[i].event, at(rows[i].when)) == rows[i].admitted, row.constData());
        QVERIFY2(letterOf(breaker.state()) == rows[i].state, row.constData());
    }
}

// Half of four, for ten seconds, two probes.
Breaker four() {
    Breaker settings;
    settings.window.calls = 4;
    settings.minimumCalls = 4;
    settings.open = 10s;
    settings.halfOpenCalls = 2;
    return settings;
}

// Opens at 3 s.
std::vector<Row> opening() { return {{0s, 'o', 'C'}, {1s, 'f', 'C'}, {2s, 'o', 'C'}, {3s, 'f', 'O'}}; }

std::vector<Row> operator+(std::vector<Row> first, const std::vector<Row>& then) {
    first.insert(first.end(), then.begin(), then.end());
    return first;
}

}  // namespace

// Resilience4j (CircuitBreakerStateMachine, CircuitBreakerMetrics, FixedSizeSlidingWindowMetrics,
// SlidingTimeWindowMetrics), by hand.
class BreakerTablesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // The rate says nothing before the minimum, whatever it is.
    void fewer_calls_than_the_minimum_never_open_it() {
        Breaker settings = four();
        settings.minimumCalls = 3;
        follow(settings, {{0s, 'f', 'C'}, {1s, 'f', 'C'}, {2s, 'o', 'O'}});  // 2 of 3, at a success
    }
    void a_count_window_holds_the_last_four() {
        follow(four(), {{0s, 'f', 'C'},
                        {1s, 'o', 'C'},
                        {2s, 'o', 'C'},
                        {3s, 'o', 'C'},    // 1 of 4
                        {4s, 'o', 'C'},    // the failure has left: 0 of 4
                        {5s, 'f', 'C'},    // 1 of 4
                        {6s, 'f', 'O'}});  // 2 of 4
    }
    // Slices are whole seconds of the clock: of 3 s, the current one and the two before it.
    void a_time_window_holds_whole_seconds() {
        Breaker settings = four();
        settings.window.time = 3s;
        settings.minimumCalls = 3;
        follow(settings, {{500ms, 'f', 'C'}, {1500ms, 'f', 'C'}, {2900ms, 'o', 'O'}});  // 2 of 3
        follow(settings, {{500ms, 'f', 'C'}, {1500ms, 'f', 'C'}, {3s, 'o', 'C'}});      // second 0 is gone: 1 of 2
        follow(settings, {{500ms, 'f', 'C'}, {600ms, 'f', 'C'}, {10s, 'f', 'C'}});      // all before is gone
        follow(settings, {{500ms, 'f', 'C'}, {1500ms, 'f', 'C'}, {3s, 'o', 'C'}, {3900ms, 'f', 'O'}});  // 2 of 3
    }
    // The minimum of a time window is not clamped to anything, that of a count window to its size.
    void the_minimum_is_clamped_to_a_count_window_only() {
        Breaker settings = four();
        settings.minimumCalls = 50;
        follow(settings, opening());
        settings.window.time = 10s;
        follow(settings, {{0s, 'f', 'C'}, {1s, 'f', 'C'}, {2s, 'f', 'C'}, {3s, 'f', 'C'}, {4s, 'f', 'C'}});
    }
    void slow_calls_have_a_rate_of_their_own() {
        Breaker settings = four();
        settings.failureRate = Share::percent(75);
        settings.slowCall = 100ms;
        settings.slowRate = Share::percent(50);
        follow(settings, {{0s, 's', 'C'}, {1s, 'o', 'C'}, {2s, 'o', 'C'}, {3s, 's', 'O'}});
        follow(settings, {{0s, 's', 'C'}, {1s, 'b', 'C'}, {2s, 'b', 'C'}, {3s, 'b', 'C'}});  // at the bound: not slow
        follow(settings, {{0s, 'x', 'C'}, {1s, 'o', 'C'}, {2s, 'o', 'C'}, {3s, 'x', 'O'}});  // failed and slow is both
        follow(settings, {{0s, 'f', 'C'}, {1s, 'f', 'C'}, {2s, 'o', 'C'}, {3s, 's', 'C'}});  // 50 % and 25 %
    }
    // OpenState asks whether the instant is after the end of the wait.
    void open_it_lets_nothing_in_until_after_its_wait() {
        follow(four(), opening() + std::vector<Row>{{3s, 'o', 'O', false},
                                                    {12s, 'o', 'O', false},
                                                    {13s, 'o', 'O', false},
                                                    {13s + 1ns, 'a', 'H'}});
    }
    void half_open_it_lets_its_probes_in_and_judges_them_all() {
        const auto halfOpen = opening() + std::vector<Row>{{14s, 'a', 'H'}, {14s, 'a', 'H'}, {14s, 'a', 'H', false}};
        follow(four(), halfOpen + std::vector<Row>{{15s, '+', 'H'}, {15s, '+', 'C'}});
        follow(four(), halfOpen + std::vector<Row>{{15s, '+', 'H'}, {15s, '-', 'O'}, {25s, 'a', 'O', false}});  // 50 %
        follow(four(), halfOpen + std::vector<Row>{{15s, 'r', 'H'}, {15s, 'a', 'H'}, {15s, 'a', 'H', false}});
        // Closed again it knows nothing of before: three failures are below the minimum.
        follow(four(), halfOpen + std::vector<Row>{{15s, '+', 'H'},
                                                   {15s, '+', 'C'},
                                                   {16s, 'f', 'C'},
                                                   {17s, 'f', 'C'},
                                                   {18s, 'f', 'C'},
                                                   {19s, 'f', 'O'}});
    }
    // CircuitBreakerMetrics.forHalfOpen clamps the minimum to the probes: it may be reached before all are back.
    void a_smaller_minimum_judges_before_all_probes_are_back() {
        Breaker settings = four();
        settings.minimumCalls = 2;
        settings.halfOpenCalls = 4;
        const std::vector<Row> opened{{0s, 'f', 'C'}, {1s, 'f', 'O'}};
        const auto probing =
            opened + std::vector<Row>{{12s, 'a', 'H'}, {12s, 'a', 'H'}, {12s, 'a', 'H'}, {12s, 'a', 'H'}};
        // The other two end while it is closed, and count there.
        follow(settings,
               probing + std::vector<Row>{{13s, '+', 'H'}, {13s, '+', 'C'}, {14s, '-', 'C'}, {14s, '-', 'O'}});
        follow(settings,
               probing + std::vector<Row>{{13s, '+', 'H'}, {13s, '-', 'O'}, {14s, '+', 'O'}, {14s, '+', 'O'}});
    }
    void a_call_of_before_that_ends_while_it_is_half_open_is_a_probe() {
        const std::vector<Row> late{{0s, 'a', 'C'}, {0s, 'o', 'C'}, {1s, 'f', 'C'}, {2s, 'o', 'C'}, {3s, 'f', 'O'}};
        follow(four(), late + std::vector<Row>{{14s, 'a', 'H'}, {15s, '-', 'H'}, {15s, '+', 'O'}});
        follow(four(), late + std::vector<Row>{{5s, '-', 'O'}, {14s, 'a', 'H'}, {15s, '+', 'H'}});  // open: nothing
    }
    // automaticTransitionFromOpenToHalfOpenEnabled: a thread does it at the end of the wait.
    void by_itself_it_is_half_open_when_the_wait_is_over() {
        Breaker settings = four();
        follow(settings, opening() + std::vector<Row>{{13s, 't', 'O'}, {14s, 't', 'O'}});
        settings.automatic = true;
        follow(settings, opening() + std::vector<Row>{{12s, 't', 'O'}, {13s, 't', 'H'}, {13s, 'a', 'H'}});
        CircuitBreaker breaker{settings};
        QVERIFY(!breaker.changesAt());
        for (const Row& row : opening()) happens(breaker, row.event, at(row.when));
        QCOMPARE(breaker.changesAt(), at(13s));
    }
    // maxWaitDurationInHalfOpenState: without a verdict it opens again, and waits anew.
    void half_open_for_too_long_it_opens_again() {
        Breaker settings = four();
        settings.halfOpenWait = 5s;
        const auto waiting = opening() + std::vector<Row>{{14s, 'a', 'H'}, {18s, 't', 'H'}};
        follow(settings, waiting + std::vector<Row>{{19s, 't', 'O'}, {29s, 'a', 'O', false}, {30s, 'a', 'H'}});
        follow(settings, waiting + std::vector<Row>{{18s, '+', 'H'}, {18s, 'o', 'C'}, {19s, 't', 'C'}});
        follow(four(), waiting + std::vector<Row>{{19s, 't', 'H'}, {1h, 't', 'H'}});
    }
};

QTEST_GUILESS_MAIN(BreakerTablesTest)
#include "breaker_tables_test.moc"
