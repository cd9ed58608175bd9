#pragma once

namespace spillway::bench {

// What an event costs, what a simulated second costs and what beginning costs in graphs of ten to ten thousand
// services, each with the same load. A scale of 1 is five million events a size.
void benchSizes(double scale);
// 100,000 services with a million requests in flight: memory, seconds, events.
void benchLargest();

}  // namespace spillway::bench
