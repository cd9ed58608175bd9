#pragma once

#include "document/layout.h"
#include "scenario/scenario.h"
#include "session/run_session.h"

// The architecture of the design's picture with a moment of its run, for tests of the drawing.
namespace spillway::drawing {

Topology checkout();
Layout checkoutLayout();
// The moment of the picture: charge-card throttled, the picks piling up, the breaker half-open.
LiveView checkoutMoment(const Topology& topology);

}  // namespace spillway::drawing
