#pragma once

#include "nodes/visit.h"

// Where requests begin: clients (open and closed loop), schedules, devices.
namespace spillway {

void beginSource(Context context, std::uint32_t node);
// The request that goes out now, if one does, begins its way.
Going tickSource(Context context, std::uint32_t node, std::uint64_t uid);
// The packet of a device has made its way; `again`: it was there before, its answer was lost.
void arriveFromDevice(Context context, std::uint32_t node, bool again);
// A request of the source has come to its end.
void endRoot(Context context, Frame& frame, NodeState& node, Outcome outcome);
// The same for one that has folded into `call`, its last, and was on its way for so long.
void endFolded(Context context, Frame& call, NodeState& node, Duration turn);
// The lever that multiplies the load has moved.
void changeLoad(Context context, std::uint32_t node);

// Its clock has moved by this much against everybody else's.
void jumpClock(Context context, std::uint32_t node, Duration ahead);

}  // namespace spillway
