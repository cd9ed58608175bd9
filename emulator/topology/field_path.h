#pragma once

#include "base/assert.h"
#include "topology/field_tree.h"
#include "topology/line_tree.h"
#include "topology/schema.h"

// One field by its path, for any type with fields(): what schema.h and scenario/scenario_schema.h are made of.
namespace spillway {

struct PathParts {
    std::string_view head;
    std::string_view rest;  // empty at the end
};
inline PathParts splitPath(std::string_view path) {
    const std::size_t dot = path.find('.');
    if (dot == std::string_view::npos) return {path, {}};
    return {path.substr(0, dot), path.substr(dot + 1)};
}

template <class M>
constexpr FieldType typeOf() {
    using enum FieldType;
    if constexpr (IsOptional<M>)
        return typeOf<typename OptionalMember<M>::Inner>();
    else if constexpr (IsList<M>)
        return ListMember<M>::kIsProfile ? profile : list;
    else if constexpr (HasFields<M>)
        return group;
    else if constexpr (Worded<M>)
        return choice;
    else if constexpr (std::is_same_v<M, Duration>)
        return duration;
    else if constexpr (std::is_same_v<M, Rate>)
        return rate;
    else if constexpr (std::is_same_v<M, Share>)
        return share;
    else if constexpr (std::is_same_v<M, ByteCount>)
        return bytes;
    else if constexpr (std::is_same_v<M, Cpu>)
        return cpu;
    else if constexpr (std::is_same_v<M, Distribution>)
        return distribution;
    else if constexpr (std::is_same_v<M, Backoff>)
        return backoff;
    else if constexpr (std::is_same_v<M, BreakerWindow>)
        return window;
    else if constexpr (std::is_same_v<M, std::int64_t>)
        return count;
    else if constexpr (std::is_same_v<M, double>)
        return number;
    else if constexpr (std::is_same_v<M, bool>)
        return flag;
    else if constexpr (std::is_same_v<M, std::string>)
        return text;
}

template <class M>
void appendChoices(std::vector<std::string>& choices) {
    if constexpr (IsOptional<M>)
        appendChoices<typename OptionalMember<M>::Inner>(choices);
    else if constexpr (Worded<M>)
        choices = wordsOf<M>();
}

// What a field of this name refers to, wherever it stands.
Refers refersOf(std::string_view key);

template <class M>
std::string memberText(const M& member, std::string_view rest);

template <class T>
std::optional<std::string> textAt(const T& value, std::string_view path) {
    const auto [head, rest] = splitPath(path);
    std::optional<std::string> found;
    forEachField<T>([&, head = head, rest = rest](const auto& f) {
        if (f.key == head) found = memberText(value.*f.member, rest);
    });
    return found;
}

template <class M>
std::string memberText(const M& member, std::string_view rest) {
    if constexpr (IsOptional<M>) {
        return member ? memberText(*member, rest) : std::string{};
    } else if constexpr (HasFields<M>) {
        if (rest.empty()) return oneLineText(treeOf(member));
        return textAt(member, rest).value_or(std::string{});
    } else if constexpr (IsList<M>) {
        std::string text;
        for (const auto& item : ListMember<M>::items(member)) text += (text.empty() ? "" : ", ") + memberText(item, {});
        return text;
    } else {
        return scalarText(member);
    }
}

template <class M>
Result<void> setMember(M& member, std::string_view rest, std::string_view text, const M& byDefault);

// Nothing when the path does not exist.
template <class T>
std::optional<Result<void>> setAt(T& value, std::string_view path, std::string_view text, const T& byDefault = T{}) {
    const auto [head, rest] = splitPath(path);
    std::optional<Result<void>> done;
    forEachField<T>([&, head = head, rest = rest](const auto& f) {
        if (f.key == head) done = setMember(value.*f.member, rest, text, byDefault.*f.member);
    });
    return done;
}

// Fills the member as the tree says.
template <class M>
Result<void> setFromTree(M& member, const TextTree& tree) {
    if constexpr (IsOptional<M>) {
        typename OptionalMember<M>::Inner inner{};
        const auto done = setFromTree(inner, tree);
        if (done) member = std::move(inner);
        return done;
    } else if constexpr (IsList<M>) {
        M list;
        const bool isOne = tree.form != TextTree::Form::list;  // one item needs no brackets
        for (const TextTree& item : isOne ? std::vector<TextTree>{tree} : tree.items) {
            typename ListMember<M>::Item one{};
            if (const auto done = setFromTree(one, item); !done) return done;
            ListMember<M>::items(list).push_back(std::move(one));
        }
        member = std::move(list);
        return {};
    } else if constexpr (HasFields<M>) {
        if (tree.form != TextTree::Form::map) return Error{"each item is {key: value, ...}"};
        for (const auto& [key, value] : tree.entries) {
            std::optional<Result<void>> done;
            forEachField<M>([&, name = std::string_view{key}, &inside = value](const auto& f) {
                if (f.key == name) done = setFromTree(member.*f.member, inside);
            });
            if (!done) return Error{"unknown key \"" + key + '"'};
            if (!*done) return *done;
        }
        return {};
    } else {
        if (tree.form != TextTree::Form::scalar) return Error{"a single value is expected"};
        SPILLWAY_TRY(value, scalarFrom<M>(tree.text));
        member = std::move(value);
        return {};
    }
}

template <class M>
Result<void> setList(M& member, std::string_view text) {
    using List = ListMember<M>;
    if constexpr (HasFields<typename List::Item>) {
        SPILLWAY_TRY(tree, listFromLine(text));
        return setFromTree(member, tree);
    } else {
        M list;
        while (!text.empty()) {
            const std::size_t comma = text.find(',');
            SPILLWAY_TRY(item, scalarFrom<typename List::Item>(trimmed(text.substr(0, comma))));
            List::items(list).push_back(std::move(item));
            text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
        }
        member = std::move(list);
        return {};
    }
}

template <class M>
Result<void> setMember(M& member, std::string_view rest, std::string_view text, const M& byDefault) {
    if (rest.empty() && trimmed(text).empty()) {
        member = byDefault;
        return {};
    }
    if constexpr (IsOptional<M>) {
        using Inner = typename OptionalMember<M>::Inner;
        Inner inner = member.value_or(Inner{});
        const auto done = setMember(inner, rest, text, Inner{});
        if (done) member = std::move(inner);
        return done;
    } else if constexpr (HasFields<M>) {
        if (rest.empty() && trimmed(text) != "{}")
            return Error{"a group is set to its defaults by {}, or field by field"};
        if (rest.empty()) {
            member = M{};
            return {};
        }
        return setAt(member, rest, text).value_or(Error{"there is no field \"" + std::string{rest} + '"'});
    } else if constexpr (IsList<M>) {
        return setList(member, text);
    } else {
        SPILLWAY_TRY(value, scalarFrom<M>(text));
        member = std::move(value);
        return {};
    }
}

template <class M>
struct InnerOf {
    using Type = M;
};
template <class M>
struct InnerOf<std::optional<M>> {
    using Type = M;
};

// Appends the fields of T, groups before their own.
template <class T>
void appendSchema(Schema& schema, const std::string& prefix) {
    const T defaults{};
    forEachField<T>([&](const auto& f) {
        using M = std::remove_cvref_t<decltype(defaults.*f.member)>;
        using Inner = typename InnerOf<M>::Type;
        FieldInfo info;
        info.key = f.key;
        info.path = prefix + info.key;
        info.type = typeOf<M>();
        appendChoices<M>(info.choices);
        info.help = f.help;
        if (info.type != FieldType::group) info.defaultText = memberText(defaults.*f.member, {});
        info.optional = IsOptional<M>;
        if constexpr (IsList<Inner>) info.ofGroups = HasFields<typename ListMember<Inner>::Item>;
        if constexpr (IsList<Inner>)
            if constexpr (std::is_enum_v<typename ListMember<Inner>::Item>)
                info.choices = wordsOf<typename ListMember<Inner>::Item>();
        if (info.type == FieldType::text || info.type == FieldType::list) info.refers = refersOf(info.key);
        schema.push_back(info);
        if constexpr (HasFields<Inner>) appendSchema<Inner>(schema, info.path + '.');
    });
}

template <class T>
Schema makeSchema() {
    Schema schema;
    appendSchema<T>(schema, "");
    return schema;
}

// A path that is not in the schema is our own mistake.
template <class T>
std::string requiredText(const T& value, std::string_view path) {
    const auto text = textAt(value, path);
    SPILLWAY_ASSERT(text, "a field path exists in the schema");
    return *text;
}

template <class T>
Result<void> requiredSet(T& value, std::string_view path, std::string_view text) {
    const auto done = setAt(value, path, text);
    SPILLWAY_ASSERT(done, "a field path exists in the schema");
    return *done;
}

}  // namespace spillway
