#pragma once

#include "base/diagnostic.h"
#include "io/definition_files.h"
#include "scenario/scenario.h"

#include <string>
#include <string_view>
#include <vector>

namespace spillway {

// A document as text and as value. Writing an edited architecture changes only the lines of what changed; all others
// stay byte for byte, and comment lines above an item move with it.
class ArchitectureText {
public:
    ArchitectureText() = default;

    // All problems at once, each with its place in `fileName`. The value holds whatever could be read.
    // `readFile` reads the definitions that workflows have beside the document; without it they stay unread.
    static ArchitectureText parse(std::string_view text, const std::string& fileName, const ReadFile& readFile = {});

    const Architecture& architecture() const { return m_architecture; }
    const Diagnostics& diagnostics() const { return m_diagnostics; }

    // The text that says `architecture`: items equal to the ones parsed keep their bytes, others are written afresh
    // under their comments. write(architecture()) == the text parsed, byte for byte (when it had no errors).
    std::string write(const Architecture& architecture) const;

    // The canonical text under the comments and single blank lines of the text parsed, as `spillway fmt` writes it: a
    // comment stays with its key or item, that of a key left out because it says the default goes above its item.
    // Formatting what was formatted changes no byte. The text itself where it had errors.
    std::string formatted() const;

private:
    Architecture m_architecture;
    Diagnostics m_diagnostics;
    std::string m_original;
};

// The canonical text, without comments: stable order, one thing a line, defaults left out.
std::string canonicalText(const Architecture& architecture);

// References, ranges and shapes that parsing cannot see: unknown ids, duplicates, loops of `in`, self calls, min above
// max ... Places have item and field; parse() adds lines. parse() has already called it.
Diagnostics validate(const Architecture& architecture);

}  // namespace spillway
