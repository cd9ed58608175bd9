#include "base/text.h"
#include "command/fault_table.h"
#include "command/input.h"
#include "command/interruption.h"
#include "command/progress_bar.h"
#include "command/subcommands.h"
#include "command/usage.h"
#include "topology/words.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>
#include <ostream>
#include <string>
#include <thread>
#include <vector>

namespace spillway {
namespace {

struct Options {
    std::string file;
    std::string scenario;
    std::uint64_t seed = 1;
    unsigned threads = 0;
    std::string at;
    std::string lasting;
    bool json = false;
    bool pairs = false;
    std::vector<std::string> kinds;
};

// A time of the command line; false after saying what is wrong with it.
bool readTime(const char* option, const std::string& text, std::optional<Duration>& into, Streams& streams) {
    if (text.empty()) return true;
    const Result<Duration> time = fromText<Duration>(text);
    if (time && *time > Duration{0}) {
        into = *time;
        return true;
    }
    streams.err << option << ": " << (time ? "it is above zero" : time.error().message) << '\n';
    return false;
}

bool readKinds(const std::vector<std::string>& words, std::vector<FaultKind>& into, Streams& streams) {
    for (const std::string& word : words) {
        const Result<FaultKind> kind = scalarFrom<FaultKind>(word);
        if (!kind) {
            streams.err << "--kind: " << kind.error().message << '\n';
            return false;
        }
        into.push_back(*kind);
    }
    return true;
}

ExitCode tryAll(const Options& options, Streams& streams) {
    SingleFaultOptions wanted{
        .seed = options.seed,
        .threads = options.threads != 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency())};
    wanted.pairs = options.pairs;
    if (!readKinds(options.kinds, wanted.kinds, streams) || !readTime("--at", options.at, wanted.at, streams) ||
        !readTime("--for", options.lasting, wanted.lasting, streams))
        return ExitCode::usage;
    const Inputs inputs = readInputs({options.file}, streams);
    if (inputs.code != ExitCode::ok) return inputs.code;
    const Input& input = inputs.items.front();
    const Scenario* scenario = chooseScenario(input, options.scenario, streams);
    if (!scenario) return ExitCode::problems;
    if (wanted.at && *wanted.at >= scenario->duration) {
        streams.err << "--at: the scenario ends at " << toText(scenario->duration) << '\n';
        return ExitCode::usage;
    }
    const Interruption interruption;
    SingleFaults found;
    {
        ProgressBar progress{streams, options.pairs ? "breaking two things at a time" : "breaking one thing at a time"};
        found = tryEverySingleFault(input.text.architecture().topology, *scenario, wanted, [&](double share) {
            progress.show(share);
            return !Interruption::isRequested();
        });
    }
    if (hasErrors(found.diagnostics)) {
        print(found.diagnostics, input.file, streams);
        return ExitCode::problems;
    }
    if (found.architecture.empty()) found.architecture = input.file;
    streams.out << (options.json ? faultJson(found) : faultTable(found)) << std::flush;
    const auto done = std::ranges::count_if(found.trials, &FaultTrial::done);
    if (static_cast<std::size_t>(done) == found.trials.size()) return ExitCode::ok;
    streams.err << fmt::format("stopped after {} of {} faults\n", done, found.trials.size());
    return ExitCode::interrupted;
}

}  // namespace

Subcommand addFaults(CLI::App& parent) {
    CLI::App* parser = parent.add_subcommand("faults", "Try every single fault on every component");
    auto options = std::make_shared<Options>();
    parser->add_option("FILE", options->file, "Document (NAME.spillway); - is standard input")->required();
    parser->add_option("-s,--scenario", options->scenario,
                       "Scenario by id (default: the first); its own faults are left out");
    parser->add_option("--seed", options->seed, "Same seed, same result (default: 1)")->check(wholeNumber());
    parser
        ->add_option("--threads", options->threads,
                     "Runs at a time; the result does not depend on it (default: all cores)")
        ->check(wholeNumber())
        ->check(CLI::Range(1, 256));
    parser->add_option("--at", options->at, "When the fault begins (default: after a third of the scenario)");
    parser->add_option("--for", options->lasting, "How long it lasts (default: a sixth of it, at most a minute)");
    parser->add_option("--kind", options->kinds, "Only these kinds of fault (default: all; of pairs outage and cut)")
        ->delimiter(',');
    parser->add_flag("--pairs", options->pairs, "Two components at a time as well: what one alone does not show");
    parser->add_flag("--json", options->json, "Print everything as JSON instead of the table");
    parser->footer(
        "\nEvery kind of fault hits every boundary, node and flow in turn, each in a run of its own, with the defaults "
        "of its kind.\n"
        "The table tells the share of the users' requests that fail for it, the slowest second, how long until it is "
        "back, and who\n"
        "else is hit; then which components everything depends on, and which faults the system does not get over by "
        "itself.\n"
        "Nothing is kept.\n\nExamples:\n"
        "  spillway faults shop.spillway\n  spillway faults shop.spillway -s friday-peak --at 3m --for 30s\n"
        "  spillway faults shop.spillway --pairs --kind outage\n"
        "  spillway faults shop.spillway --json | jq '.indispensable'");
    return {parser, [options](Streams& streams) { return tryAll(*options, streams); }};
}

}  // namespace spillway
