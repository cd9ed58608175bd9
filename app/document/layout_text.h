#pragma once

#include "base/result.h"
#include "document/layout.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace spillway {

enum class Digits {
    twoDecimals,  // for the sidecar: what nobody can see is not written
    exact,        // for the journal: reads back bit for bit
};

// The sidecar's text: version, then one box a line in the order of the ids.
std::string layoutText(const Layout& layout, Digits digits = Digits::twoDecimals);

// Reads what layoutText() wrote, or a person did. The error names the line.
Result<Layout> parseLayout(std::string_view text);

// What of a damaged layout can still be read: one bad box does not take the others.
struct LayoutRead {
    Layout layout;
    std::vector<Error> problems;  // in the order of the text, each with its line
};
LayoutRead readLayout(std::string_view text);

// The boxes of `ids` only: what the sidecar keeps.
Layout boxesOf(const Layout& layout, const std::set<std::string>& ids);

}  // namespace spillway
