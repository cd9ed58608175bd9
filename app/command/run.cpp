#include "run/run.h"
#include "base/text.h"
#include "command/input.h"
#include "command/interruption.h"
#include "command/progress_bar.h"
#include "command/run_replications.h"
#include "command/run_summary.h"
#include "command/subcommands.h"
#include "command/usage.h"
#include "run/estimate.h"
#include "run/sampling.h"
#include "session/machine.h"
#include "store/report_json.h"
#include "store/run_store.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <ostream>

namespace spillway {
namespace {

struct Options {
    std::string file;
    std::string scenario;
    std::uint64_t seed = 1;
    unsigned threads = 1;
    std::size_t replications = 1;
    std::string until;
    bool json = false;
    bool noStore = false;
    bool strict = false;
    std::string memory;
    SummaryOptions summary;
};

// To the end, or to Ctrl+C. One simulated second at a time: the steps do not change the run.
void advance(Run& run, Streams& streams) {
    ProgressBar progress{streams, "running"};
    while (!run.finished() && !Interruption::isRequested()) {
        run.advanceTo(run.now() + std::chrono::seconds{1});
        progress.show(toSeconds(run.now()) / std::max(toSeconds(run.end()), 1e-9));
    }
}

// A run that cannot be kept is still a run: say so, go on.
void keep(const RunReport& report, const Input& input, Streams& streams) {
    Result<RunStore> store = RunStore::open(RunStore::defaultPath());
    Result<std::int64_t> number =
        store ? store->add(report, input.file, input.bytes) : Result<std::int64_t>{store.error()};
    if (number) {
        streams.err << fmt::format("kept as run {} (spillway runs show {})\n", *number, *number);
    } else {
        streams.err << "spillway: the run is complete but not kept: " << number.error().message << '\n';
    }
}

// Says so and returns false when the run would take more memory than it may: than `--memory`, or than is free.
bool fits(const RunPlan& plan, const RunOptions& runOptions, const Options& options, const Input& input,
          Streams& streams) {
    std::optional<std::uint64_t> most = memoryAvailable();
    if (!options.memory.empty()) most = static_cast<std::uint64_t>(fromText<ByteCount>(options.memory)->bytes);
    if (!most) return true;
    const unsigned atOnce = options.replications > 1 ? options.threads : 1;
    const auto problem = tooLarge(plan, runOptions, *most / atOnce);
    if (problem) print({*problem}, input.file, streams);
    return !problem;
}

ExitCode execute(const Input& input, const Scenario& scenario, RunOptions runOptions, const Options& options,
                 Streams& streams) {
    const Compiled compiled = compile(input.text.architecture().topology, scenario);
    if (!compiled.plan) {
        print(compiled.diagnostics, input, streams);
        return ExitCode::problems;
    }
    runOptions.traceEvery = traceEveryFor(*compiled.plan, runOptions.until);
    if (!fits(*compiled.plan, runOptions, options, input, streams)) return ExitCode::problems;
    const Interruption interruption;
    const auto started = std::chrono::steady_clock::now();
    Run run{compiled.plan, runOptions};
    advance(run, streams);
    RunReport report = run.report();
    report.wallSeconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    if (report.architecture.empty()) report.architecture = input.file;
    const bool interrupted = !run.finished();
    if (options.json) {
        print(compiled.diagnostics, input, streams);
        streams.out << reportJson(report);
    } else {
        streams.out << summaryText(report, compiled.diagnostics, options.summary) << std::flush;
    }
    if (!options.noStore) keep(report, input, streams);
    if (interrupted) {
        streams.err << fmt::format("stopped at {} of {}\n", toText(run.now().time_since_epoch()),
                                   toText(run.end().time_since_epoch()));
        return ExitCode::interrupted;
    }
    const bool missed = std::ranges::any_of(report.objectives, [](const auto& objective) { return !objective.met; });
    return options.strict && missed ? ExitCode::objectivesMissed : ExitCode::ok;
}

// Many seeds for one answer: what holds of all of them, and how sure it is. Nothing is kept.
ExitCode repeat(const Input& input, const Scenario& scenario, RunOptions runOptions, const Options& options,
                Streams& streams) {
    const Compiled compiled = compile(input.text.architecture().topology, scenario);
    print(compiled.diagnostics, input, streams);
    if (!compiled.plan) return ExitCode::problems;
    runOptions.traceEvery = 0;  // as replicate() does
    if (!fits(*compiled.plan, runOptions, options, input, streams)) return ExitCode::problems;
    const Interruption interruption;
    ReplicationOptions wanted{
        .firstSeed = options.seed, .runs = options.replications, .threads = options.threads, .until = runOptions.until};
    Replications all;
    {
        ProgressBar progress{streams, "running"};
        all = replicate(compiled.plan, wanted, [&](double share) {
            progress.show(share);
            return !Interruption::isRequested();
        });
    }
    if (all.architecture.empty()) all.architecture = input.file;
    streams.out << (options.json ? replicationsJson(all) : replicationsText(all)) << std::flush;
    if (all.seeds.size() < wanted.runs) {
        streams.err << fmt::format("stopped after {} of {} runs\n", all.seeds.size(), wanted.runs);
        return ExitCode::interrupted;
    }
    const bool missed =
        std::ranges::any_of(all.objectives, [&](const auto& objective) { return objective.met < all.seeds.size(); });
    return options.strict && missed ? ExitCode::objectivesMissed : ExitCode::ok;
}

ExitCode run(const Options& options, Streams& streams) {
    RunOptions runOptions{.seed = options.seed, .threads = options.threads};
    if (!options.until.empty()) {
        const Result<Duration> until = fromText<Duration>(options.until);
        if (!until) {
            streams.err << "--until: " << until.error().message << '\n';
            return ExitCode::usage;
        }
        if (*until <= Duration{0}) {
            streams.err << "--until: nothing has happened by then\n";
            return ExitCode::usage;
        }
        runOptions.until = *until;
    }
    if (!options.memory.empty()) {
        const Result<ByteCount> memory = fromText<ByteCount>(options.memory);
        if (!memory) {
            streams.err << "--memory: " << memory.error().message << '\n';
            return ExitCode::usage;
        }
    }
    const Inputs inputs = readInputs({options.file}, streams);
    if (inputs.code != ExitCode::ok) return inputs.code;
    const Scenario* scenario = chooseScenario(inputs.items.front(), options.scenario, streams);
    if (!scenario) return ExitCode::problems;
    const auto go = options.replications > 1 ? repeat : execute;
    return go(inputs.items.front(), *scenario, runOptions, options, streams);
}

}  // namespace

Subcommand addRun(CLI::App& parent) {
    CLI::App* parser = parent.add_subcommand("run", "Emulate a scenario and print what happened");
    auto options = std::make_shared<Options>();
    parser->add_option("FILE", options->file, "Document (NAME.spillway); - is standard input")->required();
    parser->add_option("-s,--scenario", options->scenario, "Scenario by id (default: the first)");
    parser->add_option("--seed", options->seed, "Same seed, same run, bit for bit (default: 1)")->check(wholeNumber());
    parser->add_option("--threads", options->threads, "Threads; the result does not depend on it (default: 1)")
        ->check(wholeNumber())
        ->check(CLI::Range(1, 256));
    parser
        ->add_option("--replications", options->replications,
                     "Runs with as many seeds from --seed on, and tells every figure with its 95 % confidence interval "
                     "(default: 1)")
        ->check(wholeNumber())
        ->check(CLI::Range(1, 10'000));
    parser->add_option("--until", options->until,
                       "Stop at this simulated time: 90s, 2m (default: the scenario's duration)");
    parser->add_option("--memory", options->memory,
                       "Refuse a run that would take more memory: 4GiB (default: what is free on this machine)");
    parser->add_flag("--json", options->json, "Print everything measured as JSON instead of the summary");
    parser->add_option("--decisions", options->summary.decisionsMax, "Decisions listed in the summary (default: 20)")
        ->check(wholeNumber());
    parser->add_flag("--strict", options->strict, "Exit code 4 if an objective of the scenario does not hold");
    parser->add_flag("--no-store", options->noStore, "Do not keep the run (spillway runs)");
    parser->footer(
        "\nThe summary tells for every node what went through it, how long it took, what failed and how busy it was; "
        "where\n"
        "the slowest requests spend their time; every scaling and breaker decision with its reason; and what had to "
        "be\n"
        "assumed because the document does not say. Ctrl+C stops the run and prints what there is.\n\n"
        "A steady scenario (constant load, no faults) also tells how sure its mean response times are, from the run "
        "alone; any\n"
        "other is sure of its figures only over several seeds (--replications; these runs are not kept).\n\nExamples:\n"
        "  spillway run shop.spillway\n  spillway run shop.spillway -s friday-peak --until 2m --seed 7\n"
        "  spillway run shop.spillway --replications 10 --threads 2\n"
        "  spillway run shop.spillway --strict --no-store        a test in a pipeline\n"
        "  spillway run shop.spillway --json | jq '.nodes[] | {id, p99: .response.p99_ns}'");
    return {parser, [options](Streams& streams) { return run(*options, streams); }};
}

}  // namespace spillway
