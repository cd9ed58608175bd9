#include "nodes/lookup.h"

#include "kernel/failure_cause.h"
#include "nodes/trouble.h"
#include "nodes/visit.h"

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

void keep(Context context, const LookupModel& model, LookupState& state, std::uint32_t key) {
    LookupState::Entry& entry = state.entries[key];
    entry.expires = model.timeToLive == Duration{0} ? SimTime::max() : context.now() + model.timeToLive;
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
        if (outcome == kSucceeded && frame.next != entry) keep(context, modelOf(context, node), state, frame.next);
        frame.next = kNoFrame;
        answer(frame, node);
        if (outcome == kSucceeded)
            continueVisit(context, frame, node);
        else
            endVisit(context, frame, node, failed(FailureCause::dependency));
    }
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
    const auto isFresh = [&](std::uint32_t which) {
        return state.entries[which].held && state.entries[which].expires > context.now();
    };
    if (isFresh(key)) {
        ++state.hits;
        state.unlink(key);
        state.linkNewest(key);
        answer(frame, node);
        return true;
    }
    LookupState::Entry& entry = state.entries[fetchedAt(model, key)];
    if (model.shield && isFresh(fetchedAt(model, key))) {
        ++state.shielded;
        keep(context, model, state, key);
        answer(frame, node);
        return true;
    }
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
    state.fetches[entry.fetch].push_back(context.indexOf(frame));
    return false;
}

void endLookUp(Context context, NodeState& node, const Frame& frame, Flags before, Outcome outcome) {
    LookupState& state = stateOf(context, node);
    const std::uint32_t key = frame.next;
    if ((before & kWaiting) != 0) {  // it dies while it waits
        const std::uint32_t fetch = state.entries[fetchedAt(modelOf(context, node), key)].fetch;
        if (fetch != LookupState::kNothing) std::erase(state.fetches[fetch], context.indexOf(frame));
        return;
    }
    const LookupModel& model = modelOf(context, node);
    if (outcome == kSucceeded) keep(context, model, state, key);
    if (outcome == kSucceeded && model.shield) keep(context, model, state, fetchedAt(model, key));
    endFetch(context, node, key, outcome);
}

}  // namespace spillway
