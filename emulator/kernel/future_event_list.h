#pragma once

#include "kernel/event_ring.h"
#include "kernel/event_wheel.h"
#include "kernel/timeout_list.h"

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
// at the front, so that a ring stays about as long as what is really waiting.
class FutureEventList {
public:
    FutureEventList(std::size_t constants, std::size_t timers, std::span<const Duration> timeouts = {})
        : m_constants{constants},
          m_firstList{1 + constants + timers},
          m_sources{m_firstList + timeouts.size()},
          m_rings(constants + timers),
          m_lists(timeouts.begin(), timeouts.end()),
          m_heads(m_sources, kNever),
          m_now(16) {}

    // What is pending in `before`, whose classes of constants and limits are the first of this list's; but not the
    // calls that wait for an answer: they are to be awaited once more, in the order in which they were sent.
    void takeOver(FutureEventList before) {
        m_wheel = std::move(before.m_wheel);
        m_now = std::move(before.m_now);
        m_nowNext = before.m_nowNext;
        m_nowEnd = before.m_nowEnd;
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
        m_heads[0] = std::min(m_heads[0], timeOf(event));
    }
    // After the delay of constant class `constant`.
    void pushConstant(std::size_t constant, const Event& event) { pushRing(constant, event); }
    // At the time of the event that is being executed, as its consequence: comes next, after those that were put so
    // before. It needs no order to be found: what follows at once follows in the order of its causes.
    void pushNow(const Event& event) {
        if (m_nowEnd == m_now.size()) [[unlikely]]
            m_now.resize(2 * m_nowEnd);
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
    // The call `index`, sent now, gives up after timeout `timeout`: an event comes, again and again until it is
    // removed.
    void await(std::size_t timeout, FramePool& frames, std::uint32_t index) {
        if (m_lists[timeout].add(frames, index)) moveHead(timeout, frames);
    }
    void unawait(std::size_t timeout, FramePool& frames, const Frame& call) {
        if (m_lists[timeout].remove(frames, call)) moveHead(timeout, frames);
    }

    // The next event before `bound`, if any.
    // What will be taken from the same source soon is told to `foresee`: frameOf(event) for what comes after some
    // others, placeOf(event) for what comes next.
    template <class IsDead, class Foresee>
    bool takeBefore(SimTime bound, Event& out, IsDead isDead, const Foresee& foresee) {
        if (m_nowEnd != 0) {
            if (timeOf(m_now[m_nowNext]) >= bound.time_since_epoch().count()) [[unlikely]]
                return false;
            out = m_now[m_nowNext++];
            if (m_nowNext == m_nowEnd) m_nowNext = m_nowEnd = 0;
            return true;
        }
        for (;;) {
            const std::size_t source = earliest();
            if (m_heads[source] >= bound.time_since_epoch().count()) return false;
            if (source == 0) {
                m_heads[0] = m_wheel.take(out);
                m_wheel.foresee(foresee);
                return true;
            }
            if (source >= m_firstList) [[unlikely]] {
                out = front(source);
                return true;
            }
            EventRing& ring = m_rings[source - 1];
            out = ring.front();
            ring.pop();
            m_heads[source] = ring.empty() ? kNever : timeOf(ring.front());
            if (source > m_constants) {
                if (isDead(out)) continue;
                return true;
            }
            ring.foresee(foresee);
            return true;
        }
    }
    // Time of the next event (dead timers included, so it may be early); the end of time when there is none.
    SimTime nextTime() const {
        if (m_nowEnd != 0) return m_now[m_nowNext].at;
        return SimTime{Duration{m_heads[earliest()]}};
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
        return sum;
    }

private:
    static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

    static std::int64_t timeOf(const Event& event) { return event.at.time_since_epoch().count(); }
    Event front(std::size_t source) const {
        if (source == 0) return m_wheel.front();
        if (source < m_firstList) return m_rings[source - 1].front();
        const TimeoutList& list = m_lists[source - m_firstList];
        return {SimTime{Duration{m_heads[source]}}, list.firstUid(), list.first(), packWhat(EventType::callTimeout)};
    }
    void moveHead(std::size_t timeout, const FramePool& frames) {
        const TimeoutList& list = m_lists[timeout];
        m_heads[m_firstList + timeout] = list.empty() ? kNever : list.due(frames).time_since_epoch().count();
    }
    // Without a branch a comparison: which source is next is as good as random.
    std::size_t earliest() const {
        const std::int64_t* const heads = m_heads.data();
        const std::size_t count = m_sources;
        std::size_t best = 0;
        std::int64_t least = heads[0];
        std::int64_t same = kNever;  // as early as the best one so far, or as one before it
        for (std::size_t i = 1; i < count; ++i) {
            const std::int64_t head = heads[i];
            same = head == least ? head : same;
            best = head < least ? i : best;
            least = head < least ? head : least;
        }
        if (same == least && least != kNever) [[unlikely]]
            return firstOfTies(best);
        return best;
    }
    // `best` is the first of those whose events come at the same time.
    [[gnu::noinline]] std::size_t firstOfTies(std::size_t best) const {
        for (std::size_t i = best + 1; i < m_sources; ++i) {
            if (m_heads[i] == m_heads[best] && isBefore(front(i), front(best))) best = i;
        }
        return best;
    }
    void pushRing(std::size_t index, const Event& event) {
        EventRing& ring = m_rings[index];
        // An event that goes before others of its instant comes at the same time as they do.
        m_heads[1 + index] = ring.empty() ? timeOf(event) : m_heads[1 + index];
        ring.push(event);
    }

    std::size_t m_constants;
    std::size_t m_firstList;
    std::size_t m_sources;
    std::size_t m_nowNext = 0;
    std::size_t m_nowEnd = 0;
    EventWheel m_wheel;
    std::vector<EventRing> m_rings;
    std::vector<TimeoutList> m_lists;
    std::vector<std::int64_t> m_heads;  // 0: the wheel; then the rings; then the lists
    std::vector<Event> m_now;           // first in, first out; empty again before the clock moves
};

}  // namespace spillway
