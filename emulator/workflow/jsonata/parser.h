#pragma once

#include "workflow/jsonata/lexer.h"
#include "workflow/jsonata/node.h"

namespace spillway::workflow::jsonata {

// Ties each % to the step whose input it names. Throws Problem S0217 where there is none.
void resolveParents(Node& root);
// The tree of an expression. Throws Problem.
NodePtr parse(std::string_view text);

}  // namespace spillway::workflow::jsonata
