#include "base/random.h"
#include "kernel/future_event_list.h"
#include "kernel/naive_event_list.h"
#include "kernel/ranks.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <unordered_set>
#include <vector>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

struct NoForesight {
    static constexpr bool kSees = false;
};

// Where no call waits for an answer.
FramePool& noFrames() {
    static FramePool none{1 << 10};
    return none;
}

constexpr std::array<Duration, 3> kConstants{0ns, 500us, 2ms};
constexpr std::array<Duration, 2> kTimeouts{5ms, 1s};

// Events that beget events: hops, timers that are mostly cancelled, work of any length. How many are pending, how far
// apart and how often at one instant differs from seed to seed.
class Story {
public:
    // `pending`: 0 for any number.
    explicit Story(std::uint64_t seed, std::size_t pending = 0)
        : m_draw{RngStream::derive(seed, "story", Purpose::choice)},
          m_pending{pending != 0 ? pending : std::size_t{1} << m_draw.below(12)},
          m_mean{std::int64_t{1000} << m_draw.below(24)},
          m_grain{m_draw.chance(0.5) ? Duration{1} : Duration{1 << m_draw.below(20)}} {}

    // The uids and times in the order in which `list` gives the events away.
    template <class List, class Take>
    std::vector<Event> tell(List& list, std::size_t events, Take take) {
        std::vector<Event> told;
        for (std::size_t i = 0; i < m_pending; ++i) list.push(event(any(), EventType::workDone));
        Event next;
        while (told.size() < events && take(list, next, [this](const Event& timer) { return isDead(timer); })) {
            m_now = next.at;
            told.push_back(next);
            follow(list, next);
        }
        return told;
    }

private:
    Event event(Duration delay, EventType type) { return {m_now + delay, uid(), 7, packWhat(type)}; }
    std::uint64_t uid() { return makeUid(m_draw.below(50), ++m_sequence); }
    Duration any() {
        const double far = m_draw.chance(0.01) ? 1000 : 1;
        const auto exact = static_cast<std::int64_t>(m_draw.exponential() * far * static_cast<double>(m_mean.count()));
        return exact / m_grain.count() * m_grain;  // on a coarse grain many fall on one instant
    }
    bool isDead(const Event& timer) const { return m_cancelled.contains(timer.uid); }
    template <class List>
    void follow(List& list, const Event& next) {
        // Each event has one successor, so that as many stay pending; a timer has none.
        if (next.type() == EventType::callTimeout) return;
        const std::uint32_t way = m_draw.below(4);
        if (way < kConstants.size()) {
            list.pushConstant(way, event(kConstants[way], EventType::arrive));
        } else {
            list.push(event(any(), EventType::workDone));
        }
        if (m_draw.chance(0.5)) {
            const std::uint32_t timer = m_draw.below(kTimeouts.size());
            const Event armed = event(kTimeouts[timer], EventType::callTimeout);
            if (m_draw.chance(0.95)) m_cancelled.insert(armed.uid);
            list.arm(timer, armed, [this](const Event& each) { return isDead(each); });
        }
    }

    RngStream m_draw;
    std::size_t m_pending;
    Duration m_mean;
    Duration m_grain;
    SimTime m_now{};
    std::uint64_t m_sequence = 0;
    std::unordered_set<std::uint64_t> m_cancelled;  // only looked up
};

bool isSame(const Event& a, const Event& b) { return a.at == b.at && a.uid == b.uid && a.word == b.word; }

}  // namespace

class EventListTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void it_gives_events_away_in_the_order_of_a_priority_queue() {
        std::size_t ties = 0;
        for (std::uint64_t seed = 1; seed <= 300; ++seed) {
            FutureEventList list{kConstants.size(), kTimeouts.size()};
            kernel_test::NaiveEventList naive;
            const auto told = Story{seed}.tell(list, 4000, [](auto& of, Event& out, auto isDead) {
                return of.takeBefore(SimTime::max(), out, noFrames(), isDead, NoForesight{});
            });
            const auto wanted = Story{seed}.tell(naive, 4000, [](auto& of, Event& out, auto isDead) {
                return of.takeBefore(SimTime::max(), out, isDead);
            });
            QCOMPARE(told.size(), wanted.size());
            for (std::size_t i = 0; i < told.size(); ++i) {
                QVERIFY2(isSame(told[i], wanted[i]), qPrintable(QString("SEED=%1 event %2").arg(seed).arg(i)));
                ties += i != 0 && told[i].at == told[i - 1].at;
            }
        }
        QVERIFY2(ties > 10'000, "instants with several events are what goes wrong");
    }

