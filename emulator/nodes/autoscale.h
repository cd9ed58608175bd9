#pragma once

#include "nodes/world.h"

namespace spillway {

// metrics-server samples the CPU of every pod of a service that is scaled, and goes on doing so.
void beginSampling(Context context, std::uint32_t node);
void sampleServer(Context context, std::uint32_t node);
// The HorizontalPodAutoscaler looks at a service: at the newest sample of its pods, up to metrics_resolution old.
void scaleServer(Context context, std::uint32_t node);

}  // namespace spillway
