#pragma once

#include "canvas/curves.h"

#include <optional>
#include <unordered_map>

namespace spillway {

// Chooses sides so that curves are short, leave towards where they go and run through no other box, spreads the flows
// that share a side, leads flows around boxes that no simple curve can avoid, and fills curves and samples.
// Deterministic. With the scene of a moment ago only what the change since touches is led afresh.
void route(Scene& scene, const Scene* before = nullptr);

// Some nodes stand elsewhere: where they went, by index; no offset for one whose size is another. Flows both of whose
// ends moved alike come along as they are, those with one end are led afresh, and no others.
void follow(Scene& scene, const std::unordered_map<std::size_t, std::optional<QPointF>>& moved);

}  // namespace spillway
