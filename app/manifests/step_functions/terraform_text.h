#pragma once

#include "manifests/step_functions/machines.h"

#include <string>
#include <string_view>
#include <utility>

// Terraform's language as text.
namespace spillway::step_functions {

inline std::string snake(std::string_view id) {
    std::string name;
    for (const char c : id) {
        const bool isWord = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        name += isWord ? (c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) : '_';
    }
    return name.empty() || (name.front() >= '0' && name.front() <= '9') ? "n_" + name : name;
}

inline std::string variableOf(const Reference& reference) {
    const char* end = reference.attribute == Attribute::arn   ? "_arn"
                      : reference.attribute == Attribute::url ? "_url"
                                                              : "_name";
    return snake(reference.node) + end;
}

// A text between quotes: nothing in it is a template.
inline std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        if (c == '\n') {
            result += "\\n";
            continue;
        }
        if (static_cast<unsigned char>(c) < 0x20) continue;
        if (c == '{' && (result.ends_with('$') || result.ends_with('%'))) result += result.back();
        result += c;
    }
    // "${" is written "$${": the sign was doubled before the bracket.
    return result + '"';
}

// Lines of a file, which remember where they come from.
class Lines {
public:
    void add(const std::string& line, const std::string& item = {}, const std::string& field = {}) {
        m_file.text += line + '\n';
        ++m_count;
        if (!item.empty()) m_file.origins.push_back({m_count, item, field});
    }
    ManifestFile take(std::string path) && {
        m_file.path = std::move(path);
        return std::move(m_file);
    }

private:
    ManifestFile m_file;
    int m_count = 0;
};

// What starts the executions of a machine, each with a role of its own.
void addTriggers(Lines& lines, const Machine& machine);

}  // namespace spillway::step_functions
