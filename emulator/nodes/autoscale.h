#pragma once

#include "nodes/world.h"

namespace spillway {

// metrics-server samples the CPU of every pod of a service that is scaled, and goes on doing so.
void beginSampling(Context context, std::uint32_t node);
void sampleServer(Context context, std::uint32_t node);
// CPU that an instance has used so far: a slot burns `busyCores` while its request's own work runs, and nothing while
// it waits for calls or, under a limit, for CPU.
double cpuSeconds(const Instance& instance, const ServerModel& model, SimTime now);
// The HorizontalPodAutoscaler looks at a service: at the newest sample of its pods, up to metrics_resolution old.
void scaleServer(Context context, std::uint32_t node);

}  // namespace spillway
