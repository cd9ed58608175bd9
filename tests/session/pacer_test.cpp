#include "session/pacer.h"
#include "session/latest_value.h"

#include <QtTest>

#include <thread>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

Pacer::Wall at(std::chrono::nanoseconds sinceStart) { return Pacer::Wall{} + 1h + sinceStart; }
SimTime sim(Duration sinceStart) { return SimTime{sinceStart}; }

}  // namespace

class PacerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void simulated_time_follows_wall_time_by_the_speed();
    void as_fast_as_possible_has_no_schedule();
    void a_million_ticks_add_up_no_error();
    void changing_the_speed_does_not_jump();
    void what_could_not_be_kept_up_with_is_forgiven();
    void the_newest_value_is_read_and_none_is_torn();
};

void PacerTest::simulated_time_follows_wall_time_by_the_speed() {
    Pacer pacer;
    pacer.setSpeed(8, sim(0s), at(0s));
    QCOMPARE(pacer.due(sim(0s), at(100ms)).value(), sim(800ms));
    QVERIFY(pacer.wallAt(sim(800ms)) == at(100ms));
    pacer.setSpeed(0.1, sim(1s), at(1s));
    QCOMPARE(pacer.due(sim(1s), at(1100ms)).value(), sim(1010ms));
}

void PacerTest::as_fast_as_possible_has_no_schedule() {
    Pacer pacer;
    pacer.setSpeed(0, sim(0s), at(0s));
    QVERIFY(!pacer.due(sim(0s), at(1h)));
}

void PacerTest::a_million_ticks_add_up_no_error() {
    Pacer pacer;
    pacer.setSpeed(1.0 / 3, sim(0s), at(0s));
    SimTime now = sim(0s);
    for (int tick = 1; tick <= 1'000'000; ++tick) now = pacer.due(now, at(tick * 1ms)).value();
    const Duration off = now - sim(Duration{1'000'000ms} / 3);
    QVERIFY2(off > -1us && off < 1us, qPrintable(QString::number(off.count())));
}

void PacerTest::changing_the_speed_does_not_jump() {
    Pacer pacer;
    pacer.setSpeed(1, sim(0s), at(0s));
    QCOMPARE(pacer.due(sim(90ms), at(100ms)).value(), sim(100ms));
    pacer.setSpeed(10, sim(90ms), at(100ms));
    QCOMPARE(pacer.due(sim(90ms), at(100ms)).value(), sim(90ms));
    QCOMPARE(pacer.due(sim(90ms), at(101ms)).value(), sim(100ms));
}

void PacerTest::what_could_not_be_kept_up_with_is_forgiven() {
    Pacer pacer;
    pacer.setSpeed(2, sim(0s), at(0s));
    // Ten seconds asleep: half a simulated second is made up for, not twenty.
    QCOMPARE(pacer.due(sim(0s), at(10s)).value(), sim(500ms));
    QCOMPARE(pacer.due(sim(500ms), at(10s + 10ms)).value(), sim(520ms));
}

void PacerTest::the_newest_value_is_read_and_none_is_torn() {
    struct Pair {
        int first = 0;
        int second = 0;
    };
    LatestValue<Pair> channel;
    QVERIFY(!channel.take());
    constexpr int kLast = 200'000;
    std::jthread writer{[&] {
        for (int i = 1; i <= kLast; ++i) {
            channel.back() = {i, -i};
            channel.publish();
        }
    }};
    int seen = 0;
    bool sound = true;
    while (seen < kLast) {
        if (!channel.take()) continue;
        sound &= channel.front().first > seen && channel.front().second == -channel.front().first;
        seen = channel.front().first;
    }
    QVERIFY(sound);
    QVERIFY(!channel.take());
}

QTEST_GUILESS_MAIN(PacerTest)
#include "pacer_test.moc"
