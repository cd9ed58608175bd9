#include "command/asl_mocks.h"

#include "base/text.h"
#include "command/files.h"

namespace spillway {
namespace {

using namespace workflow;

// Every state of a definition, with those inside its branches and iterations.
void gather(const StateMachine& machine, std::vector<const State*>& states) {
    for (const State& state : machine.states) {
        states.push_back(&state);
        for (const auto& branch : state.branches) gather(*branch, states);
        if (state.map && state.map->processor) gather(*state.map->processor, states);
    }
}

Error unknownState(const std::string& mock, const std::string& name, const std::vector<std::string>& names) {
    const std::string hint = didYouMean(name, names);
    return {"--mock " + mock + ": there is no state \"" + name + "\"" + (hint.empty() ? "" : " (" + hint + ")")};
}

Result<MockAnswer> answerOf(const std::string& mock, const std::string& text) {
    MockAnswer answer;
    if (text == "silent") return answer;
    if (text.starts_with("error:")) {
        const std::string rest = text.substr(6);
        const std::size_t colon = rest.find(':');
        answer.error = TaskError{rest.substr(0, colon), colon == std::string::npos ? "" : rest.substr(colon + 1)};
        if (answer.error->error.empty()) return Error{"--mock " + mock + ": error: needs the error's name"};
        return answer;
    }
    Result<Json> value = jsonArgument(text);
    if (!value)
        return Error{"--mock " + mock + ": " + value.error().message +
                     " (JSON, @FILE, error:NAME:CAUSE, silent or next:STATE)"};
    answer.result = std::move(*value);
    return answer;
}

}  // namespace

Result<Json> jsonArgument(const std::string& text) {
    if (!text.starts_with('@')) {
        Result<Json> value = readJson(text);
        return value ? value : Error{"not JSON: " + value.error().message};
    }
    Result<std::string> bytes = readText(text.substr(1));
    if (!bytes) return bytes.error();
    Result<Json> value = readJson(*bytes);
    return value ? value : Error{text.substr(1) + ": not JSON: " + value.error().message};
}

Result<AslMocks> parseMocks(const std::vector<std::string>& texts, const StateMachine& machine) {
    std::vector<const State*> states;
    gather(machine, states);
    std::vector<std::string> names;
    for (const State* state : states) names.push_back(state->name);
    AslMocks mocks;
    for (const std::string& mock : texts) {
        const std::size_t equals = mock.find('=');
        if (equals == std::string::npos) return Error{"--mock " + mock + ": write it as STATE=RESULT"};
        const std::string name = mock.substr(0, equals), text = mock.substr(equals + 1);
        const auto state = std::ranges::find(states, name, &State::name);
        if (state == states.end()) return unknownState(mock, name, names);
        const bool isChoice = (*state)->type == StateType::choice;
        if (isChoice != text.starts_with("next:"))
            return Error{"--mock " + mock +
                         (isChoice ? ": a Choice is mocked with next:STATE" : ": next: is for Choice states")};
        if (isChoice) {
            if (std::ranges::find(names, text.substr(5)) == names.end())
                return unknownState(mock, text.substr(5), names);
            mocks.forcedChoices[name] = text.substr(5);
            continue;
        }
        const bool calls = (*state)->type == StateType::task || ((*state)->map && (*state)->map->reader);
        if (!calls)
            return Error{"--mock " + mock + ": a " + std::string{stateTypeWord((*state)->type)} +
                         " state calls nothing"};
        SPILLWAY_TRY(answer, answerOf(mock, text));
        mocks.answers[name].push_back(std::move(answer));
    }
    return mocks;
}

}  // namespace spillway
