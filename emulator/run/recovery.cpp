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
// A system of which less is good is not well, with faults or without.
constexpr double kWell = 0.5;
// Fewer retries than this for each call hold nothing down.
constexpr double kManyRetries = 1.1;

// What ended at the sources, by second, and what hangs there: what never ends is not good either.
class Ends {
public:
    // `first` is the second of the first fault: how long a request takes is known from before.
    Ends(const Run::State& state, std::size_t first) {
        double count = 0, time = 0;
        for (std::size_t i = 0; i < state.nodes.size(); ++i) {
            if (state.plan->model.nodes[i].behavior != Behavior::source) continue;
            m_good.resize(state.seconds.size());
            m_all.resize(state.seconds.size());
            m_inside.resize(state.seconds.size());
            for (std::size_t second = 0; second < m_good.size(); ++second) {
                const NodePoint& point = (*state.seconds[second])[i];
                m_good[second] += static_cast<double>(point.throughput);
                m_all[second] += static_cast<double>(point.throughput + point.errors);
                m_inside[second] += static_cast<double>(point.inside);
                if (second >= first) continue;
                count += static_cast<double>(point.sum.count);
                time += point.sum.seconds;
            }
        }
        m_losses = &state.losses;
        if (count > 0) m_usual = time / count;
        const std::size_t known = first == 0 ? seconds() : std::min(first, seconds());
        for (std::size_t second = 0; second < known; ++second) m_rate += m_all[second] / static_cast<double>(known);
    }
    std::size_t seconds() const { return m_all.size(); }
    // Of [from, to); nothing when nothing ended and nothing should have.
    std::optional<double> share(std::size_t from, std::size_t to) const {
        to = std::min(to, seconds());
        if (from >= to) return std::nullopt;
        double ended = 0, well = 0;
        for (std::size_t second = from; second < to; ++second) {
            ended += m_all[second];
            well += m_good[second];
        }
        // What was taken in and came to nothing later was not good after all.
        const auto lost = static_cast<double>(m_losses->between(from, to));
        well = std::max(0.0, well - lost);
        ended = std::max(ended, lost);
        const double hung = std::max(0.0, hanging(to - 1) - (from == 0 ? 0 : hanging(from - 1)));
        if (ended + hung > 0) return well / (ended + hung);
        // Fewer than these may end anywhere.
        constexpr double kFew = 3;
        const bool silent = m_inside[to - 1] > 0 && m_rate * static_cast<double>(to - from) >= kFew;
        return silent ? std::optional{0.0} : std::nullopt;
    }

private:
    // Beyond twice what Little's law expects of those that came in this second, and a second's worth of them.
    double hanging(std::size_t second) const {
        const double before = second == 0 ? 0 : m_inside[second - 1];
        const double came = std::max(0.0, m_all[second] + m_inside[second] - before);
        return std::max(0.0, m_inside[second] - came * (2 * m_usual + 1));
    }

    const Losses* m_losses = nullptr;
    std::vector<double> m_good, m_all, m_inside;
    double m_usual = 0;  // s a request takes
    double m_rate = 0;   // of ends, a second
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
        if (!retries(recovery) && !breakers(recovery) && !silence(recovery) && !backlog(recovery)) overload(recovery);
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
            const std::uint64_t again = m_state.world.rareFlows[i].sent.retries - before(i).retries;
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
            const std::uint64_t openings = m_state.world.rareFlows[i].sent.breakerOpened - before(i).breakerOpened;
            if (openings > most) worst = i;
            most = std::max(most, openings);
        }
        if (worst == kNone) return false;
        recovery.keepsDown = "breaker of " + name(worst);
        recovery.reason = fmt::format("it opened {} times since the last fault; {}", most,
                                      pressure(busiestFrom(model().flows[worst].to)));
        return true;
    }
    // Calls without a timeout whose answer got lost: they hold whoever made them for ever.
    bool silence(Recovery& recovery) const {
        std::uint32_t worst = kNone;
        double most = 0;
        for (std::uint32_t i = 0; i < model().statedFlows; ++i) {
            const FlowModel& flow = model().flows[i];
            if (!flow.awaited || flow.fromQueue || flow.timer != kNone) continue;
            const auto out = static_cast<double>(m_state.world.rows[i].calls.open);
            const auto there = static_cast<double>(m_state.world.nodes[flow.to].measures.inside);
            // What is on its way, and as much again.
            const double under = 2 * m_state.flows[i].last.rate * toSeconds(flow.latency + flow.latencyBack) + 3;
            if (out - there <= std::max(most, under)) continue;
            worst = i;
            most = out - there;
        }
        if (worst == kNone) return false;
        recovery.keepsDown = "calls of " + name(worst) + " that nobody ends";
        recovery.reason = fmt::format("{:.0f} wait for an answer that does not come, without a timeout; {}", most,
                                      pressure(model().flows[worst].from));
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

public:
    // "q has 512 waiting; w is 100% busy".
    std::string waitingAt(std::uint32_t broker, double waiting) const {
        std::string text = fmt::format("{} has {:.0f} waiting", id(broker), waiting);
        const std::uint32_t worker = busiestFrom(broker);
        return worker == broker ? text : text + "; " + pressure(worker);
    }

private:
    Run::State::FlowMark before(std::uint32_t flow) const {
        return flow < m_state.flowsAtCalm.size() ? m_state.flowsAtCalm[flow] : Run::State::FlowMark{};
    }
    double perCall(std::uint32_t flow) const {
        const auto attempts = static_cast<double>(m_state.world.rows[flow].calls.begun - before(flow).attempts);
        const auto again = static_cast<double>(m_state.world.rareFlows[flow].sent.retries - before(flow).retries);
        return attempts > again ? attempts / (attempts - again) : 1;
    }

    const Run::State& m_state;
};

