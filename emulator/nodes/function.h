#pragma once

#include "nodes/world.h"

// Functions on demand as AWS Lambda runs them (platform-facts 1.1, 1.4): one request an environment, no line for
// synchronous calls, events retried by the platform.
namespace spillway {

void admitAtFunction(Context context, std::uint32_t index, std::uint32_t node);
void releaseAtFunction(Context context, std::uint32_t node, frame_flag::Flags before);
// The environment started for this visit is initialised.
void finishInit(Context context, std::uint32_t index);
// An asynchronous invocation failed: true if it comes again, false if it is given up.
bool retryAsynchronously(Context context, std::uint32_t index, Outcome outcome);
void beginFunction(Context context, std::uint32_t node);
void expireEnvironments(Context context, std::uint32_t node);
// What the levers ask for: environments die with the requests in them; idle ones first count too.
void killEnvironments(Context context, std::uint32_t node, std::int64_t count);
void killAllEnvironments(Context context, std::uint32_t node);

}  // namespace spillway
