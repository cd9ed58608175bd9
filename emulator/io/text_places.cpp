#include "io/text_places.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

namespace spillway {
namespace {

// One step of "faults[2].at": a key, and a place in its list.
struct FieldStep {
    std::string_view key;
    std::optional<std::size_t> index;
};

FieldStep takeStep(std::string_view& path) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    std::string_view word = path.substr(0, dot);
    path.remove_prefix(std::min(dot + 1, path.size()));
    const std::size_t bracket = word.find('[');
    if (bracket == std::string_view::npos) return {word, std::nullopt};
    std::size_t index = 0;
    std::from_chars(word.data() + bracket + 1, word.data() + word.size(), index);
    return {word.substr(0, bracket), index};
}

// Items of a section by what diagnostics call them; of two with one name the first.
using ItemPlaces = std::map<std::string, const YamlNode*>;

void addItems(ItemPlaces& places, const YamlNode& root, std::string_view section, const auto& items, const auto& name) {
    const YamlEntry* entry = root.find(section);
    if (entry == nullptr) return;
    const std::size_t count = std::min(items.size(), entry->value.items.size());
    for (std::size_t i = 0; i < count; ++i) places.emplace(name(items[i]), &entry->value.items[i]);
}

}  // namespace

// Where the field stands, or the innermost thing around it that stands in the text.
TextMark markOf(const YamlNode& item, std::string_view field) {
    const YamlNode* node = &item;
    while (!field.empty()) {
        const FieldStep step = takeStep(field);
        const YamlEntry* entry = node->find(step.key);
        if (!entry) break;
        node = &entry->value;
        if (!step.index) continue;
        // A list of one may stand without brackets.
        if (*step.index >= node->items.size()) break;
        node = &node->items[*step.index];
    }
    return node->at;
}

void placeInText(Diagnostics& diagnostics, std::string_view text, const std::string& fileName,
                 const Topology& topology) {
    const SourceText source{text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text, fileName};
    const YamlDocument document = readYaml(source);
    ItemPlaces places;
    const auto id = [](const auto& item) { return item.id; };
    addItems(places, document.root, "nodes", topology.nodes, id);
    addItems(places, document.root, "boundaries", topology.boundaries, id);
    addItems(places, document.root, "flows", topology.flows, [](const Flow& flow) { return flowName(flow); });
    for (Diagnostic& diagnostic : diagnostics) {
        Place& place = diagnostic.place;
        const auto found = places.find(place.item);
        if (place.line != 0 || !place.file.empty() || found == places.end()) continue;
        const Place here = source.place(markOf(*found->second, place.field));
        place.file = here.file;
        place.line = here.line;
        place.column = here.column;
    }
}

}  // namespace spillway
