#pragma once

#include "base/result.h"
#include "topology/topology.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

// The fields of everything the user can edit, without their C++ types: for the inspector, the palette, the importers.
// All of it follows from fields(); a new kind needs nothing here.
namespace spillway {

enum class FieldType {
    duration,
    rate,
    share,
    bytes,
    cpu,
    distribution,
    backoff,
    window,
    profile,
    count,  // a whole number
    number,
    text,
    choice,  // one of `choices`
    flag,    // true or false
    group,   // has fields of its own, whose paths start with this one's
    list,    // of texts: "a, b"; of groups: "{state: a}, {state: b}"
};
constexpr auto names(FieldType) {
    using enum FieldType;
    return std::array<EnumName<FieldType>, 16>{{{duration, "duration"},
                                                {rate, "rate"},
                                                {share, "share"},
                                                {bytes, "bytes"},
                                                {cpu, "cpu"},
                                                {distribution, "distribution"},
                                                {backoff, "backoff"},
                                                {window, "window"},
                                                {profile, "profile"},
                                                {count, "count"},
                                                {number, "number"},
                                                {text, "text"},
                                                {choice, "choice"},
                                                {flag, "flag"},
                                                {group, "group"},
                                                {list, "list"}}};
}

// What a text must be the id of.
enum class Refers { nothing, node, boundary, anything };

struct FieldInfo {
    std::string path;  // "scaling.hpa.max"
    std::string key;   // "max"
    FieldType type = FieldType::text;
    std::vector<std::string> choices;  // of a choice, in the order to show them
    std::string help;
    std::string defaultText;  // what is meant when the field is not written; empty when there is nothing
    bool ofGroups = false;    // a list whose items have fields of their own: `{a: 1}, {a: 2}`
    bool optional = false;    // may be absent: "no timeout", "no retry"
    Refers refers = Refers::nothing;
    std::size_t depth() const { return static_cast<std::size_t>(std::ranges::count(path, '.')); }
};
using Schema = std::vector<FieldInfo>;

// In the order of the document; a group comes before its fields.
const Schema& nodeSchema(NodeKind kind);
const Schema& flowSchema();
const Schema& boundarySchema();
const Schema& factSchema();

// The field's text: the value it has (its default's text if it is not written), empty when it is absent. A group's text
// is its fields on one line ("{attempts: 5}", "{}" when all are defaults). A path that does not exist is our mistake.
std::string fieldText(const Node& node, std::string_view path);
std::string fieldText(const Flow& flow, std::string_view path);
std::string fieldText(const Boundary& boundary, std::string_view path);

// Sets one field. An empty text means back to the default, or absent when the field is optional. Setting a field of an
// absent group creates the group; "{}" sets a group to its defaults. Setting a node's `kind` keeps the fields that both
// kinds have. The error says what was expected; the target is then unchanged.
Result<void> setFieldText(Node& node, std::string_view path, std::string_view text);
Result<void> setFieldText(Flow& flow, std::string_view path, std::string_view text);
Result<void> setFieldText(Boundary& boundary, std::string_view path, std::string_view text);

}  // namespace spillway
