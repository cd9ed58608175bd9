#pragma once

#include "base/result.h"
#include "topology/topology.h"

#include <string>

namespace spillway::states {

// A workflow node's definition as text, wherever it stands: in the document or in a file beside it.
struct DefinitionSource {
    std::string text;
    std::string file;  // as the document names it; empty when the text is the document's own
};

// Why it cannot be read, or what it says; an empty text when the node has none.
Result<DefinitionSource> definitionSource(const Workflow& workflow);
// The workflow with this text as the document's own definition.
Workflow withDefinition(const Workflow& workflow, const std::string& text);

}  // namespace spillway::states
