#include "nodes/measures.h"

#include <span>
#include <utility>

namespace spillway {

Times::Times(const Times& other)
    : m_kept{other.m_kept ? std::make_unique<Kept>(*other.m_kept) : nullptr},
      m_fresh{other.m_fresh},
      m_none{other.m_none},
      m_recent{other.m_recent} {}

Times& Times::operator=(Times other) noexcept {
    m_kept = std::move(other.m_kept);
    m_fresh = other.m_fresh;
    m_none = other.m_none;
    m_recent = other.m_recent;
    return *this;
}

Times::Kept& Times::kept() {
    if (!m_kept) m_kept = std::make_unique<Kept>();
    return *m_kept;
}

void Times::recordLong(Duration value) { kept().second.record(value); }

void Times::keepRecent() {
    Kept& kept = this->kept();
    if (kept.row.size() == kMostKept) {
        kept.second.record(kept.row);
        kept.row.clear();
    }
    kept.row.insert(kept.row.end(), m_recent.begin(), m_recent.end());
    m_fresh = 0;
}

void Times::putRecentTo(LatencyHistogram& histogram) const {
    histogram.record(std::span{m_recent}.first(m_fresh));
    if (m_none != 0) histogram.record(Duration{0}, m_none);
}

LatencyHistogram Times::second() const {
    LatencyHistogram all;
    if (m_kept) {
        all = m_kept->second;
        all.record(m_kept->row);
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
        ended.record(m_kept->row);
        m_kept->second.reset();
        m_kept->row.clear();
    }
    putRecentTo(ended);
    m_fresh = m_none = 0;
    if (ended.count() != 0) kept().whole.merge(ended);
}

std::size_t Times::bytes() const {
    if (!m_kept) return 0;
    return sizeof(Kept) + m_kept->row.capacity() * sizeof(std::uint32_t) + m_kept->second.bytes() +
           m_kept->whole.bytes();
}

}  // namespace spillway
