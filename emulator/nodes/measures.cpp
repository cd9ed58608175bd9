#include "nodes/measures.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>
#include <utility>

namespace spillway {

void Times::Free::operator()(Kept* kept) const {
    std::destroy_at(kept);
    ::operator delete(kept);
}

Times::KeptPointer Times::makeKept(std::size_t room) {
    KeptPointer made{new (::operator new(bytesFor(room))) Kept};
    made->room = room;
    return made;
}

Times::Times(const Times& other)
    : m_fresh{other.m_fresh}, m_lines{other.m_lines}, m_none{other.m_none}, m_recent{other.m_recent} {
    if (!other.m_kept) return;
    m_kept = makeKept(std::bit_ceil(std::max<std::size_t>(1, m_lines)));
    m_kept->second = other.m_kept->second;
    m_kept->whole = other.m_kept->whole;
    std::ranges::copy(other.row(), rowOf(*m_kept));
}

Times& Times::operator=(Times other) noexcept {
    m_kept = std::move(other.m_kept);
    m_fresh = other.m_fresh;
    m_lines = other.m_lines;
    m_none = other.m_none;
    m_recent = other.m_recent;
    return *this;
}

Times::Kept& Times::kept() {
    if (!m_kept) m_kept = makeKept(1);
    return *m_kept;
}

void Times::recordLong(Duration value) { kept().second.record(value); }

void Times::keepRecent() {
    // The room is a power of two, so only with as many lines can it be full; without one there may be no room at all.
    if ((m_lines & (m_lines - 1)) == 0) [[unlikely]]
        makeRoom();
    std::memcpy(rowOf(*m_kept) + std::size_t{m_lines} * kRecent, m_recent.data(), sizeof m_recent);
    ++m_lines;
    m_fresh = 0;
}

[[gnu::noinline]] void Times::makeRoom() {
    Kept& before = kept();
    if (m_lines < before.room) return;
    if (m_lines == kMostLines) {
        before.second.record(row());
        m_lines = 0;
        return;
    }
    KeptPointer larger = makeKept(2 * before.room);
    larger->second = std::move(before.second);
    larger->whole = std::move(before.whole);
    std::ranges::copy(row(), rowOf(*larger));
    m_kept = std::move(larger);
}

void Times::putRecentTo(LatencyHistogram& histogram) const {
    histogram.record(std::span{m_recent}.first(m_fresh));
    if (m_none != 0) histogram.record(Duration{0}, m_none);
}

LatencyHistogram Times::second() const {
    LatencyHistogram all;
    if (m_kept) {
        all = m_kept->second;
        all.record(row());
    }
    putRecentTo(all);
    return all;
}

const LatencyHistogram& Times::whole() const {
    static const LatencyHistogram kNothing;
    return m_kept ? m_kept->whole : kNothing;
}

void Times::endSecond(LatencyHistogram& ended) {
    ended.reset();
    if (m_kept) {
        ended.merge(m_kept->second);
        ended.record(row());
        m_kept->second.reset();
        m_lines = 0;
    }
    putRecentTo(ended);
    m_fresh = 0;
    m_none = 0;
    if (ended.count() != 0) kept().whole.merge(ended);
}

std::size_t Times::bytes() const {
    return m_kept ? bytesFor(m_kept->room) + m_kept->second.bytes() + m_kept->whole.bytes() : 0;
}

}  // namespace spillway
