#include "document/text_problems.h"

#include <map>
#include <string>
#include <tuple>

namespace spillway {
namespace {

// What makes two problems the same, wherever they stand.
using Key = std::tuple<std::string, std::string, std::string, std::string>;
Key keyOf(const Diagnostic& d) { return {d.code, d.place.item, d.place.field, d.sentence}; }

// The first of each.
std::map<Key, const Diagnostic*> byKey(const Diagnostics& all) {
    std::map<Key, const Diagnostic*> found;
    for (const Diagnostic& one : all) found.emplace(keyOf(one), &one);
    return found;
}

}  // namespace

Diagnostics lostInReading(const ArchitectureText& text) {
    const Diagnostics problems = validate(text.architecture());
    const auto inValue = byKey(problems);
    Diagnostics lost;
    for (const Diagnostic& problem : text.diagnostics()) {
        if (!inValue.contains(keyOf(problem))) lost.push_back(problem);
    }
    return lost;
}

Diagnostics problemsNow(const ArchitectureText& text, const Diagnostics& lost, const Architecture& architecture) {
    const auto inText = byKey(text.diagnostics());
    Diagnostics all = lost;
    for (const Diagnostic& problem : validate(architecture)) {
        const auto placed = inText.find(keyOf(problem));
        all.push_back(placed == inText.end() ? problem : *placed->second);
    }
    return all;
}

}  // namespace spillway
