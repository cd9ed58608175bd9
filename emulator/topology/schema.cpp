#include "topology/schema.h"

#include "topology/field_path.h"

namespace spillway {
namespace {

Schema makeNodeSchema(NodeKind kind) {
    Schema schema{{"id", "id", FieldType::text, {}, "Its word, unique in the document.", "", false},
                  {"kind", "kind", FieldType::choice, wordsOf<NodeKind>(), "What it is.", "", false}};
    appendSchema<Node>(schema, "");
    std::visit([&]<class S>(const S&) { appendSchema<S>(schema, ""); }, defaultSpec(kind));
    return schema;
}

// A node of another kind that keeps what both kinds have.
Result<void> setKind(Node& node, std::string_view word) {
    SPILLWAY_TRY(kind, scalarFrom<NodeKind>(word));
    if (kind == node.kind()) return {};
    Node changed = node;
    changed.spec = defaultSpec(kind);
    const Schema& before = nodeSchema(node.kind());
    for (const FieldInfo& field : nodeSchema(kind)) {
        const bool had = std::ranges::any_of(
            before, [&](const FieldInfo& f) { return f.path == field.path && f.type == field.type; });
        if (!had || field.path == "id" || field.path == "kind" || field.type == FieldType::group) continue;
        const std::string text = fieldText(node, field.path);
        // A text of the same type is always accepted; a default of the new kind stays where the old one had nothing.
        if (!text.empty()) (void)setFieldText(changed, field.path, text);
    }
    node = std::move(changed);
    return {};
}

}  // namespace

Refers refersOf(std::string_view key) {
    if (key == "in" || key == "zones") return Refers::boundary;
    if (key == "from" || key == "to" || key == "of") return Refers::node;
    if (key == "on") return Refers::anything;
    return Refers::nothing;
}

const Schema& nodeSchema(NodeKind kind) {
    static const std::vector<Schema> schemas = [] {
        std::vector<Schema> all;
        for (const auto& name : names(NodeKind{})) all.push_back(makeNodeSchema(name.value));
        return all;
    }();
    return schemas.at(static_cast<std::size_t>(kind));
}

const Schema& flowSchema() {
    static const Schema schema = makeSchema<Flow>();
    return schema;
}

const Schema& boundarySchema() {
    static const Schema schema = makeSchema<Boundary>();
    return schema;
}

const Schema& factSchema() {
    static const Schema schema = makeSchema<StatedFact>();
    return schema;
}

std::string fieldText(const Node& node, std::string_view path) {
    if (path == "id") return node.id;
    if (path == "kind") return std::string{wordOf(node.kind())};
    if (const auto common = textAt(node, path)) return *common;
    return std::visit([&](const auto& spec) { return requiredText(spec, path); }, node.spec);
}

std::string fieldText(const Flow& flow, std::string_view path) { return requiredText(flow, path); }

std::string fieldText(const Boundary& boundary, std::string_view path) { return requiredText(boundary, path); }

Result<void> setFieldText(Node& node, std::string_view path, std::string_view text) {
    if (path == "kind") return setKind(node, text);
    if (path == "id") {
        node.id = trimmed(text);
        return {};
    }
    if (const auto common = setAt(node, path, text)) return *common;
    return std::visit([&](auto& spec) { return requiredSet(spec, path, text); }, node.spec);
}

Result<void> setFieldText(Flow& flow, std::string_view path, std::string_view text) {
    return requiredSet(flow, path, text);
}

Result<void> setFieldText(Boundary& boundary, std::string_view path, std::string_view text) {
    return requiredSet(boundary, path, text);
}

}  // namespace spillway