    // Blocks of more slices than one word has bits, laid out anew as events come and go.
    void a_hundred_thousand_come_in_that_order_too() {
        for (std::uint64_t seed = 1; seed <= 8; ++seed) {
            FutureEventList list{kConstants.size(), kTimeouts.size()};
            kernel_test::NaiveEventList naive;
            const auto told = Story{seed, 100'000}.tell(list, 300'000, [](auto& of, Event& out, auto isDead) {
                return of.takeBefore(SimTime::max(), out, noFrames(), isDead, NoForesight{});
            });
            const auto wanted = Story{seed, 100'000}.tell(naive, 300'000, [](auto& of, Event& out, auto isDead) {
                return of.takeBefore(SimTime::max(), out, isDead);
            });
            const auto differ = std::ranges::mismatch(told, wanted, isSame);
            QVERIFY2(differ.in1 == told.end() && differ.in2 == wanted.end(),
                     qPrintable(QString("SEED=%1 event %2").arg(seed).arg(differ.in1 - told.begin())));
        }
    }

    // Few events are compared by time and place in one number, which ends after 4.6 years.
    void what_lies_years_ahead_comes_in_its_turn() {
        FutureEventList list{0, 0};
        const auto never = [](const Event&) { return false; };
        const SimTime end{Duration{FewEvents::kEnd}};
        const std::vector<SimTime> times{end - 1ns, end, SimTime{1ns}, end + 1h, SimTime{64ns}, end, end + 1ns};
        for (std::size_t i = 0; i < times.size(); ++i) list.push({times[i], i + 1, 0, 0});
        std::vector<std::uint64_t> told;
        Event out;
        while (list.takeBefore(SimTime::max(), out, noFrames(), never, NoForesight{})) told.push_back(out.uid);
        QCOMPARE(told, (std::vector<std::uint64_t>{3, 5, 1, 2, 6, 7, 4}));
    }

    void what_lies_after_the_bound_stays() {
        FutureEventList list{1, 0};
        const auto never = [](const Event&) { return false; };
        list.push({SimTime{5ms}, 1, 0, 0});
        list.pushConstant(0, {SimTime{4ms}, 2, 0, 0});
        Event out;
        QVERIFY(!list.takeBefore(SimTime{4ms}, out, noFrames(), never, NoForesight{}));
        QVERIFY(list.takeBefore(SimTime{5ms}, out, noFrames(), never, NoForesight{}));
        QCOMPARE(out.uid, std::uint64_t{2});
        QVERIFY(!list.takeBefore(SimTime{5ms}, out, noFrames(), never, NoForesight{}));
        QCOMPARE(list.size(), std::size_t{1});
        QVERIFY(list.nextTime() == SimTime{5ms});
    }

    // An answer takes a call out where it stands; which one gives up next is only looked up when it may be due.
    void calls_that_wait_give_up_in_order_and_those_that_were_answered_never_do() {
        const std::array<Duration, 2> timeouts{5ms, 7ms};
        const auto never = [](const Event&) { return false; };
        FutureEventList list{0, 0, timeouts};
        FramePool frames{1 << 16};
        RngStream draw{11};
        std::map<std::pair<SimTime, std::uint64_t>, std::pair<std::uint32_t, std::size_t>> waiting;
        SimTime now{};
        std::size_t gaveUp = 0;
        for (std::uint64_t uid = 1; uid <= 20'000; ++uid) {
            now += Duration{100us} * draw.below(3);
            Event out;
            while (list.takeBefore(now, out, frames, never, NoForesight{})) {
                QVERIFY(!waiting.empty());
                const auto [index, which] = waiting.begin()->second;
                QCOMPARE(out.uid, waiting.begin()->first.second);
                QVERIFY(out.at == waiting.begin()->first.first && out.subject() == index);
                list.unawait(which, frames[index]);
                frames.release(index);
                waiting.erase(waiting.begin());
                ++gaveUp;
            }
            QVERIFY(waiting.empty() || waiting.begin()->first.first >= now);
            const std::size_t which = draw.below(2);
            const std::uint32_t index = frames.claim();
            frames[index].begin(now, mix64(uid), kNoFrame, 0, 0, 0);
            list.await(which, frames, frames[index]);
            waiting[{now + timeouts[which], mix64(uid)}] = {index, which};
            if (!draw.chance(0.7)) continue;
            const auto answered = std::next(waiting.begin(), draw.below(static_cast<std::uint32_t>(waiting.size())));
            list.unawait(answered->second.second, frames[answered->second.first]);
            frames.release(answered->second.first);
            waiting.erase(answered);
        }
        QVERIFY(gaveUp > 1000);
    }

