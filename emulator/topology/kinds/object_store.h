#pragma once

#include "base/distribution.h"
#include "topology/field.h"

#include <tuple>

namespace spillway {

// Stores objects; practically without a limit on concurrency.
struct ObjectStore {
    Distribution work = Distribution::exponential(std::chrono::milliseconds{30});

    static constexpr auto fields() {
        return std::tuple{
            field("work", &ObjectStore::work, "Time of one request. Default exponential(30ms)."),
        };
    }
    friend bool operator==(const ObjectStore&, const ObjectStore&) = default;
};

}  // namespace spillway
