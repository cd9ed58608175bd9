#pragma once

#include "bench/workloads.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace spillway::bench {

struct Measured {
    double requestsPerSecond = 0;  // of processor time, all threads
    double requestsPerWallSecond = 0;
    double meanSeconds = 0;  // simulated, as the users see it
    double eventsPerRequest = 0;
    double bytesPerRequest = 0;  // in flight: frames and pending events
    double bytesPerCall = 0;     // the same by call in flight, each request's own included
    std::string fingerprint;
};

// Of all threads of the process; says the same on a busy machine as on a quiet one, nearly.
double processorSeconds();
double wallSeconds();
// Processes that want a processor, in the last minute; 0 when the machine does not say.
double loadOfMachine();
template <class Job>
double processorSeconds(Job job) {
    const double before = processorSeconds();
    job();
    return processorSeconds() - before;
}

// One run of Spillway with all its instruments.
Measured runOnce(const Work& work, RunOptions options = {});
// One run of the plain heap engine.
Measured runPlain(const HeapEngine::Workload& shape);
// By requestsPerSecond, of three.
Measured medianOf(const std::function<Measured()>& once);
// What a command prints; nothing if it cannot be run.
std::vector<std::string> linesOf(const std::string& command);

}  // namespace spillway::bench
