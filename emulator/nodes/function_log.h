#pragma once

#include "nodes/world.h"

// What a function tells of its scaling. Not a line a request: what begins is told at once, how much of it once a second
// at most, and small changes once in ten seconds.
namespace spillway {

// A request was throttled by `limit`.
void noteHeld(Context context, std::uint32_t node, LambdaLimit limit);
// A request ran on demand although environments are provisioned.
void noteSpillOver(Context context, std::uint32_t node);
// An INIT reached the platform's limit and is done again within the invocation.
void noteInitAgain(Context context, std::uint32_t node);
// A simulated second has ended; every lane rests.
void tellSecond(Context context, std::uint32_t node);
// What held it back within the last seconds.
LambdaLimit heldBy(const FunctionLog& log);

}  // namespace spillway
