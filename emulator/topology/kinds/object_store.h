#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "topology/field.h"

#include <tuple>

namespace spillway {

// Stores objects; practically without a limit on concurrency.
struct ObjectStore {
    Distribution work = Distribution::exponential(std::chrono::milliseconds{30});
    Share reads;

    static constexpr auto fields() {
        return std::tuple{
            field("work", &ObjectStore::work, "Time of one request. Default exponential(30ms)."),
            field("reads", &ObjectStore::reads,
                  "Share of requests that only read: nothing is inserted, so they send no events. Default 0%."),
        };
    }
    friend bool operator==(const ObjectStore&, const ObjectStore&) = default;
};

}  // namespace spillway
