#pragma once

#include "workflow/intrinsic.h"

#include <span>

namespace spillway::workflow {

// One intrinsic function: how many arguments it takes and what it does with their values. Throws std::string: what is
// wrong with them, which the caller dresses as the service does.
struct IntrinsicFunction {
    std::string_view name;
    std::size_t least;
    std::size_t most;
    Json (*call)(std::span<const Json> arguments, RngStream& random);
};

std::span<const IntrinsicFunction> intrinsicFunctions();
const IntrinsicFunction* findIntrinsic(std::string_view name);

// At most so many elements may come out of one call: the service refuses more.
inline constexpr std::size_t kIntrinsicElementsMax = 1000;

}  // namespace spillway::workflow
