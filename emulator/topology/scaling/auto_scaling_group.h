#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "topology/field.h"

#include <array>
#include <cstdint>
#include <optional>
#include <tuple>

namespace spillway {

// Virtual machines in a group that follows its CPU (target tracking). What is not stated is the platform's
// (resources/platforms/vm.yaml).
struct AutoScalingGroup {
    std::optional<std::int64_t> min;
    std::optional<std::int64_t> max;
    std::optional<Share> cpu;
    std::optional<Duration> warmup;

    static constexpr auto fields() {
        return std::tuple{
            field("min_size", &AutoScalingGroup::min, "Fewest machines. Default 1."),
            field("max_size", &AutoScalingGroup::max, "Most machines. Default 10."),
            field("cpu", &AutoScalingGroup::cpu,
                  "Target mean CPU utilisation of the machines in service. Default 50%."),
            field("warmup", &AutoScalingGroup::warmup, "A new machine counts for nothing this long. Default 300s."),
        };
    }
    friend bool operator==(const AutoScalingGroup&, const AutoScalingGroup&) = default;
};

}  // namespace spillway
