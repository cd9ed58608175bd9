#pragma once

#include "base/result.h"
#include "topology/text_tree.h"

#include <string_view>

namespace spillway {

// The items of a list written on one line, as oneLineText() writes them: `{state: Ask, to: inbox}, {state: "a, b"}`.
// With or without brackets around them. Texts may be quoted; a comma inside parentheses belongs to its text.
Result<TextTree> listFromLine(std::string_view text);

}  // namespace spillway
