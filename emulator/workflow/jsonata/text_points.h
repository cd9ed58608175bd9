#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace spillway::workflow::jsonata {

// Texts are UTF-8; the functions count code points.
std::size_t pointCount(std::string_view text);
// From code point `from`, `count` of them; both may lie outside.
std::string pointSlice(std::string_view text, std::size_t from, std::size_t count);

// The code points themselves; a byte that belongs to none stands for itself.
std::u32string toPoints(std::string_view text);
std::string toUtf8(std::u32string_view points);
// Latin, Greek and Cyrillic letters; others stay as they are.
std::string upperCase(std::string_view text);
std::string lowerCase(std::string_view text);
void appendUtf8(std::string& text, char32_t point);

}  // namespace spillway::workflow::jsonata
