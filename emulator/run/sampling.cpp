#include "run/sampling.h"

#include "run/partition.h"
#include "run/plan.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

namespace spillway {
namespace {

constexpr double kRequestsWanted = 5'000;
constexpr double kSpansWanted = 50'000;
constexpr double kLeastTurn = 0.1;  // seconds: of users who think for less and whose response times nobody knows yet

// How many requests a stated rate is in the first `seconds`.
double requestsIn(const RateProfile& profile, double seconds) {
    if (profile.points.empty()) return 0;
    const auto at = [&](const RatePoint& point) { return std::min(seconds, toSeconds(point.at)); };
    double sum = profile.points.front().rate.perSecond() * at(profile.points.front());
    for (std::size_t i = 1; i < profile.points.size(); ++i) {
        const RatePoint &before = profile.points[i - 1], &after = profile.points[i];
        const double whole = toSeconds(after.at) - toSeconds(before.at), passed = at(after) - at(before);
        if (passed <= 0) continue;
        const double rise = (after.rate.perSecond() - before.rate.perSecond()) * passed / whole;
        sum += passed * (before.rate.perSecond() + rise / 2);
    }
    return sum + profile.points.back().rate.perSecond() * (seconds - at(profile.points.back()));
}

double expectedRequests(const RunPlan& plan, double seconds) {
    double sum = 0;
    for (const Load& load : plan.scenario.load) {
        const double turn = std::max(kLeastTurn, meanSeconds(load.think));
        sum += load.users ? static_cast<double>(*load.users) * seconds / turn : requestsIn(load.rate, seconds);
    }
    for (const SourceModel& source : plan.model.sources) {
        const bool byItself = source.way == SourceModel::Way::schedule || source.way == SourceModel::Way::devices;
        if (byItself) sum += static_cast<double>(source.count) * seconds / std::max(1e-3, toSeconds(source.every));
    }
    return sum;
}

double spansPerRequest(const Model& model) {
    const std::vector<double> rates = expectedRates(model);
    double sent = 0;
    for (std::size_t i = 0; i < rates.size(); ++i)
        if (model.nodes[i].behavior == Behavior::source) sent += rates[i];
    return sent > 0 ? std::accumulate(rates.begin(), rates.end(), 0.0) / sent : 1;
}

}  // namespace

std::uint32_t traceEveryFor(const RunPlan& plan, std::optional<Duration> until) {
    const Duration lasting = std::min(plan.scenario.duration, until.value_or(plan.scenario.duration));
    const double requests = expectedRequests(plan, toSeconds(lasting));
    const double every = std::max(requests / kRequestsWanted, requests * spansPerRequest(plan.model) / kSpansWanted);
    // A power of two, which a run need not divide by.
    constexpr std::uint32_t kMost = RunOptions{}.traceEvery;
    return std::min(kMost, std::bit_ceil(static_cast<std::uint32_t>(std::clamp(std::ceil(every), 1.0, double{kMost}))));
}

}  // namespace spillway
