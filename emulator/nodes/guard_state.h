#pragma once

#include "base/random.h"
#include "metrics/time_weighted.h"
#include "nodes/frame_line.h"
#include "nodes/model.h"
#include "nodes/rate_log_state.h"
#include "policies/active_retries.h"
#include "policies/circuit_breaker.h"
#include "policies/codel.h"
#include "policies/concurrency_limiter.h"
#include "policies/outlier_detector.h"
#include "policies/retry.h"
#include "policies/token_bucket.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

// What guards remember: those of a flow, of each of its callers, and of a server.
namespace spillway {

// What a flow's guard remembers of those who call: of all instances of the caller together, or of one of them.
struct CallerGuard {
    std::int64_t inside = 0;  // permissions of the bulkhead
    FrameLine waiting;        // for one
    std::optional<ActiveRetries> retries;
    // Of one instance alone: those of all lie in RareFlow.
    std::uint32_t instance = kNoInstance;
    std::optional<CircuitBreaker> breaker;
    std::optional<RetryBudget> budget;
    std::uint64_t attempts = 0;  // begun and not ended
    std::int64_t open = 0;       // of them, out
};

// What a flow's guard has to remember.
struct FlowGuard {
    enum Told : std::size_t { full, limited, late, retriesHeld, hedged, fellBack, pooled, unpooled };
    static constexpr std::size_t kTold = 8;
    struct Tally {
        std::uint64_t now = 0;
        std::uint64_t before = 0;  // until the running second
        RateLog log;
    };
    // The other copy of a call.
    struct Twin {
        std::uint64_t uid = 0;
        std::uint32_t index = kNoFrame;
        bool decided = false;  // it was answered first
    };
    // The connections of one instance of the caller: by its number, and what tells it from others that had it.
    using Holder = std::pair<std::uint32_t, std::uint64_t>;
    struct Pool {
        std::int64_t busy = 0;
        FrameLine waiting;
    };
    const GuardModel* model = nullptr;  // World::link()'s
    CallerGuard all;
    std::map<std::uint64_t, CallerGuard> each;       // by number: who comes in the place of one that is gone is another
    std::map<std::uint32_t, std::uint64_t> numbers;  // by instance of the caller, of those that are there
    std::map<std::uint64_t, std::uint64_t> makers;   // by uid of an attempt: the number of who makes it
    std::uint64_t lastNumber = 0;
    std::map<std::uint32_t, TokenBucket> buckets;  // by instance of the caller, or one for all
    std::optional<RetryBudget> hedgeBudget;
    std::map<std::uint64_t, Twin> twins;  // by uid, of calls with two copies
    std::array<Tally, kTold> told;
    std::uint64_t begun = 0;                    // calls that count for the hedges' budget
    std::map<Holder, Pool> pools;               // none that is idle
    std::map<std::uint64_t, Holder> borrowers;  // by uid, of calls that have a connection or wait for one
    TimeWeightedMean poolLine{};                // calls that wait for one
    std::uint64_t poolGrants = 0;               // calls that got one, or waited in vain
    std::uint64_t poolTimeouts = 0;
    Duration poolWaited{0};
};

// What a server's guard has to remember.
struct ServerGuard {
    enum Told : std::size_t { rateLimited, limited, shed, dropped };
    static constexpr std::size_t kTold = 4;
    struct Line {
        SimTime since{};           // it has not been empty
        bool newestFirst = false;  // and is linked so
        std::optional<Codel> codel;
    };
    // Limits of one instance's own.
    struct Door {
        std::optional<ConcurrencyLimiter> limiter;
        std::optional<TokenBucket> bucket;
    };
    const ServerGuardModel* model = nullptr;  // World::link()'s
    std::vector<Line> lines;                  // by instance, or one for all
    std::vector<Door> doors;                  // by instance, where a limit is of each
    std::optional<OutlierDetector> outlier;
    std::optional<ConcurrencyLimiter> limiter;
    std::optional<TokenBucket> bucket;
    RngStream stream;
    std::string lastHeld;
    std::array<FlowGuard::Tally, kTold> told;
};

}  // namespace spillway
