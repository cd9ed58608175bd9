#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace spillway {

// Envoy's ring hash: every host stands at many points of a ring, a key goes to the next point. A host that comes or
// goes moves only its own part of the keys.
class HashRing {
public:
    // Points of the ring at least (Envoy minimum_ring_size); each host has the same number of them.
    static constexpr std::size_t kLeastPoints = 1024;

    HashRing() = default;
    explicit HashRing(const std::vector<std::uint32_t>& hosts);

    // There is some host.
    std::uint32_t hostOf(std::uint64_t key) const;

private:
    std::vector<std::pair<std::uint64_t, std::uint32_t>> m_points;  // by place
};

}  // namespace spillway
