#pragma once

#include "topology/field.h"
#include "topology/policy_text.h"
#include "topology/text_tree.h"
#include "topology/topology.h"
#include "topology/words.h"

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

// What follows from fields() alone: the tree that a value is written as. Reading is in io/, single fields in schema.h.
namespace spillway {

template <class T>
concept HasFields = requires {
    T::fields();
};

template <class T>
struct OptionalMember : std::false_type {};
template <class T>
struct OptionalMember<std::optional<T>> : std::true_type {
    using Inner = T;
};
template <class T>
concept IsOptional = OptionalMember<T>::value;

// A member that is a list in the document. Specialised for what is a list under a name of its own.
template <class T>
struct ListMember : std::false_type {};
template <class I>
struct ListMember<std::vector<I>> : std::true_type {
    using Item = I;
    static const std::vector<I>& items(const std::vector<I>& list) { return list; }
    static std::vector<I>& items(std::vector<I>& list) { return list; }
    static constexpr bool kOneLine = !HasFields<I>;
    static constexpr bool kIsProfile = false;
};
template <class T>
concept IsList = ListMember<T>::value;

// A key that says what the thing is: written even if it is the default.
constexpr bool alwaysWritten(std::string_view key) { return key == "kind"; }

template <class Owner, class Visit>
void forEachField(Visit&& visit) {
    std::apply([&](const auto&... fields) { (visit(fields), ...); }, Owner::fields());
}

template <HasFields T>
TextTree treeOf(const T& value);
TextTree treeOf(const Node& node);

template <class M>
TextTree memberTree(const M& member) {
    if constexpr (IsOptional<M>) {
        return memberTree(*member);
    } else if constexpr (IsList<M>) {
        using List = ListMember<M>;
        TextTree tree = TextTree::list(List::kOneLine);
        for (const auto& item : List::items(member)) tree.items.push_back(memberTree(item));
        return tree;
    } else if constexpr (HasFields<M>) {
        return treeOf(member);
    } else if constexpr (std::is_same_v<M, std::string>) {
        return TextTree::words(member);
    } else {
        return TextTree::scalar(scalarText(member));
    }
}

// Appends the members of `value` that differ from `defaults`.
template <class T>
void appendFields(TextTree& tree, const T& value, const T& defaults) {
    forEachField<T>([&](const auto& f) {
        if (value.*f.member == defaults.*f.member && !alwaysWritten(f.key)) return;
        using M = std::remove_cvref_t<decltype(value.*f.member)>;
        // Nothing to say: a group taken away is an absent key.
        if constexpr (IsOptional<M>) {
            if (!(value.*f.member)) return;
        }
        tree.entries.push_back({std::string{f.key}, memberTree(value.*f.member)});
    });
}

template <HasFields T>
TextTree treeOf(const T& value) {
    TextTree tree = TextTree::map(true);
    appendFields(tree, value, T{});
    return tree;
}

}  // namespace spillway
