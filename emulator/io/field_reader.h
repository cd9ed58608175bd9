#pragma once

#include "io/yaml_node.h"
#include "topology/field_path.h"

#include <string>
#include <string_view>

// Reads any value with fields() from a node of the document, and says everything that is wrong with it.
namespace spillway {

// What is being read, for the diagnostics.
struct ReadSpot {
    std::string item;   // "order-api"
    std::string field;  // "retry.attempts"; empty for the item itself
    ReadSpot at(std::string_view key) const {
        return {item, field.empty() ? std::string{key} : field + '.' + std::string{key}};
    }
    ReadSpot at(std::size_t index) const { return {item, field + '[' + std::to_string(index) + ']'}; }
};

class FieldReader {
public:
    FieldReader(const SourceText& source, Diagnostics& diagnostics) : m_source{source}, m_diagnostics{diagnostics} {}

    void report(const char* code, TextMark mark, const ReadSpot& spot, std::string sentence, std::string hint = {});

    // False, with a report, when the node is not a map.
    bool requireMap(const YamlNode& node, const ReadSpot& spot);
    bool requireList(YamlNode& node, const ReadSpot& spot);
    // The node's text; null, with a report, when it is none.
    const std::string* requireScalar(const YamlNode& node, const ReadSpot& spot);
    void reportValue(const char* code, const YamlNode& node, const ReadSpot& spot, const std::string& expected);
    void reportUnknownKey(const YamlEntry& entry, const ReadSpot& spot, const std::vector<std::string>& known,
                          std::string otherwise = {});

    // Fills the members that the map states.
    template <class T>
    void readFields(T& value, YamlNode& map, const ReadSpot& spot) {
        if (!requireMap(map, spot)) return;
        std::vector<std::string> known;
        forEachField<T>([&](const auto& f) { known.emplace_back(f.key); });
        for (YamlEntry& entry : map.entries)
            if (!readField(value, entry, spot)) reportUnknownKey(entry, spot, known);
    }

    // False when T has no such key.
    template <class T>
    bool readField(T& value, YamlEntry& entry, const ReadSpot& spot) {
        bool found = false;
        forEachField<T>([&](const auto& f) {
            if (f.key != entry.key) return;
            found = true;
            read(value.*f.member, entry.value, spot.at(f.key));
        });
        return found;
    }

    template <class M>
    void read(M& member, YamlNode& node, const ReadSpot& spot) {
        if constexpr (IsOptional<M>) {
            typename OptionalMember<M>::Inner inner{};
            if (readValue(inner, node, spot)) member = std::move(inner);
        } else {
            (void)readValue(member, node, spot);
        }
    }

    // False, with a report, when the node is nothing of the kind; the value is then unchanged.
    template <class M>
    bool readValue(M& value, YamlNode& node, const ReadSpot& spot) {
        if constexpr (HasFields<M>) {
            if (!requireMap(node, spot)) return false;
            readItem(*this, value, node, spot);
            return true;
        } else if constexpr (IsList<M>) {
            return readList(value, node, spot);
        } else {
            return readScalar(value, node, spot);
        }
    }

private:
    template <class M>
    bool readScalar(M& value, const YamlNode& node, const ReadSpot& spot) {
        const std::string* text = requireScalar(node, spot);
        if (!text) return false;
        auto read = scalarFrom<M>(*text);
        if (!read) {
            reportValue(Worded<M> ? "unknown-word" : "bad-value", node, spot, read.error().message);
            return false;
        }
        value = std::move(*read);
        return true;
    }

    template <class M>
    bool readList(M& value, YamlNode& node, const ReadSpot& spot) {
        using List = ListMember<M>;
        M list;
        if constexpr (!HasFields<typename List::Item>) {
            if (node.isScalar()) {  // one item needs no brackets
                if (!readScalar(List::items(list).emplace_back(), node, spot)) return false;
                value = std::move(list);
                return true;
            }
        }
        if (!requireList(node, spot)) return false;
        // What is not even of the right form leaves the tree, so that its items stand where the value's do.
        std::size_t index = 0;
        std::erase_if(node.items, [&](YamlNode& item) {
            typename List::Item one{};
            const bool read = readValue(one, item, spot.at(index++));
            if (read) List::items(list).push_back(std::move(one));
            return !read;
        });
        value = std::move(list);
        return true;
    }

    const SourceText& m_source;
    Diagnostics& m_diagnostics;
};

// How one item is read; overloaded for what is more than its fields.
template <class T>
void readItem(FieldReader& reader, T& value, YamlNode& map, const ReadSpot& spot) {
    reader.readFields(value, map, spot);
}
struct Fault;
struct Node;
void readItem(FieldReader& reader, Fault& fault, YamlNode& map, const ReadSpot& spot);
void readItem(FieldReader& reader, Node& node, YamlNode& map, const ReadSpot& spot);

}  // namespace spillway
