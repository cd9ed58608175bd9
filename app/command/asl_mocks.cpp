#include "command/asl_mocks.h"

#include "base/text.h"
#include "command/files.h"

#include <algorithm>
#include <filesystem>
#include <optional>

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

// What a store gives back for a file: its text, or its JSON where that is what the reader takes as it is.
Result<Json> stored(const std::string& path) {
    SPILLWAY_TRY(text, readText(path));
    const bool gzip = text.size() > 1 && text[0] == '\x1f' && text[1] == '\x8b';
    if (gzip) return Error{path + " is compressed: unpack it first (gunzip)"};
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string::npos || (text[first] != '[' && text[first] != '{')) return Json(text);
    Result<Json> value = readJson(text);
    return value ? value : Result<Json>{Json(text)};
}

// A file that a manifest names by its key: in the manifest's folder or one around it, as in the bucket, or beside it.
std::optional<std::string> beside(const std::string& manifest, std::string key) {
    namespace fs = std::filesystem;
    std::error_code ignored;
    const std::string packed = ".gz";
    const std::string unpacked = key.ends_with(packed) ? key.substr(0, key.size() - packed.size()) : key;
    fs::path folder = fs::absolute(manifest, ignored).parent_path();
    const fs::path own = folder;
    for (const std::string& name : {unpacked, key}) {
        for (fs::path around = own;; around = around.parent_path()) {
            if (fs::is_regular_file(around / name, ignored)) return (around / name).string();
            if (around == around.parent_path()) break;
        }
        if (const fs::path plain = own / fs::path{name}.filename(); fs::is_regular_file(plain, ignored))
            return plain.string();
    }
    return std::nullopt;
}

// What a Map's reader is given from a file; with the files it names, if it is a manifest.
Result<MockAnswer> readerAnswer(const std::string& mock, const std::string& path, const State& state) {
    MockAnswer answer;
    Result<Json> value = stored(path);
    if (!value) return Error{"--mock " + mock + ": " + value.error().message};
    answer.result = std::move(*value);
    Result<std::vector<std::string>> keys = filesOfManifest(state, *answer.result);
    if (!keys) return Error{"--mock " + mock + ": " + keys.error().message};
    for (const std::string& key : *keys) {
        const std::optional<std::string> file = beside(path, key);
        if (!file) return Error{"--mock " + mock + ": the manifest names " + key + ", which is not beside it"};
        Result<Json> content = stored(*file);
        if (!content) return Error{"--mock " + mock + ": " + content.error().message};
        answer.files[key] = std::move(*content);
    }
    return answer;
}

Result<MockAnswer> answerOf(const std::string& mock, const std::string& text, const State& state) {
    MockAnswer answer;
    if (text == "silent") return answer;
    if (text.starts_with("error:")) {
        const std::string rest = text.substr(6);
        const std::size_t colon = rest.find(':');
        answer.error = TaskError{rest.substr(0, colon), colon == std::string::npos ? "" : rest.substr(colon + 1)};
        if (answer.error->error.empty()) return Error{"--mock " + mock + ": error: needs the error's name"};
        return answer;
    }
    if (state.map && text.starts_with('@')) return readerAnswer(mock, text.substr(1), state);
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
        SPILLWAY_TRY(answer, answerOf(mock, text, **state));
        mocks.answers[name].push_back(std::move(answer));
    }
    return mocks;
}

}  // namespace spillway
