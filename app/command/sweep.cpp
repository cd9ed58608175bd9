#include "analysis/sweep.h"
#include "base/text.h"
#include "command/cost_text.h"
#include "command/input.h"
#include "command/interruption.h"
#include "command/prices.h"
#include "command/progress_bar.h"
#include "command/subcommands.h"
#include "command/usage.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cmath>
#include <memory>
#include <ostream>

namespace spillway {
namespace {

struct Options {
    std::string file;
    std::string scenario;
    std::vector<double> loads{0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4};
    std::uint64_t seed = 1;
    unsigned threads = 1;
    std::string until;
    std::string prices;
    bool json = false;
};

ExitCode execute(const Input& input, const Scenario& scenario, const SweepOptions& wanted, bool asJson,
                 Streams& streams) {
    const Interruption interruption;
    Sweep swept;
    {
        ProgressBar progress{streams, "sweeping"};
        swept = sweep(input.text.architecture().topology, scenario, wanted, [&](double share) {
            progress.show(share);
            return !Interruption::isRequested();
        });
    }
    print(swept.diagnostics, input.file, streams);
    if (swept.points.empty() && !Interruption::isRequested()) return ExitCode::problems;
    const std::string& name = input.text.architecture().topology.name;
    const std::string& title = name.empty() ? input.file : name;
    streams.out << (asJson ? sweepJson(title, swept) : sweepText(title, swept)) << std::flush;
    if (swept.points.size() == wanted.factors.size()) return ExitCode::ok;
    streams.err << fmt::format("stopped after {} of {} runs\n", swept.points.size(), wanted.factors.size());
    return ExitCode::interrupted;
}

ExitCode runSweep(const Options& options, Streams& streams) {
    SweepOptions wanted{.factors = options.loads, .seed = options.seed, .threads = options.threads};
    for (const double factor : options.loads) {
        if (factor > 0 && std::isfinite(factor)) continue;
        streams.err << "--loads: a load is scaled by a number above 0, as in 0.5,1,2\n";
        return ExitCode::usage;
    }
    if (!options.until.empty()) {
        const Result<Duration> until = fromText<Duration>(options.until);
        if (!until || *until <= Duration{0}) {
            streams.err << "--until: " << (until ? "nothing has happened by then" : until.error().message) << '\n';
            return ExitCode::usage;
        }
        wanted.until = *until;
    }
    const ChosenPrices prices = choosePrices(options.prices, streams);
    if (prices.code != ExitCode::ok) return prices.code;
    wanted.prices = &prices.sheet;
    const Inputs inputs = readInputs({options.file}, streams);
    if (inputs.code != ExitCode::ok) return inputs.code;
    const Scenario* scenario = chooseScenario(inputs.items.front(), options.scenario, streams);
    if (!scenario) return ExitCode::problems;
    return execute(inputs.items.front(), *scenario, wanted, options.json, streams);
}

}  // namespace

Subcommand addSweep(CLI::App& parent) {
    CLI::App* parser = parent.add_subcommand("sweep", "The same scenario at less and more load: where it bends");
    auto options = std::make_shared<Options>();
    parser->add_option("FILE", options->file, "Document (NAME.spillway); - is standard input")->required();
    parser->add_option("-s,--scenario", options->scenario, "Scenario by id (default: the first)");
    parser->add_option("--loads", options->loads, "Factors of the load (default: 0.25,0.5,0.75,1,1.25,1.5,2,3,4)")
        ->delimiter(',');
    parser->add_option("--seed", options->seed, "Seed of every run (default: 1)")->check(wholeNumber());
    parser->add_option("--threads", options->threads, "Runs at a time; the result does not depend on it (default: 1)")
        ->check(wholeNumber())
        ->check(CLI::Range(1, 256));
    parser->add_option("--until", options->until,
                       "Stop each run at this simulated time (default: the scenario's duration)");
    parser->add_option("--prices", options->prices, "Price sheet (YAML) instead of the built-in list prices");
    parser->add_flag("--json", options->json, "Print it as JSON");
    parser->footer(
        "\nEvery rate and number of users is multiplied by each factor in turn; faults and objectives stay as they "
        "are. "
        "The line\nbelow the table says up to which load every objective holds, where the first one does not, and "
        "which "
        "flow failed most\nthere. Runs of a sweep are not kept.\n\nExamples:\n"
        "  spillway sweep shop.spillway --threads 2\n"
        "  spillway sweep shop.spillway -s tuesday --loads 1,2,4,8,16\n"
        "  spillway sweep shop.spillway --json | jq '.points[] | [.factor, .sources[0].p99_ns, .cost.per_month]'");
    return {parser, [options](Streams& streams) { return runSweep(*options, streams); }};
}

}  // namespace spillway
