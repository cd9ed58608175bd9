#pragma once

#include "nodes/world.h"

#include <optional>

// What protects a server beside a bounded line in order of arrival: limits at the door, shedding by criticality, CoDel,
// the order of its lines, outlier detection. Servers without any of it never come here.
namespace spillway {

// A line of a server: of one of its instances (nodes/own_line.h), or of all.
struct GuardedLine {
    FrameLine& line;
    std::uint32_t instance = 0;
};

void beginServerGuard(Context context, std::uint32_t node);
// A request at the door: why it gets no further, if so.
std::optional<Outcome> stoppedByGuard(Context context, const Frame& frame, const NodeState& node);
// The same at the door of the instance that it was sent to.
std::optional<Outcome> stoppedAtInstance(Context context, const NodeState& node, std::uint32_t instance);
void joinGuardedLine(Context context, Frame& frame, NodeState& node, const GuardedLine& to);
// Before the head of the line is taken: with the newest first, that is the newest.
void turnLine(Context context, NodeState& node, const GuardedLine& which);
// The head has been taken: true if it is not served but ended, as nobody waits for it any more or CoDel drops it.
bool leavesLine(Context context, Frame& frame, NodeState& node, const GuardedLine& from);
// Who says which instances are out; null if none is, or if so many are that Envoy would try them all (panic).
const OutlierDetector* ejecting(Context context, const NodeState& node);
// A visit that had a slot has ended; before the slot is given back.
void noteEndAtServer(Context context, const Frame& frame, NodeState& node, std::uint32_t instance, Outcome outcome);
// The instance died, or another takes its place.
void forgetInstance(Context context, NodeState& node, std::uint32_t instance);
// Every interval of the outlier detection.
void sweepOutliers(Context context, std::uint32_t node);
// At the end of a second: what was refused or dropped, when that begins, changes much, and is over.
void tellServerGuard(Context context, std::uint32_t node);

}  // namespace spillway
