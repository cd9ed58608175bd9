#pragma once

#include "run/report.h"
#include "run/traces.h"

namespace spillway {

// Where the slowest 1 % of the sampled requests through node `of` (index into `ids`) spent their time. Each request's
// time is walked backwards along its critical path: the call that ended last, then what ended before that one was sent.
Attribution attribute(const TraceStore& traces, std::uint32_t of, const std::vector<std::string>& ids);
// Of every node that a sampled request has been through, in the order of `ids`; the requests are looked through once.
std::vector<Attribution> attributeEach(const TraceStore& traces, const std::vector<std::string>& ids);

}  // namespace spillway
