#pragma once

#include "workflow/load.h"
#include "workflow/standalone.h"

#include <QString>
#include <QtTest>

#include <string>
#include <vector>

// State machines in a line or two, and how they went.
namespace spillway::workflow::testing {

inline QString sharedFolder() {
    return qEnvironmentVariable("SPILLWAY_SHARED",
                                qEnvironmentVariable("SPILLWAY_SOURCE") + QStringLiteral("/../shared"));
}

inline Json json(const std::string& text) {
    const Result<Json> value = readJson(text);
    return value ? *value : Json("NOT JSON: " + value.error().message);
}

// The states as JSON without the outer braces; the first one starts.
inline Loaded machine(const std::string& states, const std::string& language = "JSONPath") {
    Json definition{{"QueryLanguage", language}, {"States", json("{" + states + "}")}};
    definition["StartAt"] = definition["States"].begin().key();
    return loadDefinition(definition);
}

inline StandaloneRun run(const Loaded& loaded, const std::string& input = "{}", const Mocks& mocks = {},
                         ExecutionSettings settings = {}) {
    if (!loaded.machine) return {.status = ExecutionStatus::aborted, .cause = format(loaded.diagnostics.front())};
    return runStandalone(loaded.machine, json(input), mocks, std::move(settings));
}

inline StandaloneRun run(const std::string& states, const std::string& input = "{}", const Mocks& mocks = {},
                         ExecutionSettings settings = {}) {
    return run(machine(states), input, mocks, std::move(settings));
}

// "SUCCEEDED {...}" or "FAILED error: cause".
inline std::string told(const StandaloneRun& run) {
    std::string text{statusWord(run.status)};
    if (run.status == ExecutionStatus::succeeded) return text + " " + jsonText(run.output);
    return text + " " + run.error.value_or("-") + ": " + run.cause.value_or("-");
}

inline std::string events(const StandaloneRun& run) {
    std::string text;
    for (const HistoryEvent& event : run.history) text += (text.empty() ? "" : " ") + std::string{event.type};
    return text;
}

// As functions rather than in the macros: what reads the macros before the compiler stumbles over raw strings in them.
inline void same(const std::string& actual, const std::string& expected) {
    QCOMPARE(QString::fromStdString(actual), QString::fromStdString(expected));
}
inline void contains(const std::string& text, const std::string& needle) {
    QVERIFY2(text.find(needle) != std::string::npos, (needle + "\n   is not in\n" + text).c_str());
}

inline MockAnswer fails(const std::string& error, const std::string& cause = "") {
    return {.error = TaskError{error, cause}};
}
inline MockAnswer gives(const std::string& result, Duration after = {}) {
    return {.result = json(result), .after = after};
}

}  // namespace spillway::workflow::testing
