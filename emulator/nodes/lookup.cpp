#include "nodes/lookup.h"

#include "base/elementary.h"
#include "kernel/failure_cause.h"
#include "nodes/trouble.h"
#include "nodes/visit.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace spillway {
namespace {

using namespace frame_flag;

// A visit that fetches says so by this flag, which else only functions use, and keeps the key in `next`, which nobody
// needs between the waiting line and the end. One that waits for the fetch of another has kWaiting as well.
constexpr Flags kFetching = kProvisioned;

const LookupModel& modelOf(Context context, const NodeState& node) {
    return context.model().lookups[node.model->lookup];
}
LookupState& stateOf(Context context, const NodeState& node) { return context.world.lookups[node.model->lookup]; }

void answer(Frame& frame, const NodeState& node) { frame.step = static_cast<std::uint16_t>(node.model->groups.count); }

std::uint32_t newFetch(LookupState& state) {
    if (state.freeFetches.empty()) {
        state.fetches.emplace_back();
        return static_cast<std::uint32_t>(state.fetches.size() - 1);
    }
    const std::uint32_t fetch = state.freeFetches.back();
    state.freeFetches.pop_back();
    return fetch;
}

Duration timeToLive(const LookupModel& model, NodeState& node) {
    if (model.jitter <= 0) return model.timeToLive;
    return secondsToDuration(toSeconds(model.timeToLive) * (1 + model.jitter * (2 * node.choice.uniform() - 1)));
}

// Held from now on; its age counts from when the origin wrote it.
void keep(Context context, NodeState& node, std::uint32_t key, SimTime written) {
    const LookupModel& model = modelOf(context, node);
    LookupState& state = stateOf(context, node);
    LookupState::Entry& entry = state.entries[key];
    entry.expires = model.timeToLive == Duration{0} ? SimTime::max() : written + timeToLive(model, node);
    entry.written = written;
    if (entry.held) {
        state.unlink(key);
    } else {
        entry.held = true;
        ++state.size;
    }
    state.linkNewest(key);
    if (state.size <= model.capacity) return;
    state.drop(state.oldest);
    ++state.evicted;
}

// Where the fetch of an entry is known: at the shield, or at its own location.
std::uint32_t fetchedAt(const LookupModel& model, std::uint32_t entry) {
    return model.shield ? model.locations * model.keys.keys() + entry % model.keys.keys() : entry;
}

// CloudFront: what it holds is answered, however old, while the origin fails; else the error is, for a while.
bool holds(const LookupModel& model, const LookupState& state, std::uint32_t entry) {
    return state.entries[entry].held || state.entries[fetchedAt(model, entry)].held;
}
void rememberFailure(Context context, const LookupModel& model, LookupState& state, std::uint32_t which) {
    const SimTime until = context.now() + model.errors;
    for (const std::uint32_t each : {which, fetchedAt(model, which)}) {
        LookupState::Entry& entry = state.entries[each];
        entry.failing = until;
        if (entry.held) entry.expires = std::max(entry.expires, until);
    }
}
bool isFailedFetch(const LookupModel& model, Outcome outcome) {
    return model.errors > Duration{0} && outcome == failed(FailureCause::dependency);
}

// Those who waited have their answer, or fail with whom they waited for.
void endFetch(Context context, NodeState& node, std::uint32_t entry, Outcome outcome) {
    LookupState& state = stateOf(context, node);
    const std::uint32_t fetch =
        std::exchange(state.entries[fetchedAt(modelOf(context, node), entry)].fetch, LookupState::kNothing);
    if (fetch == LookupState::kNothing) return;
    std::vector<std::uint32_t> waiting = std::move(state.fetches[fetch]);
    state.fetches[fetch].clear();
    state.freeFetches.push_back(fetch);
    for (const std::uint32_t index : waiting) {
        Frame& frame = context.frame(index);
        frame.clear(kWaiting | kFetching);
        if (outcome == kSucceeded && frame.next != entry) keep(context, node, frame.next, context.now());
        const LookupModel& model = modelOf(context, node);
        const bool isOld = isFailedFetch(model, outcome) && holds(model, state, frame.next);
        if (isFailedFetch(model, outcome)) rememberFailure(context, model, state, frame.next);
        if (isOld) ++state.stale;
        frame.next = kNoFrame;
        answer(frame, node);
        if (outcome == kSucceeded || isOld)
            continueVisit(context, frame, node);
        else
            endVisit(context, frame, node, failed(FailureCause::dependency));
    }
}

// What is held of a key.
struct Finding {
    bool answers = false;
    bool early = false;    // not too old, and fetched by whoever asked
    bool refresh = false;  // it answers, and is fetched in the background
    bool stale = false;
};

Finding find(Context context, const LookupModel& model, NodeState& node, const LookupState::Entry& entry) {
    const SimTime now = context.now();
    if (!entry.held) return {};
    if (entry.expires <= now) {
        const bool stale = entry.expires + model.stale > now;
        return {.answers = stale, .refresh = stale, .stale = stale};
    }
    // XFetch: now - delta * beta * ln(U) >= expiry, delta being what the last fetch took.
    if (model.early > 0 && entry.fetch == LookupState::kNothing) {
        const double ahead = -toSeconds(entry.took) * model.early * elementary::log(1 - node.choice.uniform());
        if (ahead >= toSeconds(entry.expires - now)) return {.early = true};
    }
    const bool failing = entry.failing > now;
    return {.answers = true, .refresh = !failing && now - entry.written >= model.refreshAfter, .stale = failing};
}

// A visit of the cache's own, which nobody waits for, fetches the entry.
void fetchInBackground(Context context, const Frame& asked, NodeState& node, std::uint32_t key) {
    LookupState& state = stateOf(context, node);
    const std::uint32_t index = context.lane.frames.claim();
    if (index == kNoFrame) return;
    state.entries[key].refreshing = true;
    ++state.refreshed;
    Frame& frame = context.frame(index);
    frame.begin(context.now(), Context::nextUid(node), kNoFrame, asked.flow, node.index,
                static_cast<Flags>(kVisiting | kHeld | kFetching));
    frame.arrived = context.now();
    frame.next = key;
    continueVisit(context, frame, node);
}

void hit(Context context, Frame& frame, NodeState& node, std::uint32_t key, const Finding& found) {
    LookupState& state = stateOf(context, node);
    ++state.hits;
    if (found.stale) ++state.stale;
    state.unlink(key);
    state.linkNewest(key);
    answer(frame, node);
    const LookupState::Entry& entry = state.entries[key];
    if (!found.refresh || entry.refreshing || entry.fetch != LookupState::kNothing) return;
    const LookupModel& model = modelOf(context, node);
    const LookupState::Entry& behind = state.entries[fetchedAt(model, key)];
    // What the shield has is no older than what is held here.
    const bool shielded = model.shield && behind.held && behind.expires > context.now() &&
                          context.now() - behind.written < model.refreshAfter;
    if (!shielded) return fetchInBackground(context, frame, node, key);
    keep(context, node, key, behind.written);
}

// False if it waits for the fetch of another.
bool fetch(Context context, Frame& frame, NodeState& node, std::uint32_t key) {
    const LookupModel& model = modelOf(context, node);
    LookupState& state = stateOf(context, node);
    LookupState::Entry& entry = state.entries[fetchedAt(model, key)];
    frame.set(kFetching);
    frame.next = key;
    if (!model.coalesce) {
        ++state.misses;
        return true;
    }
    if (entry.fetch == LookupState::kNothing) {
        ++state.misses;
        entry.fetch = newFetch(state);
        return true;
    }
    ++state.coalesced;
    frame.set(kWaiting);
    if (frame.has(kSampled))  // its own work is done; what follows is the other's fetch
        context.note({.at = context.now(), .uid = frame.uid, .what = SpanNote::What::committing});
    state.fetches[entry.fetch].push_back(context.indexOf(frame));
    return false;
}

}  // namespace

