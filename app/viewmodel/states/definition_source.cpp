#include "viewmodel/states/definition_source.h"

namespace spillway::states {

Result<DefinitionSource> definitionSource(const Workflow& workflow) {
    const std::string& file = definitionFileOf(workflow);
    const std::string& text = definitionTextOf(workflow);
    if (!file.empty() && text.empty()) return Error{"the definition " + file + " cannot be read beside the document"};
    return DefinitionSource{text, file};
}

Workflow withDefinition(const Workflow& workflow, const std::string& text) {
    Workflow next = workflow;
    next.definition = text;
    next.definitionFile.clear();
    next.file = {};
    return next;
}

}  // namespace spillway::states
