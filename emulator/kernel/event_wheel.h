#pragma once

#include "kernel/event_heap.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace spillway {

// Pending events at any delays. While they are few they lie in one sorted array: nothing is faster below some forty.
// When there are more, only those of the present slice of time do; later ones hang unsorted in a wheel of slices, each
// of which is sorted when its turn comes (a calendar queue, Brown 1988, sorted as late as in a ladder queue, Tang, Goh
// and Thng 2005). What does not fit (beyond the wheel, or too many in the present slice) goes to a heap. How wide a
// slice is changes the speed and nothing else; it is reviewed after ever more slices, so that it cannot swing. A slice
// may have left the cache: it is asked for when an event comes for it, and events are hung up eight at a go.
class EventWheel {
public:
    bool empty() const { return m_count == 0 && m_far.empty(); }
    std::size_t size() const { return m_count + m_hanging + m_far.size(); }
    // The next event; there is one.
    const Event& front() const { return isFarNext() ? m_far.front() : m_near[m_count]; }
    // Takes the next event; there is one. The time of the one after it, or the end of time.
    std::int64_t take(Event& out) {
        if (m_farNext <= timeOf(m_near[m_count])) [[unlikely]] {
            Event taken;  // `out` itself shall live in registers
            const std::int64_t next = takeAmongFar(taken);
            out = taken;
            return next;
        }
        out = m_near[m_count--];
        if (m_count == 0) [[unlikely]]
            return advance();
        const std::int64_t next = timeOf(m_near[m_count]);
        return next < m_farNext ? next : m_farNext;
    }
    [[gnu::always_inline]] void push(const Event& event) {
        const std::int64_t at = timeOf(event);
        if (at < m_nearEnd) {
            if (m_count >= m_most) [[unlikely]]
                return pushToCrowd(event.at, event.uid, event.word);
            return insert(event);
        }
        if (at < m_end) [[likely]]
            return hang(event);
        pushFar(event.at, event.uid, event.word);
    }
    template <class Foresee>
    [[gnu::always_inline]] void foresee(const Foresee& act) {
        if constexpr (Foresee::kSees) {
            if (m_unforeseen) {
                m_unforeseen = false;
                for (std::size_t i = 1; i <= m_count; ++i) act.doorOf(m_near[i]);
                foreseeSlices(act);
            }
            if (m_count != 0) act.seatOf(m_near[m_count]);
        }
    }
    // How often the slices were laid out anew; for tests: it is speed and nothing else.
    std::uint64_t layouts() const { return m_layouts; }
    std::size_t bytes() const;

private:
    static constexpr std::size_t kFew = 40;     // in the array alone
    static constexpr std::size_t kCrowd = 160;  // in the array when there are slices
    static constexpr std::size_t kLate = 8;     // hung up at a go
    static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
    static constexpr std::uint32_t kNoHook = ~std::uint32_t{0};

    struct Hook {
        Event event;
        std::uint32_t next = kNoHook;
    };

    static std::int64_t timeOf(const Event& event) { return event.at.time_since_epoch().count(); }
    std::uint64_t sliceOf(std::int64_t at) const { return static_cast<std::uint64_t>(at) >> m_shift; }
    bool isFarNext() const { return !m_far.empty() && (m_count == 0 || isBefore(m_far.front(), m_near[m_count])); }

