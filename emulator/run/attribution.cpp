#include "run/attribution.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>
#include <tuple>

namespace spillway {
namespace {

using Visit = TraceStore::Visit;
using Key = std::pair<std::uint32_t, SpanPart>;

struct Window {
    SimTime from{};
    SimTime to{};
    Window clip(SimTime a, SimTime b) const { return {std::max(from, a), std::min(to, b)}; }
    Duration length() const { return to > from ? to - from : Duration{0}; }
};

class Walk {
public:
    Walk(const std::vector<Visit>& visits, const Topology& topology, std::map<Key, Duration>& parts)
        : m_visits{visits}, m_topology{topology}, m_parts{parts} {}

    // The visit between its arrival and its end, within `window`.
    void inside(std::size_t index, Window window) {
        const Visit& visit = m_visits[index];
        const std::uint32_t node = visit.span.node;
        // Who never got a slot has waited for one until the end.
        const SimTime started = visit.started || visit.visited ? visit.span.started : window.to;
        add(node, visit.span.cold ? SpanPart::coldStart : SpanPart::waiting, window.clip(visit.span.arrived, started));
        const SimTime begin = std::max(window.from, started);
        SimTime at = window.to;
        const Visit* later = nullptr;  // the call that came after the stretch before `at`
        if (const std::size_t open = callItWaitedFor(index, at); open != 0) {
            later = &m_visits[open];
            const SimTime sent = std::max(begin, later->span.start);
            if (sent < at) outside(open, {sent, at});
            const SimTime wanted = std::max(begin, later->span.wanted());
            add(node, SpanPart::held, {wanted, std::min(sent, at)});
            at = std::min(wanted, at);
        }
        while (at > begin) {
            if (const std::size_t unsent = lastUnsent(index, at); unsent != 0) later = &m_visits[unsent];
            const std::size_t call = lastEnded(index, begin, at);
            if (call == 0) break;
            const Visit& child = m_visits[call];
            between(node, child, later, {child.span.end, at});
            outside(call, {std::max(begin, child.span.start), child.span.end});
            add(node, SpanPart::held, {std::max(begin, child.span.wanted()), std::max(begin, child.span.start)});
            at = child.span.wanted();
            later = &child;
        }
        const SimTime done = visit.span.workedUntil(begin, std::max(begin, at));
        add(node, SpanPart::work, {begin, done});
        add(node, waitsForFetches(node) ? SpanPart::held : SpanPart::replication, {done, at});
    }

private:
    // Where its own work is done and nobody was called, it waits for the fetch of another; a store for its standby.
    bool waitsForFetches(std::uint32_t node) const {
        const NodeKind kind = m_topology.nodes[node].kind();
        return kind == NodeKind::cache || kind == NodeKind::cdn;
    }
    // Whether a visit was under way at `at` and its calls were what it waited for: whoever called it gave up then, or
    // it was stopped. One that ended by itself has waited for all its calls, but for those that nobody waits for.
    bool isCutShort(std::size_t index, SimTime at) const {
        const Visit& visit = m_visits[index];
        const bool hasEnded = (index == 0 ? visit.answered : visit.visited) && visit.done <= at;
        if (!hasEnded) return true;
        return !visit.span.succeeded &&
               (visit.span.cause == FailureCause::platform_timeout || visit.span.cause == FailureCause::unavailable);
    }
    // When the caller of `visit` could go on, as far as is known.
    static SimTime lastedUntil(const Visit& visit) {
        return visit.answered ? visit.span.end : visit.visited ? visit.done : SimTime::max();
    }
    // The call that a visit still waited for when it was cut short at `at`: of several in parallel the one that lasted
    // longest. 0 if there is none.
    std::size_t callItWaitedFor(std::size_t index, SimTime at) const {
        if (!isCutShort(index, at)) return 0;
        std::size_t best = 0;
        for (std::size_t i = index + 1; i < m_visits.size(); ++i) {
            const Visit& visit = m_visits[i];
            if (visit.span.parent != static_cast<std::int32_t>(index) || visit.event) continue;
            if (visit.span.wanted() >= at || (visit.answered && visit.span.end <= at)) continue;
            if (best == 0 || lastedUntil(visit) > lastedUntil(m_visits[best])) best = i;
        }
        return best;
    }
    // The answered call of `parent` that ended last, not after `at`; 0 (the root, nobody's call) if there is none.
    std::size_t lastEnded(std::size_t parent, SimTime begin, SimTime at) const {
        std::size_t best = 0;
        for (std::size_t i = parent + 1; i < m_visits.size(); ++i) {
            const Visit& visit = m_visits[i];
            if (visit.span.parent != static_cast<std::int32_t>(parent) || visit.event || !visit.answered) continue;
            if (visit.span.end > at || visit.span.end <= begin || visit.span.wanted() >= at) continue;
            if (best == 0 || visit.span.end > m_visits[best].span.end) best = i;
        }
        return best;
    }
    // The last try of `parent` that came to nothing at `at`, before it was sent; 0 if there is none.
    std::size_t lastUnsent(std::size_t parent, SimTime at) const {
        std::size_t best = 0;
        for (std::size_t i = parent + 1; i < m_visits.size(); ++i) {
            const Visit& visit = m_visits[i];
            if (visit.span.parent != static_cast<std::int32_t>(parent) || visit.event || !visit.answered) continue;
            if (visit.span.wanted() == at && visit.span.end == at && visit.span.attempt > 0) best = i;
        }
        return best;
    }
    // What the caller did between the end of one call and the start of the next: work, or waiting to retry.
    void between(std::uint32_t node, const Visit& earlier, const Visit* later, Window gap) {
        const bool retry = later != nullptr && later->span.attempt > 0 && later->span.node == earlier.span.node &&
                           !earlier.span.succeeded;
        if (!retry) return add(node, SpanPart::work, gap);
        if (earlier.span.cause != FailureCause::throttled) return add(node, SpanPart::backoff, gap);
        // Whose limit it was: what never got there its own caller's held back.
        add(earlier.reached || earlier.visited ? earlier.span.node : node, SpanPart::throttled, gap);
    }
    // A call as its caller sees it: the way there, the visit, the way back.
    void outside(std::size_t call, Window window) {
        const Visit& visit = m_visits[call];
        if (!visit.visited && !visit.started && !visit.reached) return add(visit.span.node, SpanPart::network, window);
        add(visit.span.node, SpanPart::network, window.clip(visit.span.start, visit.span.arrived));
        const SimTime done = visit.visited    ? std::max(visit.done, visit.span.arrived)
                             : visit.answered ? visit.span.end
                                              : window.to;
        inside(call, window.clip(visit.span.arrived, done));
        add(visit.span.node, SpanPart::network, window.clip(done, window.to));
    }
    void add(std::uint32_t node, SpanPart part, Window window) {
        if (window.length() > Duration{0}) m_parts[{node, part}] += window.length();
    }

