#include "command/files.h"
#include "command/input.h"
#include "command/subcommands.h"
#include "command/usage.h"
#include "manifests/importer.h"

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

// The file a format looks for in a folder, and the one that overrides it; nothing if there is none.
std::vector<std::string> usualFiles(const std::filesystem::path& folder, std::string_view names) {
    std::error_code failed;
    while (!names.empty()) {
        const std::size_t end = std::min(names.find(' '), names.size());
        const std::filesystem::path name = names.substr(0, end);
        names.remove_prefix(std::min(end + 1, names.size()));
        if (!std::filesystem::is_regular_file(folder / name, failed)) continue;
        const std::filesystem::path above = folder / (name.stem().string() + ".override" + name.extension().string());
        std::vector<std::string> found{(folder / name).string()};
        if (std::filesystem::is_regular_file(above, failed)) found.push_back(above.string());
        return found;
    }
    return {};
}

// A folder stands for its usual file, or for every YAML file in it, at any depth, in order of name.
std::vector<std::string> expanded(const std::vector<std::string>& files, std::string_view usualNames) {
    namespace fs = std::filesystem;
    std::vector<std::string> all;
    for (const std::string& file : files) {
        std::error_code failed;
        if (!fs::is_directory(file, failed)) {
            all.push_back(file);
            continue;
        }
        std::vector<std::string> found = usualFiles(file, usualNames);
        if (!found.empty()) {
            all.insert(all.end(), found.begin(), found.end());
            continue;
        }
        for (fs::recursive_directory_iterator entry{file, failed}, end; !failed && entry != end;
             entry.increment(failed)) {
            const std::string extension = entry->path().extension().string();
            if (entry->is_regular_file(failed) && (extension == ".yaml" || extension == ".yml"))
                found.push_back(entry->path().string());
        }
        std::ranges::sort(found);
        all.insert(all.end(), found.begin(), found.end());
    }
    return all;
}

// Files that the texts refer to (Compose's env_file, extends, include), and those that these refer to, as far as they
// exist.
void addCompanions(std::vector<SourceText>& texts, const Importer& importer) {
    constexpr std::size_t kFilesMax = 200;
    if (importer.references == nullptr) return;
    for (bool grown = true; grown && texts.size() < kFilesMax;) {
        grown = false;
        for (const std::string& path : importer.references(texts)) {
            std::error_code failed;
            if (!std::filesystem::is_regular_file(path, failed)) continue;
            Result<std::string> text = readText(path);
            if (!text) continue;
            texts.push_back({path, std::move(*text), true});
            grown = true;
        }
    }
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
    std::vector<SourceText> texts;
    ExitCode read = ExitCode::ok;
    const Importer& importer = *findImporter(options.format);
    for (const std::string& file : expanded(options.files, importer.usualNames)) {
        Result<std::string> text = readText(file);
        if (text) {
            texts.push_back({file, std::move(*text), false});
        } else {
            read = refuse(text.error(), streams);
        }
    }
    if (read != ExitCode::ok) return read;
    addCompanions(texts, importer);
    const Imported imported = importer.read(texts);
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
