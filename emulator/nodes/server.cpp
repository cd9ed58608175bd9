#include "nodes/server.h"

#include "kernel/failure_cause.h"
#include "nodes/autoscale.h"
#include "nodes/caller_guard.h"
#include "nodes/cluster_room.h"
#include "nodes/connection.h"
#include "nodes/elastic.h"
#include "nodes/flow_guard.h"
#include "nodes/invoker_memory.h"
#include "nodes/lookup.h"
#include "nodes/own_line.h"
#include "nodes/pod_end.h"
#include "nodes/queue.h"
#include "nodes/replica.h"
#include "nodes/rollout.h"
#include "nodes/server_guard.h"
#include "nodes/stream.h"
#include "nodes/visit.h"

#include <fmt/format.h>

#include <algorithm>

namespace spillway {
namespace {

using namespace frame_flag;

ServerState& serverOf(Context context, std::uint32_t node) { return *context.node(node).server; }
const ServerModel& serverModelOf(Context context, std::uint32_t node) {
    return context.model().servers[context.model().nodes[node].extra];
}

void measureCapacity(Context context, std::uint32_t node) {
    const ServerState& server = serverOf(context, node);
    RareNodeMeasures& measures = context.node(node).rare->measures;
    const std::int64_t alive = server.ready + server.draining;  // what drains still works
    measures.slots.set(alive * serverModelOf(context, node).slotsPerInstance, context.now());
    measures.instances.set(alive, context.now());
}

// Waiting requests take the free slots. A request without work may free its slot at once; then the loop goes on here
// rather than one call deeper.
void serveWaiting(Context context, NodeState& node) {
    ServerState& server = *node.server;
    if (server.serving) return;
    server.serving = true;
    while (server.freeSlots != 0 && server.waiting.count != 0) {
        if (server.guarded) [[unlikely]]
            turnLine(context, node, {server.waiting});
        Frame& frame = context.frame(server.waiting.pop(context.lane.frames));
        node.rare->measures.waitingNow.fall(context.now());
        frame.clear(kWaiting);
        if ((server.guarded || frame.has(kOrphan)) && leavesLine(context, frame, node, {server.waiting})) [[unlikely]]
            continue;
        startOn(context, frame, node, leastBusy(node));
    }
    server.serving = false;
}

// The slot of a server that has a pool or lines of its own.
[[gnu::noinline]] void releaseSpecial(Context context, NodeState& node, std::uint32_t which) {
    ServerState& server = *node.server;
    --server.instances[which].busy;
    if (server.elastic) leaveInstance(context, node, which);
    if (node.model->replicas != kNone) readCopy(context, node, which);
    if (server.instances[which].state == InstanceState::ready) {
        server.load[which] = server.instances[which].busy;
        ++server.freeSlots;
        if (server.waiting.count != 0 && !makesWay(context, node, which)) serveWaiting(context, node);
    }
    if (server.ownLines) serveOwnLine(context, node, which);
    const Instance& instance = server.instances[which];
    if (instance.state == InstanceState::draining && instance.busy == 0) removePod(context, node.index, which);
}

// One that is about to go ends with its last request.
[[gnu::cold, gnu::noinline]] void leaveClosed(Context context, NodeState& node, std::uint32_t which) {
    Instance& instance = node.server->instances[which];
    --instance.busy;
    if (instance.state == InstanceState::draining && instance.busy == 0) removePod(context, node.index, which);
}

void startUp(Context context, std::uint32_t node, std::uint32_t which) {
    ServerState& server = serverOf(context, node);
    const Duration room = server.model->cluster ? waitForRoom(context, node) : Duration{0};
    takeOut(context, node, which, InstanceState::starting);
    ++server.starting;
    server.instances[which].started = server.instances[which].readinessChanged = context.now();
    const Duration takes = server.elastic ? poolStartTime(context, node)
                                          : serverModelOf(context, node).startup(context.node(node).startup);
    server.instances[which].placed = context.now() + room;
    server.instances[which].startsFor = takes;
    server.instances[which].readyUid =
        context.postNode(context.now() + room + takes, EventType::instanceReady, node, which);
}

bool isLost(std::uint32_t zone, ZoneMask zones) { return (zones >> std::min<std::uint32_t>(zone, 63) & 1) != 0; }
bool inZones(const Instance& instance, ZoneMask zones) { return isLost(instance.zone, zones); }

// They are in a node's zones in turn, in those that are there while one is.
std::uint32_t zoneFor(Context context, std::uint32_t node, std::uint32_t which) {
    const auto zones = static_cast<std::uint32_t>(context.model().nodes[node].zones.size());
    const ZoneMask lost = context.world.levers.nodes[node].zonesDown;
    if (lost == 0) return which % zones;
    std::vector<std::uint32_t> there;
    for (std::uint32_t zone = 0; zone < zones; ++zone)
        if (!isLost(zone, lost)) there.push_back(zone);
    return there.empty() ? which % zones : there[which % there.size()];
}

std::uint32_t addInstance(Context context, std::uint32_t node) {
    ServerState& server = serverOf(context, node);
    std::uint32_t which = 0;
    while (which < server.instances.size() && server.instances[which].state != InstanceState::gone) ++which;
    if (which == server.instances.size()) {
        server.instances.emplace_back();
        server.load.add(ServerState::kClosed);
    }
    server.instances[which] = Instance{};
    if (server.guarded) forgetInstance(context, context.node(node), which);
    if (context.model().nodes[node].guardsEach) forgetCaller(context, node, which);
    const std::size_t zones = context.model().nodes[node].zones.size();
    if (zones != 0) server.instances[which].zone = zoneFor(context, node, which);
    return which;
}

[[gnu::cold, gnu::noinline]] void turnAway(Context context, Frame& frame, NodeState& node, FailureCause cause) {
    endVisit(context, frame, node, failed(cause));
}

void feed(Context context, std::uint32_t node) {
    for (const std::uint32_t broker : serverModelOf(context, node).feedingQueues) pumpBroker(context, broker);
}

}  // namespace

void refuseWaiting(Context context, std::uint32_t node) {
    ServerState& server = serverOf(context, node);
    if (holdsRequests(context, node)) return;
    while (server.waiting.count != 0) {
        const std::uint32_t index = server.waiting.pop(context.lane.frames);
        context.node(node).rare->measures.waitingNow.add(-1, context.now());
        endVisit(context, index, failed(FailureCause::unavailable));
    }
}

std::uint32_t leastBusy(NodeState& node) {
    ServerState& server = *node.server;
    const std::uint32_t count = server.load.size();
    if (count == 1) return 0;
    const std::uint32_t* const load = server.load.data();
    return server.balancer.pick(
        count, [load](std::uint32_t i) { return load[i]; }, node.choice);
}

// Whoever keeps the books of a special server comes in between.
[[gnu::noinline]] static void beginOnSpecial(Context context, Frame& frame, NodeState& node, std::uint32_t instance) {
    ServerState& server = *node.server;
    if (server.special) {
        ++server.instances[instance].busy;
        if (server.elastic) enterInstance(context, frame, node, instance);
    }
    beginWork(context, frame, node);
}

// How long it has waited is known.
[[gnu::always_inline]] static inline void takeSlot(Context context, Frame& frame, NodeState& node,
                                                   std::uint32_t instance) {
    ServerState& server = *node.server;
    node.measures.busy.rise(context.now());
    frame.instance = instance;
    --server.freeSlots;
    std::uint32_t& load = server.load[instance];
    if (++load == server.slotsPerInstance) load |= ServerState::kFull;
    if (!node.quick) [[unlikely]]
        return beginOnSpecial(context, frame, node, instance);
    beginQuickWork(context, frame, node);
}

void startOn(Context context, Frame& frame, NodeState& node, std::uint32_t instance) {
    if (frame.arrived == context.now())
        ++node.measures.unwaited;
    else
        node.rare->measures.waiting.record(context.now() - frame.arrived);
    takeSlot(context, frame, node, instance);
}

void waitInLine(Context context, Frame& frame, NodeState& node) {
    frame.set(kWaiting);
    if (node.server->guarded) [[unlikely]]
        joinGuardedLine(context, frame, node, {node.server->waiting});
    else
        node.server->waiting.push(context.lane.frames, context.indexOf(frame));
    node.rare->measures.waitingNow.rise(context.now());
}

[[gnu::noinline]] void takeOut(Context context, std::uint32_t node, std::uint32_t which, InstanceState to) {
    ServerState& server = serverOf(context, node);
    Instance& instance = server.instances[which];
    if (server.elastic) [[unlikely]]
        leavePool(context, node, which, to);
    switch (instance.state) {
        case InstanceState::ready:
            --server.ready;
            instance.busy = server.busyOf(which);
            server.freeSlots -= serverModelOf(context, node).slotsPerInstance - instance.busy;
            break;
        case InstanceState::draining: --server.draining; break;
        case InstanceState::starting: --server.starting; break;
        case InstanceState::down: --server.down; break;
        case InstanceState::gone: break;
    }
    if (instance.leaving) --server.leaving;
    instance.leaving = false;
    server.load[which] = ServerState::kClosed;
    instance.state = to;
    if (to == InstanceState::down) instance.readinessChanged = context.now();
    if (to == InstanceState::down) ++server.down;
    if (to == InstanceState::draining) ++server.draining;
    measureCapacity(context, node);
}

void removePod(Context context, std::uint32_t node, std::uint32_t which) {
    takeOut(context, node, which, InstanceState::gone);
    if (serverOf(context, node).model->cluster) placeWaiting(context, node);
}

void killInstance(Context context, std::uint32_t node, std::uint32_t which, InstanceState to) {
    takeOut(context, node, which, to);
    ++serverOf(context, node).crashes;
    for (const std::uint32_t broker : serverModelOf(context, node).feedingQueues)
        if (context.model().nodes[broker].behavior == Behavior::stream) stopReading(context, broker, node, which);
    killVisits(context, {.node = node, .instance = which});
    if (serverOf(context, node).ownLines) refuseOwnLine(context, node, which);
    if (context.model().nodes[node].lookup != kNone)
        forgetEntries(context, context.node(node), which,
                      static_cast<std::uint32_t>(serverOf(context, node).instances.size()));
    if (context.model().nodes[node].replicas != kNone) noteDeath(context, context.node(node), which);
    if (serverOf(context, node).guarded) forgetInstance(context, context.node(node), which);
    if (context.model().nodes[node].guardsEach) forgetCaller(context, node, which);
}

void beginServer(Context context, std::uint32_t node) {
    ServerState& server = serverOf(context, node);
    for (std::uint32_t i = 0; i < serverModelOf(context, node).instances; ++i) {
        const std::uint32_t which = addInstance(context, node);
        server.instances[which].state = InstanceState::starting;
        ++server.starting;
        makeReady(context, node, which, 0);
        // They are not new: an autoscaler believes their first sample.
        server.instances[which].started = server.instances[which].readinessChanged = SimTime{-std::chrono::hours{24}};
    }
    if (server.elastic) beginElastic(context, node);
    if (server.model->cluster) beginCluster(context, node);
    if (server.model->rollout) context.postNode(server.model->rollout->at, EventType::rollout, node);
    if (serverModelOf(context, node).hpa) {
        context.rareServer(node).autoscaler.emplace(*serverModelOf(context, node).hpa,
                                                    context.model().facts->kubernetes);
        context.rareServer(node).autoscaler->begin(context.now(), serverModelOf(context, node).instances);
        context.postNode(context.now() + serverModelOf(context, node).hpa->sync, EventType::scale, node);
        beginSampling(context, node);
    }
    if (server.guarded) beginServerGuard(context, node);
}

// False if it goes no further than the door, or elsewhere.
[[gnu::noinline]] static bool passesDoor(Context context, Frame& frame, NodeState& node) {
    ServerState& server = *node.server;
    if (server.unlisting != 0 && hitsStoppedPod(context, frame, node.index))
        return turnAway(context, frame, node, FailureCause::unavailable), false;
    if (server.guarded) {
        if (const auto stopped = stoppedByGuard(context, frame, node))
            return endVisit(context, frame, node, *stopped), false;
    }
    if (server.special) {
        if (server.model->connections != kNone && !isConnected(context, frame, node))
            return turnAway(context, frame, node, FailureCause::refused), false;
        if (server.elastic) return admitAtPool(context, frame, node), false;
        if (server.ownLines) return admitAtOwnLine(context, frame, node), false;
    }
    return true;
}

void admitAtServer(Context context, Frame& frame, NodeState& node) {
    ServerState& server = *node.server;
    if (server.kept && !passesDoor(context, frame, node)) [[unlikely]]
        return;
    if (server.freeSlots != 0 && server.waiting.count == 0) [[likely]] {
        ++node.measures.unwaited;
        return takeSlot(context, frame, node, leastBusy(node));
    }
    // Without a ready instance there is no endpoint to connect to.
    if (server.ready == 0 || server.waiting.count >= server.model->queueLimit) {
        return turnAway(context, frame, node, FailureCause::refused);
    }
    waitInLine(context, frame, node);
}

void releaseAtServer(Context context, NodeState& node, std::uint32_t which, Flags before) {
    ServerState& server = *node.server;
    node.measures.busy.fall(context.now());
    if (server.watched) [[unlikely]] {
        if (server.metered && (before & kWorking) != 0) server.instances[which].endWork(context.now());
        if (server.special) return releaseSpecial(context, node, which);
    }
    std::uint32_t& load = server.load[which];
    if (load == ServerState::kClosed) [[unlikely]]
        return leaveClosed(context, node, which);
    load = (load & ~ServerState::kFull) - 1;
    ++server.freeSlots;
    if (server.waiting.count != 0) serveWaiting(context, node);
}

[[gnu::noinline]] void makeReady(Context context, std::uint32_t node, std::uint32_t which, std::uint64_t uid) {
    ServerState& server = serverOf(context, node);
    Instance& instance = server.instances[which];
    if (instance.state != InstanceState::starting || instance.readyUid != uid) return;  // taken back meanwhile
    instance.state = InstanceState::ready;
    instance.readinessChanged = context.now();
    --server.starting;
    ++server.ready;
    if (server.elastic) [[unlikely]]
        joinPool(context, node);
    server.load[which] = 0;
    server.freeSlots += serverModelOf(context, node).slotsPerInstance;
    measureCapacity(context, node);
    serveWaiting(context, context.node(node));
    feed(context, node);
    if (context.rareServer(node).rollout) continueRollout(context, node);
}

void startInstance(Context context, std::uint32_t node) {
    const std::uint32_t which = addInstance(context, node);
    const ZoneMask lost = context.world.levers.nodes[node].zonesDown;
    if (!inZones(serverOf(context, node).instances[which], lost)) return startUp(context, node, which);
    takeOut(context, node, which, InstanceState::down);  // there is no machine for it in any zone
}

std::uint32_t replicas(const ServerState& server) {
    return server.ready - server.leaving + server.starting + server.down;
}

void resize(Context context, std::uint32_t node, std::uint32_t wanted) {
    ServerState& server = serverOf(context, node);
    while (replicas(server) < wanted) startInstance(context, node);
    for (const InstanceState first : {InstanceState::down, InstanceState::starting, InstanceState::ready}) {
        for (std::size_t i = server.instances.size(); i-- != 0 && replicas(server) > wanted;) {
            const auto which = static_cast<std::uint32_t>(i);
            if (server.instances[which].state != first || server.instances[which].leaving) continue;
            if (first == InstanceState::ready)
                endPod(context, node, which);
            else
                removePod(context, node, which);
        }
    }
}

void restartInstance(Context context, std::uint32_t node, std::uint32_t which) {
    killInstance(context, node, which, InstanceState::gone);
    startUp(context, node, which);
}

void killInstances(Context context, std::uint32_t node, std::int64_t count) {
    ServerState& server = serverOf(context, node);
    for (std::uint32_t which = 0; which < server.instances.size() && count > 0; ++which) {
        const InstanceState state = server.instances[which].state;
        if (state != InstanceState::ready && state != InstanceState::draining) continue;
        --count;
        if (state == InstanceState::ready && !server.instances[which].leaving)
            restartInstance(context, node, which);
        else
            killInstance(context, node, which, InstanceState::gone);
    }
    if (server.ready == 0) refuseWaiting(context, node);
}

void setZonesDown(Context context, std::uint32_t node, ZoneMask zones) {
    ServerState& server = serverOf(context, node);
    const bool onMachines = server.model->pods && zones != 0 && zones != ~ZoneMask{0};
    const SimTime unlisted =
        context.now() +
        (onMachines ? context.model().facts->kubernetes.nodeNotReady(context.rareServer(node).removals) : Duration{0});
    std::uint32_t lost = 0;
    for (std::uint32_t which = 0; which < server.instances.size(); ++which) {
        const InstanceState state = server.instances[which].state;
        const bool down = inZones(server.instances[which], zones);
        if (state == InstanceState::gone) continue;
        if (down && state != InstanceState::down) {
            const bool goes = state == InstanceState::draining || server.instances[which].leaving;
            killInstance(context, node, which, goes ? InstanceState::gone : InstanceState::down);
            if (goes || !onMachines) continue;
            if (state == InstanceState::ready) ++lost;
            losePod(context, node, which, {unlisted, state == InstanceState::ready});
        } else if (!down && state == InstanceState::down) {
            findPod(context, node, which);
            startUp(context, node, which);
        }
    }
    if (lost != 0)
        context.decide(
            node, fmt::format("{} pod{} gone with their zone", lost, lost == 1 ? " is" : "s are"),
            fmt::format("they get their share of the requests until their machines are found not ready, in {:.0f} s",
                        toSeconds(unlisted - context.now())));
    if (server.ready == 0) refuseWaiting(context, node);
}

}  // namespace spillway
