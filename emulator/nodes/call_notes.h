#pragma once

#include "nodes/world.h"

// What is noted of the calls of a sampled request, from which its trace is made. To be asked for those alone.
namespace spillway {

// It leaves; its caller has held it back since `heldSince`.
void noteSent(Context context, const Frame& frame, const FlowRow& flow, std::uint64_t parentUid, SimTime heldSince);
void noteAnswer(Context context, const Frame& frame, Outcome outcome);
// It never left: a call that took no time, with what stopped it.
void noteUnsent(Context context, const Frame& frame, const FlowRow& flow, Outcome outcome, SimTime heldSince);

}  // namespace spillway
