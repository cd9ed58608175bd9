#include "run/recovery.h"

#include "base/text.h"
#include "run/state.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace spillway {
namespace {

using namespace std::chrono_literals;

// What is as good as this, measured against before, is back.
constexpr double kAsGood = 0.95;
// Of one second a few requests say little.
constexpr std::size_t kWindow = 10;
// Metastable is what is still down this long after its trigger (platform-facts 12).
constexpr Duration kMinute = 60s;
// Fewer retries than this for each call hold nothing down.
constexpr double kManyRetries = 1.1;

// What ended at the sources, by second.
struct Ends {
    std::vector<double> good, all;

    explicit Ends(const Run::State& state) {
        for (std::size_t i = 0; i < state.nodes.size(); ++i) {
            if (state.plan->model.nodes[i].behavior != Behavior::source) continue;
            good.resize(state.seconds.size());
            all.resize(state.seconds.size());
            for (std::size_t second = 0; second < good.size(); ++second) {
                const NodePoint& point = (*state.seconds[second])[i];
                good[second] += static_cast<double>(point.throughput);
                all[second] += static_cast<double>(point.throughput + point.errors);
            }
        }
    }
    std::size_t seconds() const { return all.size(); }
    // Of [from, to); nothing when nothing ended.
    std::optional<double> share(std::size_t from, std::size_t to) const {
        to = std::min(to, seconds());
        double ended = 0, well = 0;
        for (std::size_t second = from; second < to; ++second) {
            ended += all[second];
            well += good[second];
        }
        if (ended == 0) return std::nullopt;
        return well / ended;
    }
};

std::size_t secondOf(SimTime time) { return static_cast<std::size_t>(time.time_since_epoch() / 1s); }

struct FaultSpan {
    SimTime first = SimTime::max();
    SimTime last{};
    bool lasts = false;
};

std::optional<FaultSpan> spanOf(const Run::State& state) {
    FaultSpan span;
    for (const ActiveFault& fault : state.faults) {
        if (fault.from >= state.now || (fault.to && *fault.to <= fault.from)) continue;
        span.first = std::min(span.first, fault.from);
        const bool strikes = fault.fault.face().instant;
        const SimTime to = strikes ? fault.from : fault.to.value_or(SimTime::max());
        span.lasts = span.lasts || to >= state.now;
        span.last = std::max(span.last, std::min(to, state.now));
    }
    if (span.first == SimTime::max()) return std::nullopt;
    return span;
}

// The nodes that a call to `node` reaches, itself first.
std::vector<std::uint32_t> reachedFrom(const Model& model, std::uint32_t node) {
    std::vector<std::uint32_t> reached{node};
    std::set<std::uint32_t> seen{node};
    for (std::size_t i = 0; i < reached.size(); ++i) {
        for (std::uint32_t flow = 0; flow < model.statedFlows; ++flow) {
            if (model.flows[flow].from == reached[i] && seen.insert(model.flows[flow].to).second)
                reached.push_back(model.flows[flow].to);
        }
    }
    return reached;
}

// Looks for what keeps the system down, in what the flows counted since the last fault and how the last seconds were.
class Loop {
public:
    explicit Loop(const Run::State& state) : m_state{state} {}

    void tell(Recovery& recovery) const {
        if (!retries(recovery) && !breakers(recovery) && !backlog(recovery)) overload(recovery);
    }

private:
    const Model& model() const { return m_state.plan->model; }
    const std::string& id(std::uint32_t node) const { return model().nodes[node].id; }
    std::string name(std::uint32_t flow) const {
        return id(model().flows[flow].from) + " -> " + id(model().flows[flow].to);
    }
    double meanOfLast(std::uint32_t node, float NodePoint::*measure) const {
        const std::size_t seconds = m_state.seconds.size();
        const std::size_t count = std::min(kWindow, seconds);
        double sum = 0;
        for (std::size_t second = seconds - count; second < seconds; ++second)
            sum += static_cast<double>((*m_state.seconds[second])[node].*measure);
        return count == 0 ? 0 : sum / static_cast<double>(count);
    }
    double busy(std::uint32_t node) const { return meanOfLast(node, &NodePoint::utilization); }

    // "db is 100% busy with 981 waiting, 3.3s for each".
    std::string pressure(std::uint32_t node) const {
        const double waiting = meanOfLast(node, &NodePoint::backlog);
        const double rate = meanOfLast(node, &NodePoint::throughput) + meanOfLast(node, &NodePoint::errors);
        std::string text = fmt::format("{} is {:.0f}% busy", id(node), 100 * busy(node));
        if (waiting < 0.5) return text;
        text += fmt::format(" with {:.0f} waiting", waiting);
        // Little's law.
        if (rate > 0) text += fmt::format(", {:.2g} s for each", waiting / rate);
        return text;
    }
    std::uint32_t busiestFrom(std::uint32_t node) const {
        const std::vector<std::uint32_t> reached = reachedFrom(model(), node);
        return *std::ranges::max_element(reached, {}, [this](std::uint32_t each) { return busy(each); });
    }

