#include "nodes/caller_pool.h"

#include "nodes/calls.h"
#include "nodes/connection.h"

#include <algorithm>

namespace spillway {
namespace {

using namespace frame_flag;
using Holder = FlowGuard::Holder;

// Whose connections a call needs; none when it never waits.
std::optional<Holder> holderOf(Context context, const Frame& frame, const FlowRow& flow) {
    const NodeModel& from = *flow.from->model;
    if (from.behavior == Behavior::function) return std::nullopt;
    const std::uint32_t instance = context.frame(frame.parent).instance;
    if (from.behavior != Behavior::server || instance == kNoInstance) return Holder{kNoInstance, 0};
    return Holder{instance, birthOf(context, {flow.from->index, instance}).value_or(0)};
}

// A store that has too few connections gave it fewer than its pool would hold.
std::int64_t sizeOf(Context context, const FlowGuard& guard, const FlowRow& flow, const Holder& holder) {
    const std::int64_t stated = guard.model->pool->size;
    if (flow.to->server == nullptr || flow.to->server->model->connections == kNone) return stated;
    const auto& holders = context.world.connections[flow.to->server->model->connections].holders;
    const auto held = holders.find({flow.from->index, holder.first});
    if (held == holders.end() || held->second.birth != holder.second) return stated;
    return std::min(stated, held->second.count);
}

// Whoever is first in line, while there are connections.
void serve(Context context, FlowGuard& guard, const FlowRow& flow, const Holder& holder) {
    for (;;) {
        const auto found = guard.pools.find(holder);
        if (found == guard.pools.end()) return;
        FlowGuard::Pool& pool = found->second;
        if (pool.waiting.count == 0 || pool.busy >= sizeOf(context, guard, flow, holder)) {
            if (pool.waiting.count == 0 && pool.busy == 0) guard.pools.erase(found);
            return;
        }
        Frame& next = context.frame(pool.waiting.pop(context.lane.frames));
        const std::uint64_t uid = next.uid;
        const bool each = guard.model->bulkhead && guard.model->bulkhead->perInstance;
        const std::uint64_t maker = each ? guard.makers.at(uid) : 0;
        next.clear(kWaiting);
        guard.poolLine.fall(context.now());
        guard.poolWaited += context.now() - next.sent;
        ++guard.poolGrants;
        ++pool.busy;
        if (departFromGuard(context, next, flow)) continue;
        // Its visit was over.
        guard.borrowers.erase(uid);
        --guard.pools.at(holder).busy;
        const auto caller = guard.each.find(maker);  // gone with its last attempt
        if (each && caller != guard.each.end()) --caller->second.inside;
        if (guard.model->bulkhead && !each) --guard.all.inside;
    }
}

}  // namespace

bool isInPool(const FlowGuard& guard, const Frame& frame) { return guard.borrowers.contains(frame.uid); }

Gate takeConnection(Context context, Frame& frame, const FlowRow& flow) {
    const auto holder = holderOf(context, frame, flow);
    if (!holder) return {};
    FlowGuard& guard = *guardOf(context, flow);
    FlowGuard::Pool& pool = guard.pools[*holder];
    guard.borrowers[frame.uid] = *holder;
    if (pool.busy < sizeOf(context, guard, flow, *holder)) {
        ++pool.busy;
        ++guard.poolGrants;
        return {};
    }
    ++guard.told[FlowGuard::pooled].now;
    frame.set(kWaiting);
    frame.sent = context.now();
    pool.waiting.push(context.lane.frames, context.indexOf(frame));
    guard.poolLine.rise(context.now());
    context.post(guard.model->pool->timeout, EventType::permitOver, context.indexOf(frame));
    return {Gate::Way::waits};
}

void giveConnectionBack(Context context, const Frame& frame, const FlowRow& flow) {
    FlowGuard& guard = *guardOf(context, flow);
    const auto borrower = guard.borrowers.find(frame.uid);
    if (borrower == guard.borrowers.end()) return;
    const Holder holder = borrower->second;
    guard.borrowers.erase(borrower);
    --guard.pools.at(holder).busy;
    serve(context, guard, flow, holder);
}

bool hasConnectionFor(Context context, const Frame& frame, const FlowRow& flow) {
    const FlowGuard& guard = *guardOf(context, flow);
    const auto holder = holderOf(context, frame, flow);
    if (!holder) return true;
    const auto pool = guard.pools.find(*holder);
    return pool == guard.pools.end() || pool->second.busy < sizeOf(context, guard, flow, *holder);
}

bool leavesPoolLine(Context context, Frame& frame, const FlowRow& flow) {
    FlowGuard& guard = *guardOf(context, flow);
    const auto borrower = guard.borrowers.find(frame.uid);
    if (borrower == guard.borrowers.end()) return false;
    FlowGuard::Pool& pool = guard.pools.at(borrower->second);
    if (context.now() - frame.sent < guard.model->pool->timeout) return false;  // the bulkhead's time was over before
    leaveLine(context, pool.waiting, context.indexOf(frame));
    guard.borrowers.erase(borrower);
    guard.poolLine.fall(context.now());
    guard.poolWaited += context.now() - frame.sent;
    ++guard.poolGrants;
    ++guard.poolTimeouts;
    ++guard.told[FlowGuard::unpooled].now;
    frame.clear(kWaiting);
    return true;
}

}  // namespace spillway
