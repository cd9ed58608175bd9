#pragma once

#include "viewmodel/edits/structure.h"

#include <optional>
#include <string>

// The clipboard is a document: YAML that can be pasted into an editor or a chat, with the positions as comment lines.
namespace spillway::edits {

// Selected nodes and boundaries with all in them, and the flows between them. Empty if nothing but flows is selected.
std::string copyText(const Draft& draft);
// Copies get free ids and keep their shape; their top left corner goes to `at`, or beside the originals. Selects them.
// A text that is no document leaves a note.
void paste(Draft& draft, const std::string& text, std::optional<Point> at);
// As copy and paste, `dx`, `dy` away from the originals.
void duplicate(Draft& draft, double dx, double dy);

}  // namespace spillway::edits
