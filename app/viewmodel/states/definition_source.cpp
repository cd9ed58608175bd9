#include "viewmodel/states/definition_source.h"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace spillway::states {
namespace {

Result<std::string> readBeside(const std::string& documentPath, const std::string& file) {
    if (documentPath.empty()) return Error{"save the document first: " + file + " lies beside it"};
    const auto path = std::filesystem::path(documentPath).parent_path() / file;
    std::ifstream in(path, std::ios::binary);
    if (!in) return Error{"the definition " + path.string() + " cannot be read"};
    std::ostringstream all;
    all << in.rdbuf();
    return all.str();
}

}  // namespace

Result<DefinitionSource> definitionSource(const Workflow& workflow, const std::string& documentPath) {
    const std::string& written = workflow.definition;
    if (written.empty() || written.find('{') != std::string::npos) return DefinitionSource{written, {}};
    auto text = readBeside(documentPath, written);
    if (!text) return Error{text.error()};
    return DefinitionSource{std::move(*text), written};
}

Workflow withDefinition(const Workflow& workflow, const std::string& text) {
    Workflow next = workflow;
    next.definition = text;
    return next;
}

}  // namespace spillway::states
