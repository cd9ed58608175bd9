#pragma once

#include "base/units.h"
#include "topology/field.h"

#include <array>
#include <cstdint>
#include <optional>
#include <tuple>

// What else protects a flow or a server, as the user states it, with the defaults of the libraries they come from. The
// algorithms live in policies/, and nodes/flow_guard.h and nodes/server_guard.h put them to work.
namespace spillway {

// Resilience4j's semaphore bulkhead.
struct Bulkhead {
    std::int64_t concurrent = 25;
    Duration maxWait{0};
    bool perInstance = false;

    static constexpr auto fields() {
        return std::tuple{
            field("concurrent", &Bulkhead::concurrent, "Calls at once. Default 25 (Resilience4j)."),
            field("max_wait", &Bulkhead::maxWait,
                  "How long a call waits for a permission before it is refused. Default 0s (Resilience4j)."),
            field(
                "per_instance", &Bulkhead::perInstance,
                "Each instance of the caller has so many permissions, as a library has it. Default false: all of them "
                "together."),
        };
    }
    friend bool operator==(const Bulkhead&, const Bulkhead&) = default;
};

// The connections that an instance of the caller has to the target, as HikariCP holds them.
struct ConnectionPool {
    std::int64_t size = 10;
    Duration timeout = std::chrono::seconds{30};

    static constexpr auto fields() {
        return std::tuple{
            field("size", &ConnectionPool::size,
                  "Connections of each instance of the caller; a call has one until it is answered. Default 10 "
                  "(HikariCP's maximumPoolSize)."),
            field("timeout", &ConnectionPool::timeout,
                  "How long a call waits in line for a connection before it fails. Default 30s (HikariCP's "
                  "connectionTimeout)."),
        };
    }
    friend bool operator==(const ConnectionPool&, const ConnectionPool&) = default;
};

// A token bucket.
struct RateLimit {
    Rate rate = Rate::perSecond(100);
    std::int64_t burst = 1;
    bool perInstance = false;

    static constexpr auto fields() {
        return std::tuple{
            field("rate", &RateLimit::rate, "Admitted in the long run; more is refused with 429. Default 100/s."),
            field("burst", &RateLimit::burst, "Size of the token bucket. Default 1."),
            field(
                "per_instance", &RateLimit::perInstance,
                "Each instance has a bucket of its own, as a library or a sidecar has it (of a flow: each instance of "
                "the caller). Default false: one for all."),
        };
    }
    friend bool operator==(const RateLimit&, const RateLimit&) = default;
};

// Dean and Barroso, "The Tail at Scale" (2013): a second copy after a while, the first answer counts.
struct Hedge {
    std::optional<Duration> after;
    Share budget = Share::percent(5);
    bool cancel = true;

    static constexpr auto fields() {
        return std::tuple{
            field("after", &Hedge::after,
                  "A copy is sent when there is no answer by then. Default: the 95th percentile so far, from 100 "
                  "answers on."),
            field("budget", &Hedge::budget, "Copies allowed as a share of calls over the last 10 s. Default 5%."),
            field("cancel", &Hedge::cancel,
                  "The copy that loses is told to stop and frees its place, as gRPC and Envoy do; what cannot be told, "
                  "such as a function, goes on. Default true."),
        };
    }
    friend bool operator==(const Hedge&, const Hedge&) = default;
};

// A failed call is answered from elsewhere: a default, something stale.
struct Fallback {
    Share covers = Share::percent(100);

