#include "command/figures.h"
#include "command/input.h"
#include "command/run_comparison.h"
#include "command/run_summary.h"
#include "command/subcommands.h"
#include "command/text_table.h"
#include "command/usage.h"
#include "store/report_json.h"
#include "store/run_store.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>
#include <ostream>

namespace spillway {
namespace {

struct Options {
    std::int64_t first = 0;
    std::int64_t second = 0;
    std::vector<std::int64_t> numbers;
    std::string label;
    bool json = false;
    bool document = false;
};

Result<RunStore> openStore() { return RunStore::open(RunStore::defaultPath()); }

ExitCode list(Streams& streams) {
    const Result<RunStore> store = openStore();
    if (!store) return refuse(store.error(), streams);
    const Result<std::vector<StoredRun>> runs = store->list();
    if (!runs) return refuse(runs.error(), streams);
    if (runs->empty()) {
        streams.out << "no runs yet: spillway run FILE keeps one\n";
        return ExitCode::ok;
    }
    using Align = TextTable::Align;
    TextTable table{{{"run"},
                     {"finished", Align::left},
                     {"file", Align::left},
                     {"architecture", Align::left},
                     {"scenario", Align::left},
                     {"seed"},
                     {"fingerprint", Align::left},
                     {"label", Align::left}}};
    for (const StoredRun& run : *runs) {
        table.add({std::to_string(run.number), run.finishedAt, run.documentPath.substr(run.documentPath.rfind('/') + 1),
                   run.architecture, run.scenario, std::to_string(run.seed), run.fingerprint, run.label});
    }
    streams.out << table.text();
    return ExitCode::ok;
}

ExitCode show(const Options& options, Streams& streams) {
    const Result<RunStore> store = openStore();
    if (!store) return refuse(store.error(), streams);
    if (options.document) {
        const Result<std::string> text = store->documentText(options.first);
        if (!text) return refuse(text.error(), streams);
        streams.out << *text;
        return ExitCode::ok;
    }
    const Result<RunReport> report = store->load(options.first);
    if (!report) return refuse(report.error(), streams);
    streams.out << (options.json ? reportJson(*report) : summaryText(*report, {}));
    return ExitCode::ok;
}

// "run 41 (no breaker)": its label, or the file it was made from, for two runs of one document often share all names.
std::string title(const RunStore& store, std::int64_t number) {
    const Result<std::vector<StoredRun>> runs = store.list();
    if (!runs) return fmt::format("run {}", number);
    const auto run = std::ranges::find(*runs, number, &StoredRun::number);
    if (run == runs->end()) return fmt::format("run {}", number);
    const std::string file = run->documentPath.substr(run->documentPath.rfind('/') + 1);
    return fmt::format("run {} ({})", number, run->label.empty() ? file : run->label);
}

ExitCode compare(const Options& options, Streams& streams) {
    const Result<RunStore> store = openStore();
    if (!store) return refuse(store.error(), streams);
    const Result<RunReport> first = store->load(options.first);
    if (!first) return refuse(first.error(), streams);
    const Result<RunReport> second = store->load(options.second);
    if (!second) return refuse(second.error(), streams);
    streams.out << comparisonText(title(*store, options.first), *first, title(*store, options.second), *second);
    return ExitCode::ok;
}

ExitCode remove(const Options& options, Streams& streams) {
    Result<RunStore> store = openStore();
    if (!store) return refuse(store.error(), streams);
    ExitCode worst = ExitCode::ok;
    for (const std::int64_t number : options.numbers) {
        const Result<void> removed = store->remove(number);
        if (!removed) worst = refuse(removed.error(), streams);
    }
    return worst;
}

ExitCode label(const Options& options, Streams& streams) {
    Result<RunStore> store = openStore();
    if (!store) return refuse(store.error(), streams);
    const Result<void> set = store->setLabel(options.first, options.label);
    return set ? ExitCode::ok : refuse(set.error(), streams);
}

}  // namespace

Subcommand addRuns(CLI::App& parent) {
    CLI::App* parser = parent.add_subcommand("runs", "List, show, compare and remove kept runs");
    auto options = std::make_shared<Options>();
    parser->require_subcommand(0, 1);
    parser->add_subcommand("list", "Newest first (also without a word)");
    CLI::App* showParser = parser->add_subcommand("show", "Print a run as `spillway run` did");
    showParser->add_option("RUN", options->first, "Its number")->required()->check(wholeNumber());
    showParser->add_flag("--json", options->json, "Everything measured, as JSON");
    showParser->add_flag("--document", options->document, "The document as it was when it ran");
    CLI::App* compareParser = parser->add_subcommand("compare", "What changed from run A to run B");
    compareParser->add_option("A", options->first, "Number of the run before")->required()->check(wholeNumber());
    compareParser->add_option("B", options->second, "Number of the run after")->required()->check(wholeNumber());
    CLI::App* labelParser = parser->add_subcommand("label", "Give a run a label");
    labelParser->add_option("RUN", options->first, "Its number")->required()->check(wholeNumber());
    labelParser->add_option("TEXT", options->label, "The label")->required();
    CLI::App* removeParser = parser->add_subcommand("remove", "Remove runs for good")->alias("rm");
    removeParser->add_option("RUN", options->numbers, "Their numbers")->required()->check(wholeNumber());
    parser->footer(
        "\nRuns are kept in one SQLite file in your data folder, or in the file that SPILLWAY_RUNS "
        "names.\n\nExamples:\n"
        "  spillway runs\n  spillway runs compare 40 41\n  spillway runs show 41 --document > then.spillway");
    return {parser, [=](Streams& streams) {
                if (showParser->parsed()) return show(*options, streams);
                if (compareParser->parsed()) return compare(*options, streams);
                if (labelParser->parsed()) return label(*options, streams);
                if (removeParser->parsed()) return remove(*options, streams);
                return list(streams);
            }};
}

}  // namespace spillway
