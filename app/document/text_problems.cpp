#include "document/text_problems.h"

#include <algorithm>

namespace spillway {
namespace {

// The same problem, wherever it stands.
bool same(const Diagnostic& a, const Diagnostic& b) {
    return a.code == b.code && a.place.item == b.place.item && a.place.field == b.place.field &&
           a.sentence == b.sentence;
}

const Diagnostic* find(const Diagnostics& all, const Diagnostic& one) {
    const auto found = std::ranges::find_if(all, [&](const Diagnostic& other) { return same(one, other); });
    return found == all.end() ? nullptr : &*found;
}

}  // namespace

Diagnostics lostInReading(const ArchitectureText& text) {
    const Diagnostics inValue = validate(text.architecture());
    Diagnostics lost;
    for (const Diagnostic& problem : text.diagnostics()) {
        if (!find(inValue, problem)) lost.push_back(problem);
    }
    return lost;
}

Diagnostics problemsNow(const ArchitectureText& text, const Diagnostics& lost, const Architecture& architecture) {
    Diagnostics all = lost;
    for (const Diagnostic& problem : validate(architecture)) {
        const Diagnostic* placed = find(text.diagnostics(), problem);
        all.push_back(placed ? *placed : problem);
    }
    return all;
}

}  // namespace spillway