// What a broker took is not lost, and not done either while it waits.
class Brokers {
public:
    Brokers(const Run::State& state, std::size_t first) : m_state{state} {
        for (std::uint32_t node = 0; node < state.nodes.size(); ++node) {
            const Behavior behavior = state.plan->model.nodes[node].behavior;
            const bool holds = behavior == Behavior::queue || behavior == Behavior::stream;
            if (holds && isFetchedFrom(node)) look(node, first);  // others keep what they get, as dead letters
        }
    }
    // Where messages were behind for longest, as far as they were anywhere, changes the verdict on what users got.
    void amend(Recovery& recovery, SimTime calm) const {
        if (!m_found) return;
        const Late& late = *m_found;
        const bool over = late.until < m_state.seconds.size();
        if (over) {
            const Duration took = std::max(Duration{0}, SimTime{late.until * 1s} - calm);
            if (recovery.verdict == RecoveryVerdict::held)
                recovery.reason = fmt::format("{:.0f} waited at {}", late.most, name(late.node));
            recovery.verdict = RecoveryVerdict::recovered;
            recovery.took = std::max(took, recovery.took.value_or(Duration{0}));
            return;
        }
        const std::string waiting = Loop{m_state}.waitingAt(late.node, late.last);
        if (late.last < kFalls * late.lastBefore) {
            recovery.reason = waiting + ", and fewer all the time";
            return;
        }
        const bool longEnough = m_state.now - calm >= kMinute;
        recovery.verdict = longEnough ? RecoveryVerdict::not_recovered : RecoveryVerdict::too_early;
        recovery.took.reset();
        if (!longEnough) return;
        recovery.keepsDown = "backlog of " + name(late.node);
        recovery.reason = waiting + ", and not fewer";
    }

private:
    struct Late {
        std::uint32_t node = 0;
        std::size_t until = 0;  // the second from which on it is as usual
        double most = 0;
        double last = 0;        // mean of the last ten seconds
        double lastBefore = 0;  // of the ten before
    };
    static constexpr double kFalls = 0.98;

    const std::string& name(std::uint32_t node) const { return m_state.plan->model.nodes[node].id; }
    bool isFetchedFrom(std::uint32_t node) const {
        return std::ranges::any_of(m_state.plan->model.flows,
                                   [&](const FlowModel& flow) { return flow.from == node && flow.fromQueue; });
    }
    double mean(std::uint32_t node, float NodePoint::*measure, std::size_t from, std::size_t to) const {
        double sum = 0;
        for (std::size_t second = from; second < to; ++second)
            sum += static_cast<double>((*m_state.seconds[second])[node].*measure);
        return from < to ? sum / static_cast<double>(to - from) : 0;
    }
    void look(std::uint32_t node, std::size_t first) {
        const std::size_t seconds = m_state.seconds.size();
        first = std::min(first, seconds);
        // Twice as many as usual, and a second's worth of them, are nothing to speak of.
        const double fine =
            2 * mean(node, &NodePoint::backlog, 0, first) + 10 + mean(node, &NodePoint::throughput, 0, first);
        Late late{.node = node};
        for (std::size_t second = first; second < seconds; ++second) {
            const auto waiting = static_cast<double>((*m_state.seconds[second])[node].backlog);
            if (waiting > fine) late.until = second + 1;
            late.most = std::max(late.most, waiting);
        }
        if (late.until == 0 || (m_found && m_found->until >= late.until)) return;
        const std::size_t last = seconds - std::min(kWindow, seconds);
        late.last = mean(node, &NodePoint::backlog, last, seconds);
        late.lastBefore = mean(node, &NodePoint::backlog, last - std::min(kWindow, last), last);
        m_found = late;
    }

    const Run::State& m_state;
    std::optional<Late> m_found;
};

}  // namespace

std::optional<Recovery> recoveryOf(const Run::State& state) {
    const std::optional<FaultSpan> faults = spanOf(state);
    if (!faults) return std::nullopt;
    const Ends ends{state, secondOf(faults->first)};
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
        if (recovery.goodBefore < kWell)
            recovery.reason =
                fmt::format("no more than {:.2g}% were good before the first fault", 100 * recovery.goodBefore);
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
    const std::uint64_t lost = state.losses.between(secondOf(faults->first), ends.seconds());
    if (recovery.verdict == RecoveryVerdict::recovered && lost > 0)
        recovery.reason = fmt::format("{:.3g}% were good in the worst ten seconds; {} messages were lost or given up",
                                      100 * recovery.goodWorst, lost);
    const bool well = recovery.verdict == RecoveryVerdict::held || recovery.verdict == RecoveryVerdict::recovered;
    if (well && !faults->lasts) Brokers{state, secondOf(faults->first)}.amend(recovery, faults->last);
    return recovery;
}

}  // namespace spillway
