#include "command/files.h"
#include "command/input.h"
#include "command/subcommands.h"
#include "command/usage.h"
#include "manifests/importer.h"
#include "manifests/source_files.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <ostream>
#include <tuple>

namespace spillway {
namespace {

struct Options {
    std::string format;
    std::vector<std::string> files;
    std::string output;
    bool force = false;
};

std::vector<std::string> formatNames() {
    std::vector<std::string> names;
    for (const Importer& importer : importers()) names.emplace_back(importer.id);
    return names;
}

// By place, those without one last. What was assumed is of no interest while there is nothing to write.
Diagnostics inOrder(Diagnostics diagnostics) {
    if (hasErrors(diagnostics))
        std::erase_if(diagnostics, [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::note; });
    std::ranges::stable_sort(diagnostics, {}, [](const Diagnostic& diagnostic) {
        const Place& place = diagnostic.place;
        return std::tuple{place.file.empty(), place.file, place.line, place.column};
    });
    return diagnostics;
}

// How many diagnostics of each kind a person has to look at.
std::string tally(const Diagnostics& diagnostics) {
    const auto notes = std::ranges::count(diagnostics, Severity::note, &Diagnostic::severity);
    return fmt::format("{}, {} notes", countText(diagnostics), notes);
}

ExitCode write(const Imported& imported, const Options& options, Streams& streams) {
    const std::string text = canonicalText(imported.architecture);
    if (options.output == "-") {
        streams.out << text;
        return ExitCode::ok;
    }
    std::error_code ignored;
    if (!options.force && std::filesystem::exists(options.output, ignored)) {
        return refuse({options.output + " exists: say --force to overwrite it"}, streams);
    }
    if (const Result<void> written = writeText(options.output, text); !written) return refuse(written.error(), streams);
    const Topology& topology = imported.architecture.topology;
    streams.out << fmt::format("{}: {} workloads; {} nodes, {} flows; {}\n", options.output, imported.workloads,
                               topology.nodes.size(), topology.flows.size(), tally(imported.diagnostics));
    return ExitCode::ok;
}

ExitCode import(const Options& options, Streams& streams) {
    const Importer& importer = *findImporter(options.format);
    const SourceFiles sources = readSources(options.files, importer, &readText);
    ExitCode read = ExitCode::ok;
    for (const Error& problem : sources.problems) read = refuse(problem, streams);
    if (read != ExitCode::ok) return read;
    const Imported imported = importer.read(sources.texts);
    print(inOrder(imported.diagnostics), streams);
    if (hasErrors(imported.diagnostics)) return ExitCode::problems;
    return write(imported, options, streams);
}

std::string formatHelp() {
    std::string text;
    for (const Importer& importer : importers())
        text += fmt::format("  {:<12} {}: {}\n", importer.id, importer.name, importer.expects);
    return text;
}

}  // namespace

Subcommand addImport(CLI::App& parent) {
    CLI::App* parser = parent.add_subcommand("import", "Draw an architecture from the files that deploy it");
    auto options = std::make_shared<Options>();
    parser->add_option("FORMAT", options->format, "What the files are")->required()->check(oneOf(formatNames()));
    parser->add_option("FILE", options->files, "Files that make up one system; a folder stands for its YAML files")
        ->required();
    parser->add_option("-o,--output", options->output, "Document to write (NAME.spillway); - is standard output")
        ->required();
    parser->add_flag("--force", options->force, "Overwrite the document if it exists");
    parser->footer("\nFormats:\n" + formatHelp() +
                   "\nEvery guess is a note, every address that leads nowhere a warning, all with file and line. If a "
                   "file cannot be\n"
                   "understood, all problems are printed and nothing is written.\n\nExamples:\n"
                   "  spillway import kubernetes kubernetes-manifests.yaml -o shop.spillway\n"
                   "  spillway import compose docker-compose.yml docker-compose.prod.yml -o shop.spillway");
    return {parser, [options](Streams& streams) { return import(*options, streams); }};
}

}  // namespace spillway
