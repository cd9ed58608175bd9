#pragma once

#include "workflow/choice.h"
#include "workflow/template.h"

#include <map>
#include <optional>

// A state machine as values, checked and ready to execute: every path, call and expression is parsed.
namespace spillway::workflow {

enum class StateType : std::uint8_t { task, pass, choice, wait, parallel, map, succeed, fail };
enum class QueryLanguage : std::uint8_t { jsonPath, jsonata };

std::string_view stateTypeWord(StateType type);  // "Task"

struct Retrier {
    std::vector<std::string> errors;
    double intervalSeconds = 1;
    std::int64_t attemptsMax = 3;
    double backoffRate = 2;
    std::optional<double> delayMaxSeconds;
    bool fullJitter = false;
};

struct Catcher {
    std::vector<std::string> errors;
    std::string next;
    std::optional<Path> resultPath;  // none: the error replaces the input
    bool discardsResult = false;     // ResultPath null
    std::optional<Template> assign;
    std::optional<Template> output;
};

struct StateMachine;

// A count, a share or a span that is written, computed (JSONata) or found by a path.
struct Quantity {
    Template value;
    std::string field;  // "MaxConcurrency" or "MaxConcurrencyPath"
};

enum class ReaderFormat : std::uint8_t { json, jsonl, csv, parquet, list };
// What is read names the files that are to be read: an inventory of a bucket, what Athena unloads, or a bucket's list.
enum class ManifestKind : std::uint8_t { none, inventory, athena, listed };
// What becomes of the children's outputs: with what else is known of each child, as they are, or arrays among them as
// their elements.
enum class ResultForm : std::uint8_t { whole, compact, flatten };

struct ItemReader {
    std::string resource;
    std::optional<Template> parameters;
    ReaderFormat format = ReaderFormat::json;
    ManifestKind manifest = ManifestKind::none;
    std::vector<std::string> itemsPointer;  // of JSON: the names on the way to the array
    std::optional<Quantity> itemsMax;
    std::vector<std::string> csvHeaders;  // given; empty: the first row has them
    char csvDelimiter = ',';
    ResultForm form = ResultForm::compact;  // of a ResultWriter
    bool writesLines = false;
};

struct ItemBatcher {
    std::optional<Quantity> itemsMax, bytesMax;
    std::optional<Template> input;
};

// What a Map state has of its own.
struct MapFields {
    std::shared_ptr<const StateMachine> processor;
    bool isDistributed = false;
    bool isExpress = false;
    std::optional<Path> itemsPath;
    std::optional<Template> items;
    std::optional<Template> itemSelector;
    std::optional<Quantity> concurrency, toleratedCount, toleratedPercentage;
    std::optional<ItemReader> reader;
    std::optional<ItemBatcher> batcher;
    std::optional<ItemReader> writer;  // its resource and parameters
    std::string label;
};

struct State {
    std::string name;
    std::string pointer;
    StateType type = StateType::pass;
    QueryLanguage language = QueryLanguage::jsonPath;
    std::string next;  // empty: the state ends its machine
    // Data flow; a JSONPath state leaves out `output`, a JSONata state all the paths.
    std::optional<Path> inputPath, outputPath, resultPath;
    bool discardsInput = false, discardsOutput = false, discardsResult = false;  // the path is null
    std::optional<Template> parameters, resultSelector, assign, output;
    std::optional<Json> result;  // Pass
    // Task
    std::string resource;
    std::optional<Quantity> timeout, heartbeat;
    std::vector<Retrier> retriers;
    std::vector<Catcher> catchers;
    // Choice
    std::vector<ChoiceRule> choices;
    std::optional<std::string> otherwise;
    // Wait
    std::optional<Quantity> seconds, timestamp;
    // Fail
    std::optional<Template> error, cause;
    // Parallel
    std::vector<std::shared_ptr<const StateMachine>> branches;
    std::optional<MapFields> map;
};

struct StateMachine {
    std::string startAt;
    std::vector<State> states;
    std::map<std::string, std::size_t, std::less<>> index;
    QueryLanguage language = QueryLanguage::jsonPath;
    std::optional<std::int64_t> timeoutSeconds;
    std::string comment;
    bool usesContext = true;  // some path or expression may look at the context object

    // Null when there is none of that name.
    const State* find(std::string_view name) const {
        const auto found = index.find(name);
        return found == index.end() ? nullptr : &states[found->second];
    }
};

// Every state with those in branches and processors, in the order of the text: the place in it is a state's number.
std::vector<const State*> allStates(const StateMachine& machine);

}  // namespace spillway::workflow
