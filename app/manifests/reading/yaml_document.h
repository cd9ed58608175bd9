#pragma once

#include "base/diagnostic.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spillway {

class ManifestNode;
using ManifestNodePtr = std::shared_ptr<const ManifestNode>;

// A value read from YAML, with its place. Immutable; aliases share it. Merge keys (<<) are already applied.
class ManifestNode {
public:
    enum class Kind { null, scalar, map, list };
    struct Entry {
        std::string key;
        Place place;
        ManifestNodePtr value;
    };

    Kind kind = Kind::null;
    bool quoted = false;  // a scalar that can only be a string
    std::string tag;      // "!reset"; empty without a tag of its own
    std::string text;     // of a scalar
    Place place;
    std::vector<Entry> entries;          // of a map, in order, each key once
    std::vector<ManifestNodePtr> items;  // of a list
    std::uint64_t size = 1;              // values in it with every alias written out; saturates

    bool isNull() const { return kind == Kind::null; }
    bool isScalar() const { return kind == Kind::scalar; }
    bool isMap() const { return kind == Kind::map; }
    bool isList() const { return kind == Kind::list; }
    // Null when this is no map or has no such key; a key whose value is null counts as absent.
    const ManifestNode* find(std::string_view key) const;
    // find() through several maps: at({"spec", "template"}).
    const ManifestNode* at(std::initializer_list<std::string_view> path) const;
    // The text of a scalar found there, else empty.
    std::string textAt(std::initializer_list<std::string_view> path) const;
};

// The documents of one text that could be read; the problems of those that could not go to `problems`, all of them.
// Limits, each with a diagnostic: 32 MiB of text, 100 levels, a million values once aliases are written out.
std::vector<ManifestNodePtr> readYaml(std::string_view text, const std::string& fileName, Diagnostics& problems);

// "a number", "a list" ...: what the user wrote, for sentences.
std::string_view describe(const ManifestNode& node);

// Asks a value for a type and says so when it has another. Absent values give nothing and say nothing.
class YamlReader {
public:
    explicit YamlReader(Diagnostics& problems) : m_problems{problems} {}

    const ManifestNode* map(const ManifestNode* parent, std::string_view key) const {
        return expect(parent, key, ManifestNode::Kind::map, "a mapping");
    }
    const ManifestNode* list(const ManifestNode* parent, std::string_view key) const {
        return expect(parent, key, ManifestNode::Kind::list, "a list");
    }
    std::optional<std::string> text(const ManifestNode* parent, std::string_view key) const;
    std::optional<std::int64_t> integer(const ManifestNode* parent, std::string_view key) const;
    void wrongType(const ManifestNode& node, std::string_view what, std::string_view expected) const;
    void warning(const Place& place, std::string code, std::string sentence, std::string hint = {}) const;
    void note(const Place& place, std::string code, std::string sentence, std::string hint = {}) const;
    void error(const Place& place, std::string code, std::string sentence, std::string hint = {}) const;

private:
    const ManifestNode* expect(const ManifestNode* parent, std::string_view key, ManifestNode::Kind kind,
                               std::string_view expected) const;
    Diagnostics& m_problems;
};

}  // namespace spillway