    static constexpr auto fields() {
        return std::tuple{
            field("covers", &Fallback::covers,
                  "Share of failed calls that it can answer; the visit goes on, degraded. Default 100%."),
        };
    }
    friend bool operator==(const Fallback&, const Fallback&) = default;
};

// How much a request matters (Beyer and others, Site Reliability Engineering, chapter 21).
enum class Criticality { critical, normal, sheddable };
constexpr auto names(Criticality) {
    using enum Criticality;
    return std::array<EnumName<Criticality>, 3>{{{critical, "critical"}, {normal, "normal"}, {sheddable, "sheddable"}}};
}

// Envoy's outlier detection with its defaults and its names: by consecutive 5xx, by a success rate far below the
// others' (both enforced unless told otherwise), by a percentage of failures (not enforced unless told).
struct OutlierDetection {
    std::int64_t consecutive = 5;
    Duration interval = std::chrono::seconds{10};
    Duration baseEjection = std::chrono::seconds{30};
    Duration maxEjection = std::chrono::seconds{300};
    Share maxEjected = Share::percent(10);
    bool alwaysOne = false;
    Share enforcingConsecutive = Share::percent(100);
    std::int64_t successRateHosts = 5;
    std::int64_t successRateVolume = 100;
    std::int64_t successRateStdev = 1900;
    Share enforcingSuccessRate = Share::percent(100);
    Share failureThreshold = Share::percent(85);
    std::int64_t failureHosts = 5;
    std::int64_t failureVolume = 50;
    Share enforcingFailure = Share::percent(0);
    std::int64_t consecutiveGateway = 5;
    Share enforcingGateway = Share::percent(0);
    Duration ejectionJitter{0};

    static constexpr auto fields() {
        return std::tuple{
            field("consecutive_5xx", &OutlierDetection::consecutive,
                  "Failures in a row that eject an instance. Default 5 (Envoy)."),
            field("interval", &OutlierDetection::interval,
                  "How often it is looked who may come back, and who stands out. Default 10s."),
            field("base_ejection", &OutlierDetection::baseEjection,
                  "An instance stays out for this, times how often it was ejected. Default 30s."),
            field("max_ejection", &OutlierDetection::maxEjection, "But no longer than this. Default 5m."),
            field("max_ejected", &OutlierDetection::maxEjected,
                  "Share of the instances that may be out at once. Default 10% (Envoy): of fewer than ten, none."),
            field("always_one", &OutlierDetection::alwaysOne,
                  "One may be out however few there are (always_eject_one_host). Default false."),
            field("enforcing_consecutive_5xx", &OutlierDetection::enforcingConsecutive,
                  "Chance that failures in a row really eject. Default 100%."),
            field("success_rate_minimum_hosts", &OutlierDetection::successRateHosts,
                  "Instances with enough requests that it takes to compare their success rates. Default 5."),
            field("success_rate_request_volume", &OutlierDetection::successRateVolume,
                  "Requests within an interval that make an instance count for that. Default 100."),
            field("success_rate_stdev_factor", &OutlierDetection::successRateStdev,
                  "Ejects below the mean success rate less so many thousandths of a standard deviation. Default 1900."),
            field("enforcing_success_rate", &OutlierDetection::enforcingSuccessRate,
                  "Chance that such a success rate really ejects. Default 100%."),
            field("failure_percentage_threshold", &OutlierDetection::failureThreshold,
                  "Failures within an interval that eject, if that is enforced. Default 85%."),
            field("failure_percentage_minimum_hosts", &OutlierDetection::failureHosts,
                  "Instances with enough requests that it takes for that. Default 5."),
            field("failure_percentage_request_volume", &OutlierDetection::failureVolume,
                  "Requests within an interval that make an instance count for that. Default 50."),
            field("enforcing_failure_percentage", &OutlierDetection::enforcingFailure,
                  "Chance that such a percentage really ejects. Default 0% (Envoy): never."),
            field("consecutive_gateway_failure", &OutlierDetection::consecutiveGateway,
                  "Gateway failures in a row (502, 503, 504: no answer in time, refused, gone) that eject, if that is "
                  "enforced. Default 5."),
            field("enforcing_consecutive_gateway_failure", &OutlierDetection::enforcingGateway,
                  "Chance that gateway failures in a row really eject. Default 0% (Envoy): never."),
            field("max_ejection_time_jitter", &OutlierDetection::ejectionJitter,
                  "Up to this is added to the time that an instance stays out. Default 0s."),
        };
    }
    friend bool operator==(const OutlierDetection&, const OutlierDetection&) = default;
};

// Netflix concurrency-limits (platform-facts 11) and the gradient controller of Envoy's adaptive concurrency filter.
enum class LimitAlgorithm { gradient2, vegas, aimd, envoy };
constexpr auto names(LimitAlgorithm) {
    using enum LimitAlgorithm;
    return std::array<EnumName<LimitAlgorithm>, 4>{
        {{gradient2, "gradient2"}, {vegas, "vegas"}, {aimd, "aimd"}, {envoy, "envoy"}}};
}
struct ConcurrencyLimit {
    LimitAlgorithm algorithm = LimitAlgorithm::gradient2;
    std::int64_t initial = 20;
    std::optional<std::int64_t> least;
    std::optional<std::int64_t> most;
    bool perInstance = false;
    Duration update = std::chrono::milliseconds{100};
    Duration minRttInterval = std::chrono::seconds{60};

