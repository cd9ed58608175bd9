#include "analysis/platform_comparison.h"
#include "base/text.h"
#include "command/cost_text.h"
#include "command/figures.h"
#include "command/input.h"
#include "command/interruption.h"
#include "command/prices.h"
#include "command/progress_bar.h"
#include "command/subcommands.h"
#include "command/text_table.h"
#include "command/usage.h"
#include "topology/words.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <memory>
#include <ostream>

namespace spillway {
namespace {

struct Options {
    std::string file;
    std::string node;
    std::string scenario;
    std::vector<std::string> platforms;
    std::vector<double> loads{0.1, 1, 10};
    std::uint64_t seed = 1;
    unsigned threads = 1;
    std::string prices;
    bool json = false;
};

// A line for each platform; what has no effect by its names alone.
std::string lossesText(const std::vector<PlatformLoss>& losses) {
    std::string text;
    for (const PlatformLoss& loss : losses) {
        std::string idle, told;
        for (const Diagnostic& each : loss.of) {
            const bool isIdle = each.code == "no-effect";
            std::string& list = isIdle ? idle : told;
            list += (list.empty() ? "" : isIdle ? ", " : "; ") + (isIdle ? each.place.field : each.sentence);
        }
        if (!idle.empty()) told += (told.empty() ? "no effect: " : "; no effect: ") + idle;
        text += fmt::format("  {}: {}\n", wordOf(loss.platform), told);
    }
    return text.empty() ? "" : "\nNot there as it is stated\n" + text;
}

std::string platformsText(const std::string& node, const PlatformComparison& compared, const PriceSheet& prices) {
    std::string text = fmt::format(
        "{}: the same program, one property moved; a month of this load at the prices of {}\n\n", node, prices.asOf);
    TextTable table{{{"platform", TextTable::Align::left},
                     {"load"},
                     {"succeed"},
                     {"mostly", TextTable::Align::left},
                     {"p50"},
                     {"p95"},
                     {"p99"},
                     {"cold"},
                     {"instances"},
                     {"peak"},
                     {"a month"},
                     {"otherwise"}}};
    const PlatformRow* before = nullptr;
    for (const PlatformRow& row : compared.rows) {
        const bool head = before == nullptr || before->platform != row.platform;
        table.add({head ? std::string{wordOf(row.platform)} : "", fmt::format("{:.4g}x", row.factor),
                   shareFigure(row.succeeded), row.mostly ? std::string{wordOf(*row.mostly)} : "",
                   figure(row.response.p50), figure(row.response.p95), figure(row.response.p99),
                   countFigure(row.coldStarts), fmt::format("{:.1f}", row.meanInstances),
                   std::to_string(row.peakInstances), moneyFigure(row.perMonth, prices.currency),
                   row.alternative ? moneyFigure(*row.alternative, prices.currency) : ""});
        before = &row;
    }
    return text + table.text() +
           "\nMostly: why most of what failed did.\n"
           "Otherwise: bought the other way (provisioned instead of by use, or the reverse).\n"
           "Free units count once a month.\n" +
           lossesText(compared.losses);
}

std::string platformsJson(const std::string& node, const PlatformComparison& compared) {
    nlohmann::ordered_json root{{"spillway_platforms", 1}, {"node", node}, {"rows", nlohmann::ordered_json::array()}};
    for (const PlatformRow& row : compared.rows) {
        root["rows"].push_back(
            {{"platform", std::string{wordOf(row.platform)}},
             {"factor", row.factor},
             {"succeed_share", row.succeeded},
             {"mostly_failed_by", row.mostly ? nlohmann::ordered_json(wordOf(*row.mostly)) : nlohmann::ordered_json()},
             {"p50_ns", row.response.p50.count()},
             {"p95_ns", row.response.p95.count()},
             {"p99_ns", row.response.p99.count()},
             {"cold_starts", row.coldStarts},
             {"mean_instances", row.meanInstances},
             {"peak_instances", row.peakInstances},
             {"per_month", row.perMonth}});
        root["rows"].back()["otherwise"] =
            row.alternative ? nlohmann::ordered_json(*row.alternative) : nlohmann::ordered_json();
    }
    root["losses"] = nlohmann::ordered_json::array();
    for (const PlatformLoss& loss : compared.losses)
        for (const Diagnostic& each : loss.of)
            root["losses"].push_back({{"platform", wordOf(loss.platform)},
                                      {"code", each.code},
                                      {"field", each.place.field},
                                      {"sentence", each.sentence}});
    return root.dump(2) + '\n';
}

// Null, said on `err`, when it cannot move.
const Node* chooseNode(const Topology& topology, const Options& options, Streams& streams) {
    const Node* node = findNode(topology, options.node);
    if (node != nullptr && (node->kind() == NodeKind::service || node->kind() == NodeKind::function)) return node;
    streams.err << (node == nullptr ? fmt::format("no node is called \"{}\"\n", options.node)
                                    : fmt::format("\"{}\" is a {}: services and functions can be moved\n", options.node,
                                                  wordOf(node->kind())));
    return nullptr;
}

ExitCode execute(const Input& input, const Scenario& scenario, const std::string& node, const PlatformOptions& wanted,
                 bool json, Streams& streams) {
    const Interruption interruption;
    PlatformComparison compared;
    {
        ProgressBar progress{streams, "moving"};
        compared = comparePlatforms(input.text.architecture().topology, scenario, node, wanted, [&](double share) {
            progress.show(share);
            return !Interruption::isRequested();
        });
    }
    print(compared.diagnostics, input.file, streams);
    if (compared.rows.empty() && !Interruption::isRequested()) return ExitCode::problems;
    streams.out << (json ? platformsJson(node, compared) : platformsText(node, compared, *wanted.prices)) << std::flush;
    return Interruption::isRequested() ? ExitCode::interrupted : ExitCode::ok;
}

ExitCode runPlatforms(const Options& options, Streams& streams) {
    PlatformOptions wanted{.factors = options.loads, .seed = options.seed, .threads = options.threads};
    for (const double factor : options.loads) {
        if (factor > 0 && std::isfinite(factor)) continue;
        streams.err << "--loads: a load is scaled by a number above 0, as in 0.5,1,2\n";
        return ExitCode::usage;
    }
    for (const std::string& word : options.platforms) {
        const Result<Platform> platform = scalarFrom<Platform>(word);
        if (!platform || *platform == Platform::unspecified) {
            streams.err << "--platforms: " << (platform ? "say which" : platform.error().message) << '\n';
            return ExitCode::usage;
        }
        wanted.platforms.push_back(*platform);
    }
    if (wanted.platforms.empty()) wanted.platforms = allPlatforms();
    const ChosenPrices prices = choosePrices(options.prices, streams);
    if (prices.code != ExitCode::ok) return prices.code;
    wanted.prices = &prices.sheet;
    const Inputs inputs = readInputs({options.file}, streams);
    if (inputs.code != ExitCode::ok) return inputs.code;
    const Scenario* scenario = chooseScenario(inputs.items.front(), options.scenario, streams);
    if (!scenario) return ExitCode::problems;
    if (!chooseNode(inputs.items.front().text.architecture().topology, options, streams)) return ExitCode::problems;
    return execute(inputs.items.front(), *scenario, options.node, wanted, options.json, streams);
}

}  // namespace

Subcommand addPlatforms(CLI::App& parent) {
    CLI::App* parser = parent.add_subcommand("platforms", "One service on every platform: latency, scaling and cost");
    auto options = std::make_shared<Options>();
    parser->add_option("FILE", options->file, "Document (NAME.spillway); - is standard input")->required();
    parser->add_option("NODE", options->node, "Service or function that is moved")->required();
    parser->add_option("-s,--scenario", options->scenario, "Scenario by id (default: the first)");
    parser->add_option("--platforms", options->platforms, "Platforms by their words (default: all)")->delimiter(',');
    parser->add_option("--loads", options->loads, "Factors of the load (default: 0.1,1,10)")->delimiter(',');
    parser->add_option("--seed", options->seed, "Seed of every run (default: 1)")->check(wholeNumber());
    parser->add_option("--threads", options->threads, "Runs at a time; the result does not depend on it (default: 1)")
        ->check(wholeNumber())
        ->check(CLI::Range(1, 256));
    parser->add_option("--prices", options->prices, "Price sheet (YAML) instead of the built-in list prices");
    parser->add_flag("--json", options->json, "Print it as JSON");
    parser->footer(
        "\nThe node's `platform` is set to each platform in turn and nothing else is changed: its starts, its limits "
        "and its "
        "scaling\nare that platform's own. What the document says under `scaling` counts on the platform it is for.\n\n"
        "Examples:\n"
        "  spillway platforms eight-platforms.spillway api\n"
        "  spillway platforms shop.spillway order-api --platforms lambda,cloud_run,kubernetes --loads 0.1,1,10");
    return {parser, [options](Streams& streams) { return runPlatforms(*options, streams); }};
}

}  // namespace spillway
