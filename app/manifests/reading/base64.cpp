#include "manifests/reading/base64.h"

#include <cctype>
#include <cstdint>

namespace spillway {

std::optional<std::string> decodedBase64(std::string_view text) {
    static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    int padding = 0;
    for (const char c : text) {
        if (std::isspace(static_cast<unsigned char>(c)) != 0) continue;
        const std::size_t digit = alphabet.find(c);
        if (c == '=' && padding < 2) {
            ++padding;
            continue;
        }
        if (digit == std::string_view::npos || padding > 0) return std::nullopt;
        bits = (bits << 6U) | static_cast<std::uint32_t>(digit);
        if (++count % 4 == 0) {
            for (const unsigned shift : {16U, 8U, 0U}) bytes += static_cast<char>((bits >> shift) & 0xffU);
            bits = 0;
        }
    }
    const int rest = count % 4;
    if (rest == 1) return std::nullopt;
    if (rest == 2) bytes += static_cast<char>((bits >> 4U) & 0xffU);
    if (rest == 3) {
        bytes += static_cast<char>((bits >> 10U) & 0xffU);
        bytes += static_cast<char>((bits >> 2U) & 0xffU);
    }
    return bytes;
}

}  // namespace spillway
