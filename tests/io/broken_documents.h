#pragma once

#include <string>
#include <vector>

// Documents that are wrong, and everything that must be said about each: "line:column code", in order of place.
struct BrokenDocument {
    const char* name;
    std::string text;
    std::vector<std::string> expected;
};

std::vector<BrokenDocument> brokenLayouts();     // what is no YAML, or not ours
std::vector<BrokenDocument> brokenFields();      // keys and values
std::vector<BrokenDocument> brokenReferences();  // what only the whole can tell
