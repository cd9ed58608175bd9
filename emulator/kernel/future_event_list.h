#pragma once

#include "kernel/event_ring.h"
#include "kernel/event_wheel.h"

#include <cstdint>
#include <limits>
#include <vector>

namespace spillway {

// Pending events of one lane, taken in the order (at, uid, type). Three kinds of sources are merged: one ring per
// constant delay (its events come sorted by themselves: two thirds of all events are network hops), one ring per
// distinct timeout, and a wheel for the rest. A timer whose frame no longer waits is dropped when it reaches the front,
// not searched for when it is cancelled; every sixteenth arming drops the dead ones at the front, so that a ring stays
// about as long as what is really waiting.
class FutureEventList {
public:
    FutureEventList(std::size_t constants, std::size_t timers)
        : m_constants{constants},
          m_sources{1 + constants + timers},
          m_rings(constants + timers),
          m_heads(m_sources, kNever) {}

    // Any time not before the last one taken.
    void push(const Event& event) {
        m_wheel.push(event);
        m_heads[0] = timeOf(m_wheel.front());
    }
    // After the delay of constant class `constant`.
    void pushConstant(std::size_t constant, const Event& event) { pushRing(constant, event); }
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

    // The next event before `bound`, if any.
    // What will be taken from the same source soon is told to `foresee`: frameOf(event) for what comes after some
    // others, placeOf(event) for what comes next.
    template <class IsDead, class Foresee>
    bool takeBefore(SimTime bound, Event& out, IsDead isDead, const Foresee& foresee) {
        for (;;) {
            const std::size_t source = earliest();
            if (m_heads[source] >= bound.time_since_epoch().count()) return false;
            if (source == 0) {
                out = m_wheel.front();
                m_wheel.pop();
                m_heads[0] = m_wheel.empty() ? kNever : timeOf(m_wheel.front());
                m_wheel.foresee(foresee);
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
    SimTime nextTime() const { return SimTime{Duration{m_heads[earliest()]}}; }
    std::size_t size() const {
        std::size_t count = m_wheel.size();
        for (const EventRing& ring : m_rings) count += ring.size();
        return count;
    }
    std::size_t bytes() const {
        std::size_t sum = m_wheel.bytes();
        for (const EventRing& ring : m_rings) sum += ring.bytes();
        return sum;
    }

private:
    static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

    static std::int64_t timeOf(const Event& event) { return event.at.time_since_epoch().count(); }
    const Event& front(std::size_t source) const { return source == 0 ? m_wheel.front() : m_rings[source - 1].front(); }
    // Without a branch a comparison: which source is next is as good as random.
    std::size_t earliest() const {
        const std::int64_t* const heads = m_heads.data();
        const std::size_t count = m_sources;
        std::size_t best = 0;
        std::int64_t least = heads[0];
        bool tie = false;  // or there was one, further back
        for (std::size_t i = 1; i < count; ++i) {
            const std::int64_t head = heads[i];
            tie |= head == least;
            best = head < least ? i : best;
            least = head < least ? head : least;
        }
        return tie && least != kNever ? firstOfTies(best) : best;
    }
    // `best` is the first of those whose events come at the same time.
    std::size_t firstOfTies(std::size_t best) const {
        for (std::size_t i = best + 1; i < m_heads.size(); ++i) {
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
    std::size_t m_sources;
    EventWheel m_wheel;
    std::vector<EventRing> m_rings;
    std::vector<std::int64_t> m_heads;  // 0: the wheel; then the rings
};

}  // namespace spillway
