#include "policies/hash_ring.h"

#include "base/random.h"

#include <algorithm>

namespace spillway {

HashRing::HashRing(const std::vector<std::uint32_t>& hosts) {
    if (hosts.empty()) return;
    const std::size_t each = (kLeastPoints + hosts.size() - 1) / hosts.size();
    for (const std::uint32_t host : hosts) {
        for (std::uint64_t point = 0; point < each; ++point)
            m_points.emplace_back(mix64(mix64(std::uint64_t{host} + 1) + point), host);
    }
    std::ranges::sort(m_points);
}

std::uint32_t HashRing::hostOf(std::uint64_t key) const {
    const auto next = std::ranges::lower_bound(m_points, mix64(key), {}, [](const auto& point) { return point.first; });
    return next == m_points.end() ? m_points.front().second : next->second;
}

}  // namespace spillway
