#pragma once

#include "run/report.h"
#include "run/traces.h"

namespace spillway {

// Where the slowest 1 % of the sampled requests through node `of` (index into the topology's) spent their time. Each
// request's time is walked backwards along its critical path: the call that ended last, then what ended before that one
// was sent. Where somebody gave up, what was still waited for then is followed down to who had it.
Attribution attribute(const TraceStore& traces, std::uint32_t of, const Topology& topology);
// Of every node that a sampled request has been through, in their order; the requests are looked through once.
std::vector<Attribution> attributeEach(const TraceStore& traces, const Topology& topology);

}  // namespace spillway
