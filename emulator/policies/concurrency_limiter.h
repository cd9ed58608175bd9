#pragma once

#include "base/random.h"
#include "base/units.h"
#include "policies/gradient_controller.h"
#include "topology/protection.h"

#include <cstdint>
#include <optional>

namespace spillway {

// How many requests may be inside at once, learned from how long they take: Netflix concurrency-limits' AIMDLimit,
// VegasLimit and Gradient2Limit with their constants (platform-facts 11), or Envoy's gradient. A regular value; the
// time it is told never goes back.
class ConcurrencyLimiter {
public:
    struct Sample {
        Duration took{0};
        std::int64_t inside = 0;  // itself included
        bool dropped = false;     // refused or timed out further down
    };
    explicit ConcurrencyLimiter(const ConcurrencyLimit& settings, SimTime start = {});

    std::int64_t limit(SimTime now) { return m_envoy ? m_envoy->limit(now) : static_cast<std::int64_t>(m_limit); }
    // `stream` is drawn from for when the time without load is measured again: by Vegas and Envoy.
    void record(const Sample& sample, SimTime now, RngStream& stream);

private:
    void aimd(const Sample& sample);
    void vegas(const Sample& sample, RngStream& stream);
    void gradient2(const Sample& sample);
    void averageLong(double took);

    LimitAlgorithm m_algorithm;
    double m_limit;
    double m_least;
    double m_most;
    double m_noLoad = 0;  // vegas: ns
    double m_probes = 0;
    double m_probeJitter = 0;
    double m_long = 0;  // gradient2: ns
    std::int64_t m_samples = 0;
    std::optional<GradientController> m_envoy;
};

}  // namespace spillway
