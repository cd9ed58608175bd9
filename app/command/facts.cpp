#include "base/text.h"
#include "command/input.h"
#include "command/subcommands.h"
#include "command/text_table.h"
#include "platforms/stated_facts.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>
#include <ostream>
#include <set>

namespace spillway {
namespace {

struct Options {
    std::string file;
    std::string of;
    bool assumed = false;
    bool json = false;
};

using Names = std::set<std::string, std::less<>>;

std::string factsText(const std::vector<FactNote>& facts, const Names& stated) {
    using enum TextTable::Align;
    TextTable table{{{"fact", left}, {"value", left}, {"", left}, {"means", left}}};
    for (const FactNote& fact : facts) {
        const char* mark = stated.contains(fact.id()) ? "stated" : fact.assumed ? "assumed" : "";
        table.add({fact.id(), fact.value, mark, fact.means});
    }
    return table.text(0) + fmt::format(
                               "\n{} facts. Assumed: nobody publishes it, or it was not looked up again; sources: "
                               "--json. To state one better, in the document:\n\n"
                               "facts:\n  - id: lambda.account_concurrency\n    value: 5000\n    source: quota raised "
                               "in May\n",
                               facts.size());
}

std::string factsJson(const std::vector<FactNote>& facts, const Names& stated) {
    nlohmann::ordered_json root{{"spillway_facts", 1}, {"facts", nlohmann::ordered_json::array()}};
    for (const FactNote& fact : facts)
        root["facts"].push_back({{"id", fact.id()},
                                 {"value", fact.value},
                                 {"means", fact.means},
                                 {"source", fact.source},
                                 {"assumed", fact.assumed},
                                 {"stated", stated.contains(fact.id())}});
    return root.dump(2) + '\n';
}

bool isAskedFor(const FactNote& fact, const Options& options) {
    if (options.assumed && !fact.assumed) return false;
    return (fact.id() + ' ' + fact.means).find(options.of) != std::string::npos;
}

ExitCode runFacts(const Options& options, Streams& streams) {
    PlatformFacts known = platformFacts();
    Names stated;
    if (!options.file.empty()) {
        const Inputs inputs = readInputs({options.file}, streams);
        if (inputs.code != ExitCode::ok) return inputs.code;
        const std::vector<StatedFact>& facts = inputs.items.front().text.architecture().topology.facts;
        known = statedFacts(facts, known).facts;
        for (const StatedFact& fact : facts) stated.insert(fact.id);
    }
    std::vector<FactNote> facts = knownFacts(known);
    std::erase_if(facts, [&](const FactNote& fact) { return !isAskedFor(fact, options); });
    if (facts.empty()) {
        streams.err << fmt::format("no fact has \"{}\" in its name or meaning\n", options.of);
        return ExitCode::usage;
    }
    streams.out << (options.json ? factsJson(facts, stated) : factsText(facts, stated)) << std::flush;
    return ExitCode::ok;
}

}  // namespace

Subcommand addFacts(CLI::App& parent) {
    CLI::App* parser = parent.add_subcommand("facts", "What is believed of the platforms, and who says so");
    auto options = std::make_shared<Options>();
    parser->add_option("FILE", options->file, "Document: with what it states better");
    parser->add_option("--of", options->of, "Only facts with this in their name or meaning: lambda, burst");
    parser->add_flag("--assumed", options->assumed, "Only what nobody publishes or nobody looked up again");
    parser->add_flag("--json", options->json, "Print them as JSON, with their sources");
    parser->footer(
        "\nEvery number that platforms, brokers and stores are emulated by. A document states what it knows better in "
        "its `facts`;\nthat counts in its runs and nowhere else.\n\n"
        "Examples:\n"
        "  spillway facts --of lambda\n"
        "  spillway facts --assumed --json\n"
        "  spillway facts shop.spillway");
    return {parser, [options](Streams& streams) { return runFacts(*options, streams); }};
}

}  // namespace spillway
