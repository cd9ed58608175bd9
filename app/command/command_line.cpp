#include "command/command_line.h"

#include "command/subcommand.h"
#include "command/subcommands.h"
#include "command/usage.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>

namespace spillway {
namespace {

constexpr const char* kFooter = R"(
Without a subcommand, `spillway [FILE]` opens the window.

Exit codes:
  0    done
  1    the input has problems: all were printed, nothing was written
  2    the command line is wrong
  3    a file, a disk or the store of runs refused
  4    run --strict: an objective does not hold
  5    asl run: the execution did not succeed
  130  stopped by Ctrl+C, after printing what there was

Examples:
  spillway check shop.spillway                       every problem, with file, line and column
  spillway run shop.spillway --scenario friday-peak  emulate, and print where it bends
  spillway run shop.spillway --json > run.json       the same for programs
  spillway faults shop.spillway                      what each single fault takes down
  spillway export kubernetes shop.spillway -o k8s    the manifests that deploy it)";

// The rows of the command line, in the order of the help.
using Row = std::pair<std::string_view, Subcommand (*)(CLI::App&)>;
constexpr std::array kSubcommands{
    Row{"run", addRun},       Row{"faults", addFaults},       Row{"branch", addBranch}, Row{"sweep", addSweep},
    Row{"cost", addCost},     Row{"platforms", addPlatforms}, Row{"check", addCheck},   Row{"fmt", addFormat},
    Row{"export", addExport}, Row{"import", addImport},       Row{"runs", addRuns},     Row{"asl", addAsl},
    Row{"facts", addFacts},
};

bool isSubcommand(std::string_view word) {
    return std::ranges::any_of(kSubcommands, [&](const auto& row) { return row.first == word; });
}

ExitCode parseAndExecute(CLI::App& app, const std::vector<Subcommand>& subcommands, std::vector<std::string> arguments,
                         Streams& streams) {
    // `spillway help run` is what people try.
    if (!arguments.empty() && arguments.front() == "help") {
        arguments.erase(arguments.begin());
        arguments.resize(std::min<std::size_t>(arguments.size(), 1));
        if (arguments.empty() || isSubcommand(arguments.front())) arguments.emplace_back("--help");
    }
    std::ranges::reverse(arguments);  // as CLI11 wants them
    try {
        app.parse(arguments);
    } catch (const CLI::Success& request) {  // --help, --version
        app.exit(request, streams.out, streams.err);
        return ExitCode::ok;
    } catch (const CLI::ParseError& error) {
        printUsageError(app, error, streams);
        return ExitCode::usage;
    }
    for (const Subcommand& subcommand : subcommands) {
        if (subcommand.parser->parsed()) return subcommand.execute(streams);
    }
    streams.err << app.help();
    return ExitCode::usage;
}

}  // namespace

ExitCode runCommandLine(const std::vector<std::string>& arguments, Streams& streams) {
    CLI::App app{"Spillway: model, emulate and export service architectures.", "spillway"};
    app.set_version_flag("--version", "spillway " SPILLWAY_VERSION);
    app.footer(kFooter);
    app.get_formatter()->column_width(34);
    std::vector<Subcommand> subcommands;
    for (const auto& [name, add] : kSubcommands) subcommands.push_back(add(app));
    return parseAndExecute(app, subcommands, arguments, streams);
}

bool isCommandLine(std::string_view firstArgument) {
    if (firstArgument == "-h" || firstArgument == "help" || firstArgument.starts_with("--")) return true;
    if (isSubcommand(firstArgument)) return true;
    // Options with one dash are Qt's (-platform); a word that is no path is a subcommand with a typo.
    std::error_code failed;
    return !firstArgument.empty() && firstArgument.find_first_of("-./") == std::string_view::npos &&
           !std::filesystem::exists(firstArgument, failed);
}

}  // namespace spillway
