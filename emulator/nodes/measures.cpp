#include "nodes/measures.h"

#include <cstring>
#include <utility>

namespace spillway {

template <std::uint32_t Recent>
TimesInRows<Recent>::TimesInRows(const TimesInRows& other)
    : m_kept{other.m_kept ? std::make_unique<Kept>(*other.m_kept) : nullptr},
      m_fresh{other.m_fresh},
      m_recent{other.m_recent} {}

template <std::uint32_t Recent>
TimesInRows<Recent>& TimesInRows<Recent>::operator=(TimesInRows other) noexcept {
    m_kept = std::move(other.m_kept);
    m_fresh = other.m_fresh;
    m_recent = other.m_recent;
    return *this;
}

template <std::uint32_t Recent>
std::span<const std::uint32_t> TimesInRows<Recent>::Kept::times() const {
    if (row.empty()) return {};
    return {row.front().data(), row.size() * Recent};
}

template <std::uint32_t Recent>
typename TimesInRows<Recent>::Kept& TimesInRows<Recent>::kept() {
    if (!m_kept) m_kept = std::make_unique<Kept>();
    return *m_kept;
}

template <std::uint32_t Recent>
void TimesInRows<Recent>::recordLong(Duration value) {
    kept().second.record(value);
}

template <std::uint32_t Recent>
void TimesInRows<Recent>::keepWith(std::uint32_t last) {
    Kept& kept = this->kept();
    if (kept.row.size() == kMostKept / Recent) {
        kept.second.record(kept.times());
        kept.row.clear();
    }
    Line& line = kept.row.emplace_back();
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
    if (m_kept) {
        all = m_kept->second;
        all.record(m_kept->times());
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
    if (m_kept) {
        ended.merge(m_kept->second);
        ended.record(m_kept->times());
        m_kept->second.reset();
        m_kept->row.clear();
    }
    putRecentTo(ended, zeros);
    m_fresh = 0;
    if (ended.count() != 0) kept().whole.merge(ended);
}

template <std::uint32_t Recent>
std::size_t TimesInRows<Recent>::bytes() const {
    if (!m_kept) return 0;
    return sizeof(Kept) + m_kept->row.capacity() * sizeof(Line) + m_kept->second.bytes() + m_kept->whole.bytes();
}

template class TimesInRows<14>;
template class TimesInRows<8>;

}  // namespace spillway
