#pragma once

#include "base/result.h"
#include "base/text.h"
#include "topology/field.h"

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

// Enumerators and their words in the document, both ways.
namespace spillway {

template <class E>
concept Worded = std::is_enum_v<E> && requires(E value) {
    names(value);
};

template <Worded E>
constexpr std::string_view wordOf(E value) {
    for (const EnumName<E>& name : names(E{}))
        if (name.value == value) return name.word;
    return {};
}

template <Worded E>
constexpr std::optional<E> fromWord(std::string_view word) {
    for (const EnumName<E>& name : names(E{}))
        if (name.word == word) return name.value;
    return std::nullopt;
}

template <Worded E>
std::vector<std::string> wordsOf() {
    std::vector<std::string> words;
    for (const EnumName<E>& name : names(E{})) words.emplace_back(name.word);
    return words;
}

// `unknown word "ful": did you mean "full"?`, or the list of the known ones when none is near.
Error unknownWord(std::string_view word, const std::vector<std::string>& known);

// The text of any scalar member: a quantity of base/text.h, or an enumerator's word.
template <class T>
std::string scalarText(const T& value) {
    if constexpr (Worded<T>)
        return std::string{wordOf(value)};
    else
        return toText(value);
}

template <class T>
Result<T> scalarFrom(std::string_view text) {
    if constexpr (Worded<T>) {
        const auto value = fromWord<T>(trimmed(text));
        if (!value) return unknownWord(trimmed(text), wordsOf<T>());
        return *value;
    } else {
        return fromText<T>(text);
    }
}

}  // namespace spillway
