#include "workflow/path.h"

#include "workflow/fault.h"
#include "workflow/path_filter.h"

#include <algorithm>
#include <array>

namespace spillway::workflow {
namespace {

using Kind = PathStep::Kind;

// Values a path may gather; `$..*..*` multiplies without end.
constexpr std::size_t kFoundMax = 100'000;

using Found = std::vector<const Json*>;

const Json* at(const Json& array, std::int64_t index) {
    if (!array.is_array()) return nullptr;
    const auto size = static_cast<std::int64_t>(array.size());
    if (index < 0) index += size;
    return index >= 0 && index < size ? &array[static_cast<std::size_t>(index)] : nullptr;
}

class Search {
public:
    explicit Search(const PathScope& scope) : m_scope{scope} {}

    Found step(const Found& from, const PathStep& step) {
        Found found;
        for (const Json* value : from) step.descends ? everywhere(*value, step, found) : here(*value, step, found);
        return found;
    }

private:
    void add(const Json* value, Found& found) {
        if (value == nullptr) return;
        if (++m_total > kFoundMax) throw runtimeFault("The JSONPath selects more than 100000 values.");
        found.push_back(value);
    }
    void everywhere(const Json& value, const PathStep& step, Found& found) {
        here(value, step, found);
        if (!value.is_structured()) return;
        for (const Json& child : value) everywhere(child, step, found);
    }
    void here(const Json& value, const PathStep& step, Found& found) {
        switch (step.kind) {
            case Kind::name: add(member(value, step.name), found); break;
            case Kind::index:
            case Kind::fromEnd: add(at(value, step.index), found); break;
            case Kind::names:
                for (const std::string& name : step.names) add(member(value, name), found);
                break;
            case Kind::indices:
                for (const std::int64_t index : step.indices) add(at(value, index), found);
                break;
            case Kind::slice: slice(value, step, found); break;
            case Kind::wildcard:
                if (!value.is_structured()) break;
                for (const Json& child : value) add(&child, found);
                break;
            case Kind::filter: filter(value, step, found); break;
            case Kind::function: break;
        }
    }
    void slice(const Json& value, const PathStep& step, Found& found) {
        if (!value.is_array()) return;
        const auto size = static_cast<std::int64_t>(value.size());
        const auto bound = [&](std::int64_t index) {
            return std::clamp<std::int64_t>(index < 0 ? index + size : index, 0, size);
        };
        const std::int64_t last = bound(step.last.value_or(size));
        for (std::int64_t i = bound(step.first.value_or(0)); i < last; ++i)
            add(&value[static_cast<std::size_t>(i)], found);
    }
    void filter(const Json& value, const PathStep& step, Found& found) {
        if (value.is_object() && holds(*step.filter, value, m_scope)) return add(&value, found);
        if (!value.is_array()) return;
        for (const Json& child : value) {
            if (holds(*step.filter, child, m_scope)) add(&child, found);
        }
    }
    const PathScope& m_scope;
    std::size_t m_total = 0;
};

std::optional<Json> applied(const std::string& function, const Json& value) {
    if (function == "length") {
        if (value.is_string()) return Json(value.get_ref<const std::string&>().size());
        return value.is_structured() ? std::optional<Json>{value.size()} : std::nullopt;
    }
    if (function == "keys") {
        if (!value.is_object()) return std::nullopt;
        Json keys = Json::array();
        for (const auto& item : value.items()) keys.push_back(item.key());
        return keys;
    }
    if (!value.is_array()) return std::nullopt;
    double sum = 0;
    std::size_t count = 0;
    std::optional<double> least, greatest;
    for (const Json& one : value) {
        if (!one.is_number()) continue;
        const double number = one.get<double>();
        sum += number;
        ++count;
        least = std::min(least.value_or(number), number);
        greatest = std::max(greatest.value_or(number), number);
    }
    if (count == 0) return std::nullopt;
    if (function == "min") return Json(*least);
    if (function == "max") return Json(*greatest);
    return Json(function == "sum" ? sum : sum / static_cast<double>(count));
}

// The steps up to this one as the real service writes them: $['a'][0].
std::string written(const Path& path, std::size_t count) {
    std::string text = "$";
    for (std::size_t i = 0; i < count; ++i) {
        const PathStep& step = path.steps[i];
        text += step.kind == Kind::name ? "['" + step.name + "']" : "[" + std::to_string(step.index) + "]";
    }
    return text;
}

PathValue definite(const Path& path, const Json& root) {
    const Json* value = &root;
    Json computed;
    for (std::size_t i = 0; i < path.steps.size(); ++i) {
        const PathStep& step = path.steps[i];
        const bool isLast = i + 1 == path.steps.size();
        if (step.kind == Kind::function) {
            std::optional<Json> result = applied(step.name, *value);
            if (!result)
                return {std::nullopt, "Function " + step.name + " has nothing to work on in path " + written(path, i)};
            computed = std::move(*result);
            value = &computed;
            continue;
        }
        const Json* next = step.kind == Kind::name ? member(*value, step.name) : at(*value, step.index);
        if (next == nullptr) {
            if (step.kind != Kind::name && value->is_array())
                return {std::nullopt, "Index out of bounds when evaluating path " + written(path, i + 1)};
            return {std::nullopt,
                    (isLast ? "No results for path: " : "Missing property in path ") + written(path, i + 1)};
        }
        value = next;
    }
    return {*value, {}};
}

const Json& rootOf(const Path& path, const PathScope& scope) {
    switch (path.root) {
        case Path::Root::input:
        case Path::Root::current: return scope.input;
        case Path::Root::context: return scope.context;
        case Path::Root::variable: break;
    }
    const Json* variable = scope.variables.find(path.variable);
    if (variable == nullptr)
        throw runtimeFault("The variable '$" + path.variable + "' referenced by '" + path.text + "' was not found.");
    return *variable;
}

[[noreturn]] void cannotPlace(const Path& path, const Json& target) {
    throw Fault{.error = "States.ResultPathMatchFailure",
                .cause = "Unable to apply ReferencePath " + path.text + " to input " + jsonText(target)};
}

Json& element(Json& target, std::int64_t index, const Path& path) {
    if (!target.is_array()) cannotPlace(path, target);
    if (index < 0) index += static_cast<std::int64_t>(target.size());
    if (index < 0 || index >= static_cast<std::int64_t>(target.size())) cannotPlace(path, target);
    return target[static_cast<std::size_t>(index)];
}

}  // namespace

PathValue evaluate(const Path& path, const PathScope& scope) {
    const Json& root = rootOf(path, scope);
    if (path.isDefinite()) return definite(path, root);
    Search search{scope};
    Found found{&root};
    Json computed;
    for (const PathStep& step : path.steps) {
        if (step.kind != Kind::function) {
            found = search.step(found, step);
            continue;
        }
        Json gathered = Json::array();
        for (const Json* value : found) gathered.push_back(*value);
        std::optional<Json> result = applied(step.name, gathered);
        if (!result) return {std::nullopt, "Function " + step.name + " has nothing to work on in path " + path.text};
        computed = std::move(*result);
        return {computed, {}};
    }
    Json values = Json::array();
    for (const Json* value : found) values.push_back(*value);
    return {std::move(values), {}};
}

void place(Json& target, const Path& path, Json value) {
    Json* here = &target;
    for (const PathStep& step : path.steps) {
        if (step.kind == PathStep::Kind::index) {
            here = &element(*here, step.index, path);
            continue;
        }
        if (!here->is_object()) {
            // The way is built where there is nothing; a value in the way is not thrown away.
            if (here == &target || !here->is_null()) cannotPlace(path, target);
            *here = Json::object();
        }
        here = &(*here)[step.name];
    }
    *here = std::move(value);
}

}  // namespace spillway::workflow
