#pragma once

#include "topology/text_tree.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace spillway {

// For each item of `after` the place of the one of `before` that it was: equal, else of the same name, else alike.
// No item of `before` is taken twice. Near linear, unless most items changed beyond recognition; then few are matched.
std::vector<std::optional<std::size_t>> matchItems(const TextTree& before, const TextTree& after);

}  // namespace spillway
