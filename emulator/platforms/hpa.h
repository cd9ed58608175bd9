#pragma once

#include "base/units.h"
#include "platforms/facts.h"
#include "topology/scaling.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// Kubernetes' HorizontalPodAutoscaler v2 on CPU, step by step as its controller does it (platform-facts 6.1;
// kubernetes/kubernetes pkg/controller/podautoscaler: replica_calculator.go, horizontal.go).
namespace spillway {

// What the controller sees of one pod.
struct PodView {
    enum class Phase : std::uint8_t { pending, running, leaving };
    struct Sample {
        SimTime at{};                 // end of its window
        std::int64_t millicores = 0;  // mean CPU over the window
        friend bool operator==(const Sample&, const Sample&) = default;
    };
    Phase phase = Phase::running;
    bool ready = true;
    SimTime started{};
    SimTime readinessChanged{};    // when `ready` last changed
    std::optional<Sample> sample;  // absent: metrics-server has none yet
    friend bool operator==(const PodView&, const PodView&) = default;
};

struct HpaInput {
    SimTime now{};
    std::int64_t replicas = 0;           // asked for now (.status of the scale), not the pods that happen to run
    std::int64_t requestMillicores = 0;  // per pod, above 0
    std::vector<PodView> pods;
    friend bool operator==(const HpaInput&, const HpaInput&) = default;
};

struct HpaDecision {
    std::int64_t replicas = 0;
    std::string what;    // "4 -> 7", "held at 20"
    std::string reason;  // "cpu 93% of request over target 70%: ceil(4 x 1.33) = 6"
    bool changed = false;
    friend bool operator==(const HpaDecision&, const HpaDecision&) = default;
};

// One autoscaler: its settings and what it remembers (recommendations for the stabilisation windows, changes for the
// rate policies). A regular value: the same inputs give the same decisions.
class HpaController {
public:
    HpaController(const Hpa& settings, const KubernetesFacts& facts);

    // From here on it looks after so many replicas; they count as what it recommended last
    // (recordInitialRecommendation), so nothing is scaled down before the window is over. Without it nothing was
    // recommended before.
    void begin(SimTime now, std::int64_t replicas) { m_recommendations.push_back({now, replicas}); }
    // To be called every `settings.sync`. The caller carries the decision out; the controller takes it as done.
    HpaDecision decide(const HpaInput& input);
    // The same on an external metric with an AverageValue: `total` of all replicas, `each` that one should have.
    HpaDecision decideOnTotal(SimTime now, std::int64_t replicas, std::int64_t total, std::int64_t each);
    const Hpa& settings() const { return m_settings; }

private:
    struct Change {
        SimTime at{};
        std::int64_t replicas = 0;
    };
    struct Advice {
        std::int64_t replicas = 0;
        std::string reason;
    };
    struct Groups {
        std::int64_t ready = 0, unready = 0, missing = 0;
        std::int64_t readyMillicores = 0;
    };

    Groups group(const HpaInput& input) const;
    bool countsAsUnready(const PodView& pod, SimTime now) const;
    bool withinTolerance(double ratio) const;
    Advice recommend(const HpaInput& input) const;
    Advice recommend(std::int64_t replicas, std::int64_t total, std::int64_t each) const;
    // What is in the way of a recommendation: the bounds, the windows, the policies.
    HpaDecision settle(Advice recommended, std::int64_t current, SimTime now);
    Advice stabilized(Advice advice, std::int64_t current, SimTime now);
    Advice limited(Advice advice, std::int64_t current, SimTime now) const;
    std::int64_t addedWithin(Duration period, SimTime now) const;
    std::int64_t removedWithin(Duration period, SimTime now) const;
    void remember(std::int64_t current, std::int64_t decided, SimTime now);

    Hpa m_settings;
    Duration m_cpuInitialization, m_initialReadiness, m_sampleWindow;
    double m_upShare, m_downShare;
    std::int64_t m_upPods;
    Duration m_upPeriod, m_downPeriod;
    std::vector<Change> m_recommendations;
    std::vector<Change> m_added;
    std::vector<Change> m_removed;
};

}  // namespace spillway
