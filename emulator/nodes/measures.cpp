#include "nodes/measures.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

namespace spillway {

template <std::uint32_t Recent>
typename TimesInRows<Recent>::Kept* TimesInRows<Recent>::newKept(std::uint32_t room) {
    static_assert(sizeof(Kept) % alignof(Line) == 0, "the row begins where it ends");
    Kept* const made = new (::operator new(sizeof(Kept) + room * sizeof(Line))) Kept;
    made->room = room;
    return made;
}

template <std::uint32_t Recent>
void TimesInRows<Recent>::free(Kept* kept) {
    if (kept == nullptr) return;
    kept->~Kept();
    ::operator delete(kept);
}

template <std::uint32_t Recent>
TimesInRows<Recent>::TimesInRows(const TimesInRows& other)
    : m_fresh{other.m_fresh}, m_lines{other.m_lines}, m_recent{other.m_recent} {
    if (other.m_kept == nullptr) return;
    // No room to spare: checkpoints have thousands of them.
    m_kept = newKept((m_lines + kRoom - 1) / kRoom * kRoom);
    m_kept->second = other.m_kept->second;
    m_kept->whole = other.m_kept->whole;
    std::copy_n(other.m_kept->row(), m_lines, m_kept->row());
}

template <std::uint32_t Recent>
TimesInRows<Recent>::~TimesInRows() {
    free(m_kept);
}

template <std::uint32_t Recent>
std::span<const std::uint32_t> TimesInRows<Recent>::keptTimes() const {
    if (m_lines == 0) return {};
    return {m_kept->row()->data(), std::size_t{m_lines} * Recent};
}

template <std::uint32_t Recent>
typename TimesInRows<Recent>::Kept& TimesInRows<Recent>::kept() {
    if (m_kept == nullptr) m_kept = newKept(0);
    return *m_kept;
}

template <std::uint32_t Recent>
void TimesInRows<Recent>::recordLong(Duration value) {
    kept().second.record(value);
}

template <std::uint32_t Recent>
void TimesInRows<Recent>::makeRoom() {
    Kept& before = kept();
    if (m_lines < before.room) return;
    if (std::size_t{m_lines} * Recent == kMostKept) {
        before.second.record(keptTimes());
        m_lines = 0;
        return;
    }
    Kept* const larger = newKept(std::min<std::uint32_t>(std::max(2 * before.room, kRoom), kMostKept / Recent));
    larger->second = std::move(before.second);
    larger->whole = std::move(before.whole);
    std::copy_n(before.row(), m_lines, larger->row());
    free(std::exchange(m_kept, larger));
}

template <std::uint32_t Recent>
void TimesInRows<Recent>::keepWith(std::uint32_t last) {
    if (m_lines % kRoom == 0) [[unlikely]]
        makeRoom();
    Line& line = m_kept->row()[m_lines++];
    std::memcpy(line.data(), m_recent.data(), sizeof m_recent);
    line.back() = last;
    m_fresh = 0;
}

template <std::uint32_t Recent>
void TimesInRows<Recent>::putRecentTo(LatencyHistogram& histogram, std::uint32_t zeros) const {
    histogram.record(std::span{m_recent}.first(m_fresh));
    if (zeros != 0) histogram.record(Duration{0}, zeros);
}

template <std::uint32_t Recent>
LatencyHistogram TimesInRows<Recent>::second(std::uint32_t zeros) const {
    LatencyHistogram all;
    if (m_kept != nullptr) {
        all = m_kept->second;
        all.record(keptTimes());
    }
    putRecentTo(all, zeros);
    return all;
}

template <std::uint32_t Recent>
const LatencyHistogram& TimesInRows<Recent>::whole() const {
    static const LatencyHistogram kNothing;
    return m_kept ? m_kept->whole : kNothing;
}

template <std::uint32_t Recent>
LatencyHistogram TimesInRows<Recent>::soFar(std::uint32_t zeros) const {
    LatencyHistogram all = whole();
    all.merge(second(zeros));
    return all;
}

template <std::uint32_t Recent>
void TimesInRows<Recent>::endSecond(LatencyHistogram& ended, std::uint32_t zeros) {
    ended.reset();
    if (m_kept != nullptr) {
        ended.merge(m_kept->second);
        ended.record(keptTimes());
        m_kept->second.reset();
        m_lines = 0;
    }
    putRecentTo(ended, zeros);
    m_fresh = 0;
    if (ended.count() != 0) kept().whole.merge(ended);
}

template <std::uint32_t Recent>
std::size_t TimesInRows<Recent>::bytes() const {
    if (m_kept == nullptr) return 0;
    return sizeof(Kept) + m_kept->room * sizeof(Line) + m_kept->second.bytes() + m_kept->whole.bytes();
}

template class TimesInRows<14>;
template class TimesInRows<8>;

}  // namespace spillway
