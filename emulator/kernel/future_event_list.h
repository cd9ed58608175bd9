#pragma once

#include "kernel/event_ring.h"
#include "kernel/event_wheel.h"
#include "kernel/timeout_list.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace spillway {

// Pending events of one lane, taken in the order (at, uid, type); what an event causes without delay is executed right
// after it, before anything else of that instant. Four kinds of sources are merged: one ring per constant delay (its
// events come sorted by themselves: two thirds of all events are network hops), one ring per distinct limit of a visit,
// one list per distinct timeout of a call, and a wheel for the rest. A timer in a ring whose frame no longer waits is
// dropped when it reaches the front, not searched for when it is cancelled; every sixteenth arming drops the dead ones
// at the front, so that a ring stays about as long as what is really waiting. Calls give up rarely: when the first of
// all lists does is kept as a time before which none does, and looked up only when it comes next.
class FutureEventList {
public:
    FutureEventList(std::size_t constants, std::size_t timers, std::span<const Duration> timeouts = {})
        : m_constants{constants},
          m_lists{1 + constants + timers},
          m_rings(constants + timers),
          m_timeouts(timeouts.begin(), timeouts.end()),
          m_heads(m_lists + 1, kNever),
          m_nowRoom{16},
          m_now(m_nowRoom) {}

    // What is pending in `before`, whose classes of constants and limits are the first of this list's; but not the
    // calls that wait for an answer: they are to be awaited once more, in the order in which they were sent.
    void takeOver(FutureEventList before) {
        m_wheel = std::move(before.m_wheel);
        m_now = std::move(before.m_now);
        m_nowNext = before.m_nowNext;
        m_nowEnd = before.m_nowEnd;
        m_nowRoom = before.m_nowRoom;
        m_heads[0] = before.m_heads[0];
        for (std::size_t i = 0; i < before.m_rings.size(); ++i) {
            const std::size_t to = i < before.m_constants ? i : m_constants + i - before.m_constants;
            m_heads[1 + to] = before.m_heads[1 + i];
            m_rings[to] = std::move(before.m_rings[i]);
        }
    }
    // Any time not before the last one taken.
    void push(const Event& event) {
        m_wheel.push(event);
        bringForward(0, timeOf(event));
    }
    // After the delay of constant class `constant`.
    void pushConstant(std::size_t constant, const Event& event) { pushRing(constant, event); }
    // At the time of the event that is being executed, as its consequence: comes next, after those that were put so
    // before. It needs no order to be found: what follows at once follows in the order of its causes.
    void pushNow(const Event& event) {
        if (m_nowEnd == m_nowRoom) [[unlikely]]
            makeRoomNow();
        m_now[m_nowEnd++] = event;
    }
    // `isDead(event)`: nobody waits for this timer any more.
    template <class IsDead>
    void arm(std::size_t timer, const Event& event, IsDead isDead) {
        EventRing& ring = m_rings[m_constants + timer];
        if (ring.isSweepDue()) [[unlikely]] {
            while (!ring.empty() && isDead(ring.front())) ring.pop();
            m_heads[1 + m_constants + timer] = ring.empty() ? kNever : timeOf(ring.front());
        }
        pushRing(m_constants + timer, event);
    }
    // `call`, a frame of the pool that is sent now, gives up after timeout `timeout`: an event comes, again and again
    // until it is removed.
    void await(std::size_t timeout, FramePool& frames, Frame& call) {
        TimeoutList& list = m_timeouts[timeout];
        if (list.add(frames, call)) [[unlikely]]
            m_heads[m_lists] = std::min(m_heads[m_lists], (call.sent + list.timeout()).time_since_epoch().count());
    }
    void unawait(std::size_t timeout, const Frame& call) { m_timeouts[timeout].remove(call); }

    // Whatever is put at once now comes next.
    bool isNothingDueNow() const { return m_nowEnd == 0; }
    // The next one that was put at once, if any.
    bool takeNow(Event& out) {
        if (m_nowEnd == 0) return false;
        out = m_now[m_nowNext++];
        if (m_nowNext == m_nowEnd) m_nowNext = m_nowEnd = 0;
        return true;
    }
    // The next event before `bound`, if any; there is none to be taken at once.
    // What will be taken from the same source soon is told to `foresee`, if that sees (kSees): frameOf(event) for what
    // comes after some others (it may also be an old one), then, nearer, flowOf(event) and placeOf(event); of the
    // wheel's events flowAndPlaceOf(event), and callsOf(event).
    // `frames` are those of the calls that wait.
    template <class IsDead, class Foresee>
    bool takeBefore(SimTime bound, Event& out, FramePool& frames, IsDead isDead, const Foresee& foresee) {
        for (;;) {
            // The lists are hardly ever next: the others are compared among themselves.
            std::size_t source = leastHead();
            if (source == kTie || m_heads[source] >= m_heads[m_lists]) [[unlikely]] {
                source = firstOfAll(frames, bound);
                if (source == kLookAgain) continue;
            }
            if (m_heads[source] >= bound.time_since_epoch().count()) return false;
            if (source == 0) {
                m_heads[0] = m_wheel.take(out);
                m_wheel.foresee(foresee);
                return true;
            }
            if (source > m_constants) [[unlikely]] {
                if (source == m_lists) {
                    out = m_firstOfLists;
                    return true;
                }
                if (isDead(takeRing(source, out))) continue;
                m_rings[source - 1].foresee(foresee);
                return true;
            }
            EventRing& ring = m_rings[source - 1];
            takeRing(source, out);
            ring.foresee(foresee);
            return true;
        }
    }
    // Time of the next event (dead timers included, so it may be early); the end of time when there is none.
    SimTime nextTime() const {
        if (m_nowEnd != 0) return m_now[m_nowNext].at;
        return SimTime{Duration{*std::min_element(m_heads.begin(), m_heads.end())}};
    }
    // Without the timeouts of calls, which take no room here.
    std::size_t size() const {
        std::size_t count = m_wheel.size() + m_nowEnd - m_nowNext;
        for (const EventRing& ring : m_rings) count += ring.size();
        return count;
    }
    std::size_t bytes() const {
        std::size_t sum = m_wheel.bytes() + m_now.capacity() * sizeof(Event);
        for (const EventRing& ring : m_rings) sum += ring.bytes();
        for (const TimeoutList& list : m_timeouts) sum += list.bytes();
        return sum;
    }

private:
    static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
    static constexpr std::size_t kTie = ~std::size_t{0};
    static constexpr std::size_t kLookAgain = kTie - 1;

