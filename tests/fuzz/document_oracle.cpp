#include "document_oracle.h"

#include "io/architecture_text.h"

using namespace spillway;

namespace {

bool hasPlaces(const Diagnostics& diagnostics) {
    for (const Diagnostic& d : diagnostics)
        if (d.place.line < 1 || d.place.column < 1 || d.sentence.empty()) return false;
    return true;
}

}  // namespace

std::string whatFailsFor(std::string_view text) {
    const ArchitectureText document = ArchitectureText::parse(text, "fuzz");
    const Architecture& architecture = document.architecture();
    if (!hasPlaces(document.diagnostics())) return "a problem has no place";
    if (!text.empty() && document.write(architecture) != text)
        return "an unchanged document is written with other bytes";
    const std::string canonical = canonicalText(architecture);
    const Architecture again = ArchitectureText::parse(canonical, "fuzz").architecture();
    if (!(again == architecture)) return "the canonical text says something else:\n" + canonical;
    if (canonicalText(again) != canonical) return "the canonical text has another canonical text";
    Architecture edited = architecture;
    edited.topology.name = "Edited";
    if (!edited.topology.nodes.empty()) edited.topology.nodes.front().notes = "Two\nlines: # and a sign\n";
    if (!edited.topology.flows.empty()) edited.topology.flows.pop_back();
    const std::string written = document.write(edited);
    if (!(ArchitectureText::parse(written, "fuzz").architecture() == edited))
        return "an edit is lost in writing:\n" + written;
    return {};
}
