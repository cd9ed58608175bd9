#pragma once

#include "platforms/facts.h"
#include "platforms/pool_scaler.h"
#include "platforms/start_path.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace spillway {

// How a platform that runs instances with slots starts, admits and scales one program: everything a run needs of it.
struct PoolRules {
    // An instance that nobody asked for a while sleeps, and takes this to come back.
    struct Pause {
        Duration after{0};
        Distribution resume;
    };
    // The time that is paid for: that of instances while they have requests in them, or that of each request.
    struct Billing {
        enum class Of : std::uint8_t {
            activation,  // each time that an instance becomes active counts by itself
            instance,    // what begins within the time that was rounded up to goes on in it
            request,
        };
        Duration least{0};
        Duration step{0};        // rounded up to it
        std::int64_t ready = 0;  // instances that are always there, at a rate of their own: those that are used first
        Of of = Of::activation;
    };
    enum class Refusal : std::uint8_t { refused, throttled };  // 503, 429
    std::int64_t concurrency = 1;                              // requests an instance works on at once
    std::int64_t initial = 1;                                  // instances at the start
    std::int64_t fill = 0;          // an instance gets so many before the next gets one; 0: who has the least gets it
    bool holds = false;             // requests wait although no instance is ready, and wake the scaler
    std::int64_t lineLimit = 1000;  // requests that may wait, where the scaler does not say (lineLimitOf)
    Refusal overflow = Refusal::refused;
    std::optional<Duration> lineWait;  // waits no longer than this
    Refusal late = Refusal::refused;
    std::optional<Duration> visitLimit;    // the platform's own limit of a request
    std::optional<Duration> cpuTime;       // that a request may burn
    std::optional<Distribution> overhead;  // on top of a request's own work
    std::int64_t connections = 0;          // calls that a request may have out at once; 0: any number
    std::int64_t subrequests = 0;          // calls that a request may make in all; 0: any number
    std::optional<Pause> pause;
    std::optional<Billing> billing;
    StartPath startup;
    std::optional<Cpu> cpu;  // of an instance: executed when the program says what it burns
    PoolScaler scaler;
    std::vector<std::pair<std::string, std::string>> assumed;  // field, sentence
};

}  // namespace spillway
