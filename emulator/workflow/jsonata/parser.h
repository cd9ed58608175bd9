#pragma once

#include "workflow/jsonata/lexer.h"
#include "workflow/jsonata/node.h"

namespace spillway::workflow::jsonata {

// The tree of an expression. Throws Problem.
NodePtr parse(std::string_view text);

}  // namespace spillway::workflow::jsonata
