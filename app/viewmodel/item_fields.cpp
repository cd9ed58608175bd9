#include "viewmodel/item_fields.h"

#include "io/architecture_text.h"
#include "platforms/usual.h"
#include "topology/schema.h"
#include "viewmodel/text_format.h"

#include <algorithm>
#include <array>
#include <optional>
#include <variant>

namespace spillway {
namespace {

using Item = std::variant<const Node*, const Flow*, const Boundary*>;

std::vector<Item> find(const Topology& topology, const std::vector<std::string>& items) {
    std::vector<Item> found;
    for (const std::string& item : items) {
        if (const Node* node = findNode(topology, item))
            found.emplace_back(node);
        else if (const Boundary* boundary = findBoundary(topology, item))
            found.emplace_back(boundary);
        else {
            const auto flow = std::ranges::find_if(topology.flows, [&](const Flow& f) { return flowName(f) == item; });
            if (flow != topology.flows.end()) found.emplace_back(&*flow);
        }
    }
    return found;
}

const Schema& schemaOf(const Item& item) {
    if (const auto* node = std::get_if<const Node*>(&item)) return nodeSchema((*node)->kind());
    return std::holds_alternative<const Flow*>(item) ? flowSchema() : boundarySchema();
}

std::string textOf(const Item& item, const std::string& path) {
    return std::visit([&](const auto* value) { return fieldText(*value, path); }, item);
}

const FieldInfo* fieldAt(const Schema& schema, const std::string& path) {
    const auto at = std::ranges::find(schema, path, &FieldInfo::path);
    return at == schema.end() ? nullptr : &*at;
}

// What protects or limits, rather than what it is.
bool isPolicy(const std::string& path) {
    static constexpr std::array<std::string_view, 32> kPolicies{"timeout",
                                                                "deadline",
                                                                "on_failure",
                                                                "on_success",
                                                                "retry",
                                                                "breaker",
                                                                "bulkhead",
                                                                "connection_pool",
                                                                "rate_limit",
                                                                "hedge",
                                                                "fallback",
                                                                "criticality",
                                                                "burst",
                                                                "time_limit",
                                                                "queue_limit",
                                                                "line",
                                                                "concurrency_limit",
                                                                "shedding",
                                                                "outlier_detection",
                                                                "dead_letters",
                                                                "redrive",
                                                                "scaling",
                                                                "rollout",
                                                                "pre_stop",
                                                                "reserved_concurrency",
                                                                "provisioned_concurrency",
                                                                "max_concurrency",
                                                                "keep_alive",
                                                                "idle_pick",
                                                                "snap_start",
                                                                "refresh",
                                                                "session"};
    const std::string head = path.substr(0, path.find('.'));
    return std::ranges::find(kPolicies, head) != kPolicies.end();
}

QStringList idsFor(const Topology& topology, Refers refers) {
    QStringList ids;
    if (refers == Refers::node || refers == Refers::anything) {
        for (const Node& node : topology.nodes) ids.append(text::fromStd(node.id));
    }
    if (refers == Refers::boundary || refers == Refers::anything) {
        for (const Boundary& boundary : topology.boundaries) ids.append(text::fromStd(boundary.id));
    }
    return ids;
}

// Absent when a group above it is absent, or when the items do not all have it.
std::optional<FieldRow> rowOf(const Topology& topology, const FieldInfo& field, const std::vector<Item>& items,
                              const PlatformFacts& facts) {
    for (std::size_t dot = field.path.find('.'); dot != std::string::npos; dot = field.path.find('.', dot + 1)) {
        const std::string above = field.path.substr(0, dot);
        const bool absent = std::ranges::any_of(items, [&](const Item& item) { return textOf(item, above).empty(); });
        if (absent) return std::nullopt;
    }
    const std::string first = textOf(items.front(), field.path);
    FieldRow row{
        .path = text::fromStd(field.path), .label = labelOf(text::fromStd(field.key)), .value = text::fromStd(first)};
    row.help = text::fromStd(field.help);
    row.meant = text::fromStd(field.defaultText);
    // What counts for an empty field may be the platform's, or the broker's.
    if (const auto* node = std::get_if<const Node*>(&items.front()); node != nullptr && row.meant.isEmpty())
        row.meant = text::fromStd(usualText(topology, **node, field.path, facts));
    row.optional = field.optional;
    row.policy = isPolicy(field.path);
    row.depth = static_cast<int>(field.depth());
    row.number = field.type != FieldType::text && field.type != FieldType::choice;
    row.mixed = std::ranges::any_of(items, [&](const Item& item) { return textOf(item, field.path) != first; });
    if (field.type == FieldType::group) {
        row.shape = field.optional ? FieldRow::Shape::group : FieldRow::Shape::heading;
        row.present = !first.empty();
    } else if (field.type == FieldType::flag) {
        row.shape = FieldRow::Shape::flag;
    } else if (field.type == FieldType::choice) {
        row.shape = FieldRow::Shape::choice;
        for (const std::string& choice : field.choices) row.choices.append(text::fromStd(choice));
    } else if (field.type == FieldType::text && field.refers != Refers::nothing) {
        row.shape = FieldRow::Shape::choice;
        row.choices = idsFor(topology, field.refers);
        if (field.key == "in" || field.optional || field.refers == Refers::boundary) row.choices.prepend(QString());
    }
    if (field.key == "notes" || field.key == "definition") row.shape = FieldRow::Shape::prose;
    if (row.mixed) row.value.clear();
    return row;
}

template <class T>
Result<Edit> replaced(std::size_t index, T value, const std::string& path, const std::string& text) {
    const auto done = setFieldText(value, path, text);
    if (!done) return done.error();
    if constexpr (std::is_same_v<T, Node>)
        return Edit{ReplaceNode{index, std::move(value)}};
    else if constexpr (std::is_same_v<T, Flow>)
        return Edit{ReplaceFlow{index, std::move(value)}};
    else
        return Edit{ReplaceBoundary{index, std::move(value)}};
}

Result<Edit> editOf(const Topology& topology, const Item& item, const std::string& path, const std::string& text) {
    const auto indexIn = [](const auto& all, const auto* one) { return static_cast<std::size_t>(one - all.data()); };
    if (const auto* node = std::get_if<const Node*>(&item))
        return replaced(indexIn(topology.nodes, *node), **node, path, text);
    if (const auto* flow = std::get_if<const Flow*>(&item))
        return replaced(indexIn(topology.flows, *flow), **flow, path, text);
    const auto* boundary = std::get<const Boundary*>(item);
    return replaced(indexIn(topology.boundaries, boundary), *boundary, path, text);
}

}  // namespace

QString labelOf(const QString& key) {
    static constexpr std::array<std::array<const char*, 2>, 9> kNames{{{"hpa", "Autoscaler (HPA)"},
                                                                       {"cpu", "CPU"},
                                                                       {"id", "Name in the text"},
                                                                       {"in", "In boundary"},
                                                                       {"cpu_limit", "CPU limit"},
                                                                       {"cpu_share", "CPU share"},
                                                                       {"fifo", "FIFO"},
                                                                       {"of", "Judged on"},
                                                                       {"for", "Lasts"}}};
    for (const auto& name : kNames) {
        if (key == QLatin1String(name[0])) return QString::fromLatin1(name[1]);
    }
    QString label = key;
    label.replace(QChar(u'_'), QChar(u' '));
    if (label.size() == 3 && label[0] == QChar(u'p') && label[1].isDigit()) return label;
    return label.isEmpty() ? label : label[0].toUpper() + label.mid(1);
}

std::vector<FieldRow> itemFields(const Topology& topology, const std::vector<std::string>& items,
                                 const PlatformFacts& facts) {
    std::vector<FieldRow> rows;
    const std::vector<Item> found = find(topology, items);
    if (found.empty()) return rows;
    for (const FieldInfo& field : schemaOf(found.front())) {
        const bool shared = std::ranges::all_of(found, [&](const Item& item) {
            const FieldInfo* same = fieldAt(schemaOf(item), field.path);
            return same != nullptr && same->type == field.type;
        });
        if (!shared || (found.size() > 1 && field.path == "id")) continue;
        if (auto row = rowOf(topology, field, found, facts)) rows.push_back(std::move(*row));
    }
    return rows;
}

Result<Edit> itemFieldEdit(const Topology& topology, const std::vector<std::string>& items, const std::string& path,
                           const std::string& text) {
    EditGroup group;
    for (const Item& item : find(topology, items)) {
        if (fieldAt(schemaOf(item), path) == nullptr || textOf(item, path) == text) continue;
        SPILLWAY_TRY(edit, editOf(topology, item, path, text));
        group.edits.push_back(std::move(edit));
    }
    return Edit{std::move(group)};
}

std::string itemSource(const Topology& topology, const std::string& item) {
    Architecture one;
    std::string section = "nodes:\n";
    const auto found = find(topology, {item});
    if (found.empty()) return {};
    if (const auto* node = std::get_if<const Node*>(&found.front())) one.topology.nodes.push_back(**node);
    if (const auto* flow = std::get_if<const Flow*>(&found.front()))
        one.topology.flows.push_back(**flow), section = "flows:\n";
    if (const auto* boundary = std::get_if<const Boundary*>(&found.front())) {
        one.topology.boundaries.push_back(**boundary);
        section = "boundaries:\n";
    }
    const std::string whole = canonicalText(one);
    const std::size_t at = whole.find(section);
    return at == std::string::npos ? whole : whole.substr(at + section.size());
}

}  // namespace spillway
