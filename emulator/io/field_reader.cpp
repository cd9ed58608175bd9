#include "io/field_reader.h"

#include "scenario/scenario_tree.h"

#include <algorithm>

namespace spillway {
namespace {

std::string inQuotes(std::string_view word) { return '"' + std::string{word} + '"'; }

// "retry" of "faults[2].retry"
std::string_view lastKey(const ReadSpot& spot) {
    const std::string_view field = spot.field;
    return field.substr(field.rfind('.') + 1);  // npos + 1 is 0
}

std::string subject(const ReadSpot& spot) {
    if (!spot.field.empty()) return inQuotes(lastKey(spot));
    return spot.item.empty() ? "this" : "an item";
}

template <class T>
void appendKeys(std::vector<std::string>& keys) {
    forEachField<T>([&](const auto& f) { keys.emplace_back(f.key); });
}

// `"pool" is a key of database`, when other kinds have the key.
template <class Kind, class MakeSpec>
std::string kindsWith(std::string_view key, MakeSpec&& makeSpec) {
    std::string kinds;
    for (const auto& name : names(Kind{})) {
        std::vector<std::string> keys;
        std::visit([&]<class S>(const S&) { appendKeys<S>(keys); }, makeSpec(name.value));
        if (std::ranges::find(keys, key) == keys.end()) continue;
        kinds += (kinds.empty() ? "" : ", ") + std::string{name.word};
    }
    return kinds.empty() ? kinds : inQuotes(key) + " is a key of " + kinds;
}

// Reads `kind` into `spec`. False, with a report, when there is none or an unknown one.
template <class Kind, class Spec, class MakeSpec>
bool readKind(FieldReader& reader, Spec& spec, YamlNode& map, const ReadSpot& spot, MakeSpec&& makeSpec) {
    YamlEntry* entry = map.find("kind");
    if (!entry) {
        std::string list;
        for (const std::string& word : wordsOf<Kind>()) list += (list.empty() ? "" : ", ") + word;
        reader.report("missing-key", map.at, spot, "\"kind\" is missing", "one of " + list);
        return false;
    }
    Kind kind{};
    if (!reader.readValue(kind, entry->value, spot.at("kind"))) return false;
    spec = makeSpec(kind);
    return true;
}

// Reads what the kind has of its own; keys that are nobody's are reported, unless the kind itself is unknown.
template <class Kind, class T, class MakeSpec>
void readSpec(FieldReader& reader, T& value, YamlNode& map, const ReadSpot& spot, MakeSpec&& makeSpec, bool hasId) {
    const bool known = readKind<Kind>(reader, value.spec, map, spot, makeSpec);
    std::vector<std::string> keys;
    if (hasId) keys.emplace_back("id");
    keys.emplace_back("kind");
    appendKeys<T>(keys);
    std::visit([&]<class S>(const S&) { appendKeys<S>(keys); }, value.spec);
    for (YamlEntry& entry : map.entries) {
        if (entry.key == "kind" || (hasId && entry.key == "id") || reader.readField(value, entry, spot) || !known)
            continue;
        if (!std::visit([&](auto& spec) { return reader.readField(spec, entry, spot); }, value.spec))
            reader.reportUnknownKey(entry, spot, keys, kindsWith<Kind>(entry.key, makeSpec));
    }
}

}  // namespace

void FieldReader::report(const char* code, TextMark mark, const ReadSpot& spot, std::string sentence,
                         std::string hint) {
    Place place = m_source.place(mark);
    place.item = spot.item;
    place.field = spot.field;
    m_diagnostics.push_back({code, Severity::error, std::move(place), std::move(sentence), std::move(hint)});
}

bool FieldReader::requireMap(const YamlNode& node, const ReadSpot& spot) {
    if (node.form == YamlNode::Form::map) return true;
    if (node.form == YamlNode::Form::broken) return false;
    if (node.form == YamlNode::Form::nothing)
        report("missing-value", node.at, spot, subject(spot) + " has no value", "{} takes the defaults");
    else
        report("wrong-shape", node.at, spot, subject(spot) + " must be a mapping: {key: value}");
    return false;
}

bool FieldReader::requireList(YamlNode& node, const ReadSpot& spot) {
    if (node.form == YamlNode::Form::list || node.form == YamlNode::Form::nothing) return true;
    if (node.form != YamlNode::Form::broken)
        report("wrong-shape", node.at, spot, subject(spot) + " must be a list: one \"- \" an item");
    return false;
}

const std::string* FieldReader::requireScalar(const YamlNode& node, const ReadSpot& spot) {
    if (node.isScalar()) return &node.text;
    if (node.form == YamlNode::Form::nothing)
        report("missing-value", node.at, spot, subject(spot) + " has no value");
    else if (node.form != YamlNode::Form::broken)
        report("wrong-shape", node.at, spot, subject(spot) + " must be a single value");
    return nullptr;
}

void FieldReader::reportValue(const char* code, const YamlNode& node, const ReadSpot& spot,
                              const std::string& expected) {
    report(code, node.at, spot, subject(spot) + ": " + expected);
}

void FieldReader::reportUnknownKey(const YamlEntry& entry, const ReadSpot& spot, const std::vector<std::string>& known,
                                   std::string otherwise) {
    if (entry.value.form == YamlNode::Form::broken) return;
    std::string hint = otherwise.empty() ? didYouMean(entry.key, known) : std::move(otherwise);
    if (hint.empty()) {
        hint = "known are ";
        for (const std::string& key : known) hint += (&key == &known.front() ? "" : ", ") + key;
    }
    report("unknown-key", entry.at, spot.at(entry.key), "unknown key " + inQuotes(entry.key), std::move(hint));
}

void readItem(FieldReader& reader, Fault& fault, YamlNode& map, const ReadSpot& spot) {
    readSpec<FaultKind>(reader, fault, map, spot, defaultFaultSpec, false);
}

void readItem(FieldReader& reader, Node& node, YamlNode& map, const ReadSpot& spot) {
    if (YamlEntry* id = map.find("id")) reader.read(node.id, id->value, spot.at("id"));
    readSpec<NodeKind>(reader, node, map, spot, defaultSpec, true);
}

}  // namespace spillway