bool lookUp(Context context, Frame& frame, NodeState& node) {
    if (node.model->hitRatio > 0) {
        const bool hits =
            context.world.levers.calm ? node.choice.chance(node.model->hitRatio) : hitsInTrouble(context, frame, node);
        if (hits) answer(frame, node);
        return true;
    }
    const LookupModel& model = modelOf(context, node);
    LookupState& state = stateOf(context, node);
    const std::uint32_t keys = model.keys.keys();
    if (state.entries.empty()) state.entries.resize(std::size_t{keys} * (model.locations + (model.shield ? 1 : 0)));
    std::uint32_t key = model.keys(node.choice);
    if (model.locations > 1) key += keys * node.choice.below(model.locations);
    Finding found = find(context, model, node, state.entries[key]);
    // Of an event nobody waits for the answer: it fetches what it found too old.
    if (found.refresh && !context.row(frame).awaited) found.answers = false;
    if (found.answers) {
        hit(context, frame, node, key, found);
        return true;
    }
    if (found.early) ++state.early;
    const LookupState::Entry& behind = state.entries[fetchedAt(model, key)];
    if (model.shield && !found.early && behind.held && behind.expires > context.now()) {
        ++state.shielded;
        // The shield says how old it is (RFC 9111, Age): what it has lived there is no longer left here.
        keep(context, node, key, behind.written);
        answer(frame, node);
        return true;
    }
    if (state.entries[fetchedAt(model, key)].failing > context.now()) {
        ++state.failed;
        return endVisit(context, frame, node, failed(FailureCause::dependency)), false;
    }
    return fetch(context, frame, node, key);
}

