#pragma once

#include <cstddef>
#include <string_view>

// What a single line of a document is, as far as that can be seen without reading the whole.
namespace spillway {

std::size_t indentOf(std::string_view line);  // blanks before its first character
bool isBlankLine(std::string_view line);
bool isCommentLine(std::string_view line);

// Where the comment after a value begins, with the blanks before it; npos when there is none. A '#' counts after a
// blank and outside quotes; a quote opens only where a value can begin. Reading starts at `from`.
std::size_t trailingComment(std::string_view line, std::size_t from);

}  // namespace spillway
