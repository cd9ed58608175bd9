#pragma once

#include "io/yaml_node.h"
#include "topology/text_tree.h"

#include <optional>
#include <string>

namespace spillway {

// The text that says `after`, made from the lines of `source`, which say `before`: what did not change keeps its bytes,
// layout and comments; what changed is written canonically in its place. Nothing when the source is laid out in a way
// that cannot be edited line by line (a root in brackets, two entries on a line).
std::optional<std::string> mergedText(const SourceText& source, const YamlNode& root, const TextTree& before,
                                      const TextTree& after);

}  // namespace spillway
