#pragma once

#include "nodes/world.h"

namespace spillway {

// The HorizontalPodAutoscaler looks at a service: mean CPU use of its ready replicas since the last look.
void scaleServer(Context context, std::uint32_t node);

}  // namespace spillway
