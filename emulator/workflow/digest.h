#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace spillway::workflow {

// MD5 (RFC 1321), SHA-1, SHA-256, SHA-384 and SHA-512 (FIPS 180-4) in lower-case hexadecimal; nothing for another name.
std::optional<std::string> hexDigest(std::string_view algorithm, std::string_view data);

// RFC 4648. Decoding takes missing padding and refuses everything else that is not base64.
std::string base64Encoded(std::string_view data);
std::optional<std::string> base64Decoded(std::string_view text);

}  // namespace spillway::workflow
