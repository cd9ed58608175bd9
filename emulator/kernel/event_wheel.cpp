#include "kernel/event_wheel.h"

#include "base/assert.h"

#include <algorithm>

namespace spillway {
namespace {

bool isAfter(const Event& a, const Event& b) { return isBefore(b, a); }

}  // namespace

void EventWheel::pushFar(SimTime at, std::uint64_t uid, std::uint64_t word) {
    m_farNext = std::min(m_farNext, at.time_since_epoch().count());
    m_far.push(Event::of(at, uid, word));
}

void EventWheel::pushToCrowd(SimTime at, std::uint64_t uid, std::uint64_t word) {
    if (m_nearEnd != kNever) return pushFar(at, uid, word);
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
    out = m_near[m_count--];
    if (m_count == 0) return advance();
    return std::min(timeOf(m_near[m_count]), m_farNext);
}

std::int64_t EventWheel::advance() {
    findNextSlice();
    return m_count == 0 ? m_farNext : std::min(timeOf(m_near[m_count]), m_farNext);
}

void EventWheel::hangLate() {
    for (std::size_t i = 0; i < m_lateCount; ++i) {
        const Event& event = m_late[i];
        const std::size_t place = sliceOf(timeOf(event)) & m_mask;
        std::uint32_t hook = m_free;
        if (hook == kNoHook) {
            hook = static_cast<std::uint32_t>(m_hooks.size());
            m_hooks.emplace_back();
        } else {
            m_free = m_hooks[hook].next;
        }
        m_hooks[hook] = {event, m_first[place]};
        m_first[place] = hook;
        m_used[place / 64] |= std::uint64_t{1} << (place % 64);
    }
    m_lateCount = 0;
    m_lateNext = kNever;
}

// Something hangs in the wheel.
std::uint64_t EventWheel::nextUsedSlice() const {
    std::uint64_t slice = m_slice + 1;
    for (;;) {
        const std::uint64_t used = m_used[(slice & m_mask) / 64] >> (slice % 64);
        if (used != 0) return slice + static_cast<unsigned>(std::countr_zero(used));
        slice = (slice / 64 + 1) * 64;
    }
}

void EventWheel::findNextSlice() {
    if (m_hanging == 0) {
        // Whatever comes next fits into the array, until it is full.
        m_nearEnd = m_end = kNever;
        m_most = kFew;
        return;
    }
    if (m_hanging == m_lateCount) hangLate();
    std::uint64_t slice = nextUsedSlice();
    if (m_lateCount != 0 && sliceOf(m_lateNext) <= slice) {
        hangLate();
        slice = nextUsedSlice();
    }
    ++m_turns;
    m_passed += slice - m_slice;
    takeSlice(slice);
    if (m_turns < m_nextReview && m_hanging <= 2 * m_mask) [[likely]]
        return;
    const bool wellLaidOut = isWellLaidOut();
    m_nextReview = std::min(m_nextReview * 2, std::uint64_t{1} << 16);
    m_turns = m_taken = m_passed = 0;
    if (!wellLaidOut) layOut();
}

void EventWheel::takeSlice(std::uint64_t slice) {
    m_slice = slice;
    m_nearEnd = static_cast<std::int64_t>((slice + 1) << m_shift);
    m_end = static_cast<std::int64_t>((slice + m_mask) << m_shift);
    const std::size_t place = slice & m_mask;
    m_used[place / 64] &= ~(std::uint64_t{1} << (place % 64));
    std::uint32_t hook = m_first[place];
    m_first[place] = kNoHook;
    while (hook != kNoHook) {
        Hook& taken = m_hooks[hook];
        const std::uint32_t next = taken.next;
        putNear(taken.event);
        taken.next = m_free;
        m_free = hook;
        hook = next;
    }
    m_unforeseen = true;
    m_hanging -= m_count;
    m_taken += m_count;
    sortNear();
}

void EventWheel::sortNear() {
    Event* const first = m_near.data() + 1;
    if (m_count > kFew) return std::sort(first, first + m_count, isAfter);
    for (Event* unsorted = first; unsorted != first + m_count; ++unsorted) {
        const Event event = *unsorted;
        Event* place = unsorted;
        for (; isBefore(place[-1], event); --place) place[0] = place[-1];
        place[0] = event;
    }
}

bool EventWheel::isWellLaidOut() const {
    return m_taken < 32 * m_turns && m_passed < 8 * m_turns && m_hanging <= m_mask && m_far.size() <= size() / 4;
}

void EventWheel::layOut() {
    hangLate();
    std::vector<Event> events(m_near.data() + 1, m_near.data() + 1 + m_count);
    for (; !m_far.empty(); m_far.pop()) events.push_back(m_far.front());
    m_farNext = kNever;
    for (std::uint32_t& first : m_first) {
        for (; first != kNoHook; first = m_hooks[first].next) events.push_back(m_hooks[first].event);
    }
    m_hooks.clear();
    m_free = kNoHook;
    m_hanging = 0;
    m_count = 0;
    ++m_layouts;
    m_most = kCrowd;
    // Eight events a slice, as dense as the next quarter of what is pending; four times as many slices as events.
    const std::size_t quarter = events.size() / 4;
    std::nth_element(events.begin(), events.begin() + static_cast<std::ptrdiff_t>(quarter), events.end(), isBefore);
    const std::int64_t later = timeOf(events[quarter]);
    const std::int64_t first = timeOf(*std::min_element(events.begin(), events.end(), isBefore));
    const std::uint64_t width = static_cast<std::uint64_t>(later - first) * 8 / (quarter + 1) + 1;
    const std::size_t slices = std::max(m_first.size(), std::bit_ceil(std::max<std::size_t>(64, 4 * events.size())));
    m_mask = slices - 1;
    // The end of the wheel stays within what a time can say.
    m_shift = static_cast<unsigned>(std::min(std::bit_width(width) - 1, 58 - std::bit_width(slices)));
    m_first.assign(slices, kNoHook);
    m_used.assign(slices / 64, 0);
    m_slice = sliceOf(first);
    m_nearEnd = static_cast<std::int64_t>((m_slice + 1) << m_shift);
    m_end = static_cast<std::int64_t>((m_slice + m_mask) << m_shift);
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
    return m_near.capacity() * sizeof(Event) + m_hooks.capacity() * sizeof(Hook) + m_far.bytes() +
           m_first.capacity() * sizeof(std::uint32_t) + m_used.capacity() * sizeof(std::uint64_t);
}

}  // namespace spillway
