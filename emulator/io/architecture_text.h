#pragma once

#include "base/diagnostic.h"
#include "scenario/scenario.h"

#include <string>
#include <string_view>
#include <vector>

namespace spillway {

// A document as text and as value. The text is kept item by item, so that writing an edited architecture changes only
// the lines of the items that changed; comment lines above an item move with it.
class ArchitectureText {
public:
    ArchitectureText() = default;

    // All problems at once, each with its place in `fileName`. The value holds whatever could be read.
    static ArchitectureText parse(std::string_view text, const std::string& fileName);

    const Architecture& architecture() const { return m_architecture; }
    const Diagnostics& diagnostics() const { return m_diagnostics; }

    // The text that says `architecture`: items equal to the ones parsed keep their bytes, others are written afresh
    // under their comments. write(architecture()) == the text parsed, byte for byte (when it had no errors).
    std::string write(const Architecture& architecture) const;

private:
    struct Segment {
        std::string comments;  // comment and blank lines above the item
        std::string text;      // the item's own lines, with their line ends
    };
    Architecture m_architecture;
    Diagnostics m_diagnostics;
    std::string m_original;
    std::string m_head;                // format version, name, notes and all before the first section
    std::vector<Segment> m_boundaries, m_nodes, m_flows, m_scenarios;
    std::string m_tail;                // what follows the last item
};

// The canonical text, as `spillway fmt` writes it: stable order, one thing a line, defaults left out.
std::string canonicalText(const Architecture& architecture);

// References, ranges and shapes that parsing cannot see: unknown ids, duplicates, loops of `in`, self calls, min above max ...
// Places have item and field; parse() adds lines. parse() has already called it.
Diagnostics validate(const Architecture& architecture);

}  // namespace spillway
