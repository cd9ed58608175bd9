#pragma once

#include <string>
#include <string_view>

namespace spillway {

// `canonical` under the comments and single blank lines of `original`, which says the same in another layout.
std::string withComments(const std::string& canonical, std::string_view original);

}  // namespace spillway
