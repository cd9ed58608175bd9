#pragma once

#include "kernel/event_heap.h"
#include "kernel/event_ring.h"

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace spillway {

// Pending events of one lane, taken in the order (at, uid, type). Three kinds of sources are merged: one ring per
// constant delay (its events come sorted by themselves: two thirds of all events are network hops), one ring per
// distinct timeout, and a heap for the rest. A timer whose frame no longer waits is dropped when it reaches the front,
// not searched for when it is cancelled; because each arming drops up to two dead ones, a ring stays about as long as
// what is really waiting.
class FutureEventList {
public:
    FutureEventList(std::size_t constants, std::size_t timers)
        : m_constants{constants}, m_rings(constants + timers), m_heads(1 + constants + timers, kNever) {}

    // Any time not before the last one taken.
    void push(const Event& event) {
        m_heap.push(event);
        m_heads[0] = m_heap.front().at.time_since_epoch().count();
    }
    // After the delay of constant class `constant`.
    void pushConstant(std::size_t constant, const Event& event) { pushRing(constant, event); }
    // `isDead(event)`: nobody waits for this timer any more.
    template <class IsDead>
    void arm(std::size_t timer, const Event& event, IsDead isDead) {
        EventRing& ring = m_rings[m_constants + timer];
        for (int i = 0; i < 2 && !ring.empty() && isDead(ring.front()); ++i) ring.pop();
        ring.push(event);
        m_heads[1 + m_constants + timer] = ring.front().at.time_since_epoch().count();
    }

    // The next event before `bound`, if any.
    template <class IsDead>
    bool takeBefore(SimTime bound, Event& out, IsDead isDead) {
        for (;;) {
            const std::size_t source = earliest();
            if (m_heads[source] >= bound.time_since_epoch().count()) return false;
            out = front(source);
            drop(source);
            if (source > m_constants && isDead(out)) continue;
            return true;
        }
    }
    // Time of the next event (dead timers included, so it may be early); the end of time when there is none.
    SimTime nextTime() const { return SimTime{Duration{m_heads[earliest()]}}; }
    std::size_t size() const {
        std::size_t count = m_heap.size();
        for (const EventRing& ring : m_rings) count += ring.size();
        return count;
    }

private:
    static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

    const Event& front(std::size_t source) const { return source == 0 ? m_heap.front() : m_rings[source - 1].front(); }
    // Without a branch a comparison: which source is next is as good as random.
    std::size_t earliest() const {
        const std::int64_t* heads = m_heads.data();
        const std::size_t count = m_heads.size();
        std::size_t best = 0;
        std::int64_t least = heads[0];
        bool tie = false;
        for (std::size_t i = 1; i < count; ++i) {
            const bool less = heads[i] < least;
            tie = !less && (tie || heads[i] == least);
            best = less ? i : best;
            least = less ? heads[i] : least;
        }
        return tie && least != kNever ? firstOfTies(best) : best;
    }
    // `best` is the first of several whose events come at the same time.
    std::size_t firstOfTies(std::size_t best) const {
        for (std::size_t i = best + 1; i < m_heads.size(); ++i) {
            if (m_heads[i] == m_heads[best] && isBefore(front(i), front(best))) best = i;
        }
        return best;
    }
    void pushRing(std::size_t index, const Event& event) {
        m_rings[index].push(event);
        m_heads[1 + index] = m_rings[index].front().at.time_since_epoch().count();
    }
    void drop(std::size_t source) {
        if (source == 0) {
            m_heap.pop();
            m_heads[0] = m_heap.empty() ? kNever : m_heap.front().at.time_since_epoch().count();
            return;
        }
        EventRing& ring = m_rings[source - 1];
        ring.pop();
        m_heads[source] = ring.empty() ? kNever : ring.front().at.time_since_epoch().count();
    }

    std::size_t m_constants;
    EventHeap m_heap;
    std::vector<EventRing> m_rings;
    std::vector<std::int64_t> m_heads;  // 0: the heap; then the rings
};

}  // namespace spillway
