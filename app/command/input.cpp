#include "command/input.h"

#include "base/text.h"
#include "command/files.h"
#include "io/text_places.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace spillway {

Inputs readInputs(const std::vector<std::string>& files, Streams& streams) {
    Inputs inputs;
    for (const std::string& file : files) {
        Result<std::string> bytes = readText(file);
        if (!bytes) {
            inputs.code = refuse(bytes.error(), streams);
            continue;
        }
        const std::string folder = file.substr(0, file.find_last_of('/') + 1);  // npos + 1 is 0: the current one
        ArchitectureText text = ArchitectureText::parse(*bytes, file, [&](const std::string& name) {
            return readText(name.starts_with('/') ? name : folder + name);
        });
        print(text.diagnostics(), streams);
        if (hasErrors(text.diagnostics()) && inputs.code == ExitCode::ok) inputs.code = ExitCode::problems;
        inputs.items.push_back({file, std::move(*bytes), std::move(text)});
    }
    return inputs;
}

void print(const Diagnostics& diagnostics, Streams& streams) {
    for (const Diagnostic& diagnostic : diagnostics) streams.err << format(diagnostic) << '\n';
}

void print(Diagnostics diagnostics, const std::string& file, Streams& streams) {
    for (Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.place.file.empty()) diagnostic.place.file = file;
    }
    print(diagnostics, streams);
}

void print(Diagnostics diagnostics, const Input& input, Streams& streams) {
    if (diagnostics.empty()) return;
    placeInText(diagnostics, input.bytes, input.file, input.text.architecture().topology);
    std::ranges::stable_sort(diagnostics, {}, [](const Diagnostic& each) {
        return std::pair{each.place.line, each.place.column};
    });
    print(std::move(diagnostics), input.file, streams);
}

ExitCode refuse(const Error& error, Streams& streams) {
    streams.err << "spillway: " << error.message << '\n';
    return ExitCode::world;
}

std::string countText(const Diagnostics& diagnostics) {
    const auto count = [&](Severity severity) {
        return std::ranges::count(diagnostics, severity, &Diagnostic::severity);
    };
    const auto errors = count(Severity::error);
    const auto warnings = count(Severity::warning);
    std::string text;
    if (errors > 0) text += fmt::format("{} error{}", errors, errors == 1 ? "" : "s");
    if (errors > 0 && warnings > 0) text += ", ";
    if (warnings > 0) text += fmt::format("{} warning{}", warnings, warnings == 1 ? "" : "s");
    return text.empty() ? "no problems" : text;
}

const Scenario* chooseScenario(const Input& input, const std::string& id, Streams& streams) {
    const std::vector<Scenario>& scenarios = input.text.architecture().scenarios;
    Diagnostic missing{.code = "no-scenario", .place = {.file = input.file}};
    if (scenarios.empty()) {
        missing.sentence = "there is no scenario to run";
        missing.hint = "add one under scenarios: with a duration and a load";
        print({missing}, streams);
        return nullptr;
    }
    if (id.empty()) return &scenarios.front();
    const auto found = std::ranges::find(scenarios, id, &Scenario::id);
    if (found != scenarios.end()) return &*found;
    std::vector<std::string> known;
    for (const Scenario& scenario : scenarios) known.push_back(scenario.id);
    missing.sentence = "there is no scenario \"" + id + '"';
    missing.hint = didYouMean(id, known);
    if (missing.hint.empty()) missing.hint = fmt::format("there is {}", fmt::join(known, ", "));
    print({missing}, streams);
    return nullptr;
}

}  // namespace spillway
