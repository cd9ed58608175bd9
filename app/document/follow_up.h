#pragma once

#include "document/edit.h"

namespace spillway {

// Whether nothing but boxes changes.
bool isLayoutOnly(const Edit& edit);

// What the layout needs after `edit`, which turned into `inverse` when it was applied to get `state`: a renamed thing
// keeps its box, a new one gets one. Empty if nothing.
PlaceBoxes boxesAfter(const Edit& edit, const Edit& inverse, const DocumentState& state);

}  // namespace spillway
