#pragma once

#include "viewmodel/edits/draft.h"

#include <string>

// Everything that names a node, a boundary or a flow: one place that knows where names occur.
namespace spillway::edits {

// Every occurrence of the id `from` becomes `to`, in flow names too.
void renameReferences(Draft& draft, const std::string& from, const std::string& to);
// Scenario lines and dead-letter targets that name a node, boundary or flow that no longer exists are taken out; says
// so in notes.
void dropDanglingReferences(Draft& draft);

}  // namespace spillway::edits
