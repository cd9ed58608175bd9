#pragma once

#include "document/layout.h"
#include "document/nesting.h"

#include <optional>

namespace spillway {

// The drawing as Graphviz' `dot` lays it out: layers from left to right, a cluster per boundary. Nothing if Graphviz
// refuses. Its time grows steeply: 50 ms at 200 nodes, 15 s at 1,000. Takes a lock (global state in the library).
std::optional<Layout> graphvizLayout(const Topology& topology, const Nesting& nesting);

}  // namespace spillway
