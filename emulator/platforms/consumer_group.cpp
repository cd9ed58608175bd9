#include "platforms/consumer_group.h"

namespace spillway {
namespace {

std::vector<std::uint32_t> roundRobin(std::size_t partitions, std::uint32_t members) {
    std::vector<std::uint32_t> owners(partitions, kNobody);
    for (std::size_t i = 0; i < partitions && members != 0; ++i) owners[i] = static_cast<std::uint32_t>(i % members);
    return owners;
}

}  // namespace

std::vector<std::uint32_t> assignPartitions(Assignor assignor, const std::vector<std::uint32_t>& before,
                                            std::uint32_t members) {
    const std::size_t partitions = before.size();
    if (assignor == Assignor::eager || members == 0) return roundRobin(partitions, members);
    // An even share: some members have one partition more than the others.
    const std::size_t share = partitions / members;
    std::size_t larger = partitions % members;
    std::vector<std::size_t> has(members, 0);
    std::vector<std::uint32_t> owners(partitions, kNobody);
    for (std::size_t i = 0; i < partitions; ++i) {
        const std::uint32_t old = before[i];
        if (old >= members || has[old] > share || (has[old] == share && larger == 0)) continue;
        if (has[old] == share) --larger;
        ++has[old];
        owners[i] = old;
    }
    std::uint32_t next = 0;
    for (std::uint32_t& owner : owners) {
        if (owner != kNobody) continue;
        while (has[next] > share || (has[next] == share && larger == 0)) ++next;
        if (has[next] == share) --larger;
        ++has[next];
        owner = next;
    }
    return owners;
}

}  // namespace spillway