    const std::vector<Visit>& m_visits;
    const Topology& m_topology;
    std::map<Key, Duration>& m_parts;
};

struct Candidate {
    std::uint32_t node = 0;
    Duration took{0};
    std::uint64_t uid = 0;  // of the visit
    const TraceStore::Request* request = nullptr;
};

// Visits that have ended: node by node, of each the slowest first.
std::vector<Candidate> candidatesIn(const TraceStore& traces, std::optional<std::uint32_t> of) {
    std::vector<Candidate> candidates;
    for (std::size_t each = 0; each < traces.size(); ++each) {
        const TraceStore::Request& request = traces[each];
        for (std::size_t i = 0; i < request.visits.size(); ++i) {
            const Visit& visit = request.visits[i];
            const std::uint32_t node = visit.span.node;
            if ((of && node != *of) || !(i == 0 ? visit.answered : visit.visited)) continue;
            candidates.push_back({node, visit.done - visit.span.arrived, visit.uid, &request});
        }
    }
    std::ranges::sort(candidates, [](const Candidate& a, const Candidate& b) {
        return std::tuple{a.node, b.took, b.uid} < std::tuple{b.node, a.took, a.uid};
    });
    return candidates;
}

// `candidates`: those of one node.
Attribution attributionOf(std::span<const Candidate> candidates, const Topology& topology) {
    Attribution result;
    result.of = topology.nodes[candidates.front().node].id;
    candidates = candidates.first((candidates.size() + 99) / 100);
    result.requests = candidates.size();
    result.threshold = candidates.back().took;
    std::map<Key, Duration> parts;
    for (const Candidate& candidate : candidates) {
        const TraceStore::Request request = TraceStore::ordered(*candidate.request);
        const auto visit = std::ranges::find(request.visits, candidate.uid, &Visit::uid);
        const auto place = static_cast<std::size_t>(visit - request.visits.begin());
        Walk{request.visits, topology, parts}.inside(place, {visit->span.arrived, visit->done});
    }
    Duration sum{0};
    for (const auto& [key, time] : parts) sum += time;
    for (const auto& [key, time] : parts) {
        result.parts.push_back({topology.nodes[key.first].id, key.second,
                                static_cast<double>(time.count()) / static_cast<double>(sum.count())});
    }
    std::ranges::stable_sort(result.parts, std::ranges::greater{}, &AttributionPart::share);
    return result;
}

}  // namespace

Attribution attribute(const TraceStore& traces, std::uint32_t of, const Topology& topology) {
    const std::vector<Candidate> candidates = candidatesIn(traces, of);
    if (!candidates.empty()) return attributionOf(candidates, topology);
    Attribution nothing;
    nothing.of = topology.nodes[of].id;
    return nothing;
}

std::vector<Attribution> attributeEach(const TraceStore& traces, const Topology& topology) {
    const std::vector<Candidate> candidates = candidatesIn(traces, {});
    std::vector<Attribution> each;
    for (auto first = candidates.begin(); first != candidates.end();) {
        const auto last =
            std::find_if(first, candidates.end(), [&](const Candidate& c) { return c.node != first->node; });
        each.push_back(attributionOf({first, last}, topology));
        first = last;
    }
    return each;
}

}  // namespace spillway
