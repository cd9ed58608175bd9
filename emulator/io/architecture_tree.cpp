#include "io/architecture_tree.h"

#include "scenario/scenario_tree.h"

namespace spillway {
namespace {

template <class T>
void appendSection(TextTree& root, const char* key, const std::vector<T>& items) {
    if (items.empty()) return;
    TextTree list = TextTree::list(false);
    for (const T& item : items) {
        TextTree& tree = list.items.emplace_back(treeOf(item));
        tree.oneLine = false;
    }
    root.entries.push_back({key, std::move(list)});
}

std::string scalarAt(const YamlNode& map, std::string_view key) {
    const YamlEntry* entry = map.find(key);
    return entry && entry->value.isScalar() ? entry->value.text : std::string{};
}

template <class T>
std::string itemName(const YamlNode& item) {
    if constexpr (std::is_same_v<T, Flow>)
        return scalarAt(item, "from") + " -> " + scalarAt(item, "to");
    else
        return scalarAt(item, "id");
}

template <class T>
void readSection(FieldReader& reader, std::vector<T>& items, YamlEntry& section) {
    const ReadSpot spot{"", section.key};
    if (!reader.requireList(section.value, spot)) return;
    std::size_t index = 0;
    std::erase_if(section.value.items, [&](YamlNode& node) {
        const ReadSpot itemSpot = spot.at(index++);
        if (!reader.requireMap(node, itemSpot)) return true;
        readItem(reader, items.emplace_back(), node, {itemName<T>(node), ""});
        return false;
    });
}

}  // namespace

TextTree treeOf(const Architecture& architecture) {
    TextTree root = TextTree::map(false);
    root.entries.push_back({"spillway", TextTree::scalar(toText(kFormatVersion))});
    const Topology& topology = architecture.topology;
    if (!topology.name.empty()) root.entries.push_back({"name", TextTree::words(topology.name)});
    if (!topology.notes.empty()) root.entries.push_back({"notes", TextTree::words(topology.notes)});
    appendSection(root, "boundaries", topology.boundaries);
    appendSection(root, "nodes", topology.nodes);
    appendSection(root, "flows", topology.flows);
    appendSection(root, "facts", topology.facts);
    appendSection(root, "scenarios", architecture.scenarios);
    return root;
}

bool checkVersion(FieldReader& reader, const YamlNode& root) {
    const std::string hint = "begin with \"spillway: 1\"";
    if (root.form == YamlNode::Form::nothing)
        return reader.report("missing-version", {}, {}, "the document is empty", hint), false;
    if (root.form != YamlNode::Form::map)
        return reader.report("missing-version", root.at, {}, "this is not a Spillway document", hint), false;
    const YamlEntry* version = root.find("spillway");
    if (!version) return reader.report("missing-version", root.at, {}, "the format version is missing", hint), true;
    const ReadSpot spot{"", "spillway"};
    if (version != &root.entries.front())
        reader.report("missing-version", version->at, spot, "the format version must come first", hint);
    const std::string* text = reader.requireScalar(version->value, spot);
    const auto number = text ? fromText<std::int64_t>(*text) : Result<std::int64_t>{kFormatVersion};
    if (!number || *number < 1)
        return reader.report("bad-value", version->value.at, spot, "\"" + *text + "\" is no format version", hint),
               true;
    if (*number <= kFormatVersion) return true;
    reader.report("newer-version", version->value.at, spot,
                  "this document is of format version " + *text + ", which a newer Spillway wrote",
                  "this one reads version " + toText(kFormatVersion));
    return false;
}

Architecture readArchitecture(FieldReader& reader, YamlNode& root) {
    static const std::vector<std::string> kKeys{"spillway", "name",  "notes", "boundaries",
                                                "nodes",    "flows", "facts", "scenarios"};
    Architecture architecture;
    Topology& topology = architecture.topology;
    for (YamlEntry& entry : root.entries) {
        if (entry.key == "spillway") continue;
        if (entry.key == "name")
            reader.read(topology.name, entry.value, {"", "name"});
        else if (entry.key == "notes")
            reader.read(topology.notes, entry.value, {"", "notes"});
        else if (entry.key == "boundaries")
            readSection(reader, topology.boundaries, entry);
        else if (entry.key == "nodes")
            readSection(reader, topology.nodes, entry);
        else if (entry.key == "flows")
            readSection(reader, topology.flows, entry);
        else if (entry.key == "facts")
            readSection(reader, topology.facts, entry);
        else if (entry.key == "scenarios")
            readSection(reader, architecture.scenarios, entry);
        else
            reader.reportUnknownKey(entry, {}, kKeys);
    }
    return architecture;
}

}  // namespace spillway
