#pragma once

#include "base/units.h"
#include "topology/field.h"
#include "topology/scaling/auto_scaling_group.h"
#include "topology/scaling/azure_functions.h"
#include "topology/scaling/cloud_run.h"
#include "topology/scaling/cluster_nodes.h"
#include "topology/scaling/code_engine.h"
#include "topology/scaling/keda.h"
#include "topology/scaling/knative.h"
#include "topology/scaling/openwhisk.h"

#include <cstdint>
#include <optional>
#include <tuple>

// How the number of instances follows the load, as the user states it. The algorithms live in platforms/.
namespace spillway {

// Kubernetes HorizontalPodAutoscaler v2 on CPU utilisation of the request, with its own defaults (platform-facts 6.1).
struct Hpa {
    std::int64_t min = 1;
    std::int64_t max = 10;
    Share cpu = Share::percent(80);
    Duration sync = std::chrono::seconds{15};
    Share tolerance = Share::percent(10);
    Duration scaleDownStabilization = std::chrono::seconds{300};
    Duration scaleUpStabilization{0};

    static constexpr auto fields() {
        return std::tuple{
            field("min", &Hpa::min, "Fewest replicas. Default 1."),
            field("max", &Hpa::max, "Most replicas. Default 10."),
            field("cpu", &Hpa::cpu, "Target mean CPU utilisation of the request. Default 80%."),
            field("sync", &Hpa::sync, "Time between decisions (--horizontal-pod-autoscaler-sync-period). Default 15s."),
            field("tolerance", &Hpa::tolerance, "No change while the ratio is this close to 1. Default 10%."),
            field("scale_down_stabilization", &Hpa::scaleDownStabilization,
                  "Uses the highest recommendation of this long. Default 5m."),
            field("scale_up_stabilization", &Hpa::scaleUpStabilization,
                  "Uses the lowest recommendation of this long. Default 0s."),
        };
    }
    friend bool operator==(const Hpa&, const Hpa&) = default;
};

// One entry a platform: a node that moves keeps what it says about each, and only its own platform's counts.
struct Scaling {
    std::optional<Hpa> hpa;
    std::optional<Keda> keda;
    std::optional<ClusterNodes> nodes;
    std::optional<KnativeScaling> knative;
    std::optional<CloudRunScaling> cloudRun;
    std::optional<AzureScaling> azureFunctions;
    std::optional<CodeEngineScaling> codeEngine;
    std::optional<OpenWhiskScaling> openwhisk;
    std::optional<AutoScalingGroup> vm;

    static constexpr auto fields() {
        return std::tuple{
            field("hpa", &Scaling::hpa, "Kubernetes: HorizontalPodAutoscaler on CPU."),
            field("keda", &Scaling::keda, "Kubernetes: KEDA on the backlog of the queues that feed it."),
            field("nodes", &Scaling::nodes, "Kubernetes: the machines that its pods need. No default: there is room."),
            field("knative", &Scaling::knative, "Knative: its autoscaler. Default: Knative's own settings."),
            field("cloud_run", &Scaling::cloudRun, "Cloud Run. Default: its own settings."),
            field("azure_functions", &Scaling::azureFunctions, "Azure Functions. Default: the Consumption plan."),
            field("code_engine", &Scaling::codeEngine, "Code Engine. Default: its own settings."),
            field("openwhisk", &Scaling::openwhisk, "OpenWhisk. Default: its own limits."),
            field("vm", &Scaling::vm, "Virtual machines: a group that follows its CPU. No default: fixed."),
        };
    }
    friend bool operator==(const Scaling&, const Scaling&) = default;
};

// What one instance asks of its machine. CPU is the request (HPA's 100 %); the limit, when stated, caps it.
struct Resources {
    std::optional<Cpu> cpu;
    std::optional<ByteCount> memory;
    std::optional<Cpu> cpuLimit;
    std::optional<ByteCount> memoryLimit;

    static constexpr auto fields() {
        return std::tuple{
            field("cpu", &Resources::cpu, "CPU request per instance: 500m or 2."),
            field("memory", &Resources::memory, "Memory request per instance: 256MiB."),
            field("cpu_limit", &Resources::cpuLimit, "CPU limit per instance. No default: unlimited."),
            field("memory_limit", &Resources::memoryLimit,
                  "Memory limit per instance. Default: the request, when exported."),
        };
    }
    friend bool operator==(const Resources&, const Resources&) = default;
};

}  // namespace spillway
