#pragma once

#include "base/diagnostic.h"
#include "io/yaml_node.h"
#include "topology/topology.h"

#include <string>
#include <string_view>

namespace spillway {

// Where the field ("faults[2].at") of an item stands, or the innermost thing around it that stands in the text.
TextMark markOf(const YamlNode& item, std::string_view field);

// Gives lines and columns to what was found out of a topology after its text was read: by item ("api", "api -> db") and
// field. What has a place, or belongs to none of the items, stays as it is.
void placeInText(Diagnostics& diagnostics, std::string_view text, const std::string& fileName,
                 const Topology& topology);

}  // namespace spillway
