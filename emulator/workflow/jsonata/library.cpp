#include "workflow/jsonata/function.h"

#include <algorithm>
#include <array>

namespace spillway::workflow::jsonata {
namespace {

std::array<std::span<const NativeFunction>, 8> tables() {
    return {stringFunctions(), patternFunctions(), numberFunctions(),      arrayFunctions(),
            objectFunctions(), timeFunctions(),    higherOrderFunctions(), serviceFunctions()};
}

}  // namespace

const NativeFunction* findNative(std::string_view name) {
    for (const auto& table : tables()) {
        const auto found = std::ranges::find(table, name, &NativeFunction::name);
        if (found != table.end()) return &*found;
    }
    return nullptr;
}

std::vector<std::string> nativeNames() {
    std::vector<std::string> names;
    for (const auto& table : tables()) {
        for (const NativeFunction& one : table) names.emplace_back(one.name);
    }
    std::ranges::sort(names);
    return names;
}

}  // namespace spillway::workflow::jsonata
