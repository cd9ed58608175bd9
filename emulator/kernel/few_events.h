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
// costs more than to look at all of these without one (five M/M/4 in tandem, some 15 events pending: 6 %). What is
// compared is the time with the place behind it, so that the least says where it lies.
class FewEvents {
public:
    static constexpr std::size_t kMost = 40;
    static constexpr unsigned kPlaceBits = 6;
    // Times from here on have no room beside a place (4.6 years).
    static constexpr std::int64_t kEnd = std::int64_t{1} << (63 - kPlaceBits);

    bool empty() const { return m_count == 0; }
    std::size_t size() const { return m_count; }
    Event at(std::size_t place) const {
        return Event::of(SimTime{Duration{timeOf(m_keys[place])}}, m_rest[place].uid, m_rest[place].word);
    }
    // When the next event is; the end of time if there is none.
    std::int64_t nextTime() const {
        return m_least == kNone ? std::numeric_limits<std::int64_t>::max() : timeOf(m_least);
    }
    // The next event; there is one.
    Event next() const;

    // There is room, and its time is before kEnd.
    [[gnu::always_inline]] void add(const Event& event) {
        const std::int64_t key = event.at.time_since_epoch().count() << kPlaceBits | static_cast<std::int64_t>(m_count);
        m_keys[m_count] = key;
        m_rest[m_count] = {event.uid, event.word};
        m_least = std::min(m_least, key);
        ++m_count;
    }
    // There is one.
    [[gnu::always_inline]] void take(Event& out) {
        const std::int64_t least = m_least;
        const std::size_t place = placeOf(least);
        out = at(place);
        const std::size_t last = --m_count;
        m_keys[place] = (m_keys[last] & ~kPlaceMask) | static_cast<std::int64_t>(place);
        m_rest[place].uid = m_rest[last].uid;
        m_rest[place].word = m_rest[last].word;
        m_keys[last] = kNone;
        choose();
        if ((m_least ^ least) <= kPlaceMask) [[unlikely]] {
            const Event first = exchangeForFirst(out.at, out.uid, out.word);
            out = first;
        }
    }
    void clear() { *this = {}; }

private:
    static constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::max();
    static constexpr std::int64_t kPlaceMask = (1 << kPlaceBits) - 1;
    static constexpr std::size_t kAtOnce = 4;
    static std::int64_t timeOf(std::int64_t key) { return key >> kPlaceBits; }
    static std::size_t placeOf(std::int64_t key) { return static_cast<std::size_t>(key & kPlaceMask); }

    [[gnu::always_inline]] static void lower(std::int64_t& least, const std::int64_t& other) {
#if defined(__x86_64__) && defined(__GNUC__)
        // Whatever is written in C++ here, GCC 12 makes branches of it.
        asm("cmpq %[other], %[least]\n\t"
            "cmovgq %[other], %[least]"
            : [least] "+r"(least)
            : [other] "m"(other)
            : "cc");
#else
        least = std::min(least, other);
#endif
    }
    // Two at a time that do not wait for each other. Whether several come at once is seen when the first is taken.
    [[gnu::always_inline]] void choose() {
        std::int64_t even = m_keys[0], odd = m_keys[1];
        lower(even, m_keys[2]);
        lower(odd, m_keys[3]);
        for (std::size_t i = kAtOnce; i < m_count; i += kAtOnce) {
            lower(even, m_keys[i]);
            lower(odd, m_keys[i + 1]);
            lower(even, m_keys[i + 2]);
            lower(odd, m_keys[i + 3]);
        }
        m_least = even < odd ? even : odd;
    }
    // What was taken, or an event of the same time that comes before it.
    Event exchangeForFirst(SimTime time, std::uint64_t uid, std::uint64_t word);
    static std::array<std::int64_t, kMost> noKeys() {
        std::array<std::int64_t, kMost> made;
        made.fill(kNone);
        return made;
    }

    struct Rest {
        std::uint64_t uid;
        std::uint64_t word;
    };
    std::size_t m_count = 0;
    std::int64_t m_least = kNone;
    std::array<std::int64_t, kMost> m_keys = noKeys();  // from m_count on: none
    std::array<Rest, kMost> m_rest{};
    static_assert(kMost % kAtOnce == 0 && kMost <= kPlaceMask);
};

}  // namespace spillway
