#include "io/definition_files.h"

#include "workflow/json_places.h"
#include "workflow/load.h"

namespace spillway {
namespace {

template <class Visit>
void forEachWorkflow(auto& topology, Visit&& visit) {
    for (std::size_t i = 0; i < topology.nodes.size(); ++i) {
        if (auto* spec = std::get_if<Workflow>(&topology.nodes[i].spec)) visit(i, topology.nodes[i], *spec);
    }
}

std::string fieldOf(const Workflow& spec) { return spec.definitionFile.empty() ? "definition" : "definition_file"; }

Finding unread(std::size_t index, const Node& node, const Workflow& spec, Severity severity, std::string hint) {
    return {Section::nodes,
            index,
            {"unread-file",
             severity,
             {.item = node.id, .field = fieldOf(spec)},
             "the definition \"" + definitionFileOf(spec) + "\" has not been read",
             std::move(hint)}};
}

}  // namespace

Findings readDefinitionFiles(Topology& topology, const ReadFile& readFile) {
    Findings findings;
    forEachWorkflow(topology, [&](std::size_t index, const Node& node, Workflow& spec) {
        const std::string name = definitionFileOf(spec);
        if (name.empty()) return;
        Result<std::string> text = readFile(name);
        if (text) {
            spec.file = {name, std::move(*text)};
            return;
        }
        findings.push_back(unread(index, node, spec, Severity::error, text.error().message));
    });
    return findings;
}

Findings definitionProblems(const Topology& topology) {
    Findings findings;
    forEachWorkflow(topology, [&](std::size_t index, const Node& node, const Workflow& spec) {
        const std::string& text = definitionTextOf(spec);
        const std::string& file = definitionFileOf(spec);
        if (!file.empty() && spec.file.name != file)
            findings.push_back(unread(index, node, spec, Severity::warning, "its name is relative to the document"));
        if (text.empty()) return;
        if (!spec.definition.empty() && !spec.definitionFile.empty())
            findings.push_back({Section::nodes,
                                index,
                                {"two-definitions",
                                 Severity::error,
                                 {.item = node.id, .field = "definition_file"},
                                 "the definition is stated here and in a file",
                                 "keep one of them"}});
        const workflow::Loaded loaded = workflow::loadDefinition(std::string_view{text});
        if (loaded.diagnostics.empty()) return;
        const auto places = workflow::jsonPlaces(text);
        for (Diagnostic problem : loaded.diagnostics) {
            const workflow::TextPlace at = workflow::placeOf(places, problem.place.field);
            if (problem.code != "not-json")
                problem.sentence += ", at " + (problem.place.field.empty() ? "/" : problem.place.field);
            problem.place = {definitionFileOf(spec), at.line, at.column, node.id, fieldOf(spec)};
            findings.push_back({Section::nodes, index, std::move(problem)});
        }
    });
    return findings;
}

}  // namespace spillway
