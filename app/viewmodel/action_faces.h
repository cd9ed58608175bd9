#pragma once

#include "scenario/fault.h"
#include "viewmodel/action_table.h"

#include <span>

namespace spillway {

// The window's menus, top to bottom.
std::span<const ActionFace> actionFaces();
// The action that breaks this fault in.
const char* faultAction(FaultKind kind);

}  // namespace spillway