    static std::int64_t timeOf(const Event& event) { return event.at.time_since_epoch().count(); }
    Event front(std::size_t source) const {
        if (source == 0) return m_wheel.front();
        if (source == m_lists) return m_firstOfLists;
        return m_rings[source - 1].front();
    }
    // Finds out when the first of all lists is due. False if it is later than was believed. Nothing is sent before
    // `next` any more.
    [[gnu::noinline]] bool lookUpLists(FramePool& frames, SimTime next) {
        Event first{SimTime::max(), ~std::uint64_t{0}, kNoFrame, packWhat(EventType::callTimeout)};
        for (TimeoutList& list : m_timeouts) {
            if (list.empty()) continue;
            const std::uint32_t call = list.first(frames, next);
            const Event event{frames[call].sent + list.timeout(), frames[call].uid, call,
                              packWhat(EventType::callTimeout)};
            if (isBefore(event, first)) first = event;
        }
        const bool believed = timeOf(first) == m_heads[m_lists];
        m_heads[m_lists] = timeOf(first);
        m_firstOfLists = first;
        return believed;
    }
    [[gnu::always_inline]] const Event& takeRing(std::size_t source, Event& out) {
        EventRing& ring = m_rings[source - 1];
        out = ring.front();
        ring.pop();
        const std::int64_t next = timeOf(ring.front());  // of one that was, if it is empty
        m_heads[source] = ring.empty() ? kNever : next;
        return out;
    }
    // Of all but the lists, without a branch a comparison: which is next is as good as random.
    [[gnu::always_inline]] std::size_t leastHead() const {
        if (m_lists == 1) return 0;
        const std::int64_t* const heads = m_heads.data();
        std::size_t best = heads[1] < heads[0] ? 1 : 0;
        std::int64_t least = std::min(heads[0], heads[1]);
        std::int64_t same = heads[0] == heads[1] ? least : kNever;  // as early as the best so far, or one before it
        for (std::size_t i = 2; i < m_lists; ++i) {
            same = heads[i] == least ? least : same;
            best = heads[i] < least ? i : best;
            least = std::min(least, heads[i]);
        }
        return same == least ? kTie : best;
    }
    // The same by the order of events where times are equal. What is only believed of the lists is looked up before it
    // is compared: kLookAgain if they come later than was believed.
    [[gnu::noinline]] std::size_t firstOfAll(FramePool& frames, SimTime bound) {
        const std::int64_t least = *std::min_element(m_heads.begin(), m_heads.end());
        if (least == kNever) return 0;
        if (m_heads[m_lists] == least && !lookUpLists(frames, std::min(bound, SimTime{Duration{least}})))
            return kLookAgain;
        std::size_t best = kTie;
        for (std::size_t i = 0; i <= m_lists; ++i) {
            if (m_heads[i] == least && (best == kTie || isBefore(front(i), front(best)))) best = i;
        }
        return best;
    }
    [[gnu::cold]] void makeRoomNow() {
        m_nowRoom *= 2;
        m_now.resize(m_nowRoom);
    }
    void pushRing(std::size_t index, const Event& event) {
        const std::int64_t at = timeOf(event);
        bringForward(1 + index, at);
        m_rings[index].push(at, event.uid, event.word);
    }
    void bringForward(std::size_t source, std::int64_t at) {
        std::int64_t& head = m_heads[source];
        head = at < head ? at : head;
    }

    std::size_t m_constants;
    std::size_t m_lists;  // the source that the lists are
    std::size_t m_nowNext = 0;
    std::size_t m_nowEnd = 0;
    EventWheel m_wheel;
    std::vector<EventRing> m_rings;
    std::vector<TimeoutList> m_timeouts;
    Event m_firstOfLists;               // when it was looked up last
    std::vector<std::int64_t> m_heads;  // 0: the wheel; then the rings; then the lists: none is due before
    std::size_t m_nowRoom;              // m_now.size(), beside the indices that are compared with it at each push
    std::vector<Event> m_now;           // first in, first out; empty again before the clock moves
};

}  // namespace spillway