    // The array runs backwards: the next event is its last. Before its first lies one that no event comes after, which
    // every search for a place ends at.
    [[gnu::always_inline]] void insert(const Event& event) {
        const std::int64_t at = timeOf(event);
        Event* place = m_near.data() + ++m_count;
        for (; timeOf(place[-1]) < at; --place) place[0] = place[-1];
        for (; timeOf(place[-1]) == at && isBefore(place[-1], event); --place) [[unlikely]] place[0] = place[-1];
        place[0] = event;
    }
    static std::vector<Event> emptyArray() {
        std::vector<Event> made(kCrowd + 1);
        made.front() = Event::of(SimTime::max(), ~std::uint64_t{0}, ~std::uint64_t{0});
        return made;
    }
    void hang(const Event& event) {
        __builtin_prefetch(&m_first[sliceOf(timeOf(event)) & m_mask], 1);
        m_late[m_lateCount] = event;
        m_lateNext = std::min(m_lateNext, timeOf(event));
        ++m_hanging;
        if (++m_lateCount == kLate) [[unlikely]]
            hangLate();
    }
    void hangLate();
    // In parts: an event of which somebody has the address lies in memory, and every push would put it there.
    void pushFar(SimTime at, std::uint64_t uid, std::uint64_t word);
    [[gnu::cold]] void pushToCrowd(SimTime at, std::uint64_t uid, std::uint64_t word);
    // A slice's hooks hang one from another: each is asked for some slices after the one it hangs from, and when all
    // should be there, so are the frames of their events, and what those point to.
    template <class Foresee>
    [[gnu::always_inline]] void foreseeSlices(const Foresee& act) {
        constexpr std::uint64_t kAhead = 14;
        constexpr std::uint64_t kMost = 4;  // when time leaps over many slices
        if (m_nearEnd == kNever) return;
        const std::uint64_t first = m_slice + kAhead - kMost;
        for (std::uint64_t slice = m_foreseen - first < kMost ? m_foreseen : first; slice < m_slice + kAhead; ++slice) {
            askForHook(act, slice, 0);
            askForHook(act, slice - 2, 1);
            askForHook(act, slice - 4, 2);
            askForHook(act, slice - 6, 3);
            for (auto hook = firstHook(slice - 8); hook != kNoHook; hook = m_hooks[hook].next)
                act.frameOf(m_hooks[hook].event);
            for (auto hook = firstHook(slice - 12); hook != kNoHook; hook = m_hooks[hook].next)
                act.placeOf(m_hooks[hook].event);
        }
        m_foreseen = m_slice + kAhead;
    }
    std::uint32_t firstHook(std::uint64_t slice) const { return m_first[slice & m_mask]; }
    template <class Foresee>
    [[gnu::always_inline]] void askForHook(const Foresee& act, std::uint64_t slice, unsigned depth) {
        std::uint32_t hook = firstHook(slice);
        for (; depth != 0 && hook != kNoHook; --depth) hook = m_hooks[hook].next;
        if (hook != kNoHook) act.hookOf(&m_hooks[hook]);
    }
    // Unsorted; there may be any number of them.
    void putNear(const Event& event) {
        if (++m_count == m_near.size()) m_near.resize(2 * m_count);
        m_near[m_count] = event;
    }
    [[gnu::noinline]] std::int64_t takeAmongFar(Event& out);
    // The present slice is used up: the next one that has events is sorted into the array. The time of the next event.
    std::int64_t advance();
    void findNextSlice();
    std::uint64_t nextUsedSlice() const;
    void takeSlice(std::uint64_t slice);
    void sortNear();
    bool isWellLaidOut() const;
    // Chooses slices for what is pending now and hangs everything anew.
    void layOut();

    std::size_t m_count = 0;          // in the array
    std::size_t m_most = kFew;        // that it may grow to, one by one
    std::int64_t m_nearEnd = kNever;  // where the array ends and the wheel begins; never: there is no wheel
    std::int64_t m_end = kNever;      // where the wheel ends
    unsigned m_shift = 0;             // a slice is 2^shift ns
    std::uint64_t m_mask = 0;         // slices less one, a power of two less one
    std::uint64_t m_slice = 0;        // the present one
    std::size_t m_hanging = 0;        // those to be hung up included
    std::size_t m_lateCount = 0;      // to be hung up
    std::int64_t m_lateNext = kNever;
    std::int64_t m_farNext = kNever;
    bool m_unforeseen = false;     // the array is a slice that has just been taken
    std::uint64_t m_foreseen = 0;  // before which slice hooks have been asked for
    std::uint32_t m_free = kNoHook;
    std::vector<Event> m_near = emptyArray();  // from 1
    std::vector<Hook> m_hooks;
    std::vector<std::uint32_t> m_first;  // by slice
    std::vector<std::uint64_t> m_used;   // by slice, a bit
    EventHeap m_far;
    std::array<Event, kLate> m_late;
    // Since the last review.
    std::uint64_t m_turns = 0;
    std::uint64_t m_taken = 0;
    std::uint64_t m_passed = 0;
    std::uint64_t m_nextReview = 512;  // turns
    std::uint64_t m_layouts = 0;
};

}  // namespace spillway
