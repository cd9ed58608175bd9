#include "command/input.h"
#include "command/subcommands.h"
#include "run/design_problems.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
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
    Inputs inputs = readInputs(files, streams);
    for (const Input& input : inputs.items) {
        Diagnostics all = input.text.diagnostics();
        if (!hasErrors(all)) {
            Diagnostics more = designProblems(input.text.architecture());
            std::erase_if(more, [&](const Diagnostic& each) {
                return std::ranges::any_of(all, [&](const Diagnostic& known) {
                    return known.sentence == each.sentence && known.place.item == each.place.item;
                });
            });
            print(more, input, streams);
            if (hasErrors(more) && inputs.code == ExitCode::ok) inputs.code = ExitCode::problems;
            all.insert(all.end(), more.begin(), more.end());
        }
        streams.out << fmt::format("{}: {} ({})\n", input.file, countText(all), contents(input.text.architecture()));
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
        "word: what is wrong in the text, what would stop a run of one of its scenarios, and what has no effect where "
        "it\n"
        "stands. Exit code 1 if there is an error; warnings and notes alone give 0.\n\nExample:\n"
        "  spillway check examples/*.spillway");
    return {parser, [files](Streams& streams) { return check(*files, streams); }};
}

}  // namespace spillway
