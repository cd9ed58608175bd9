#pragma once

#include "base/units.h"

#include <algorithm>
#include <cstdint>

namespace spillway {

// Envoy's retry budget: retries that are active (waiting or out) are at most a share of the calls that are out, and so
// many in any case. A regular value.
class ActiveRetries {
public:
    ActiveRetries(Share budget, std::int64_t least) : m_budget{budget}, m_least{least} {}

    // One more, when `open` calls are out; false means: do not retry. Each ends in one finish().
    bool tryBegin(std::uint64_t open) {
        const auto allowed = static_cast<std::int64_t>(m_budget.fraction() * static_cast<double>(open));
        if (m_active >= std::max(m_least, allowed)) return false;
        ++m_active;
        return true;
    }
    void finish() { --m_active; }
    std::int64_t active() const { return m_active; }

private:
    Share m_budget;
    std::int64_t m_least;
    std::int64_t m_active = 0;
};

}  // namespace spillway
