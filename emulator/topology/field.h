#pragma once

#include <string_view>

namespace spillway {

// One key of the document: its name, the member it fills, and what to tell the user about it. Every kind has a
// `static constexpr auto fields()` that returns a tuple of these; the text format, the inspector, undo and
// validation follow from it. A member whose value equals the default-constructed one is not written.
//
// A member may be: bool, std::int64_t, double, std::string, Duration, Rate, Share, ByteCount, Cpu, Distribution,
// Backoff, an enumeration with `names()`, a struct with `fields()`, or std::optional / std::vector of these.
template <class Owner, class Value>
struct Field {
    std::string_view key;
    Value Owner::*member;
    std::string_view help;  // one line: what it means, its default and that default's source
};

template <class Owner, class Value>
constexpr Field<Owner, Value> field(std::string_view key, Value Owner::*member, std::string_view help) {
    return {key, member, help};
}

// The word of an enumerator in the document. `names(E)` (found by argument-dependent lookup) returns an array of these.
template <class E>
struct EnumName {
    E value;
    std::string_view word;
};

}  // namespace spillway
