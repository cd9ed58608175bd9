#include "faults/effects.h"
#include "nodes/function.h"
#include "nodes/queue.h"
#include "nodes/server.h"
#include "nodes/source.h"
#include "nodes/stream.h"
#include "nodes/trouble.h"
#include "nodes/visit.h"
#include "nodes/workflow.h"
#include "run/state.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace spillway {
namespace {

bool isActive(const ActiveFault& fault, SimTime now) {
    return !fault.ended && fault.from <= now && (!fault.to || now < *fault.to);
}

// A node that is spread over zones is down when all of them are.
void foldZones(Levers& levers, const Model& model) {
    for (std::size_t i = 0; i < levers.nodes.size(); ++i) {
        const std::size_t zones = std::min<std::size_t>(model.nodes[i].zones.size(), 64);
        if (zones != 0 && std::popcount(levers.nodes[i].zonesDown) == static_cast<int>(zones))
            levers.nodes[i].down = true;
    }
}

}  // namespace

std::optional<SimTime> Run::State::nextFaultTime() const {
    std::optional<SimTime> next;
    const auto consider = [&](SimTime time) {
        if (time > now && (!next || time < *next)) next = time;
    };
    for (const ActiveFault& fault : faults) {
        if (fault.ended) continue;
        consider(fault.from);
        if (fault.to) consider(*fault.to);
    }
    return next;
}

void Run::State::moveFaults() {
    const bool due = std::ranges::any_of(
        faults, [this](const ActiveFault& fault) { return isActive(fault, now) != fault.begun && !fault.ended; });
    if (!due) return;
    m_faultsMoved = now;
    world.nodeTroubles.resize(world.nodes.size());
    world.flowTroubles.resize(world.rows.size());
    const Levers before = world.levers;
    std::ranges::fill(world.levers.nodes, NodeLevers{});
    std::ranges::fill(world.levers.flows, FlowLevers{});
    for (ActiveFault& fault : faults) {
        if (isActive(fault, now)) {
            std::visit(
                [&](const auto& spec) {
                    faults::hold(spec, fault.reach, world.levers);
                    if (!fault.begun) faults::strike(spec, fault.reach, world.levers);
                },
                fault.fault.spec);
            fault.begun = true;
        } else if (fault.begun) {
            fault.begun = false;
            fault.ended = true;
        }
    }
    markFlows();
    foldZones(world.levers, plan->model);
    world.levers.calm = areCalm(world.levers);
    for (std::size_t i = 0; i < world.nodes.size(); ++i) {
        const NodeTrouble& trouble = world.nodeTroubles[i];
        if (trouble.filled < trouble.entries || world.levers.nodes[i].chilled > 0) world.levers.calm = false;
    }
    world.findQuick();
    carryOut(before);
}

void Run::State::markFlows() {
    flowsAtCalm.clear();
    for (std::size_t i = 0; i < world.rows.size(); ++i) {
        const RareCallMeasures& rare = world.rareFlows[i].sent;
        flowsAtCalm.push_back({world.rows[i].calls.begun, rare.retries, rare.breakerOpened});
    }
}

bool Run::State::takeInstant() {
    while (m_faultsMoved == now && now < end) advanceTo(now + Duration{1});
    return now < end;
}

void Run::State::carryOut(const Levers& before) {
    for (std::uint32_t node = 0; node < world.nodes.size(); ++node) {
        takeTrouble({world, *lanes[world.laneOf[node]]}, node, before.nodes[node]);
        carryOutAt(node, before.nodes[node]);
    }
    for (std::uint32_t flow = 0; flow < before.flows.size(); ++flow) {
        const std::uint32_t from = plan->model.flows[flow].from;
        const bool resumes = before.flows[flow].stalled && !world.levers.flows[flow].stalled;
        if (resumes && plan->model.flows[flow].fromQueue) pumpBroker({world, *lanes[world.laneOf[from]]}, from);
    }
}

void Run::State::carryOutAt(std::uint32_t node, const NodeLevers& before) {
    const Context context{world, *lanes[world.laneOf[node]]};
    NodeLevers& levers = world.levers.nodes[node];
    const bool fell = levers.down && !before.down;
    const auto mask = [](const NodeLevers& of) { return of.down ? ~ZoneMask{0} : of.zonesDown; };
    switch (plan->model.nodes[node].behavior) {
        case Behavior::server:
            if (mask(levers) != mask(before)) setZonesDown(context, node, mask(levers));
            if (levers.kills > 0) killInstances(context, node, levers.kills);
            break;
        case Behavior::function:
            if (fell) killAllEnvironments(context, node);
            if (before.down && !levers.down) prepareProvisioned(context, node);
            if (levers.kills > 0) killEnvironments(context, node, levers.kills);
            if (!levers.down && std::popcount(levers.zonesDown) > std::popcount(before.zonesDown)) {
                // The provider spreads environments evenly over the zones.
                const double share =
                    std::popcount(levers.zonesDown) / static_cast<double>(plan->model.nodes[node].zones.size());
                const FunctionState& function = world.functions[plan->model.nodes[node].extra];
                const auto living = static_cast<double>(function.idle.size()) + static_cast<double>(function.busy);
                killEnvironments(context, node, static_cast<std::int64_t>(std::ceil(share * living)));
            }
            break;
        case Behavior::queue:
            if (before.down && !levers.down) pump(context, node);
            break;
        case Behavior::workflow:
            if (fell) stopWorkflow(context, node);
            if (before.down && !levers.down) resumeWorkflow(context, node);
            break;
        case Behavior::stream:
            if (before.down && !levers.down) pumpStream(context, node);
            break;
        case Behavior::source:
            if (levers.loadFactor != before.loadFactor) changeLoad(context, node);
            if (levers.clockAhead != before.clockAhead) jumpClock(context, node, levers.clockAhead - before.clockAhead);
            break;
        default:
            if (fell) killVisits(context, {.node = node});
    }
    levers.kills = 0;
}

}  // namespace spillway
