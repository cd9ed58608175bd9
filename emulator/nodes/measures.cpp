#include "nodes/measures.h"

#include <span>

namespace spillway {

void Times::keepRecent() {
    if (m_kept.size() == kMostKept) {
        m_second.record(m_kept);
        m_kept.clear();
    }
    m_kept.insert(m_kept.end(), m_recent.begin(), m_recent.end());
    m_fresh = 0;
}

LatencyHistogram Times::second() const {
    LatencyHistogram all = m_second;
    all.record(m_kept);
    all.record(std::span{m_recent}.first(m_fresh));
    return all;
}

void Times::endSecond(LatencyHistogram& ended) {
    ended.reset();
    ended.merge(m_second);
    ended.record(m_kept);
    ended.record(std::span{m_recent}.first(m_fresh));
    m_second.reset();
    m_kept.clear();
    m_fresh = 0;
    m_whole.merge(ended);
}

}  // namespace spillway
