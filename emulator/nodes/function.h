#pragma once

#include "nodes/world.h"

// Functions on demand as AWS Lambda runs them (platform-facts 1.1, 1.4): one request an environment, no line for
// synchronous calls, events retried by the platform.
namespace spillway {

void admitAtFunction(Context context, std::uint32_t index, std::uint32_t node);
void releaseAtFunction(Context context, std::uint32_t node, std::uint32_t environment, frame_flag::Flags before);
// The environment started for this visit is initialised, or (`again`) its INIT took so long that it is done once more.
void finishInit(Context context, std::uint32_t index, bool again);
// An asynchronous invocation failed: it comes again, or it is given up.
enum class AsyncFate : std::uint8_t { comesAgain, triedOften, tooOld };
AsyncFate retryAsynchronously(Context context, std::uint32_t index, Outcome outcome);
// The frame in which an event is tried once more, from the one in which it was tried; kNoFrame if there is no room.
std::uint32_t frameOfNextTry(Context context, std::uint32_t index);
void beginFunction(Context context, std::uint32_t node);
void expireEnvironments(Context context, std::uint32_t node);
// Idle environments that have reached their age go. Asked for at whole seconds: the age is hours.
void recycleEnvironments(Context context, std::uint32_t node);
// Provisioned environments that are missing are started, at the platform's rate.
void prepareProvisioned(Context context, std::uint32_t node);
void finishPreparation(Context context, std::uint32_t node, std::uint32_t preparation);
// What the levers ask for: environments die with the requests in them; idle ones first count too.
void killEnvironments(Context context, std::uint32_t node, std::int64_t count);
void killAllEnvironments(Context context, std::uint32_t node);

}  // namespace spillway
