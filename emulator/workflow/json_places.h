#pragma once

#include "workflow/json.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace spillway::workflow {

struct TextPlace {
    int line = 1;
    int column = 1;
};

// Where each value of a JSON text starts, by its JSON pointer; a member counts from its name. The text must have been
// read by readJson: what is no JSON gives what was found before.
std::map<std::string, TextPlace> jsonPlaces(std::string_view text);

// The members that have a namesake before them in the same object.
std::vector<std::string> jsonDuplicates(std::string_view text);

// The place of `pointer`, or of the nearest value around it that is there (a missing field has none of its own).
TextPlace placeOf(const std::map<std::string, TextPlace>& places, std::string pointer);

}  // namespace spillway::workflow
