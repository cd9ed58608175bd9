#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "topology/field.h"
#include "topology/scaling.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

namespace spillway {

// How the code is packed; images have a fatter cold-start tail.
enum class Package { zip, image };
constexpr auto names(Package) {
    return std::array<EnumName<Package>, 2>{{{Package::zip, "zip"}, {Package::image, "image"}}};
}

// Which idle instance takes the next request. It decides who gets old: under a steady load the first three let what is
// not needed expire, the last keeps every instance alive (references: SimFaaS, Mahmoudi & Khazaei 2021).
enum class IdlePick { most_recently_used, newest, oldest, random, least_recently_used };
constexpr auto names(IdlePick) {
    return std::array<EnumName<IdlePick>, 5>{{{IdlePick::most_recently_used, "most_recently_used"},
                                              {IdlePick::newest, "newest"},
                                              {IdlePick::oldest, "oldest"},
                                              {IdlePick::random, "random"},
                                              {IdlePick::least_recently_used, "least_recently_used"}}};
}

// A function on demand: one request per instance, cold starts, no queue for synchronous calls.
struct Function {
    Distribution work = Distribution::exponential(std::chrono::milliseconds{50});
    std::string runtime = "nodejs22";
    Package package = Package::zip;
    std::optional<ByteCount> memory;
    std::optional<Duration> timeout;
    std::optional<Distribution> init;
    std::optional<Duration> keepAlive;
    IdlePick idlePick = IdlePick::most_recently_used;
    std::optional<std::int64_t> reservedConcurrency;
    std::int64_t provisionedConcurrency = 0;
    bool snapStart = false;
    std::optional<Share> cpuShare;
    Scaling scaling;

    static constexpr auto fields() {
        return std::tuple{
            field("work", &Function::work, "Own work per request when warm. Default exponential(50ms)."),
            field("runtime", &Function::runtime,
                  "Runtime, which gives the cold start: nodejs22, python3.13, java21 ... Default nodejs22."),
            field("package", &Function::package, "zip or image. Default zip."),
            field("memory", &Function::memory,
                  "Memory, and with it CPU. Default: the platform's own; 128MiB on Lambda (resources/platforms)."),
            field("timeout", &Function::timeout,
                  "The platform stops a request after this. Default: the platform's own; 3s on Lambda "
                  "(resources/platforms)."),
            field("init", &Function::init, "Cold start. Default: measured for the runtime (resources/platforms)."),
            field("keep_alive", &Function::keepAlive,
                  "An idle instance lives this long. Default 6m (assumed; not documented by AWS)."),
            field("idle_pick", &Function::idlePick,
                  "Which idle instance takes the next request: most_recently_used (taken to be Lambda's), newest, "
                  "oldest, "
                  "random or least_recently_used. Default most_recently_used."),
            field("reserved_concurrency", &Function::reservedConcurrency,
                  "Guarantee and cap of concurrent requests. No default: the account limit."),
            field("provisioned_concurrency", &Function::provisionedConcurrency,
                  "Instances kept initialised. Default 0."),
            field("snap_start", &Function::snapStart,
                  "Lambda: INIT runs when a version is published, a cold start restores its snapshot. Default false."),
            field("cpu_share", &Function::cpuShare,
                  "Share of `work` that burns CPU, `work` being stated for one whole vCPU: with less than 1769MiB of "
                  "memory that share takes longer. No default: `work` is what it takes at this memory."),
            field("scaling", &Function::scaling,
                  "How platforms other than Lambda scale it. Default: the platform's own settings."),
        };
    }
    friend bool operator==(const Function&, const Function&) = default;
};

}  // namespace spillway
