#pragma once

#include "kernel/event.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace spillway {

// Some pending events, in no order. Which of them is next is found by comparing all of them whenever one is taken. In a
// sorted array the search for a place ends where nobody can foresee it, and a branch that the processor guessed wrong
// costs more than to look at all of these without one (five M/M/4 in tandem, some 15 events pending: 6 %).
class FewEvents {
public:
    static constexpr std::size_t kMost = 40;

    bool empty() const { return m_count == 0; }
    std::size_t size() const { return m_count; }
    Event at(std::size_t place) const {
        return Event::of(SimTime{Duration{m_times[place]}}, m_rest[place].uid, m_rest[place].word);
    }
    // When the next event is; the end of time if there is none.
    std::int64_t nextTime() const { return m_nextTime; }
    // The next event; there is one.
    Event next() const;
    // The next event, or another of the same time; there is one.
    Event soon() const { return at(m_next); }

    // There is room.
    [[gnu::always_inline]] void add(const Event& event) {
        const std::int64_t time = event.at.time_since_epoch().count();
        m_times[m_count] = time;
        m_rest[m_count] = {event.uid, event.word};
        m_next = time < m_nextTime ? m_count : m_next;
        m_nextTime = std::min(time, m_nextTime);
        ++m_count;
    }
    // There is one.
    [[gnu::always_inline]] void take(Event& out) {
        const std::int64_t time = m_nextTime;
        out = soon();
        const std::size_t last = --m_count;
        m_times[m_next] = m_times[last];
        m_rest[m_next].uid = m_rest[last].uid;
        m_rest[m_next].word = m_rest[last].word;
        m_times[last] = kNever;
        choose();
        if (m_nextTime == time) [[unlikely]] {
            const Event first = exchangeForFirst(out.at, out.uid, out.word);
            out = first;
        }
    }
    void clear() { *this = {}; }

private:
    static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

    // The earliest of the times it was compared with.
    struct Least {
        std::int64_t time;
        std::size_t place;
        [[gnu::always_inline]] void compare(std::int64_t other, std::size_t itsPlace) {
#if defined(__x86_64__) && defined(__GNUC__)
            // Whatever is written in C++ here, GCC 12 makes branches of it.
            asm("cmpq %[other], %[time]\n\t"
                "cmovgq %[other], %[time]\n\t"
                "cmovgq %[itsPlace], %[place]"
                : [time] "+r"(time), [place] "+r"(place)
                : [other] "rm"(other), [itsPlace] "r"(itsPlace)
                : "cc");
#else
            place = other < time ? itsPlace : place;
            time = std::min(other, time);
#endif
        }
    };
    // Two at a time that do not wait for each other. Whether several come at once is seen when the first is taken.
    [[gnu::always_inline]] void choose() {
        Least even{m_times[0], 0}, odd{m_times[1], 1};
        for (std::size_t i = 2; i < m_count; i += 2) {
            even.compare(m_times[i], i);
            odd.compare(m_times[i + 1], i + 1);
        }
        even.compare(odd.time, odd.place);
        m_next = even.place;
        m_nextTime = even.time;
    }
    // What was taken, or an event of the same time that comes before it.
    Event exchangeForFirst(SimTime time, std::uint64_t uid, std::uint64_t word);
    static std::array<std::int64_t, kMost + 1> noTimes() {
        std::array<std::int64_t, kMost + 1> made;
        made.fill(kNever);
        return made;
    }

    struct Rest {
        std::uint64_t uid;
        std::uint64_t word;
    };
    std::size_t m_count = 0;
    std::size_t m_next = 0;
    std::int64_t m_nextTime = kNever;
    std::array<std::int64_t, kMost + 1> m_times = noTimes();  // from m_count on: the end of time
    std::array<Rest, kMost> m_rest{};
};

}  // namespace spillway