    static constexpr auto fields() {
        return std::tuple{
            field("algorithm", &ConcurrencyLimit::algorithm,
                  "How the limit follows the response times: gradient2, vegas, aimd (Netflix) or envoy. Default "
                  "gradient2."),
            field("initial", &ConcurrencyLimit::initial,
                  "Requests at once to begin with. Default 20 (Netflix); envoy begins with `least`."),
            field("least", &ConcurrencyLimit::least, "Never fewer. Default 20 (vegas: 1, envoy: 3)."),
            field("most", &ConcurrencyLimit::most, "Never more. Default 200 (vegas and envoy: 1000)."),
            field("per_instance", &ConcurrencyLimit::perInstance,
                  "Each instance learns a limit of its own, as a library or a sidecar does. Default false: one for "
                  "all."),
            field("concurrency_update_interval", &ConcurrencyLimit::update,
                  "envoy: how often the limit follows the times of the requests since. Default 100ms (its guide)."),
            field(
                "min_rtt_interval", &ConcurrencyLimit::minRttInterval,
                "envoy: how often the time without load is measured again, with no more than `least` at once. Default "
                "60s (its guide)."),
        };
    }
    friend bool operator==(const ConcurrencyLimit&, const ConcurrencyLimit&) = default;
};

enum class LineOrder { fifo, lifo, adaptive_lifo };
constexpr auto names(LineOrder) {
    using enum LineOrder;
    return std::array<EnumName<LineOrder>, 3>{{{fifo, "fifo"}, {lifo, "lifo"}, {adaptive_lifo, "adaptive_lifo"}}};
}
// Nichols and Jacobson, RFC 8289.
struct CodelSettings {
    Duration target = std::chrono::milliseconds{5};
    Duration interval = std::chrono::milliseconds{100};

    static constexpr auto fields() {
        return std::tuple{
            field("target", &CodelSettings::target, "A wait that is fine. Default 5ms (RFC 8289)."),
            field("interval", &CodelSettings::interval,
                  "When every wait of this long was above the target, requests are dropped. Default 100ms."),
        };
    }
    friend bool operator==(const CodelSettings&, const CodelSettings&) = default;
};
struct Line {
    LineOrder order = LineOrder::fifo;
    std::optional<CodelSettings> codel;

    static constexpr auto fields() {
        return std::tuple{
            field("order", &Line::order,
                  "Who is served first: fifo, lifo, or adaptive_lifo (the newest while it has not been empty for "
                  "100ms). Default fifo."),
            field("codel", &Line::codel, "Drops who has waited when the line does not get shorter."),
        };
    }
    friend bool operator==(const Line&, const Line&) = default;
};

// Refuses the less important while the line fills up.
struct Shedding {
    Share from = Share::percent(50);

    static constexpr auto fields() {
        return std::tuple{
            field("from", &Shedding::from,
                  "Sheddable requests are refused when the line is this full, normal ones when it is half way from "
                  "there to full, critical ones when it is full. Default 50%."),
        };
    }
    friend bool operator==(const Shedding&, const Shedding&) = default;
};

}  // namespace spillway
