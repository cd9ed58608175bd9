#pragma once

#include "base/result.h"
#include "base/text.h"
#include "platforms/facts.h"

#include <yaml-cpp/yaml.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace spillway::detail {

// One file of facts while it is read. The first thing that is wrong is kept; everything after it reads as empty.
class FactSheet {
public:
    explicit FactSheet(std::string_view yaml);

    template <class T>
    void read(std::string_view key, T& into) {
        const auto found = m_values.find(key);
        if (found == m_values.end()) return fail("there is no fact \"" + std::string{key} + "\"");
        convert(std::string{key}, found->second, into);
    }
    template <class T>
    void convert(const std::string& what, const std::string& text, T& into) {
        Result<T> value = fromText<T>(text);
        if (!value) return fail(what + ": " + value.error().message);
        into = *std::move(value);
    }
    // A time that something is divided by, or that a loop waits for.
    void positive(std::string_view key, Duration value) {
        if (value <= Duration{0}) fail(std::string{key} + " must be longer than zero");
    }
    // Those that the table `functions` lists, rising: a function's CPU comes with its memory.
    std::vector<InstanceSize> readFunctionSizes();
    void fail(std::string sentence) {
        if (m_error.empty()) m_error = m_platform + ".yaml: " + std::move(sentence);
    }
    const std::string& sourceText(const std::string& id);
    const YAML::Node& root() const { return m_root; }
    const std::string& platform() const { return m_platform; }
    const std::string& error() const { return m_error; }
    const std::vector<FactNote>& notes() const { return m_notes; }
    void note(FactNote note) { m_notes.push_back(std::move(note)); }

private:
    void readFacts();
    YAML::Node m_root;
    std::string m_platform = "platform";
    std::string m_error;
    std::map<std::string, std::string, std::less<>> m_sources;
    std::map<std::string, std::string, std::less<>> m_values;
    std::vector<FactNote> m_notes;
};

}  // namespace spillway::detail
