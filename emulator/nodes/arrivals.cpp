#include "nodes/arrivals.h"

#include <algorithm>
#include <cmath>

namespace spillway {
namespace {

// A stretch over which the rate changes linearly; without an end it is held.
struct Segment {
    double startSeconds = 0;
    std::optional<double> endSeconds;
    double startRate = 0;
    double endRate = 0;

    double rateAt(double seconds) const {
        if (!endSeconds || *endSeconds <= startSeconds) return startRate;
        return startRate + (endRate - startRate) * (seconds - startSeconds) / (*endSeconds - startSeconds);
    }
};

Segment segmentAt(const RateProfile& profile, double seconds) {
    const auto& points = profile.points;
    if (points.empty()) return {seconds, std::nullopt, 0, 0};
    std::size_t after = 0;
    while (after < points.size() && toSeconds(points[after].at) <= seconds) ++after;
    if (after == points.size()) {
        const double held = points.back().rate.perSecond();
        return {seconds, std::nullopt, held, held};
    }
    const double end = toSeconds(points[after].at);
    const double endRate = points[after].rate.perSecond();
    if (after == 0) return {0, end, endRate, endRate};
    return {toSeconds(points[after - 1].at), end, points[after - 1].rate.perSecond(), endRate};
}

std::optional<double> nextPoisson(const ArrivalProcess& process, double seconds, RngStream& stream) {
    for (;;) {
        const Segment segment = segmentAt(process.profile, seconds);
        const double greatest = std::max(segment.startRate, segment.endRate) * process.factor;
        if (greatest <= 0) {
            if (!segment.endSeconds) return std::nullopt;
            seconds = *segment.endSeconds;
            continue;
        }
        const double candidate = seconds + stream.exponential() / greatest;
        if (segment.endSeconds && candidate >= *segment.endSeconds) {
            seconds = *segment.endSeconds;
            continue;
        }
        seconds = candidate;
        if (segment.startRate == segment.endRate) return seconds;
        if (stream.chance(segment.rateAt(seconds) * process.factor / greatest)) return seconds;
    }
}

std::optional<double> nextUniform(const ArrivalProcess& process, double seconds) {
    double due = 1;  // of one request
    for (;;) {
        const Segment segment = segmentAt(process.profile, seconds);
        const double rate = segment.rateAt(seconds) * process.factor;
        if (!segment.endSeconds) {
            if (rate <= 0) return std::nullopt;
            return seconds + due / rate;
        }
        const double length = *segment.endSeconds - seconds;
        const double endRate = segment.endRate * process.factor;
        const double area = (rate + endRate) / 2 * length;
        if (area < due) {
            due -= area;
            seconds = *segment.endSeconds;
            continue;
        }
        // rate x + slope/2 x^2 = due, in the form that is stable for a small slope.
        const double slope = (endRate - rate) / length;
        const double root = std::sqrt(std::max(0.0, rate * rate + 2 * slope * due));
        return seconds + std::min(length, 2 * due / (rate + root));
    }
}

}  // namespace

double ratePerSecond(const RateProfile& profile, SimTime time) {
    return segmentAt(profile, toSeconds(time)).rateAt(toSeconds(time));
}

std::optional<SimTime> ArrivalProcess::next(SimTime now, RngStream& stream) const {
    if (arrivals == Arrivals::poisson && !profile.points.empty() &&
        profile.points.back().at <= now.time_since_epoch()) {
        // The last rate is held: what nextPoisson() would do.
        const double rate = profile.points.back().rate.perSecond() * factor;
        if (rate <= 0) return std::nullopt;
        const SimTime next = later(now, stream.exponential() / rate);
        return next == SimTime::max() ? std::nullopt : std::optional{next};
    }
    const double seconds = toSeconds(now);
    const auto found =
        arrivals == Arrivals::poisson ? nextPoisson(*this, seconds, stream) : nextUniform(*this, seconds);
    if (!found || *found > kNeverSeconds) return std::nullopt;
    return std::max(now, SimTime{secondsToDuration(*found)});
}

}  // namespace spillway
