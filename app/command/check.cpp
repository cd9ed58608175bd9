#include "command/input.h"
#include "command/subcommands.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>
#include <ostream>

namespace spillway {
namespace {

std::string contents(const Architecture& architecture) {
    const Topology& topology = architecture.topology;
    return fmt::format("{} boundaries, {} nodes, {} flows, {} scenarios", topology.boundaries.size(),
                       topology.nodes.size(), topology.flows.size(), architecture.scenarios.size());
}

ExitCode check(const std::vector<std::string>& files, Streams& streams) {
    const Inputs inputs = readInputs(files, streams);
    for (const Input& input : inputs.items) {
        streams.out << fmt::format("{}: {} ({})\n", input.file, countText(input.text.diagnostics()),
                                   contents(input.text.architecture()));
    }
    return inputs.code;
}

}  // namespace

Subcommand addCheck(CLI::App& parent) {
    CLI::App* parser = parent.add_subcommand("check", "Find every problem of a document");
    auto files = std::make_shared<std::vector<std::string>>();
    parser->add_option("FILE", *files, "Documents (NAME.spillway); - is standard input")->required();
    parser->footer(
        "\nPrints every problem at once as file:line:column: error: ..., with what was expected and the nearest known\n"
        "word. Exit code 1 if there is an error; warnings and notes alone give 0.\n\nExample:\n"
        "  spillway check examples/*.spillway");
    return {parser, [files](Streams& streams) { return check(*files, streams); }};
}

}  // namespace spillway
