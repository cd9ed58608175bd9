#include "topology/excess.h"

#include "base/text.h"

namespace spillway {
namespace {

// A hundred of these can be added up.
constexpr Duration kLongest = std::chrono::hours{24 * 1000};
constexpr double kMostRate = 1e9;  // one a nanosecond
constexpr double kLeastRate = 1.0 / (1000 * 86'400);
constexpr double kMostNumber = 1e6;
constexpr std::int64_t kMostBytes = std::int64_t{1} << 50;
constexpr std::int64_t kMostMillicores = 1'000'000'000;

std::string tooMuch(std::string_view key, const std::string& most) {
    return '"' + std::string{key} + "\" must be at most " + most;
}

}  // namespace

std::string excessOf(std::string_view key, Duration value) {
    return value <= kLongest ? "" : tooMuch(key, toText(kLongest));
}

std::string excessOf(std::string_view key, Rate value) {
    if (value.perSecond() > kMostRate) return tooMuch(key, toText(Rate::perSecond(kMostRate)));
    if (value.perSecond() > 0 && value.perSecond() < kLeastRate)
        return '"' + std::string{key} + "\" must be 0/s or more than one in 1000d";
    return "";
}

std::string excessOf(std::string_view key, double value) {
    return value <= kMostNumber ? "" : tooMuch(key, toText(kMostNumber));
}

std::string excessOf(std::string_view key, ByteCount value) {
    return value.bytes <= kMostBytes ? "" : tooMuch(key, toText(ByteCount{kMostBytes}));
}

std::string excessOf(std::string_view key, Cpu value) {
    return value.millicores <= kMostMillicores ? "" : tooMuch(key, toText(Cpu{kMostMillicores}));
}

std::string excessOf(std::string_view key, const Distribution& value) {
    const std::string first = excessOf(key, value.first);
    const std::string second = first.empty() ? excessOf(key, value.second) : first;
    return second.empty() ? excessOf(key, value.parameter) : second;
}

std::string excessOf(std::string_view key, const Backoff& value) {
    const std::string base = excessOf(key, std::max(value.base, value.cap));
    return base.empty() ? excessOf(key, value.factor) : base;
}

std::string excessOf(std::string_view key, const BreakerWindow& value) {
    return value.time ? excessOf(key, *value.time) : "";
}

}  // namespace spillway
