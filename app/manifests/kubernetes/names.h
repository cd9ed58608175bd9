#pragma once

#include <string>
#include <string_view>

// Names that Kubernetes accepts, derived from ids alone: a name changes if and only if its id does.
namespace spillway::kubernetes {

// A DNS-1035 label of at most 52 characters (what a CronJob allows, the shortest limit of all). An id that is one
// already is its own name; any other is spelt in lower case with dashes and gets a hash of the id, so that two ids
// never share a name.
std::string nameOf(std::string_view id);

// For the system's title, which people read and which need not be unique: the spelling without the hash.
std::string titleName(std::string_view title);

// "order-api" -> "ORDER_API": the stem of an environment variable.
std::string variableStem(std::string_view name);

// DNS-1123 label: lower case letters, digits and dashes, at most 63, alphanumeric at both ends.
bool isDnsLabel(std::string_view name);

// Five fields (or @daily and the like) with numbers in range, *, lists, ranges, steps and the names of months and days.
bool isCron(std::string_view text);

}  // namespace spillway::kubernetes
