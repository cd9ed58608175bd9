#include "faults/border.h"

#include "kernel/levers.h"

#include <algorithm>
#include <iterator>

namespace spillway::faults {

FaultReach entering(FaultReach reach) {
    reach.flowsInto.clear();
    std::ranges::set_difference(reach.flowsAcross, reach.flowsOut, std::back_inserter(reach.flowsInto));
    return reach;
}

FaultReach crossing(FaultReach reach) {
    reach.flowsInto = reach.flowsAcross;
    return reach;
}

}  // namespace spillway::faults
