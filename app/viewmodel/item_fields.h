#pragma once

#include "base/result.h"
#include "document/edit.h"
#include "platforms/facts.h"
#include "viewmodel/field_row.h"

#include <string>
#include <vector>

// The inspector's fields of drawn items, from the schema; as functions of values.
namespace spillway {

// The fields of the items ("order-api", "a -> b"); of several, those that all have. Unknown items are skipped. What
// counts for an empty field is the platform's own, from `facts`.
std::vector<FieldRow> itemFields(const Topology& topology, const std::vector<std::string>& items,
                                 const PlatformFacts& facts);

// The edit that sets one field of all the items, or why the text does not fit.
Result<Edit> itemFieldEdit(const Topology& topology, const std::vector<std::string>& items, const std::string& path,
                           const std::string& text);

// The item as it stands in the document's text.
std::string itemSource(const Topology& topology, const std::string& item);

}  // namespace spillway
