#pragma once

#include "bench/heap_engine.h"
#include "run/run.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// W1 to W5 (see README.md) as architectures. W1 and W2 in units of a millisecond.
namespace spillway::bench {

struct Work {
    std::string name;
    Topology topology;
    Scenario scenario;
    double expectedMean = 0;                    // of a request, in seconds; 0: theory has no closed form
    std::optional<HeapEngine::Workload> plain;  // the same for the plain heap engine
};

// `requests` is how many are sent, on average.
Work singleServer(double requests);  // W1: M/M/1 at .8
Work tandem(double requests);        // W2: five M/M/4 at .7, one after the other
Work chain(double requests);         // W3: five calls deep, each holds its slot; timeouts and retries
Work functions(double requests);     // W4: cold starts
// W5: layers of services, each calling one to three of the next at once, with timeouts and retries.
struct LayersWish {
    std::uint32_t width = 250;  // services a layer; there are four layers, and as many clients
    double ratePerClient = 400;
    Duration hop = std::chrono::microseconds{500};
    double slower = 1;     // times that work and timeouts are longer: more requests in flight
    double nearShare = 0;  // of the calls that stay in the caller's half of the graph
};
Work layers(double requests, const LayersWish& wish);

}  // namespace spillway::bench
