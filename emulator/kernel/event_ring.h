#pragma once

#include "kernel/event.h"

#include <cstddef>
#include <vector>

namespace spillway {

// Events that come in order of time: a growing ring. Events of one instant are put in order of uid.
class alignas(64) EventRing {
public:
    bool empty() const { return m_head == m_tail; }
    std::size_t size() const { return m_tail - m_head; }
    const Event& front() const { return m_events[m_head & m_mask]; }
    void pop() { ++m_head; }
    template <class Foresee>
    [[gnu::always_inline]] void foresee(const Foresee& act) const {
        if constexpr (Foresee::kSees) {
            if (size() <= 14) return;
            act.seatOf(m_events[(m_head + 1) & m_mask]);
            act.doorOf(m_events[(m_head + 3) & m_mask]);
            act.placeOf(m_events[(m_head + 6) & m_mask]);
            act.frameOf(m_events[(m_head + 14) & m_mask]);
        }
    }
    // Every sixteenth push.
    bool isSweepDue() const { return m_tail % 16 == 0; }
    std::size_t bytes() const { return m_events.capacity() * sizeof(Event); }

    // `event.at` is not before the last one's, ever: not even when that one has been taken.
    void push(const Event& event) {
        if (size() == m_capacity) [[unlikely]]
            grow();
        Event* const events = m_events.data();
        std::size_t place = m_tail++;
        if (event.at == m_lastAt) [[unlikely]] {
            while (place != m_head && isBefore(event, events[(place - 1) & m_mask])) {
                events[place & m_mask] = events[(place - 1) & m_mask];
                --place;
            }
        }
        m_lastAt = event.at;
        events[place & m_mask] = event;
    }

private:
    [[gnu::noinline]] void grow() {
        std::vector<Event> larger(m_events.empty() ? 64 : m_events.size() * 2);
        const std::size_t count = size();
        for (std::size_t i = 0; i < count; ++i) larger[i] = m_events[(m_head + i) & m_mask];
        m_events = std::move(larger);
        m_head = 0;
        m_tail = count;
        m_capacity = m_events.size();
        m_mask = m_capacity - 1;
    }

    std::vector<Event> m_events;
    std::size_t m_head = 0;
    std::size_t m_tail = 0;
    std::size_t m_mask = 0;
    std::size_t m_capacity = 0;
    SimTime m_lastAt{};  // of the event that came last: only those of its instant have to find their place
};

}  // namespace spillway
