#include "command/input.h"
#include "command/subcommands.h"
#include "command/text_table.h"
#include "command/usage.h"
#include "manifests/exporter.h"
#include "manifests/plan.h"
#include "manifests/writer.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>
#include <ostream>

namespace spillway {
namespace {

struct Options {
    std::string target;
    std::string file;
    std::string folder;
    bool force = false;
    bool dryRun = false;
    bool diff = false;
};

std::vector<std::string> targetNames() {
    std::vector<std::string> names;
    for (const Exporter& exporter : exporters()) names.emplace_back(exporter.id);
    return names;
}

const char* word(FileState state, bool force) {
    switch (state) {
        case FileState::added: return "added";
        case FileState::modified: return "modified";
        case FileState::unchanged: return "unchanged";
        case FileState::conflict: return force ? "overwritten" : "kept";
        case FileState::obsolete: return "removed";
        case FileState::abandoned: return "abandoned";
    }
    return "";
}

void printDiff(const FilePreview& file, Streams& streams) {
    const Diff diff = file.diff();
    streams.out << fmt::format("--- {0}\n+++ {0}\n", file.path);
    constexpr std::size_t kContext = 3;
    std::size_t printed = 0;  // lines before this one have been printed
    for (std::size_t i = 0; i < diff.lines.size(); ++i) {
        if (diff.lines[i].change == LineChange::same) continue;
        const std::size_t from = std::max(printed, i > kContext ? i - kContext : 0);
        if (from > printed || (printed == 0 && from == 0)) {
            streams.out << fmt::format("@@ line {} @@\n", std::max(diff.lines[from].after, diff.lines[from].before));
        }
        std::size_t to = i;
        for (std::size_t quiet = 0; to < diff.lines.size() && quiet <= kContext; ++to) {
            quiet = diff.lines[to].change == LineChange::same ? quiet + 1 : 0;
            if (quiet > kContext) break;
        }
        for (std::size_t line = from; line < to; ++line) {
            const char* sign = diff.lines[line].change == LineChange::same    ? " "
                               : diff.lines[line].change == LineChange::added ? "+"
                                                                              : "-";
            streams.out << sign << diff.lines[line].text << '\n';
        }
        printed = to;
        i = to - 1;
    }
}

// What was done, or would be done, to each file; unchanged ones are only counted.
void printFiles(const ExportPreview& files, const Options& options, Streams& streams) {
    TextTable table{{{"", TextTable::Align::left}, {"", TextTable::Align::left}, {""}, {""}}};
    std::size_t unchanged = 0;
    for (const FilePreview& file : files) {
        if (file.state == FileState::unchanged) {
            ++unchanged;
            continue;
        }
        const Diff diff = file.diff();
        table.add({word(file.state, options.force), file.path, fmt::format("+{}", diff.added),
                   fmt::format("-{}", diff.removed)});
        if (options.diff) printDiff(file, streams);
    }
    if (!table.isEmpty()) {
        const std::string text = table.text();
        streams.out << text.substr(text.find('\n') + 1);
    }
    streams.out << fmt::format("  {} files, {} unchanged{}\n", files.size(), unchanged,
                               options.dryRun || options.diff ? "; nothing written" : "");
}

// A file that was edited by hand stays; that must not pass for success.
ExitCode keptByHand(const ExportPreview& files, const Options& options, Streams& streams) {
    const auto kept = std::ranges::count(files, FileState::conflict, &FilePreview::state);
    if (kept == 0 || options.force) return ExitCode::ok;
    streams.err << fmt::format(
        "spillway: {} of {} files in {} are not as Spillway wrote them and {} kept: look with --diff, overwrite with "
        "--force\n",
        kept, files.size(), options.folder, options.dryRun || options.diff ? "would be" : "were");
    return ExitCode::world;
}

ExitCode write(const Export& exported, const Options& options, Streams& streams) {
    const ManifestWriter writer{options.folder};
    const bool onlyLook = options.dryRun || options.diff;
    const Result<ExportPreview> files =
        onlyLook ? writer.preview(exported.files, {options.target})
                 : writer.write(exported.files, {options.target},
                                options.force ? ConflictChoice::overwrite : ConflictChoice::keep);
    if (!files) return refuse(files.error(), streams);
    printFiles(*files, options, streams);
    return keptByHand(*files, options, streams);
}

ExitCode exportTo(const Options& options, Streams& streams) {
    const Exporter* exporter = findExporter(options.target);
    const Inputs inputs = readInputs({options.file}, streams);
    if (inputs.code != ExitCode::ok) return inputs.code;
    const DeploymentPlan plan = planDeployment(inputs.items.front().text.architecture().topology);
    if (hasErrors(plan.diagnostics)) {
        print(plan.diagnostics, options.file, streams);
        return ExitCode::problems;
    }
    const Export exported = exporter->render(plan);
    print(exported.diagnostics, options.file, streams);
    if (hasErrors(exported.diagnostics)) return ExitCode::problems;
    return write(exported, options, streams);
}

}  // namespace

Subcommand addExport(CLI::App& parent) {
    CLI::App* parser = parent.add_subcommand("export", "Write the manifests that deploy an architecture");
    auto options = std::make_shared<Options>();
    parser->add_option("TARGET", options->target, "What to write for")->required()->check(oneOf(targetNames()));
    parser->add_option("FILE", options->file, "Document (NAME.spillway)")->required();
    parser->add_option("-o,--output", options->folder, "Folder to write below (DIR/TARGET/...); created if absent")
        ->required();
    parser->add_flag("--dry-run", options->dryRun, "Write nothing; list what would be written");
    parser->add_flag("--diff", options->diff, "Write nothing; show every line that would change");
    parser->add_flag("--force", options->force, "Overwrite files that were edited by hand");
    parser->footer(
        "\nFiles that you edited by hand are kept (exit code 3) unless you say --force; files that are no longer "
        "needed\n"
        "are removed if they are as Spillway wrote them. Everything the target cannot express is said.\n\nExamples:\n"
        "  spillway export kubernetes shop.spillway -o deploy\n  spillway export kubernetes shop.spillway -o deploy "
        "--diff");
    return {parser, [options](Streams& streams) { return exportTo(*options, streams); }};
}

}  // namespace spillway
