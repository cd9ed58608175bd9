#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "topology/field.h"
#include "topology/kinds/rollout.h"
#include "topology/kinds/tars_server.h"
#include "topology/protection.h"
#include "topology/scaling.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

namespace spillway {

// How requests find an instance.
enum class Balancing {
    shared,          // one line for all instances: whoever is free takes the next (a proxy that waits for one)
    round_robin,     // each in turn, whether free or not
    random,          // any, whether free or not (kube-proxy, a connection a request)
    per_connection,  // all requests of a connection to the instance that it was made to (HTTP/2, gRPC)
    least_request,   // the least active of `choices` drawn at random (Envoy)
    ring_hash,       // by the request, each a key of its own (Envoy)
};
constexpr auto names(Balancing) {
    using enum Balancing;
    return std::array<EnumName<Balancing>, 6>{{{shared, "shared"},
                                               {round_robin, "round_robin"},
                                               {random, "random"},
                                               {per_connection, "per_connection"},
                                               {least_request, "least_request"},
                                               {ring_hash, "ring_hash"}}};
}

// A long-running program: replicas with slots, a bounded queue, calls that hold the slot.
struct Service {
    Distribution work = Distribution::exponential(std::chrono::milliseconds{10});
    std::optional<Distribution> startup;
    std::int64_t concurrency = 16;
    std::int64_t queueLimit = 1000;
    std::int64_t replicas = 1;
    Resources resources;
    Scaling scaling;
    std::optional<Share> cpuShare;
    Duration preStop{0};
    Balancing balancing = Balancing::shared;
    std::optional<std::int64_t> connections;
    std::int64_t choices = 2;
    std::optional<OutlierDetection> outlier;
    Line line;
    std::optional<ConcurrencyLimit> concurrencyLimit;
    std::optional<RateLimit> rateLimit;
    std::optional<Shedding> shedding;
    std::optional<Rollout> rollout;
    std::optional<TarsServer> tars;
    std::string image;
    std::optional<std::int64_t> port;

    static constexpr auto fields() {
        return std::tuple{
            field("work", &Service::work, "Own work per request, beside its calls. Default exponential(10ms)."),
            field(
                "startup", &Service::startup,
                "Time from the decision to a ready instance. Default: the platform's own steps (resources/platforms)."),
            field("concurrency", &Service::concurrency, "Requests that one instance works on at once. Default 16."),
            field("queue_limit", &Service::queueLimit,
                  "Requests that may wait per node before it refuses more. Default 1000."),
            field("replicas", &Service::replicas,
                  "Instances at the start, and always when nothing scales them. Default 1."),
            field("resources", &Service::resources, "What one instance asks of its machine."),
            field("scaling", &Service::scaling, "How the number of instances follows the load. No default: fixed."),
            field("cpu_share", &Service::cpuShare,
                  "Share of `work` that burns CPU rather than waits. Default 100% for the autoscaler; a CPU limit is "
                  "executed "
                  "only when it is stated, else `work` is what it takes under the limit."),
            field("pre_stop", &Service::preStop,
                  "An instance that is taken away goes on serving for this long before it is told to stop. Default 0s: "
                  "until every proxy knows, 1 to 3 s, some requests reach one that has stopped."),
            field("balancing", &Service::balancing,
                  "shared, round_robin, random (kube-proxy), per_connection (gRPC through it), least_request or "
                  "ring_hash (Envoy). Default shared: one line for all instances."),
            field("connections", &Service::connections,
                  "Long-lived connections of all callers together, for per_connection. Default 1."),
            field("choices", &Service::choices,
                  "Instances drawn by least_request, of which the least active gets the request. Default 2 (Envoy)."),
            field("outlier_detection", &Service::outlier,
                  "Takes instances out for a while that fail again and again (Envoy). No default: none."),
            field("line", &Service::line, "Who of those that wait is served first, and who is dropped."),
            field("concurrency_limit", &Service::concurrencyLimit,
                  "Requests inside at once, learned from how long they take; more is refused with 503. No default: "
                  "none."),
            field("rate_limit", &Service::rateLimit, "Requests admitted a second. No default: all."),
            field("shedding", &Service::shedding,
                  "Refuses what matters less while its line fills up. No default: all are equal."),
            field("rollout", &Service::rollout,
                  "A new version that replaces the pods during the run (Kubernetes). No default: none."),
            field("tars", &Service::tars, "TARS: queue and sets of the server. Default: its own settings."),
            field("image", &Service::image, "Container image, for the exported manifests."),
            field("port", &Service::port, "Port it listens on. Default 8080, when exported."),
        };
    }
    friend bool operator==(const Service&, const Service&) = default;
};

}  // namespace spillway
