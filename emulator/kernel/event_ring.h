#pragma once

#include "kernel/event.h"
#include "kernel/huge_pages.h"

#include <cstddef>

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
            act.placeOf(m_events[(m_head + 3) & m_mask]);
            act.flowOf(m_events[(m_head + 6) & m_mask]);
            act.frameOf(m_events[(m_head + 14) & m_mask]);
        }
    }
    // Every sixteenth push.
    bool isSweepDue() const { return m_tail % 16 == 0; }
    std::size_t bytes() const { return m_events.capacity() * sizeof(Event); }

    // `at` is not before the last one's, ever: not even when that one has been taken. In parts, as plain numbers: else
    // the compiler puts every event into memory and reads it back.
    [[gnu::always_inline]] void push(std::int64_t at, std::uint64_t uid, std::uint64_t word) {
        if (size() == m_capacity) [[unlikely]]
            grow();
        std::size_t place = m_tail++;
        if (at == m_lastAt) [[unlikely]]
            place = placeAmongTies(place, uid, word);
        m_lastAt = at;
        Event& put = m_events[place & m_mask];
        put.at = SimTime{Duration{at}};
        put.uid = uid;
        put.word = word;
    }

private:
    [[gnu::noinline]] std::size_t placeAmongTies(std::size_t place, std::uint64_t uid, std::uint64_t word) {
        const Event event = Event::of(SimTime{Duration{m_lastAt}}, uid, word);
        for (; place != m_head && isBefore(event, m_events[(place - 1) & m_mask]); --place)
            m_events[place & m_mask] = m_events[(place - 1) & m_mask];
        return place;
    }
    [[gnu::noinline]] void grow() {
        HugeTable<Event> larger(m_events.empty() ? 64 : m_events.size() * 2);
        const std::size_t count = size();
        for (std::size_t i = 0; i < count; ++i) larger[i] = m_events[(m_head + i) & m_mask];
        m_events = std::move(larger);
        m_head = 0;
        m_tail = count;
        m_capacity = m_events.size();
        m_mask = m_capacity - 1;
    }

    HugeTable<Event> m_events;
    std::size_t m_head = 0;
    std::size_t m_tail = 0;
    std::size_t m_mask = 0;
    std::size_t m_capacity = 0;
    std::int64_t m_lastAt = 0;  // of the event that came last: only those of its instant have to find their place
};

}  // namespace spillway
