#pragma once

#include <cstdint>

namespace spillway {

// What keeps a Lambda function from taking one more request (platform-facts 1.1).
enum class LambdaLimit : std::uint8_t {
    none,
    requests,     // 10 requests a second for each unit of concurrency
    concurrency,  // reserved for the function, or what the account's functions share
    scaling,      // new environments per ten seconds
};
inline constexpr unsigned kLambdaLimitCount = 4;

}  // namespace spillway
