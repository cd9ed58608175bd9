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

void Times::settle() const {
    m_second.record(m_kept);
    m_kept.clear();
    m_second.record(std::span{m_recent}.first(m_fresh));
    m_fresh = 0;
}

void Times::endSecond() {
    settle();
    if (m_second.count() == 0) return;
    m_whole.merge(m_second);
    m_second.reset();
}

}  // namespace spillway
