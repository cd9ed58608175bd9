#pragma once

#include "kernel/event_heap.h"
#include "kernel/event_lists.h"
#include "kernel/few_events.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace spillway {

// Pending events at any delays. While they are few, up to some forty, they lie in no order (FewEvents). When there are
// more, those of the present slice of time lie in a sorted array, later ones unsorted in the slices of the present
// block, those after that block in later blocks, as many as a block has slices; a block is spread over its slices when
// its turn comes, a slice is sorted when its does (a calendar queue, Brown 1988, in two levels as a timing wheel of
// Varghese and Lauck 1987, sorted as late as in a ladder queue, Tang, Goh and Thng 2005). An event is written down
// three times, each time next to others, and no list is longer than the cache can follow. What does not fit (beyond the
// last block, or too many in the present slice) goes to a heap. How wide a slice is changes the speed and nothing else;
// it is reviewed after ever more slices, so that it cannot swing.
class EventWheel {
public:
    bool empty() const { return m_few.empty() && m_count == 0 && m_far.empty(); }
    std::size_t size() const { return m_few.size() + m_count + hanging() + m_far.size(); }
    // The next event; there is one.
    Event front() const { return isFarNext() ? m_far.front() : nearest(); }
    // Takes the next event; there is one. The time of the one after it, or the end of time.
    std::int64_t take(Event& out) {
        if (mayFarBeNext()) [[unlikely]] {
            Event taken;  // `out` itself shall live in registers
            const std::int64_t next = takeAmongFar(taken);
            out = taken;
            return next;
        }
        if (areFew()) {
            m_few.take(out);
            return m_few.nextTime();
        }
        out = m_near[m_count--];
        if (m_count == 0) [[unlikely]]
            return advance();
        const std::int64_t next = timeOf(m_near[m_count]);
        return next < m_farNext ? next : m_farNext;
    }
    [[gnu::always_inline]] void push(const Event& event) {
        const std::int64_t at = timeOf(event);
        if (at < m_fewEnd) {
            if (m_few.size() == FewEvents::kMost) [[unlikely]]
                return pushToCrowd(event.at, event.uid, event.word);
            return m_few.add(event);
        }
        if (at < m_nearEnd) {
            if (m_count >= kCrowd) [[unlikely]]
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
            if (areFew() || !m_unforeseen) return;
            m_unforeseen = false;
            for (std::size_t i = 1; i <= m_count; ++i) act.callsOf(m_near[i]);
            foreseeSlices(act);
        }
    }
    // How often the slices were laid out anew; for tests: it is speed and nothing else.
    std::uint64_t layouts() const { return m_layouts; }
    std::size_t bytes() const;

private:
    static constexpr std::size_t kCrowd = 160;        // in the array when there are slices
    static constexpr std::size_t kMostInserted = 40;  // one by one; more are sorted
    static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
    static std::int64_t timeOf(const Event& event) { return event.at.time_since_epoch().count(); }
    std::size_t hanging() const { return m_slices.count + m_blocks.count; }
    std::uint64_t sliceOf(std::int64_t at) const { return static_cast<std::uint64_t>(at) >> m_shift; }
    bool areFew() const { return m_fewEnd != 0; }
    bool isNearEmpty() const { return areFew() ? m_few.empty() : m_count == 0; }
    // Few and far at once are rare: that any are far is enough then.
    bool mayFarBeNext() const { return areFew() ? m_farNext != kNever : m_farNext <= timeOf(m_near[m_count]); }
    Event nearest() const { return areFew() ? m_few.next() : m_near[m_count]; }
    bool isFarNext() const { return !m_far.empty() && (isNearEmpty() || isBefore(m_far.front(), nearest())); }

