#pragma once

#include "base/result.h"

#include <map>
#include <string>
#include <string_view>

namespace spillway {

// What we wrote, by path: the SHA-256 of each file as 64 hexadecimal digits. Kept as text in `.spillway-manifest`:
//     spillway-manifest 1
//     <hash>  kubernetes/orders/order-api.yaml
struct WrittenFiles {
    std::map<std::string, std::string> hashes;
};

inline constexpr std::string_view kLockName = ".spillway-manifest";

std::string lockText(const WrittenFiles& written);
// An error sentence with the line when the text is not one of ours.
Result<WrittenFiles> parseLock(std::string_view text);

// FIPS 180-4.
std::string sha256(std::string_view text);

// A relative path of plain names that stays below its folder: no "..", no empty part, no leading '/'.
bool isSafePath(std::string_view path);

}  // namespace spillway
