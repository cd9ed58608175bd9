#pragma once

#include <span>
#include <string>
#include <string_view>

// The Compose Specification's own words (its schema, compose-spec.json).
namespace spillway::compose {

std::span<const std::string> topLevelKeys();
std::span<const std::string> serviceKeys();
// Extensions (x-...) and what the specification no longer has but files still use are known.
bool isKnown(std::span<const std::string> keys, std::string_view key);

}  // namespace spillway::compose
