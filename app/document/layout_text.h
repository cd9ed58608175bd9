#pragma once

#include "base/result.h"
#include "document/layout.h"

#include <set>
#include <string>
#include <string_view>

namespace spillway {

enum class Digits {
    twoDecimals,  // for the sidecar: what nobody can see is not written
    exact,        // for the journal: reads back bit for bit
};

// The sidecar's text: version, then one box a line in the order of the ids.
std::string layoutText(const Layout& layout, Digits digits = Digits::twoDecimals);

// Reads what layoutText() wrote, or a person did. The error names the line.
Result<Layout> parseLayout(std::string_view text);

// The boxes of `ids` only: what the sidecar keeps.
Layout boxesOf(const Layout& layout, const std::set<std::string>& ids);

}  // namespace spillway
