#pragma once

#include "run/compiler.h"

namespace spillway {

// Tells of programs whose own work hardly ever, or never, ends within the time that their platform gives a request.
// Nodes have been compiled.
void noteWorkBeyondLimits(Compiler& compiler);

}  // namespace spillway