    // The array runs backwards: the next event is its last. Before its first lies one that no event comes after, which
    // every search for a place ends at.
    [[gnu::always_inline]] void insert(const Event& event) { insertBehind(m_near.data() + ++m_count, event); }
    // Where the array has its end, so far.
    [[gnu::always_inline]] static void insertBehind(Event* place, const Event& event) {
        const std::int64_t at = timeOf(event);
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
        const std::uint64_t slice = sliceOf(timeOf(event));
        const bool near = timeOf(event) < m_blockEnd;
        Level& level = near ? m_slices : m_blocks;
        level.put((near ? slice : slice >> m_side) & m_mask, event);
    }
    // In parts: an event of which somebody has the address lies in memory, and every push would put it there.
    void pushFar(SimTime at, std::uint64_t uid, std::uint64_t word);
    [[gnu::cold]] void pushToCrowd(SimTime at, std::uint64_t uid, std::uint64_t word);
    // The frames of a slice's events are asked for some slices ahead, and what those point to when they should be
    // there.
    template <class Foresee>
    [[gnu::always_inline]] void foreseeSlices(const Foresee& act) {
        constexpr std::uint64_t kFrames = 6;
        constexpr std::uint64_t kPlaces = 2;
        if (areFew()) return;
        const std::uint64_t end = (m_slice | m_mask) + 1;  // of the block
        for (; m_framesForeseen < std::min(end, m_slice + kFrames + 1); ++m_framesForeseen)
            m_slices.lists.forEachInPieces(m_framesForeseen & m_mask, [&](const Event& event) { act.frameOf(event); });
        for (; m_placesForeseen < std::min(end, m_slice + kPlaces + 1); ++m_placesForeseen)
            m_slices.lists.forEach(m_placesForeseen & m_mask, [&](const Event& event) { act.flowAndPlaceOf(event); });
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
    void openBlock(std::uint64_t block);
    void setEnds();
    std::vector<Event> takeAll();
    void takeSlice(std::uint64_t slice);
    // The events of a slice, so many, into the empty array.
    void putSorted(std::uint64_t slice, std::size_t count);
    void sortNear();
    bool isWellLaidOut() const;
    // Chooses slices for what is pending now and hangs everything anew.
    void layOut();

    // Lists of events side by side, and which of them have any.
    struct Level {
        EventLists lists;
        std::vector<std::uint64_t> used;  // a bit each
        std::size_t count = 0;            // of events
        void reset(std::size_t places);
        void put(std::size_t place, const Event& event) {
            ++count;
            lists.put(place, event);
            used[place / 64] |= std::uint64_t{1} << (place % 64);
        }
        void clear(std::size_t place);
        // The first in use from `from` on, around the end if need be; there is one.
        std::size_t nextUsed(std::size_t from) const;
    };

    std::size_t m_count = 0;                  // in the array
    std::int64_t m_fewEnd = FewEvents::kEnd;  // what comes before lies in no order; 0: there is a wheel
    std::int64_t m_nearEnd = 0;               // where the array ends and the wheel begins
    std::int64_t m_blockEnd = 0;              // where the present block ends
    std::int64_t m_end = 0;                   // where the wheel ends; these three are 0 without one
    unsigned m_shift = 0;                     // a slice is 2^shift ns
    unsigned m_side = 0;                      // a block is 2^side slices, the wheel as many blocks
    std::uint64_t m_mask = 0;                 // slices of a block less one
    std::uint64_t m_slice = 0;                // the present one
    std::int64_t m_farNext = kNever;
    bool m_unforeseen = false;  // the array is a slice that has just been taken
    // Slices before these have been asked for.
    std::uint64_t m_framesForeseen = 0;
    std::uint64_t m_placesForeseen = 0;
    FewEvents m_few;                           // without a wheel
    std::vector<Event> m_near = emptyArray();  // from 1
    Level m_slices;
    Level m_blocks;
    EventHeap m_far;
    // Since the last review.
    std::uint64_t m_turns = 0;
    std::uint64_t m_taken = 0;
    std::uint64_t m_passed = 0;
    std::uint64_t m_nextReview = 512;  // turns
    std::uint64_t m_layouts = 0;
};

}  // namespace spillway
