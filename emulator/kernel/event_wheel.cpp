#include "kernel/event_wheel.h"

#include "base/assert.h"
#include "kernel/ranks.h"

#include <algorithm>
#include <array>
#include <bit>

namespace spillway {
namespace {

bool isAfter(const Event& a, const Event& b) { return isBefore(b, a); }

constexpr unsigned kRankedShift = 27;

// The events of whole pieces, the latest first, each where its rank says; those of one instant in any order. The first
// `count` are valid, not before `start` and less than 2^kRankedShift ns after it; whatever else lies there comes last.
template <std::size_t Pieces>
[[gnu::always_inline]] inline void putByRank(const std::array<const Event*, Pieces>& pieces, std::size_t count,
                                             std::int64_t start, Event* to) {
    constexpr std::size_t kPiece = EventLists::kPiece;
    constexpr std::size_t kMost = Pieces * kPiece;
    constexpr int kPlaceBits = std::bit_width(kMost) - 1;
    static_assert(kRankedShift + kPlaceBits <= 31, "a time and a place in one number that is not negative");
    using Four = typename InFours<kMost>::Four;
    InFours<kMost> keys;
    for (std::size_t i = 0; i < kMost; i += 4) {
        const Event* const four = pieces[i / kPiece] + i % kPiece;
        const auto since = [four, start](std::size_t event) {
            return static_cast<std::int32_t>(four[event].at.time_since_epoch().count() - start);
        };
        const Four times{since(0), since(1), since(2), since(3)};
        const Four places = Four{0, 1, 2, 3} + static_cast<std::int32_t>(i);
        const Four valid = places < static_cast<std::int32_t>(count);
        keys.fours[i / 4] = ((times << kPlaceBits | places) & valid) | (~places & ~valid);
    }
    const InFours<kMost> ranks = ranksOf(keys);
    for (std::size_t i = 0; i < kMost; ++i) to[ranks.fours[i / 4][i % 4]] = pieces[i / kPiece][i % kPiece];
}

}  // namespace

void EventWheel::pushFar(SimTime at, std::uint64_t uid, std::uint64_t word) {
    m_farNext = std::min(m_farNext, at.time_since_epoch().count());
    m_far.push(Event::of(at, uid, word));
}

void EventWheel::pushToCrowd(SimTime at, std::uint64_t uid, std::uint64_t word) {
    if (!areFew()) return pushFar(at, uid, word);
    layOut();
    push(Event::of(at, uid, word));
}

std::int64_t EventWheel::takeAmongFar(Event& out) {
    if (isFarNext()) {
        out = m_far.front();
        m_far.pop();
        m_farNext = m_far.empty() ? kNever : timeOf(m_far.front());
        return empty() ? kNever : timeOf(front());
    }
    if (areFew()) {
        m_few.take(out);
        return std::min(m_few.nextTime(), m_farNext);
    }
    out = m_near[m_count--];
    if (m_count == 0) return advance();
    return std::min(timeOf(m_near[m_count]), m_farNext);
}

std::int64_t EventWheel::advance() {
    findNextSlice();
    return std::min(areFew() ? m_few.nextTime() : timeOf(m_near[m_count]), m_farNext);
}

void EventWheel::Level::reset(std::size_t places) {
    lists.reset(places);
    used.assign(places / 64, 0);
    count = 0;
}

void EventWheel::Level::clear(std::size_t place) {
    lists.clear(place);
    used[place / 64] &= ~(std::uint64_t{1} << (place % 64));
}

std::size_t EventWheel::Level::nextUsed(std::size_t from) const {
    std::uint64_t bits = used[from / 64] >> (from % 64);
    if (bits != 0) return from + static_cast<unsigned>(std::countr_zero(bits));
    for (std::size_t word = from / 64 + 1;; ++word) {
        bits = used[word % used.size()];
        if (bits != 0) return word % used.size() * 64 + static_cast<unsigned>(std::countr_zero(bits));
    }
}

void EventWheel::findNextSlice() {
    if (hanging() == 0) {
        // Whatever comes next is one of few, until there are more.
        m_fewEnd = FewEvents::kEnd;
        m_nearEnd = m_blockEnd = m_end = 0;
        // Few are slower to take while anything is far.
        for (; !m_far.empty() && m_few.size() < FewEvents::kMost / 2 && timeOf(m_far.front()) < m_fewEnd; m_far.pop())
            m_few.add(m_far.front());
        m_farNext = m_far.empty() ? kNever : timeOf(m_far.front());
        return;
    }
    const std::uint64_t before = m_slice;
    if (m_slices.count == 0) {
        const std::uint64_t block = (m_slice >> m_side) + 1;
        openBlock(block + ((m_blocks.nextUsed(block & m_mask) - block) & m_mask));
    }
    takeSlice((m_slice & ~m_mask) + m_slices.nextUsed(m_slice & m_mask));
    ++m_turns;
    m_passed += m_slice - before;
    const bool outgrown = hanging() >> (2 * m_side + 1) != 0;
    if (m_turns < m_nextReview && !outgrown) [[likely]]
        return;
    const bool wellLaidOut = isWellLaidOut();
    m_nextReview = std::min(m_nextReview * 2, std::uint64_t{1} << 16);
    m_turns = m_taken = m_passed = 0;
    if (!wellLaidOut) layOut();
}

// The events of a block, each to its slice; m_slice is the first of them.
void EventWheel::openBlock(std::uint64_t block) {
    m_slice = block << m_side;
    setEnds();
    const std::size_t before = m_slices.count;
    m_blocks.lists.forEach(block & m_mask,
                           [this](const Event& event) { m_slices.put(sliceOf(timeOf(event)) & m_mask, event); });
    m_blocks.clear(block & m_mask);
    m_blocks.count -= m_slices.count - before;
    m_framesForeseen = m_placesForeseen = m_slice;
}

void EventWheel::setEnds() {
    const std::uint64_t block = m_slice >> m_side;
    m_nearEnd = static_cast<std::int64_t>((m_slice + 1) << m_shift);
    m_blockEnd = static_cast<std::int64_t>((block + 1) << (m_shift + m_side));
    m_end = static_cast<std::int64_t>((block + m_mask + 1) << (m_shift + m_side));
}

void EventWheel::takeSlice(std::uint64_t slice) {
    m_slice = slice;
    m_nearEnd = static_cast<std::int64_t>((slice + 1) << m_shift);
    const std::size_t count = m_slices.lists.count(slice & m_mask);
    if (count > kMostInserted) {
        m_slices.lists.forEach(slice & m_mask, [this](const Event& event) { putNear(event); });
        sortNear();
    } else {
        putSorted(slice, count);
    }
    m_slices.clear(slice & m_mask);
    m_slices.count -= count;
    m_taken += count;
    m_unforeseen = true;
}

void EventWheel::putSorted(std::uint64_t slice, std::size_t count) {
    const std::size_t list = slice & m_mask;
    const auto start = static_cast<std::int64_t>(slice << m_shift);
    const Event* const first = m_slices.lists.firstPiece(list);
    const Event* const last = m_slices.lists.lastPiece(list);
    Event* const to = m_near.data() + 1;
    m_count = count;
    if (count > 2 * EventLists::kPiece || m_shift > kRankedShift) [[unlikely]] {
        Event* end = m_near.data();
        return m_slices.lists.forEach(list, [&end](const Event& event) { insertBehind(++end, event); });
    }
    if (count <= EventLists::kPiece) [[likely]]
        putByRank<1>({first}, count, start, to);
    else
        putByRank<2>({first, last}, count, start, to);
    bool ties = false;
    for (std::size_t i = 1; i < count; ++i) ties |= timeOf(to[i]) == timeOf(to[i - 1]);
    if (ties) [[unlikely]]
        sortNear();
}

void EventWheel::sortNear() {
    Event* const first = m_near.data() + 1;
    std::sort(first, first + m_count, isAfter);
}

bool EventWheel::isWellLaidOut() const {
    const bool outgrown = hanging() >> (2 * m_side) != 0;
    return m_taken < 32 * m_turns && m_passed < 8 * m_turns && !outgrown && m_far.size() <= size() / 4;
}

// All that is pending, in any order; nothing is left but slices and blocks without events.
std::vector<Event> EventWheel::takeAll() {
    std::vector<Event> events(m_near.data() + 1, m_near.data() + 1 + m_count);
    for (std::size_t i = 0; i < m_few.size(); ++i) events.push_back(m_few.at(i));
    m_few.clear();
    for (; !m_far.empty(); m_far.pop()) events.push_back(m_far.front());
    for (Level* level : {&m_slices, &m_blocks}) {
        for (std::size_t place = 0; level->count != 0 && place < level->used.size() * 64; ++place)
            level->lists.forEach(place, [&](const Event& event) { events.push_back(event); });
    }
    m_farNext = kNever;
    m_count = 0;
    return events;
}

void EventWheel::layOut() {
    std::vector<Event> events = takeAll();
    ++m_layouts;
    // Eight events a slice, as dense as the next quarter of what is pending; at least four times as many slices as
    // events, and never fewer than there were.
    const std::size_t quarter = events.size() / 4;
    std::nth_element(events.begin(), events.begin() + static_cast<std::ptrdiff_t>(quarter), events.end(), isBefore);
    const std::int64_t later = timeOf(events[quarter]);
    const std::int64_t first = timeOf(*std::min_element(events.begin(), events.end(), isBefore));
    const std::uint64_t width = static_cast<std::uint64_t>(later - first) * 8 / (quarter + 1) + 1;
    const auto slices = static_cast<unsigned>(std::bit_width(4 * events.size()));
    m_side = std::max({6U, m_side, (slices + 1) / 2});
    m_mask = (std::uint64_t{1} << m_side) - 1;
    // The end of the wheel stays within what a time can say.
    m_shift = std::min(static_cast<unsigned>(std::bit_width(width)) - 1, 57 - 2 * m_side);
    m_slices.reset(m_mask + 1);
    m_blocks.reset(m_mask + 1);
    m_fewEnd = 0;
    m_slice = sliceOf(first);
    m_framesForeseen = m_placesForeseen = m_slice;
    setEnds();
    for (const Event& event : events) {
        if (timeOf(event) < m_nearEnd)
            putNear(event);
        else if (timeOf(event) < m_end)
            hang(event);
        else
            pushFar(event.at, event.uid, event.word);
    }
    sortNear();
}

std::size_t EventWheel::bytes() const {
    return m_near.capacity() * sizeof(Event) + m_slices.lists.bytes() + m_blocks.lists.bytes() + m_far.bytes() +
           (m_slices.used.capacity() + m_blocks.used.capacity()) * sizeof(std::uint64_t);
}

}  // namespace spillway