Outcome outcomeOfFetch(const Frame& frame, Outcome outcome) {
    const Outcome refused = failed(FailureCause::throttled);
    return outcome == failed(FailureCause::dependency) && frame.outcome == refused ? refused : outcome;
}

bool answersAnyway(Context context, const NodeState& node, const Frame& frame, Flags before, Outcome fetched) {
    const LookupModel& model = modelOf(context, node);
    LookupState& state = stateOf(context, node);
    const bool ended = (before & kWaiting) == 0 && isFailedFetch(model, fetched);
    if (!ended || !holds(model, state, frame.next)) return false;
    ++state.stale;
    return true;
}

void forgetEntries(Context context, NodeState& node, std::uint32_t part, std::uint32_t parts) {
    LookupState& state = stateOf(context, node);
    std::uint32_t lost = 0;
    for (std::uint32_t key = part; key < state.entries.size(); key += parts) {
        if (!state.entries[key].held) continue;
        state.drop(key);
        ++lost;
    }
    if (lost > 0) context.decide(node.index, "cold", fmt::format("{} entries are lost", lost));
}

void endLookUp(Context context, NodeState& node, const Frame& frame, Flags before, Outcome fetched) {
    LookupState& state = stateOf(context, node);
    const std::uint32_t key = frame.next;
    if ((before & kWaiting) != 0) {  // it dies while it waits
        const std::uint32_t fetch = state.entries[fetchedAt(modelOf(context, node), key)].fetch;
        if (fetch != LookupState::kNothing) std::erase(state.fetches[fetch], context.indexOf(frame));
        return;
    }
    const LookupModel& model = modelOf(context, node);
    if ((before & kHeld) != 0) state.entries[key].refreshing = false;
    if (fetched == kSucceeded) {
        keep(context, node, key, context.now());
        state.entries[key].took = context.now() - frame.arrived;
        if (model.shield) keep(context, node, fetchedAt(model, key), context.now());
    } else if (isFailedFetch(model, fetched)) {
        rememberFailure(context, model, state, key);
    }
    endFetch(context, node, key, fetched);
}

}  // namespace spillway
