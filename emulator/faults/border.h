#pragma once

// The network of a fault's target: what crosses its edge. What goes on inside a boundary does not pass there, be it
// cut, slow or lossy.
namespace spillway {
struct FaultReach;  // kernel/levers.h, which only the sources of this room may see
}  // namespace spillway

namespace spillway::faults {

// The same target, its `flowsInto` being the flows that cross its edge: on their way in, or either way.
FaultReach entering(FaultReach reach);
FaultReach crossing(FaultReach reach);

}  // namespace spillway::faults
