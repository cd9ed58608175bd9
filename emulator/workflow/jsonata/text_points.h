#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace spillway::workflow::jsonata {

// Texts are UTF-8; the functions count code points.
std::size_t pointCount(std::string_view text);
// From code point `from`, `count` of them; both may lie outside.
std::string pointSlice(std::string_view text, std::size_t from, std::size_t count);

}  // namespace spillway::workflow::jsonata
