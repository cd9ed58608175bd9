#pragma once

#include "nodes/world.h"

namespace spillway {

// Executes every event of the lane before `bound`.
void runLane(World& world, Lane& lane, SimTime bound);
// Puts a parcel from another lane among the lane's events.
void deliverParcel(World& world, Lane& lane, const Parcel& parcel);
// First events of every node of the lane.
void beginLane(World& world, Lane& lane);

}  // namespace spillway
