#include "topology/range_check.h"

#include <algorithm>
#include <array>

namespace spillway {
namespace {

struct KeyRange {
    std::string_view key;
    CountRange range;
};

constexpr std::int64_t kMillion = 1'000'000;
constexpr std::int64_t kUnlimited = std::numeric_limits<std::int64_t>::max();
constexpr std::array<KeyRange, 46> kCountRanges{{
    {"active_least", {0, kMillion}},
    {"code", {400, 599}},
    {"limit", {1, kMillion}},
    {"size", {1, kMillion}},
    {"entries", {1, kMillion * 1000}},
    {"objects", {1, kMillion}},
    {"connections", {1, kMillion}},
    {"invokers", {1, kMillion}},
    {"threshold", {1, kMillion}},
    {"pods_per_node", {1, kMillion}},
    {"activation_scale", {1, kMillion}},
    {"max_concurrency", {1, kMillion}},
    {"order", {0, kMillion}},
    {"queue_limit", {0, kUnlimited}},
    {"provisioned_concurrency", {0, kMillion}},
    {"reserved_concurrency", {0, kMillion}},
    {"replicas", {1, kMillion}},
    {"min", {1, kMillion}},
    {"max", {1, kMillion}},
    {"concurrency", {1, kMillion}},
    {"pool", {1, kMillion}},
    {"count", {1, kMillion}},
    {"users", {1, kMillion}},
    {"attempts", {1, 1000}},
    {"batch", {1, kMillion}},
    {"port", {1, 65535}},
    {"shards", {1, 10'000}},
    {"keys", {0, kMillion}},
    {"parallelization", {1, 10}},
    {"retries", {0, 10'000}},
    {"groups", {1, kMillion}},
    {"prefetch", {0, kMillion}},
    {"messaging_units", {1, 64}},
    {"partitions", {1, 10'000}},
    {"most", {1, kMillion}},
    {"per_instance", {1, kMillion}},
    {"subrequests", {0, kMillion}},
    {"locations", {1, 1000}},
    {"min_scale", {0, kMillion}},
    {"initial_scale", {0, kMillion}},  // Knative: where the cluster allows it (allow-zero-initial-scale)
    {"max_scale", {0, kMillion}},
    {"min_instances", {0, kMillion}},
    {"min_replica_count", {0, kMillion}},
    {"always_ready", {0, kMillion}},
    {"activation_threshold", {0, kMillion}},
    {"target_burst_capacity", {-1, kMillion}},
}};

constexpr std::array<std::string_view, 19> kZeroTimes{"max_ejection_time_jitter",
                                                      "pre_stop",
                                                      "lock_renewal",
                                                      "max_wait",
                                                      "window",
                                                      "scale_down_delay",
                                                      "pod_retention",
                                                      "cooldown_period",
                                                      "warmup",
                                                      "queue_timeout",
                                                      "latency",
                                                      "latency_back",
                                                      "delay",
                                                      "offset",
                                                      "scale_down_stabilization",
                                                      "at",
                                                      "keep_alive",
                                                      "add",
                                                      "scale_up_stabilization"};

std::string mustBeAboveZero(std::string_view key) { return '"' + std::string{key} + "\" must be above zero"; }

}  // namespace

CountRange countRange(std::string_view key) {
    const auto found = std::ranges::find(kCountRanges, key, &KeyRange::key);
    return found == kCountRanges.end() ? CountRange{} : found->range;
}

bool mayBeZero(std::string_view key) { return std::ranges::find(kZeroTimes, key) != kZeroTimes.end(); }

std::string rangeProblem(std::string_view key, std::int64_t value) {
    const CountRange range = countRange(key);
    if (value >= range.least && value <= range.most) return {};
    std::string text = '"' + std::string{key} + "\" must be at least " + toText(range.least);
    if (range.most != kUnlimited) text += " and at most " + toText(range.most);
    return text + ", not " + toText(value);
}

std::string rangeProblem(std::string_view key, Duration value) {
    if (value.count() < 0) return '"' + std::string{key} + "\" must not be negative";
    if (value.count() == 0 && !mayBeZero(key)) return mustBeAboveZero(key);
    return {};
}

std::string rangeProblem(std::string_view key, Rate value) {
    return value.perSecond() > 0 ? std::string{} : mustBeAboveZero(key);
}

std::string rangeProblem(std::string_view key, double value) {
    return value >= 0 ? std::string{} : '"' + std::string{key} + "\" must not be negative";
}

std::string rangeProblem(std::string_view key, Cpu value) {
    return value.millicores > 0 ? std::string{} : mustBeAboveZero(key);
}

std::string rangeProblem(std::string_view key, ByteCount value) {
    return value.bytes > 0 ? std::string{} : mustBeAboveZero(key);
}

std::string rangeProblem(std::string_view key, const Backoff& value) {
    if (!(value.factor >= 1)) return "the factor of \"" + std::string{key} + "\" must be at least 1";
    if (value.cap < value.base) return "the cap of \"" + std::string{key} + "\" is below its first wait";
    return {};
}

std::string rangeProblem(std::string_view key, const BreakerWindow& value) {
    if (value.time ? value.time->count() <= 0 : value.calls < 1) return mustBeAboveZero(key);
    return {};
}

}  // namespace spillway
