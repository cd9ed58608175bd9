#pragma once

#include "document/layout.h"
#include "document/nesting.h"

namespace spillway {

// Our own layers from left to right, boundary by boundary, for graphs too large for Graphviz: near-linear in nodes and
// flows (see tests/bench). Sugiyama's steps (IEEE Trans. SMC 11(2), 1981): turn back flows round, longest-path layers,
// barycentre order, positions; each boundary is laid out on its own and is one item of what it is in.
Layout layeredLayout(const Topology& topology, const Nesting& nesting);

}  // namespace spillway
