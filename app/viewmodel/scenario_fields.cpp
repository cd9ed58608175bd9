#include "viewmodel/scenario_fields.h"

#include "scenario/scenario_tree.h"
#include "scenario/workload_text.h"
#include "topology/field_path.h"
#include "topology/validate.h"
#include "viewmodel/fault_face.h"
#include "viewmodel/text_format.h"

#include <algorithm>
#include <charconv>

namespace spillway {
namespace {

QStringList targets(const Topology& topology, bool sourcesOnly) {
    QStringList ids;
    for (const Node& node : topology.nodes) {
        if (!sourcesOnly || isSource(node.kind())) ids.append(text::fromStd(node.id));
    }
    if (sourcesOnly) return ids;
    for (const Boundary& boundary : topology.boundaries) ids.append(text::fromStd(boundary.id));
    for (const Flow& flow : topology.flows) ids.append(text::fromStd(flowName(flow)));
    return ids;
}

FieldRow row(const FieldInfo& field, const std::string& prefix, const std::string& value) {
    FieldRow made{.path = text::fromStd(prefix + field.path),
                  .label = labelOf(text::fromStd(field.key)),
                  .value = text::fromStd(value)};
    made.help = text::fromStd(field.help);
    made.meant = text::fromStd(field.defaultText);
    made.depth = prefix.empty() ? 0 : 1;
    made.number = field.type != FieldType::text && field.type != FieldType::choice;
    if (field.type == FieldType::flag) made.shape = FieldRow::Shape::flag;
    if (field.key == "notes") made.shape = FieldRow::Shape::prose;
    if (field.type == FieldType::choice) {
        made.shape = FieldRow::Shape::choice;
        for (const std::string& choice : field.choices) made.choices.append(text::fromStd(choice));
    }
    return made;
}

template <class T>
Schema schemaFor() {
    Schema schema;
    appendSchema<T>(schema, "");
    return schema;
}

template <class T>
void appendFields(std::vector<FieldRow>& rows, const T& value, const std::string& prefix, const QStringList& ids,
                  std::string_view idKey) {
    for (const FieldInfo& field : schemaFor<T>()) {
        FieldRow made = row(field, prefix, textAt(value, field.path).value_or(std::string{}));
        if (field.path == idKey) {
            made.shape = FieldRow::Shape::choice;
            made.choices = ids;
            made.number = false;
        }
        rows.push_back(std::move(made));
    }
}

FieldRow heading(const QString& label, const std::string& path, FieldRow::Shape shape) {
    FieldRow made{.path = text::fromStd(path), .label = label, .value = {}, .shape = shape};
    made.optional = true;
    made.present = shape == FieldRow::Shape::item;
    return made;
}

std::string itemPath(const char* list, std::size_t index) { return std::string(list) + "." + std::to_string(index); }

void appendFault(std::vector<FieldRow>& rows, const Topology& topology, const Fault& fault, const std::string& path) {
    rows.push_back(heading(faultLabel(fault), path, FieldRow::Shape::item));
    FieldRow kind{.path = text::fromStd(path + ".kind"),
                  .label = labelOf(QStringLiteral("kind")),
                  .value = {},
                  .shape = FieldRow::Shape::choice};
    for (const auto& name : names(FaultKind{})) {
        const QString word = QString::fromLatin1(name.word.data(), static_cast<qsizetype>(name.word.size()));
        kind.choices.append(word);
        if (name.value == fault.kind()) kind.value = word;
    }
    kind.depth = 1;
    kind.number = false;
    rows.push_back(std::move(kind));
    appendFields(rows, fault, path + ".", targets(topology, false), "on");
    std::visit([&](const auto& spec) { appendFields(rows, spec, path + ".", {}, ""); }, fault.spec);
}

struct ItemPath {
    std::string list;
    std::size_t index = 0;
    std::string field;
};

// "faults.1.at" in its parts; list empty when it is a field of the scenario itself.
ItemPath split(const std::string& path) {
    const std::size_t first = path.find('.');
    if (first == std::string::npos) return {{}, 0, path};
    const std::size_t second = path.find('.', first + 1);
    ItemPath parts{path.substr(0, first), 0, second == std::string::npos ? std::string{} : path.substr(second + 1)};
    std::from_chars(path.data() + first + 1, path.data() + std::min(second, path.size()), parts.index);
    return parts;
}

template <class T>
Result<void> set(T& value, const std::string& field, const std::string& text) {
    return setAt(value, field, text).value_or(Error{"there is no field \"" + field + '"'});
}

Result<void> setFault(Fault& fault, const std::string& field, const std::string& text) {
    if (field == "kind") {
        SPILLWAY_TRY(kind, scalarFrom<FaultKind>(text));
        if (kind != fault.kind()) fault.spec = defaultFaultSpec(kind);
        return {};
    }
    if (auto done = setAt(fault, field, text)) return *done;
    return std::visit([&](auto& spec) { return set(spec, field, text); }, fault.spec);
}

template <class T>
void erase(std::vector<T>& items, std::size_t index) {
    if (index < items.size()) items.erase(items.begin() + static_cast<std::ptrdiff_t>(index));
}

std::string firstSource(const Topology& topology) {
    const auto at = std::ranges::find_if(topology.nodes, [](const Node& node) { return isSource(node.kind()); });
    return at == topology.nodes.end() ? std::string{} : at->id;
}

}  // namespace

std::vector<FieldRow> scenarioFields(const Topology& topology, const Scenario& scenario) {
    std::vector<FieldRow> rows;
    for (const FieldInfo& field : schemaFor<Scenario>()) {
        if (field.type == FieldType::list) continue;
        rows.push_back(row(field, "", textAt(scenario, field.path).value_or(std::string{})));
    }
    rows.push_back(heading(QStringLiteral("Load"), "load", FieldRow::Shape::group));
    for (std::size_t i = 0; i < scenario.load.size(); ++i) {
        const std::string path = itemPath("load", i);
        rows.push_back(heading(text::fromStd(scenario.load[i].from), path, FieldRow::Shape::item));
        appendFields(rows, scenario.load[i], path + ".", targets(topology, true), "from");
    }
    rows.push_back(heading(QStringLiteral("Faults"), "faults", FieldRow::Shape::group));
    for (std::size_t i = 0; i < scenario.faults.size(); ++i)
        appendFault(rows, topology, scenario.faults[i], itemPath("faults", i));
    rows.push_back(heading(QStringLiteral("Objectives"), "objectives", FieldRow::Shape::group));
    for (std::size_t i = 0; i < scenario.objectives.size(); ++i) {
        const std::string path = itemPath("objectives", i);
        rows.push_back(heading(text::fromStd(scenario.objectives[i].of), path, FieldRow::Shape::item));
        appendFields(rows, scenario.objectives[i], path + ".", targets(topology, false), "of");
    }
    return rows;
}

Result<void> setScenarioField(Scenario& scenario, const std::string& path, const std::string& text) {
    const ItemPath parts = split(path);
    if (parts.list.empty()) return set(scenario, parts.field, text);
    if (parts.list == "load" && parts.index < scenario.load.size())
        return set(scenario.load[parts.index], parts.field, text);
    if (parts.list == "faults" && parts.index < scenario.faults.size())
        return setFault(scenario.faults[parts.index], parts.field, text);
    if (parts.list == "objectives" && parts.index < scenario.objectives.size()) {
        return set(scenario.objectives[parts.index], parts.field, text);
    }
    return Error{"there is no \"" + path + '"'};
}

void addScenarioItem(const Topology& topology, Scenario& scenario, const std::string& list) {
    const std::string source = firstSource(topology);
    if (list == "load")
        scenario.load.push_back(Load{.from = source, .rate = {{RatePoint{Rate::perSecond(100), Duration{0}}}}});
    if (list == "objectives")
        scenario.objectives.push_back(Objective{.of = source, .p99 = std::chrono::milliseconds{500}});
    if (list == "faults") {
        const auto node = std::ranges::find_if(topology.nodes, [](const Node& n) { return !isSource(n.kind()); });
        const std::string on = node == topology.nodes.end() ? source : node->id;
        scenario.faults.push_back(Fault{on, std::chrono::minutes{1}, std::chrono::minutes{1}, faults::Latency{}});
    }
}

void removeScenarioItem(Scenario& scenario, const std::string& path) {
    const ItemPath parts = split(path);
    if (parts.list == "load") erase(scenario.load, parts.index);
    if (parts.list == "faults") erase(scenario.faults, parts.index);
    if (parts.list == "objectives") erase(scenario.objectives, parts.index);
}

Scenario freshScenario(const Topology& topology, const std::vector<Scenario>& others) {
    Scenario scenario;
    for (std::size_t n = others.size() + 1; scenario.id.empty(); ++n) {
        const std::string id = "scenario-" + std::to_string(n);
        if (std::ranges::find(others, id, &Scenario::id) == others.end()) scenario.id = id;
    }
    for (const Node& node : topology.nodes) {
        if (node.kind() != NodeKind::clients) continue;
        scenario.load.push_back(Load{.from = node.id, .rate = {{RatePoint{Rate::perSecond(100), Duration{0}}}}});
    }
    return scenario;
}

}  // namespace spillway