    bool retries(Recovery& recovery) const {
        std::uint32_t worst = kNone;
        std::uint64_t most = 0;
        for (std::uint32_t i = 0; i < model().statedFlows; ++i) {
            const std::uint64_t again = m_state.world.flows[i].sent.retries - before(i).retries;
            if (again <= most || perCall(i) < kManyRetries) continue;
            worst = i;
            most = again;
        }
        if (worst == kNone) return false;
        const FlowModel& flow = model().flows[worst];
        recovery.keepsDown = "retries on " + name(worst);
        recovery.reason = fmt::format("{:.2g} attempts for each call since the last fault; {}", perCall(worst),
                                      pressure(busiestFrom(flow.to)));
        if (flow.timer != kNone) recovery.reason += ", and callers give up after " + toText(flow.timeout);
        return true;
    }
    bool breakers(Recovery& recovery) const {
        std::uint32_t worst = kNone;
        std::uint64_t most = 0;
        for (std::uint32_t i = 0; i < model().statedFlows; ++i) {
            const std::uint64_t openings = m_state.world.flows[i].sent.breakerOpened - before(i).breakerOpened;
            if (openings > most) worst = i;
            most = std::max(most, openings);
        }
        if (worst == kNone) return false;
        recovery.keepsDown = "breaker of " + name(worst);
        recovery.reason = fmt::format("it opened {} times since the last fault; {}", most,
                                      pressure(busiestFrom(model().flows[worst].to)));
        return true;
    }
    bool backlog(Recovery& recovery) const {
        std::uint32_t worst = kNone;
        double most = 1;
        for (std::uint32_t i = 0; i < model().nodes.size(); ++i) {
            const double waiting = meanOfLast(i, &NodePoint::backlog);
            if (waiting <= most) continue;
            worst = i;
            most = waiting;
        }
        if (worst == kNone) return false;
        recovery.keepsDown = "backlog of " + id(worst);
        recovery.reason = pressure(worst);
        return true;
    }
    void overload(Recovery& recovery) const {
        std::uint32_t worst = 0;
        for (std::uint32_t i = 0; i < model().nodes.size(); ++i) {
            if (busy(i) > busy(worst)) worst = i;
        }
        recovery.reason = "nothing retries, opens or waits: " + pressure(worst);
    }

    Run::State::FlowMark before(std::uint32_t flow) const {
        return flow < m_state.flowsAtCalm.size() ? m_state.flowsAtCalm[flow] : Run::State::FlowMark{};
    }
    double perCall(std::uint32_t flow) const {
        const FlowMeasures& sent = m_state.world.flows[flow].sent;
        const auto attempts = static_cast<double>(sent.counts.begun - before(flow).attempts);
        const auto again = static_cast<double>(sent.retries - before(flow).retries);
        return attempts > again ? attempts / (attempts - again) : 1;
    }

    const Run::State& m_state;
};

}  // namespace

std::optional<Recovery> recoveryOf(const Run::State& state) {
    const std::optional<FaultSpan> faults = spanOf(state);
    if (!faults) return std::nullopt;
    const Ends ends{state};
    Recovery recovery;
    recovery.faultsEnd = faults->last;
    recovery.goodBefore = ends.share(0, secondOf(faults->first)).value_or(1);
    recovery.goodLast = ends.share(ends.seconds() - std::min(kWindow, ends.seconds()), ends.seconds()).value_or(1);
    // From where on every ten seconds are as good as before; a window in which nothing ended says nothing.
    const std::size_t calm = secondOf(faults->last);
    std::size_t since = secondOf(faults->first);
    for (std::size_t second = since; second < ends.seconds(); ++second) {
        const auto good = ends.share(second, second + kWindow);
        if (!good) continue;
        recovery.goodWorst = std::min(recovery.goodWorst, *good);
        if (*good < kAsGood * recovery.goodBefore) since = second + 1;
    }
    const bool isDown = since >= ends.seconds() || recovery.goodLast < kAsGood * recovery.goodBefore;
    if (recovery.goodWorst >= kAsGood * recovery.goodBefore) {
        recovery.verdict = RecoveryVerdict::held;
    } else if (faults->lasts) {
        recovery.verdict = RecoveryVerdict::fault_lasts;
    } else if (!isDown) {
        recovery.verdict = RecoveryVerdict::recovered;
        recovery.took = std::max(Duration{0}, SimTime{since * 1s} - faults->last);
        if (since <= calm) recovery.took = Duration{0};
    } else {
        const bool longEnough = state.now - faults->last >= kMinute;
        recovery.verdict = longEnough ? RecoveryVerdict::not_recovered : RecoveryVerdict::too_early;
        if (longEnough) Loop{state}.tell(recovery);
    }
    return recovery;
}

}  // namespace spillway
