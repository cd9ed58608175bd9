#pragma once

#include "viewmodel/action_table.h"

#include <span>

namespace spillway {

// The window's menus, top to bottom.
std::span<const ActionFace> actionFaces();

}  // namespace spillway
