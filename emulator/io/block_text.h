#pragma once

#include "topology/text_tree.h"

#include <cstddef>
#include <string>

// A tree as canonical lines: one entry a line, two blanks a level, one-line parts in brackets.
namespace spillway {

struct BlockStyle {
    std::size_t indent = 0;  // blanks before a key or a dash
    std::string lineEnd = "\n";
};

// `key: value`, on as many lines as it takes, with the line end.
std::string entryText(const std::string& key, const TextTree& value, const BlockStyle& style);

// `- item`, likewise; `style.indent` is the dash's.
std::string itemText(const TextTree& item, const BlockStyle& style);

// All entries of a map.
std::string mapText(const TextTree& map, const BlockStyle& style);

}  // namespace spillway
