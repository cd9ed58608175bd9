#include "recorded.h"

#include <algorithm>

namespace spillway::workflow::testing {

std::vector<std::string> asRecorded(std::vector<std::string> types) {
    std::size_t start = 0;
    std::vector<std::string> inside;
    bool isInside = false, hasStarted = false;
    for (std::size_t i = 0; i < types.size(); ++i) {
        const std::string& type = types[i];
        if (type == "ParallelStateSucceeded" || type == "ParallelStateAborted" || type == "ParallelStateExited" ||
            type == "ParallelStateFailed") {
            if (!hasStarted) continue;
            std::ranges::stable_sort(inside);
            // A slice is replaced by a list of another length: what was appended after the list was last filled is
            // lost.
            const std::size_t end = std::max(i, start);
            types.erase(types.begin() + static_cast<std::ptrdiff_t>(start),
                        types.begin() + static_cast<std::ptrdiff_t>(end));
            types.insert(types.begin() + static_cast<std::ptrdiff_t>(start), inside.begin(), inside.end());
            isInside = false;
        } else if (type == "ParallelStateStarted") {
            isInside = hasStarted = true;
            inside.clear();
            start = i + 1;
        } else if (isInside) {
            inside.push_back(type);
        }
    }
    return types;
}

Json outputOf(const Json& recorded) {
    if (!recorded.is_string()) return recorded;
    const Result<Json> value = readJson(recorded.get_ref<const std::string&>());
    return value ? *value : recorded;
}

}  // namespace spillway::workflow::testing
