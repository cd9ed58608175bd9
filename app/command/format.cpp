#include "command/files.h"
#include "command/input.h"
#include "command/subcommands.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <ostream>

namespace spillway {
namespace {

struct Options {
    std::vector<std::string> files;
    bool check = false;
};

// Standard input goes to standard output; a file is replaced only when its bytes change.
ExitCode formatOne(const Input& input, bool checkOnly, Streams& streams) {
    const std::string formatted = input.text.formatted();
    const bool same = formatted == input.bytes;
    if (checkOnly) {
        if (!same) streams.out << input.file << ": not formatted\n";
        return same ? ExitCode::ok : ExitCode::problems;
    }
    if (input.file == "-") {
        streams.out << formatted;
        return ExitCode::ok;
    }
    if (same) return ExitCode::ok;
    if (Result<void> written = writeText(input.file, formatted); !written) return refuse(written.error(), streams);
    streams.out << input.file << ": formatted\n";
    return ExitCode::ok;
}

ExitCode formatAll(const Options& options, Streams& streams) {
    const Inputs inputs = readInputs(options.files, streams);
    if (inputs.code != ExitCode::ok) return inputs.code;  // one bad file, and none is touched
    ExitCode worst = ExitCode::ok;
    for (const Input& input : inputs.items) worst = std::max(worst, formatOne(input, options.check, streams));
    return worst;
}

}  // namespace

Subcommand addFormat(CLI::App& parent) {
    CLI::App* parser = parent.add_subcommand("fmt", "Write documents in their canonical form");
    auto options = std::make_shared<Options>();
    parser
        ->add_option("FILE", options->files,
                     "Documents (NAME.spillway); - reads standard input and writes standard output")
        ->required();
    parser->add_flag("--check", options->check, "Write nothing; exit code 1 if a file is not in canonical form");
    parser->footer(
        "\nStable order, one thing a line, defaults left out; comment lines stay above their items. If any file has\n"
        "errors, all are printed and no file is touched.\n\nExamples:\n"
        "  spillway fmt shop.spillway\n  spillway fmt --check examples/*.spillway   (in a pipeline)");
    return {parser, [options](Streams& streams) { return formatAll(*options, streams); }};
}

}  // namespace spillway
