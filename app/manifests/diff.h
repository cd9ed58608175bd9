#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spillway {

enum class LineChange { same, added, removed };

struct DiffLine {
    LineChange change = LineChange::same;
    int before = 0;    // line in the old text, from 1; 0 for an added line
    int after = 0;     // line in the new text, from 1; 0 for a removed line
    std::string text;  // without its line end
    friend bool operator==(const DiffLine&, const DiffLine&) = default;
};

struct Diff {
    std::vector<DiffLine> lines;
    int added = 0;
    int removed = 0;
};

// Shortest edit script, removed lines before added ones (Myers 1986). O((n + m) * d); a difference of more than 2000
// lines is reported as all removed, all added.
Diff diffLines(std::string_view before, std::string_view after);

}  // namespace spillway
