#pragma once

#include "topology/field.h"

#include <tuple>

namespace spillway {

// People or programs that send requests. Their load is part of a scenario.
struct Clients {
    static constexpr auto fields() { return std::tuple{}; }
    friend bool operator==(const Clients&, const Clients&) = default;
};

}  // namespace spillway
