#include "manifests/compose/interpolation.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace spillway::compose {
namespace {

constexpr int kDepthMax = 16;
constexpr std::size_t kTextMax = 65536;  // of one value, variables written out

bool isWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::string_view wordAt(std::string_view text) {
    const auto end = std::ranges::find_if_not(text, isWord);
    return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

// The brace that closes the one before `from`.
std::size_t closingBrace(std::string_view text, std::size_t from) {
    int depth = 1;
    for (std::size_t i = from; i < text.size(); ++i) {
        if (text[i] == '{') ++depth;
        if (text[i] == '}' && --depth == 0) return i;
    }
    return std::string_view::npos;
}

// The value of one line of an environment file: quotes keep everything, without them ` #` starts a comment.
std::string lineValue(std::string_view text) {
    text = trimmed(text);
    if (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
        const std::size_t end = text.find(text.front(), 1);
        if (end != std::string_view::npos) return std::string{text.substr(1, end - 1)};
    }
    const std::size_t comment = std::min(text.find(" #"), text.find("\t#"));
    return std::string{trimmed(text.substr(0, comment))};
}

}  // namespace

std::string Interpolation::valueOf(std::string_view name, const Place& place) {
    const auto found = m_set.find(name);
    if (found != m_set.end()) return found->second;
    // What every shell sets says nothing about the system.
    static constexpr std::array<std::string_view, 6> kShell{"HOME", "PWD", "USER", "UID", "GID", "HOSTNAME"};
    if (std::ranges::find(kShell, name) == kShell.end()) m_unset.try_emplace(std::string{name}, place);
    return {};
}

std::string Interpolation::braced(std::string_view inside, const Place& place, int depth) {
    const std::string_view name = wordAt(inside);
    std::string_view rest = inside.substr(name.size());
    const bool colon = rest.starts_with(':');
    if (colon) rest.remove_prefix(1);
    const auto found = m_set.find(name);
    const bool counts = found != m_set.end() && !(colon && found->second.empty());
    if (rest.starts_with('-')) return counts ? found->second : text(rest.substr(1), place, depth + 1);
    if (rest.starts_with('+')) return counts ? text(rest.substr(1), place, depth + 1) : std::string{};
    return valueOf(name, place);
}

std::string Interpolation::text(std::string_view from, const Place& place, int depth) {
    if (depth > kDepthMax) return std::string{from};
    std::string result;
    for (std::size_t i = 0; i < from.size() && result.size() < kTextMax; ++i) {
        const std::string_view rest = from.substr(i + 1);
        if (from[i] != '$' || rest.empty()) {
            result += from[i];
        } else if (rest.front() == '$') {
            result += '$';
            ++i;
        } else if (rest.front() == '{') {
            const std::size_t end = closingBrace(from, i + 2);
            if (end == std::string_view::npos) return result.append(from.substr(i));
            result += braced(from.substr(i + 2, end - i - 2), place, depth);
            i = end;
        } else if (const std::string_view name = wordAt(rest); !name.empty()) {
            result += valueOf(name, place);
            i += name.size();
        } else {
            result += '$';
        }
    }
    return result;
}

ManifestNodePtr Interpolation::tree(const ManifestNodePtr& node) {
    if (const auto done = m_done.find(node); done != m_done.end()) return done->second;
    auto result = std::make_shared<ManifestNode>(*node);
    if (node->isScalar()) result->text = text(node->text, node->place);
    for (ManifestNode::Entry& entry : result->entries) entry.value = tree(entry.value);
    for (ManifestNodePtr& item : result->items) item = tree(item);
    m_done[node] = result;
    return result;
}

Diagnostics Interpolation::notes() const {
    Diagnostics notes;
    for (const auto& [name, place] : m_unset)
        notes.push_back({"unset-variable", Severity::note, place,
                         fmt::format("the variable {} is not set and has no default: it is read as empty", name),
                         "set it in a file `.env` beside this one"});
    return notes;
}

Variables readEnvFile(std::string_view text) {
    Variables variables;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.starts_with("export ")) line = trimmed(line.substr(7));
        const std::size_t equals = line.find('=');
        if (line.empty() || line.front() == '#' || equals == std::string_view::npos) continue;
        variables[std::string{trimmed(line.substr(0, equals))}] = lineValue(line.substr(equals + 1));
    }
    return variables;
}

}  // namespace spillway::compose
