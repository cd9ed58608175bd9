#pragma once

#include "canvas/scene.h"

namespace spillway {

inline constexpr double kMarkRadius = 9;
inline constexpr double kMarkCut = 14;  // half of the gap that an open breaker leaves in its line

// Signs of all flows that have something to say, placed one after the other so that they and their words cover no node,
// no title and not each other, if there is room for that. Written into scene.marks and, for cuts, into the flows.
void placeMarks(Scene& scene);

}  // namespace spillway
