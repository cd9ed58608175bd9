#pragma once

#include "base/units.h"
#include "topology/field.h"

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace spillway {

// What a TARS server says of its adapter and its sets. Its threads are the service's concurrency.
struct TarsServer {
    std::optional<std::int64_t> queueCap;
    std::optional<Duration> queueTimeout;
    std::vector<std::string> sets;

    static constexpr auto fields() {
        return std::tuple{
            field("queue_cap", &TarsServer::queueCap, "Requests that may wait in one server. Default 1024."),
            field("queue_timeout", &TarsServer::queueTimeout,
                  "A request that waited longer is answered with an error. Default 10s; at least 3s."),
            field("sets", &TarsServer::sets,
                  "Sets of its instances, in turn (app.sz.1): a caller in one set calls that set only, dead or alive."),
        };
    }
    friend bool operator==(const TarsServer&, const TarsServer&) = default;
};

}  // namespace spillway
