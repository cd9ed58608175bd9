#include "command/usage.h"

#include "base/text.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <ostream>

namespace spillway {
namespace {

// The subcommand the words had reached when they went wrong.
const CLI::App& innermost(const CLI::App& app) {
    const std::vector<CLI::App*> reached = app.get_subcommands();
    return reached.empty() ? app : innermost(*reached.front());
}

std::string fullName(const CLI::App& app) {
    const CLI::App* parent = app.get_parent();
    return parent ? fullName(*parent) + ' ' + app.get_name() : app.get_name();
}

std::vector<std::string> optionNames(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options()) {
        for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
    return names;
}

std::vector<std::string> subcommandNames(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* subcommand : app.get_subcommands([](const CLI::App*) { return true; })) {
        names.push_back(subcommand->get_name());
    }
    return names;
}

std::string unexpected(const CLI::App& app, const std::string& word) {
    const bool isOption = word.starts_with('-');
    const std::string bare = word.substr(0, word.find('='));
    const std::vector<std::string> known = isOption ? optionNames(app) : subcommandNames(app);
    std::string hint = didYouMean(bare, known);
    if (isOption) return fmt::format("unknown option \"{}\"{}", bare, hint.empty() ? "" : " (" + hint + ")");
    if (known.empty()) return fmt::format("unexpected \"{}\"", word);
    if (hint.empty()) hint = fmt::format("there is {}", fmt::join(known, ", "));
    return fmt::format("unknown subcommand \"{}\" ({})", word, hint);
}

}  // namespace

void printUsageError(const CLI::App& app, const CLI::ParseError& error, Streams& streams) {
    const CLI::App& where = innermost(app);
    const std::string name = fullName(where);
    const std::vector<std::string> extras = app.remaining(true);
    // What is missing is told only when nothing is there that may have been meant for it.
    for (const std::string& word : extras) streams.err << fmt::format("{}: {}\n", name, unexpected(where, word));
    if (extras.empty()) streams.err << fmt::format("{}: {}\n", name, error.what());
    streams.err << fmt::format("`{} --help` tells more\n", name);
}

CLI::Validator oneOf(std::vector<std::string> words) {
    const std::string list = fmt::format("{}", fmt::join(words, ", "));
    return {[words = std::move(words), list](const std::string& word) {
                if (std::ranges::find(words, word) != words.end()) return std::string{};
                const std::string hint = didYouMean(word, words);
                return fmt::format("unknown word \"{}\" ({})", word, hint.empty() ? "there is " + list : hint);
            },
            list};
}

CLI::Validator wholeNumber() {
    return {[](const std::string& word) {
                std::uint64_t number = 0;
                const char* end = word.data() + word.size();
                const auto [stop, problem] = std::from_chars(word.data(), end, number);
                const bool octal = word.size() > 1 && word.front() == '0';
                if (problem == std::errc{} && stop == end && !octal) return std::string{};
                return fmt::format("\"{}\" is no whole number from 0 to 2^64 - 1", word);
            },
            ""};
}

}  // namespace spillway
