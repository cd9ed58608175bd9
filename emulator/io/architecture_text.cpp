#include "io/architecture_text.h"

#include "io/architecture_tree.h"
#include "io/block_text.h"
#include "io/formatted_text.h"
#include "io/merged_text.h"
#include "io/text_places.h"
#include "platforms/stated_facts.h"
#include "scenario/validate_scenario.h"
#include "topology/words.h"

#include <algorithm>
#include <set>

namespace spillway {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view withoutByteOrderMark(std::string_view text) {
    return text.starts_with(kByteOrderMark) ? text.substr(kByteOrderMark.size()) : text;
}

Findings findProblems(const Architecture& architecture) {
    Findings findings = validateTopology(architecture.topology);
    if (const auto& stated = architecture.topology.facts; !stated.empty())
        for (Finding& finding : statedFacts(stated, platformFacts()).problems) findings.push_back(std::move(finding));
    for (Finding& finding : validateScenarios(architecture.scenarios, architecture.topology))
        findings.push_back(std::move(finding));
    for (Finding& finding : definitionProblems(architecture.topology)) findings.push_back(std::move(finding));
    return findings;
}

// Where line and column of a text that the document holds stand in the document: below the sign of a literal block (|),
// indented as its first line is. A text on one line stands where it begins.
Place placeInside(const SourceText& source, TextMark mark, const Place& inside) {
    const std::string_view line = source.line(mark.line);
    const bool isBlock = mark.column < line.size() && (line[mark.column] == '|' || line[mark.column] == '>');
    if (!isBlock) return source.place(mark);
    std::size_t first = mark.line + 1;
    while (first < source.lineCount() && source.line(first).find_first_not_of(" \t\r") == std::string_view::npos)
        ++first;
    const std::size_t indent = std::min(source.line(first).find_first_not_of(' '), source.line(first).size());
    return source.place({mark.line + static_cast<std::size_t>(inside.line),
                         indent + static_cast<std::size_t>(std::max(inside.column, 1)) - 1});
}

void appendFindings(Diagnostics& diagnostics, Findings findings, const YamlNode& root, const SourceText& source) {
    // What could not be read is missing only for that reason.
    std::set<std::pair<int, std::string>> said;
    for (const Diagnostic& d : diagnostics) said.emplace(d.place.line, d.place.field);
    for (Finding& finding : findings) {
        Place& place = finding.diagnostic.place;
        const YamlEntry* section = root.find(wordOf(finding.section));
        if (section && finding.index < section->value.items.size()) {
            const TextMark mark = markOf(section->value.items[finding.index], place.field);
            // A definition has places of its own: in a file beside the document, or inside this text.
            const Place found = place.line == 0 ? source.place(mark) : placeInside(source, mark, place);
            if (place.file.empty()) {
                place.file = found.file;
                place.line = found.line;
                place.column = found.column;
            }
        }
        if (place.file == source.fileName() && place.line > 0 && said.contains({place.line, place.field})) continue;
        diagnostics.push_back(std::move(finding.diagnostic));
    }
}

void sortByPlace(Diagnostics& diagnostics) {
    std::ranges::stable_sort(diagnostics, [](const Diagnostic& a, const Diagnostic& b) {
        return std::pair{a.place.line, a.place.column} < std::pair{b.place.line, b.place.column};
    });
}

}  // namespace

ArchitectureText ArchitectureText::parse(std::string_view text, const std::string& fileName, const ReadFile& readFile) {
    ArchitectureText result;
    result.m_original = text;
    const SourceText source{withoutByteOrderMark(text), fileName};
    YamlDocument document = readYaml(source);
    Diagnostics& diagnostics = result.m_diagnostics = std::move(document.diagnostics);
    FieldReader reader{source, diagnostics};
    const bool empty = document.root.form == YamlNode::Form::nothing;
    if (!document.complete && empty) return result;
    if (checkVersion(reader, document.root)) {
        result.m_architecture = readArchitecture(reader, document.root);
        // Half a document has references that lead nowhere only because reading ended.
        if (readFile)
            appendFindings(diagnostics, readDefinitionFiles(result.m_architecture.topology, readFile), document.root,
                           source);
        if (document.complete) appendFindings(diagnostics, findProblems(result.m_architecture), document.root, source);
    }
    sortByPlace(diagnostics);
    return result;
}

std::string ArchitectureText::write(const Architecture& architecture) const {
    if (architecture == m_architecture) return m_original.empty() ? canonicalText(architecture) : m_original;
    const std::string_view text = withoutByteOrderMark(m_original);
    const SourceText source{text, ""};
    const YamlDocument document = readYaml(source);
    if (!document.complete || !document.diagnostics.empty()) return canonicalText(architecture);
    const auto merged = mergedText(source, document.root, treeOf(m_architecture), treeOf(architecture));
    // The layout of a text has more ways than any rule foresees: what the merge says is read back before it is trusted.
    if (!merged || parse(*merged, "").architecture() != architecture) return canonicalText(architecture);
    return m_original.substr(0, m_original.size() - text.size()) + *merged;
}

std::string ArchitectureText::formatted() const {
    if (m_original.empty()) return canonicalText(m_architecture);
    if (hasErrors(m_diagnostics)) return m_original;
    const std::string text = withComments(canonicalText(m_architecture), withoutByteOrderMark(m_original));
    // As with merged text: what was laid out anew is read back before it is trusted.
    return parse(text, "").architecture() == m_architecture ? text : m_original;
}

std::string canonicalText(const Architecture& architecture) { return mapText(treeOf(architecture), {}); }

Diagnostics validate(const Architecture& architecture) {
    Diagnostics diagnostics;
    for (Finding& finding : findProblems(architecture)) diagnostics.push_back(std::move(finding.diagnostic));
    return diagnostics;
}

}  // namespace spillway
