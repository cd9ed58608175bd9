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

    static constexpr auto fields() {
        return std::tuple{
            field("concurrent", &Bulkhead::concurrent, "Calls at once. Default 25 (Resilience4j)."),
            field("max_wait", &Bulkhead::maxWait,
                  "How long a call waits for a permission before it is refused. Default 0s (Resilience4j)."),
        };
    }
    friend bool operator==(const Bulkhead&, const Bulkhead&) = default;
};

// A token bucket.
struct RateLimit {
    Rate rate = Rate::perSecond(100);
    std::int64_t burst = 1;

    static constexpr auto fields() {
        return std::tuple{
            field("rate", &RateLimit::rate, "Admitted in the long run; more is refused with 429. Default 100/s."),
            field("burst", &RateLimit::burst, "Size of the token bucket. Default 1."),
        };
    }
    friend bool operator==(const RateLimit&, const RateLimit&) = default;
};

// Dean and Barroso, "The Tail at Scale" (2013): a second copy after a while, the first answer counts.
struct Hedge {
    std::optional<Duration> after;
    Share budget = Share::percent(5);

    static constexpr auto fields() {
        return std::tuple{
            field("after", &Hedge::after,
                  "A copy is sent when there is no answer by then. Default: the 95th percentile so far, from 100 "
                  "answers on."),
            field("budget", &Hedge::budget, "Copies allowed as a share of calls over the last 10 s. Default 5%."),
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

// Envoy's outlier detection by consecutive 5xx, with its defaults (platform-facts 11).
struct OutlierDetection {
    std::int64_t consecutive = 5;
    Duration interval = std::chrono::seconds{10};
    Duration baseEjection = std::chrono::seconds{30};
    Duration maxEjection = std::chrono::seconds{300};
    Share maxEjected = Share::percent(10);
    bool alwaysOne = false;

    static constexpr auto fields() {
        return std::tuple{
            field("consecutive_5xx", &OutlierDetection::consecutive,
                  "Failures in a row that eject an instance. Default 5 (Envoy)."),
            field("interval", &OutlierDetection::interval, "How often it is looked who may come back. Default 10s."),
            field("base_ejection", &OutlierDetection::baseEjection,
                  "An instance stays out for this, times how often it was ejected. Default 30s."),
            field("max_ejection", &OutlierDetection::maxEjection, "But no longer than this. Default 5m."),
            field("max_ejected", &OutlierDetection::maxEjected,
                  "Share of the instances that may be out at once. Default 10% (Envoy): of fewer than ten, none."),
            field("always_one", &OutlierDetection::alwaysOne,
                  "One may be out however few there are (always_eject_one_host). Default false."),
        };
    }
    friend bool operator==(const OutlierDetection&, const OutlierDetection&) = default;
};

// Netflix concurrency-limits (platform-facts 11).
enum class LimitAlgorithm { gradient2, vegas, aimd };
constexpr auto names(LimitAlgorithm) {
    using enum LimitAlgorithm;
    return std::array<EnumName<LimitAlgorithm>, 3>{{{gradient2, "gradient2"}, {vegas, "vegas"}, {aimd, "aimd"}}};
}
struct ConcurrencyLimit {
    LimitAlgorithm algorithm = LimitAlgorithm::gradient2;
    std::int64_t initial = 20;
    std::optional<std::int64_t> least;
    std::optional<std::int64_t> most;

    static constexpr auto fields() {
        return std::tuple{
            field("algorithm", &ConcurrencyLimit::algorithm,
                  "How the limit follows the response times: gradient2, vegas or aimd. Default gradient2."),
            field("initial", &ConcurrencyLimit::initial, "Requests at once to begin with. Default 20 (Netflix)."),
            field("least", &ConcurrencyLimit::least, "Never fewer. Default 20 (vegas: 1)."),
            field("most", &ConcurrencyLimit::most, "Never more. Default 200 (vegas: 1000)."),
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
