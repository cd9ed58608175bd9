#include "base/text.h"
#include "command/input.h"
#include "command/interruption.h"
#include "command/progress_bar.h"
#include "command/run_comparison.h"
#include "command/subcommands.h"
#include "command/usage.h"
#include "run/run.h"
#include "run/sampling.h"
#include "store/report_json.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>
#include <ostream>

namespace spillway {
namespace {

struct Options {
    std::string file;
    std::string other;
    std::string scenario;
    std::string otherScenario;
    std::string at;
    std::uint64_t seed = 1;
    bool json = false;
};

void advance(Run& run, SimTime to, const char* what, Streams& streams) {
    ProgressBar progress{streams, what};
    while (run.now() < std::min(to, run.end()) && !Interruption::isRequested()) {
        run.advanceTo(std::min(to, run.now() + std::chrono::seconds{1}));
        progress.show(toSeconds(run.now()) / std::max(toSeconds(run.end()), 1e-9));
    }
}

// Null after saying why.
std::shared_ptr<const RunPlan> planOf(const Input& input, const Scenario& scenario, Streams& streams) {
    Compiled compiled = compile(input.text.architecture().topology, scenario);
    if (!compiled.plan) print(compiled.diagnostics, input, streams);
    return compiled.plan;
}

void tell(const RunReport& run, const RunReport& branch, Duration at, bool asJson, Streams& streams) {
    if (asJson) {
        streams.out << fmt::format("{{\"spillway_branch\": 1, \"at_ns\": {}, \"run\": ", at.count()) << reportJson(run)
                    << ", \"branch\": " << reportJson(branch) << "}\n";
        return;
    }
    streams.out << fmt::format("both are one run until {}\n", toText(at))
                << comparisonText("as it was", run, "branch", branch) << std::flush;
}

ExitCode branchOff(const Input& input, const Scenario& scenario, const Input& other, const Scenario& otherScenario,
                   const Options& options, Duration at, Streams& streams) {
    const auto plan = planOf(input, scenario, streams);
    const auto otherPlan = planOf(other, otherScenario, streams);
    if (!plan || !otherPlan) return ExitCode::problems;
    const Interruption interruption;
    Run run{plan, {.seed = options.seed, .traceEvery = traceEveryFor(*plan)}};
    if (at >= run.end().time_since_epoch()) {
        streams.err << "--at: the scenario ends at " << toText(run.end().time_since_epoch()) << '\n';
        return ExitCode::usage;
    }
    advance(run, SimTime{at}, "running", streams);
    if (Interruption::isRequested()) return ExitCode::interrupted;
    const Run::Branch branch = run.branch(otherPlan);
    if (!branch.run) {
        print(branch.diagnostics, other.file, streams);
        return ExitCode::problems;
    }
    advance(run, run.end(), "as it was", streams);
    advance(*branch.run, branch.run->end(), "branch", streams);
    tell(run.report(), branch.run->report(), at, options.json, streams);
    return run.finished() && branch.run->finished() ? ExitCode::ok : ExitCode::interrupted;
}

ExitCode runBranch(const Options& options, Streams& streams) {
    const Result<Duration> at = fromText<Duration>(options.at);
    if (!at || *at <= Duration{0}) {
        streams.err << "--at: " << (at ? "nothing has happened by then" : at.error().message) << '\n';
        return ExitCode::usage;
    }
    std::vector<std::string> files{options.file};
    if (!options.other.empty()) files.push_back(options.other);
    const Inputs inputs = readInputs(files, streams);
    if (inputs.code != ExitCode::ok) return inputs.code;
    const Input& first = inputs.items.front();
    const Input& other = inputs.items.back();
    const Scenario* scenario = chooseScenario(first, options.scenario, streams);
    const std::string& then = options.otherScenario.empty() ? options.scenario : options.otherScenario;
    const Scenario* otherScenario = scenario ? chooseScenario(other, then, streams) : nullptr;
    if (!otherScenario) return ExitCode::problems;
    return branchOff(first, *scenario, other, *otherScenario, options, *at, streams);
}

}  // namespace

Subcommand addBranch(CLI::App& parent) {
    CLI::App* parser = parent.add_subcommand("branch", "One run until a time, then as it was and as it could be");
    auto options = std::make_shared<Options>();
    parser->add_option("FILE", options->file, "Document (NAME.spillway); - is standard input")->required();
    parser->add_option("OTHER", options->other, "The document from then on (default: the same)");
    parser->add_option("--at", options->at, "Simulated time at which they part: 90s, 2m")->required();
    parser->add_option("-s,--scenario", options->scenario, "Scenario by id (default: the first)");
    parser->add_option("--then", options->otherScenario, "Scenario from then on (default: the same)");
    parser->add_option("--seed", options->seed, "Seed of the run (default: 1)")->check(wholeNumber());
    parser->add_flag("--json", options->json, "Print both reports as JSON");
    parser->footer(
        "\nThe branch goes on with the same requests, instances and lines. OTHER may change work, latencies, timeouts, "
        "retries,\nbreakers, replicas, autoscalers, loads and faults still to come; what a run under way cannot take "
        "over is said. A call\nthat is out has the new timeout from when it was sent. Neither run is "
        "kept.\n\nExamples:\n"
        "  spillway branch shop.spillway fixed.spillway --at 4m\n"
        "  spillway branch shop.spillway --at 2m -s tuesday --then friday-peak");
    return {parser, [options](Streams& streams) { return runBranch(*options, streams); }};
}

}  // namespace spillway