    // A request and its call in one frame: that they are two again is promised, so the pool is full sooner.
    void a_pool_keeps_room_for_the_second_of_two_in_one_frame() {
        FramePool frames{1024};
        for (int i = 0; i < 512; ++i) {
            QVERIFY(frames.fold());
            QVERIFY(frames.claim() != kNoFrame);
        }
        QVERIFY(!frames.fold());
        QCOMPARE(frames.claim(), kNoFrame);
        const FramePool copy{frames};
        frames.unfold();
        QVERIFY(frames.claim() != kNoFrame);
        QCOMPARE(frames.claim(), kNoFrame);
        QCOMPARE(FramePool{copy}.claim(), kNoFrame);
    }

    void ranks_say_how_many_are_greater() {
        RngStream draw = RngStream::derive(8, "ranks", Purpose::choice);
        for (int round = 0; round < 1000; ++round) {
            const std::uint32_t spread = 1U << draw.below(31);  // narrow ones: many are equal
            InFours<16> numbers;
            for (std::size_t i = 0; i < 16; ++i)
                numbers.fours[i / 4][i % 4] =
                    static_cast<std::int32_t>(draw.below(spread)) - static_cast<std::int32_t>(spread / 2);
            const InFours<16> ranks = ranksOf(numbers);
            for (std::size_t i = 0; i < 16; ++i) {
                std::int32_t greater = 0;
                for (std::size_t j = 0; j < 16; ++j)
                    if (numbers.fours[j / 4][j % 4] > numbers.fours[i / 4][i % 4]) ++greater;
                QCOMPARE(ranks.fours[i / 4][i % 4], greater);
            }
        }
    }

    // Up to forty lie in no order, more in slices: the order in which they come is the same, also of those that come at
    // once.
    void events_come_in_order_however_few_there_are() {
        RngStream draw{5};
        for (const std::size_t most : {1U, 2U, 3U, 8U, 39U, 40U, 41U, 60U}) {
            EventWheel wheel;
            std::vector<Event> waiting;
            SimTime now{};
            for (std::uint64_t i = 0; i < 20'000; ++i) {
                while (waiting.size() < most && draw.chance(0.7)) {
                    const Event event{now + Duration{draw.below(12)}, mix64(waiting.size() + 64 * i), 0, 0};
                    wheel.push(event);
                    waiting.push_back(event);
                }
                if (waiting.empty()) continue;
                const auto next = std::ranges::min_element(waiting, isBefore);
                QCOMPARE(wheel.front().uid, next->uid);
                Event taken;
                const std::int64_t after = wheel.take(taken);
                QCOMPARE(taken.uid, next->uid);
                QVERIFY(taken.at == next->at && taken.at >= now);
                now = taken.at;
                waiting.erase(next);
                QCOMPARE(wheel.size(), waiting.size());
                const std::int64_t expected =
                    waiting.empty() ? std::numeric_limits<std::int64_t>::max()
                                    : std::ranges::min_element(waiting, isBefore)->at.time_since_epoch().count();
                QCOMPARE(after, expected);
            }
        }
    }

    // A width that swings between two values costs a third of the speed and no test of the order sees it.
    void a_steady_load_lays_the_wheel_out_a_few_times_only() {
        for (const std::size_t pending : {100U, 1000U, 20'000U}) {
            EventWheel wheel;
            RngStream draw{pending};
            const auto later = [&](SimTime now) {
                return now + Duration{1 + static_cast<std::int64_t>(draw.exponential() * 1e7)};
            };
            for (std::size_t i = 0; i < pending; ++i) wheel.push({later(SimTime{}), i, 0, 0});
            for (std::size_t i = 0; i < 1'000'000; ++i) {
                Event next;
                wheel.take(next);
                wheel.push({later(next.at), pending + i, 0, 0});
            }
            QCOMPARE(wheel.size(), pending);
            QVERIFY2(wheel.layouts() < 25, qPrintable(QString::number(wheel.layouts())));
        }
    }
};

QTEST_GUILESS_MAIN(EventListTest)
#include "event_list_test.moc"
