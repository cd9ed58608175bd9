#pragma once

#include "topology/consumer.h"

#include <cstdint>
#include <vector>

namespace spillway {

inline constexpr std::uint32_t kNobody = ~std::uint32_t{0};

// Which member of a consumer group reads which partition, one member each. `eager`: partition p goes to member p mod n,
// whoever had it before (Kafka's round robin). `cooperative`: who stays keeps what he has up to an even share, so that
// as few as possible move (Kafka's sticky assignors). Members are numbered from 0.
std::vector<std::uint32_t> assignPartitions(Assignor assignor, const std::vector<std::uint32_t>& before,
                                            std::uint32_t members);

}  // namespace spillway
