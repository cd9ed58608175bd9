#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace spillway {

// RFC 4648, section 4, white space ignored. Nothing if it is not that.
std::optional<std::string> decodedBase64(std::string_view text);

}  // namespace spillway
