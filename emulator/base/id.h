#pragma once

#include <compare>
#include <cstdint>

namespace spillway {

// A dense index that cannot be mixed up with another kind's: `Id<struct NodeTag>` is not `Id<struct FlowTag>`.
// Dense from zero, so that it indexes a vector. "No id" is `std::optional`, never a magic value.
template <class Tag>
struct Id {
    std::uint32_t value = 0;
    friend constexpr auto operator<=>(Id, Id) = default;
};

using NodeId = Id<struct NodeTag>;
using FlowId = Id<struct FlowTag>;
using BoundaryId = Id<struct BoundaryTag>;

}  // namespace spillway
