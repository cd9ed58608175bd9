#pragma once

#include "base/units.h"
#include "topology/protection.h"

#include <cmath>
#include <cstdint>

namespace spillway {

// CoDel, RFC 8289 section 5: dequeue by dequeue, whether the one that leaves the line is dropped instead of served. A
// regular value. In a line of requests the least that may stand in it is one: the last is not judged.
class Codel {
public:
    explicit Codel(const CodelSettings& settings) : m_settings{settings} {}

    // The next one has waited for `sojourn`; `left` are behind it.
    bool drops(Duration sojourn, std::size_t left, SimTime now) {
        const bool okToDrop = isLate(sojourn, left, now);
        if (m_dropping) {
            m_dropping = okToDrop;
            if (!okToDrop) return false;
            // The next drop is set when the one behind a dropped one is late as well.
            if (m_behindDropped) m_next = law(m_next);
            m_behindDropped = now >= m_next;
            if (m_behindDropped) ++m_count;
            return m_behindDropped;
        }
        if (!okToDrop) return false;
        m_dropping = true;
        m_behindDropped = false;
        // Coming back soon it goes on at the rate that helped the last time.
        const std::int64_t delta = m_count - m_countBefore;
        m_count = delta > 1 && now - m_next < 16 * m_settings.interval ? delta : 1;
        m_next = law(now);
        m_countBefore = m_count;
        return true;
    }
    bool dropping() const { return m_dropping; }

private:
    // Above the target for a whole interval.
    bool isLate(Duration sojourn, std::size_t left, SimTime now) {
        if (sojourn < m_settings.target || left == 0) {
            m_firstAbove = SimTime{};
            return false;
        }
        if (m_firstAbove == SimTime{}) {
            m_firstAbove = now + m_settings.interval;
            return false;
        }
        return now >= m_firstAbove;
    }
    SimTime law(SimTime from) const {
        return from + secondsToDuration(toSeconds(m_settings.interval) / std::sqrt(static_cast<double>(m_count)));
    }

    CodelSettings m_settings;
    SimTime m_firstAbove{};
    SimTime m_next{};
    std::int64_t m_count = 0;
    std::int64_t m_countBefore = 0;
    bool m_dropping = false;
    bool m_behindDropped = false;
};

}  // namespace spillway
