#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "topology/field.h"

#include <array>
#include <cstdint>
#include <optional>
#include <tuple>

namespace spillway {

// IBM Code Engine. What is not stated is the platform's (resources/platforms/code_engine.yaml).
struct CodeEngineScaling {
    std::optional<std::int64_t> minScale;
    std::optional<std::int64_t> maxScale;
    std::optional<std::int64_t> concurrency;
    std::optional<std::int64_t> concurrencyTarget;
    std::optional<Duration> scaleDownDelay;

    static constexpr auto fields() {
        return std::tuple{
            field("min_scale", &CodeEngineScaling::minScale, "Fewest instances. Default 0: it scales to zero."),
            field("max_scale", &CodeEngineScaling::maxScale, "Most instances. Default 10; 0 is the quota of 250."),
            field("max_concurrency", &CodeEngineScaling::concurrency,
                  "Requests that an instance is sent at once (hard). Default: the concurrency of a service; 1 for a "
                  "function."),
            field("concurrency_target", &CodeEngineScaling::concurrencyTarget,
                  "Requests in an instance at once that it aims at. Default: the concurrency."),
            field("scale_down_delay", &CodeEngineScaling::scaleDownDelay,
                  "Uses the highest wish of this long. Default 0s."),
        };
    }
    friend bool operator==(const CodeEngineScaling&, const CodeEngineScaling&) = default;
};

}  // namespace spillway
