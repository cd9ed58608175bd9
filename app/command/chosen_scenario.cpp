#include "command/chosen_scenario.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace spillway {

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
