#include "base/text.h"
#include "command/asl_mocks.h"
#include "command/files.h"
#include "command/input.h"
#include "command/subcommands.h"
#include "command/text_table.h"
#include "command/usage.h"
#include "workflow/json_places.h"
#include "workflow/load.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <filesystem>
#include <memory>
#include <ostream>

namespace spillway {
namespace {

using namespace workflow;

struct Options {
    std::vector<std::string> files;
    std::string file;
    std::string input = "{}";
    std::vector<std::string> mocks;
    std::string name = "execution";
    std::uint64_t seed = 1;
    int redrives = 0;
    std::string folder;
    bool json = false;
    bool express = false;
};

// With file, line and column, and the pointer behind the sentence.
Diagnostics placed(Diagnostics problems, const std::string& file, const std::string& text) {
    const std::map<std::string, TextPlace> places = jsonPlaces(text);
    for (Diagnostic& problem : problems) {
        problem.place.file = file;
        if (problem.code == "not-json") continue;
        const TextPlace place = placeOf(places, problem.place.field);
        problem.place.line = place.line;
        problem.place.column = place.column;
        problem.sentence += ", at " + (problem.place.field.empty() ? "/" : problem.place.field);
    }
    return problems;
}

std::size_t stateCount(const StateMachine& machine) {
    std::size_t count = machine.states.size();
    for (const State& state : machine.states) {
        for (const auto& branch : state.branches) count += stateCount(*branch);
        if (state.map && state.map->processor) count += stateCount(*state.map->processor);
    }
    return count;
}

// Reads and prints every problem; null when it cannot be executed. `code` says how bad it is.
std::shared_ptr<const StateMachine> load(const std::string& file, ExitCode& code, std::string& summary,
                                         Streams& streams) {
    const Result<std::string> text = readText(file);
    if (!text) return code = refuse(text.error(), streams), nullptr;
    const Loaded loaded = loadDefinition(std::string_view{*text});
    const Diagnostics problems = placed(loaded.diagnostics, file, *text);
    print(problems, streams);
    summary = countText(problems);
    if (hasErrors(problems) && code == ExitCode::ok) code = ExitCode::problems;
    return loaded.machine;
}

ExitCode check(const Options& options, Streams& streams) {
    ExitCode code = ExitCode::ok;
    for (const std::string& file : options.files) {
        std::string summary;
        const auto machine = load(file, code, summary, streams);
        if (machine)
            streams.out << fmt::format("{}: {} ({} states)\n", file, summary, stateCount(*machine));
        else if (!summary.empty())
            streams.out << fmt::format("{}: {}\n", file, summary);
    }
    return code;
}

// What an event is about: a state's name, an item's number, an error.
std::string about(const HistoryEvent& event) {
    if (!event.details.is_object() || event.details.empty()) return "";
    const Json& inside = event.details.begin().value();
    std::string text;
    for (const char* key : {"name", "index", "resource", "error", "cause"}) {
        const Json* value = member(inside, key);
        if (value == nullptr) continue;
        text += (text.empty() ? "" : " ") + (value->is_string() ? value->get<std::string>() : jsonText(*value));
    }
    return text;
}

void printTable(const StandaloneRun& run, Streams& streams) {
    using Align = TextTable::Align;
    TextTable table{{{"id", Align::right}, {"after", Align::right}, {"event", Align::left}, {"", Align::left}}};
    for (const HistoryEvent& event : run.history)
        table.add({std::to_string(event.id), toText(event.at), std::string{event.type}, about(event)});
    streams.out << statusWord(run.status) << " after " << toText(run.took) << '\n';
    if (run.status == ExecutionStatus::succeeded)
        streams.out << run.output.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    if (run.error) streams.out << "error: " << *run.error << '\n';
    if (run.cause) streams.out << "cause: " << *run.cause << '\n';
    if (run.redrives > 0)
        streams.out << fmt::format("redriven {} {}\n", run.redrives, run.redrives == 1 ? "time" : "times");
    for (const StandaloneRun::File& file : run.written)
        streams.out << fmt::format("written: s3://{}/{} ({} bytes)\n", file.bucket, file.key, file.body.size());
    streams.out << '\n' << table.text(0);
}

void printJson(const StandaloneRun& run, Duration epoch, Streams& streams) {
    Json all{{"status", statusWord(run.status)}};
    if (run.status == ExecutionStatus::succeeded) all["output"] = run.output;
    if (run.status != ExecutionStatus::succeeded) {
        all["error"] = run.error ? Json(*run.error) : Json(nullptr);
        all["cause"] = run.cause ? Json(*run.cause) : Json(nullptr);
    }
    all["took"] = toText(run.took);
    if (run.redrives > 0) all["redrives"] = run.redrives;
    for (const StandaloneRun::File& file : run.written)
        all["written"].push_back({{"bucket", file.bucket}, {"key", file.key}, {"body", file.body}});
    all["events"] = historyJson(run.history, epoch);
    streams.out << all.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

// FOLDER/BUCKET/KEY for each file; a key that leads out of the folder is refused.
Result<void> store(const StandaloneRun& run, const std::string& folder) {
    namespace fs = std::filesystem;
    for (const StandaloneRun::File& file : run.written) {
        const fs::path inside = (fs::path{file.bucket} / file.key).lexically_normal();
        if (inside.is_absolute() || inside.begin() == inside.end() || *inside.begin() == "..")
            return Error{"s3://" + file.bucket + "/" + file.key + " leads out of " + folder};
        const fs::path path = fs::path{folder} / inside;
        std::error_code problem;
        fs::create_directories(path.parent_path(), problem);
        if (problem) return Error{path.parent_path().string() + ": " + problem.message()};
        if (const Result<void> written = writeText(path.string(), file.body); !written) return written;
    }
    return {};
}

ExitCode run(const Options& options, Streams& streams) {
    ExitCode code = ExitCode::ok;
    std::string summary;
    const auto machine = load(options.file, code, summary, streams);
    if (!machine) return code;
    Result<Json> input = jsonArgument(options.input);
    if (!input) return streams.err << "spillway asl run: --input: " << input.error().message << '\n', ExitCode::usage;
    Result<AslMocks> mocks = parseMocks(options.mocks, *machine);
    if (!mocks) return streams.err << "spillway asl run: " << mocks.error().message << '\n', ExitCode::usage;
    ExecutionSettings settings;
    settings.name = options.name;
    settings.seed = options.seed;
    settings.kind = options.express ? WorkflowKind::express : WorkflowKind::standard;
    settings.forcedChoices = mocks->forcedChoices;
    const Duration epoch = settings.epoch;
    const StandaloneRun result =
        runStandalone(machine, std::move(*input), mocks->answers, std::move(settings), options.redrives);
    for (const std::string& state : result.unmockedCalls)
        streams.err << fmt::format(
            "note: {} calls something and has no --mock: it was answered with what it was sent\n", state);
    options.json ? printJson(result, epoch, streams) : printTable(result, streams);
    if (!options.folder.empty()) {
        if (const Result<void> stored = store(result, options.folder); !stored) return refuse(stored.error(), streams);
    }
    return result.status == ExecutionStatus::succeeded ? ExitCode::ok : ExitCode::executionFailed;
}

constexpr const char* kRunFooter = R"(
No service is called and no time passes: waits and retries are simulated. What a state would call is answered by its mocks:
  STATE=JSON               the call succeeds with this result; @FILE reads it from a file
  STATE=error:NAME:CAUSE   the call fails with this error (the cause may be left out)
  STATE=silent             the call never answers: only a timeout or a heartbeat ends it
  STATE=next:OTHER         a Choice state goes there, whatever its rules say
Several mocks of one state answer its calls one after the other, the last one all that follow, also across a redrive. A Map
with an ItemReader is given its items by a mock of its own name: a JSON array, or the file itself (@orders.csv, @rows.jsonl,
@manifest.json with the files it names around it). Exit code 5 when the execution did not succeed.

Examples:
  spillway asl run order.asl.json --input '{"amount": 10}'
  spillway asl run order.asl.json --input @order.json --mock 'Charge={"charged": 10}' --json
  spillway asl run order.asl.json --mock Charge=error:States.TaskFailed --mock 'Charge={"charged": 10}'
  spillway asl run order.asl.json --mock Charge=error:Down --mock 'Charge={"charged": 10}' --redrive 1
  spillway asl run stock.asl.json --mock EachRow=@stock.csv --write results)";

}  // namespace

Subcommand addAsl(CLI::App& parent) {
    CLI::App* parser = parent.add_subcommand("asl", "Check and execute an Amazon States Language definition");
    auto options = std::make_shared<Options>();
    parser->require_subcommand(1);
    CLI::App* runParser =
        parser->add_subcommand("run", "Execute a definition with mocks; print its output and history");
    runParser->add_option("FILE", options->file, "The definition (NAME.asl.json); - is standard input")->required();
    runParser->add_option("--input", options->input, "The execution's input: JSON, or @FILE")->type_name("JSON|@FILE");
    runParser->add_option("--mock", options->mocks, "What a state's calls are answered with; may be given often")
        ->type_name("STATE=RESULT")
        ->allow_extra_args(false);
    runParser->add_option("--name", options->name, "The execution's name");
    runParser->add_option("--seed", options->seed, "Seed of jitter, UUIDs and random numbers")->check(wholeNumber());
    runParser
        ->add_option("--redrive", options->redrives,
                     "Redrive an execution that does not succeed, so many times at most: what succeeded is kept")
        ->check(CLI::Range(0, 1000));
    runParser
        ->add_option("--write", options->folder, "Where ResultWriters write to: FOLDER/BUCKET/KEY; left out, nowhere")
        ->type_name("FOLDER");
    runParser->add_flag("--express", options->express,
                        "As an Express workflow: five minutes at most, no limit of the history");
    runParser->add_flag("--json", options->json, "Status, output, error and the whole history as JSON");
    runParser->footer(kRunFooter);
    CLI::App* checkParser = parser->add_subcommand("check", "Find every problem of definitions");
    checkParser->add_option("FILE", options->files, "Definitions; - is standard input")->required();
    checkParser->footer(
        "\nPrints every problem as file:line:column: error: STATE: ..., with its JSON pointer and the nearest known "
        "word.\n"
        "Exit code 1 if there is an error; warnings alone give 0.\n\nExample:\n  spillway asl check "
        "workflows/*.asl.json");
    parser->footer(
        "\nExamples:\n  spillway asl check order.asl.json\n"
        "  spillway asl run order.asl.json --input '{\"amount\": 10}' --mock Charge=error:PaymentTimeout");
    return {parser,
            [=](Streams& streams) { return runParser->parsed() ? run(*options, streams) : check(*options, streams); }};
}

}  // namespace spillway
