#pragma once

#include "topology/topology.h"

#include <string>
#include <vector>

namespace spillway::edits {

enum class Reach { upstream, downstream, connected };
// The nodes that `from` reaches along flows (against them, or either way), with the flows on the way; `from` included.
std::vector<std::string> reached(const Topology& topology, const std::vector<std::string>& from, Reach reach);

}  // namespace spillway::edits
