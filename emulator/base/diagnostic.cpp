#include "base/diagnostic.h"

#include <algorithm>

namespace spillway {
namespace {

const char* word(Severity severity) {
    switch (severity) {
        case Severity::error: return "error";
        case Severity::warning: return "warning";
        case Severity::note: return "note";
    }
    return "";
}

std::string where(const Place& place) {
    std::string text = place.file;
    if (place.line > 0) text += ':' + std::to_string(place.line);
    if (place.line > 0 && place.column > 0) text += ':' + std::to_string(place.column);
    if (!text.empty()) text += ": ";
    return text;
}

}  // namespace

bool hasErrors(const Diagnostics& diagnostics) {
    return std::ranges::any_of(diagnostics, [](const Diagnostic& d) { return d.severity == Severity::error; });
}

std::string format(const Diagnostic& diagnostic) {
    std::string text = where(diagnostic.place) + word(diagnostic.severity) + ": ";
    if (!diagnostic.place.item.empty()) text += diagnostic.place.item + ": ";
    text += diagnostic.sentence;
    if (!diagnostic.hint.empty()) text += " (" + diagnostic.hint + ")";
    return text;
}

}  // namespace spillway
