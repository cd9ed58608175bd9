#pragma once

#include "io/field_reader.h"
#include "scenario/scenario.h"
#include "topology/text_tree.h"

namespace spillway {

inline constexpr std::int64_t kFormatVersion = 1;

// The document that an architecture is written as, sections in their order.
TextTree treeOf(const Architecture& architecture);

// Reads what the root says; reports what it cannot read. Items that are not even mappings leave the root.
Architecture readArchitecture(FieldReader& reader, YamlNode& root);

// True when the root begins with a version that this program reads; reports otherwise.
bool checkVersion(FieldReader& reader, const YamlNode& root);

}  // namespace spillway
