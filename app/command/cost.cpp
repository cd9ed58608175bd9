#include "analysis/cost.h"
#include "base/text.h"
#include "command/cost_text.h"
#include "command/input.h"
#include "command/interruption.h"
#include "command/prices.h"
#include "command/progress_bar.h"
#include "command/subcommands.h"
#include "command/usage.h"
#include "run/run.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>
#include <ostream>

namespace spillway {
namespace {

struct Options {
    std::string file;
    std::string scenario;
    std::uint64_t seed = 1;
    unsigned threads = 1;
    std::string prices;
    bool json = false;
};

ExitCode execute(const Input& input, const Scenario& scenario, const PriceSheet& prices, const Options& options,
                 Streams& streams) {
    const Topology& topology = input.text.architecture().topology;
    const Compiled compiled = compile(topology, scenario);
    if (!compiled.plan) {
        print(compiled.diagnostics, input, streams);
        return ExitCode::problems;
    }
    const Interruption interruption;
    Run run{compiled.plan, {.seed = options.seed, .threads = options.threads, .traceEvery = 0}};
    {
        ProgressBar progress{streams, "running"};
        while (!run.finished() && !Interruption::isRequested()) {
            run.advanceTo(run.now() + std::chrono::seconds{1});
            progress.show(toSeconds(run.now()) / std::max(toSeconds(run.end()), 1e-9));
        }
    }
    RunReport report = run.report();
    if (report.architecture.empty()) report.architecture = input.file;
    if (report.end == SimTime{}) return ExitCode::interrupted;
    const CostReport cost = costOf(topology, report, prices);
    streams.out << (options.json ? costJson(report, cost, prices) : costText(report, cost, prices)) << std::flush;
    return run.finished() ? ExitCode::ok : ExitCode::interrupted;
}

ExitCode runCost(const Options& options, Streams& streams) {
    const ChosenPrices prices = choosePrices(options.prices, streams);
    if (prices.code != ExitCode::ok) return prices.code;
    const Inputs inputs = readInputs({options.file}, streams);
    if (inputs.code != ExitCode::ok) return inputs.code;
    const Scenario* scenario = chooseScenario(inputs.items.front(), options.scenario, streams);
    if (!scenario) return ExitCode::problems;
    return execute(inputs.items.front(), *scenario, prices.sheet, options, streams);
}

}  // namespace

Subcommand addCost(CLI::App& parent) {
    CLI::App* parser = parent.add_subcommand("cost", "What a month of a scenario's load costs, and what of it");
    auto options = std::make_shared<Options>();
    parser->add_option("FILE", options->file, "Document (NAME.spillway); - is standard input")->required();
    parser->add_option("-s,--scenario", options->scenario, "Scenario by id (default: the first)");
    parser->add_option("--seed", options->seed, "Same seed, same run (default: 1)")->check(wholeNumber());
    parser->add_option("--threads", options->threads, "Threads; the result does not depend on it (default: 1)")
        ->check(wholeNumber())
        ->check(CLI::Range(1, 256));
    parser->add_option("--prices", options->prices,
                       "Price sheet (YAML) instead of the built-in list prices (resources/prices/aws.yaml)");
    parser->add_flag("--json", options->json, "Print it as JSON");
    parser->footer(
        "\nThe scenario is run, what it used is counted (requests, GB-seconds, instance hours, messages, state "
        "transitions) and\npriced as a month of nothing but this load: free units once, then tier by tier. Nothing is "
        "guessed from averages that\nwere not emulated; what the document does not say is assumed and listed, and what "
        "is "
        "left out is listed too.\n\nExamples:\n"
        "  spillway cost shop.spillway --scenario tuesday\n"
        "  spillway cost shop.spillway --prices ours.yaml --json | jq .per_month\n"
        "  spillway sweep shop.spillway --loads 0.1,1,3      the same at several loads");
    return {parser, [options](Streams& streams) { return runCost(*options, streams); }};
}

}  // namespace spillway
