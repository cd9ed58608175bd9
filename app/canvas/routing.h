#pragma once

#include "canvas/curves.h"

namespace spillway {

// Chooses sides so that curves are short, leave towards where they go and run through no other box, spreads the flows
// that share a side, leads flows around boxes that no simple curve can avoid, and fills curves and samples.
// Deterministic. With the scene of a moment ago only what the change since touches is led afresh.
void route(Scene& scene, const Scene* before = nullptr);

}  // namespace spillway
