#include "store/report_json.h"

#include "store/report_shape.h"
#include "workflow/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace spillway {
namespace {

using json::Json;

constexpr int kVersion = 1;

template <std::size_t Index = 0>
FaultSpec faultSpec(FaultKind kind) {
    if constexpr (Index + 1 < std::variant_size_v<FaultSpec>) {
        if (static_cast<std::size_t>(kind) != Index) return faultSpec<Index + 1>(kind);
    }
    return FaultSpec{std::in_place_index<Index>};
}

// Objects a member a line, lists of plain values on one line: a diff of two reports shows what differs.
void print(const Json& value, int indent, std::string& out) {
    const auto isPlain = [](const Json& item) { return !item.is_structured(); };
    const bool oneLine = value.is_array() && std::all_of(value.begin(), value.end(), isPlain);
    if (!value.is_structured() || value.empty() || oneLine) {
        out += value.dump();
        return;
    }
    out += value.is_object() ? '{' : '[';
    bool first = true;
    for (const auto& item : value.items()) {
        out += first ? "\n" : ",\n";
        first = false;
        out.append(static_cast<std::size_t>(indent) + 2, ' ');
        if (value.is_object()) out += Json(item.key()).dump() + ": ";
        print(item.value(), indent + 2, out);
    }
    out += '\n';
    out.append(static_cast<std::size_t>(indent), ' ');
    out += value.is_object() ? '}' : ']';
}

RunReport readReport(const Json& root) {
    if (root.value("spillway_report", 0) != kVersion) {
        throw std::out_of_range{fmt::format("this program reads reports of version {}", kVersion)};
    }
    Json complete = root;
    if (!complete.contains("traces")) complete["traces"] = Json::array();
    const Json noSeries = json::write(NodeSeries{});
    for (Json& node : complete.at("nodes")) {
        if (!node.contains("series")) node["series"] = noSeries;
    }
    RunReport report;
    json::read(complete, report);
    return report;
}

}  // namespace

namespace json {

// Not strtod(): in half of Europe it expects a comma.
double shortDouble(float value) {
    const std::string digits = fmt::format("{}", value);
    double result = value;
    std::from_chars(digits.data(), digits.data() + digits.size(), result);
    return result;
}

}  // namespace json

void describe(json::Reader& reader, Fault& fault) {
    FaultKind kind{};
    reader("kind", kind);
    fault.spec = faultSpec(kind);
    json::describe(reader, fault);
    json::Reader forgiving = reader.forgiving();
    std::visit([&](auto& spec) { json::describe(forgiving, spec); }, fault.spec);
}

void describe(json::Reader& reader, ExecutionStep& step) {
    std::string type;
    reader("at_ns", step.at);
    reader("type", type);
    reader("state", step.state);
    reader("id", step.id);
    reader("previous", step.previous);
    if (std::optional<std::string> data; reader("data", data), data) step.data = std::move(*data);
    step.type = workflow::eventWord(type);
    if (step.type.empty()) throw std::out_of_range{"unknown event \"" + type + "\""};
}

std::string reportJson(const RunReport& report, ReportDetail detail) {
    Json root;
    root["spillway_report"] = kVersion;
    json::Writer writer{root};
    if (detail.traces) {
        describe(writer, report);
    } else {
        RunReport without = report;
        without.traces.clear();
        for (WorkflowReport& workflow : without.workflows) workflow.followed.clear();
        describe(writer, without);
        root.erase("traces");
    }
    if (!detail.series) {
        for (Json& node : root["nodes"]) node.erase("series");
    }
    std::string out;
    print(root, 0, out);
    return out + '\n';
}

Result<RunReport> parseReport(std::string_view text) {
    try {
        return readReport(Json::parse(text));
    } catch (const std::exception& exception) {
        return Error{std::string{"this is no report of a run: "} + exception.what()};
    }
}

}  // namespace spillway
