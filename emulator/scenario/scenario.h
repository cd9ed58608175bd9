#pragma once

#include "scenario/fault.h"
#include "scenario/workload.h"
#include "topology/topology.h"

#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace spillway {

// A service level objective on what a source sees. A bound that is absent is not judged.
struct Objective {
    std::string of;
    std::optional<Duration> p50;
    std::optional<Duration> p95;
    std::optional<Duration> p99;
    std::optional<Share> share;

    static constexpr auto fields() {
        return std::tuple{
            field("of", &Objective::of, "The source or node whose response time is judged."),
            field("p50", &Objective::p50, "Bound of the median response time."),
            field("p95", &Objective::p95, "Bound of the 95th percentile."),
            field("p99", &Objective::p99, "Bound of the 99th percentile."),
            field("share", &Objective::share,
                  "Least share of requests that succeed; with a p99, that also answer within it."),
        };
    }
    friend bool operator==(const Objective&, const Objective&) = default;
};

// A workload, a list of faults and the objectives, over a duration.
struct Scenario {
    std::string id;
    std::string name;
    std::string notes;
    Duration duration = std::chrono::minutes{5};
    std::vector<Load> load;
    std::vector<Fault> faults;
    std::vector<Objective> objectives;

    static constexpr auto fields() {
        return std::tuple{
            field("id", &Scenario::id, "Its word, unique among scenarios."),
            field("name", &Scenario::name, "What the window shows. Default: the id."),
            field("notes", &Scenario::notes, "What it teaches."),
            field("duration", &Scenario::duration, "Simulated time from start to end. Default 5m."),
            field("load", &Scenario::load, "What each source sends."),
            field("faults", &Scenario::faults, "What breaks, and when."),
            field("objectives", &Scenario::objectives, "What must hold."),
        };
    }
    friend bool operator==(const Scenario&, const Scenario&) = default;
};

// The whole document, without its layout (that is the interface's).
struct Architecture {
    Topology topology;
    std::vector<Scenario> scenarios;
    friend bool operator==(const Architecture&, const Architecture&) = default;
};

}  // namespace spillway
