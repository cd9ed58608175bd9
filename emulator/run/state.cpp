#include "run/state.h"

#include "nodes/dispatch.h"

#include <algorithm>
#include <chrono>

namespace spillway {
namespace {

std::shared_ptr<const RunPlan> required(std::shared_ptr<const RunPlan> plan) {
    SPILLWAY_ASSERT(plan != nullptr, "a run has a plan without errors");
    return plan;
}

}  // namespace

Run::State::State(std::shared_ptr<const RunPlan> itsPlan, RunOptions itsOptions)
    : plan{required(std::move(itsPlan))}, options{itsOptions}, world{plan->model, options.seed, options.traceEvery} {
    makeLanes(partitionAnyway(plan->model, options.lanes.value_or(1)));
    begin();
    considerTrying();
}

Run::State::State(std::shared_ptr<const RunPlan> itsPlan, RunOptions itsOptions, const Partition& parts)
    : plan{required(std::move(itsPlan))}, options{itsOptions}, world{plan->model, options.seed, options.traceEvery} {
    makeLanes(parts);
    begin();
}

SimTime Run::State::endOf(const RunPlan& plan, const RunOptions& options) {
    const Duration whole = plan.scenario.duration;
    return SimTime{options.until ? std::clamp(*options.until, Duration{0}, whole) : whole};
}

void Run::State::begin() {
    end = endOf(*plan, options);
    nodes.resize(plan->model.nodes.size());
    flows.resize(plan->model.statedFlows);
    for (const RunPlan::ScriptedFault& scripted : plan->faults) {
        ActiveFault active{scripted.fault, scripted.reach, SimTime{scripted.fault.at}, {}};
        if (scripted.fault.lasting) active.to = active.from + *scripted.fault.lasting;
        faults.push_back(std::move(active));
    }
    for (const auto& lane : lanes) beginLane(world, *lane);
    moveFaults();
}

// Flat copies; what the tables say of each other is tied anew. Between two calls all lanes rest, so no parcel is on its
// way, except what a fault has just sent: that lies in the boxes and is copied with them.
Run::State::State(const State& other)
    : plan{other.plan},
      options{other.options},
      world{other.world},
      now{other.now},
      end{other.end},
      nextSecond{other.nextSecond},
      faults{other.faults},
      cleared{other.cleared},
      flowsAtCalm{other.flowsAtCalm},
      nodes{other.nodes},
      flows{other.flows},
      workflows{other.workflows},
      seconds{other.seconds},
      losses{other.losses},
      traces{other.traces},
      decisions{other.decisions},
      wallSeconds{other.wallSeconds},
      // What is not at its beginning any more has no second run beside it: it stays on its lanes.
      m_trying{other.m_trying && other.now == SimTime{}},
      m_faultsMoved{other.m_faultsMoved},
      m_lookahead{other.m_lookahead} {
    for (const auto& lane : other.lanes) lanes.push_back(std::make_unique<Lane>(*lane));
}

void Run::State::advanceTo(SimTime time) {
    const auto started = std::chrono::steady_clock::now();
    time = std::min(time, end);
    while (now < time) {
        SimTime stop = std::min(time, nextSecond);
        if (const auto fault = nextFaultTime()) stop = std::min(stop, *fault);
        advanceLanes(stop);
        now = stop;
        for (const auto& lane : lanes) lane->now = now;
        if (now == nextSecond) {
            endSecond();
            nextSecond += std::chrono::seconds{1};
        }
        moveFaults();
    }
    collect();
    wallSeconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
}

void Run::State::makeLanes(const Partition& parts) {
    world.link(parts.laneOf);
    for (std::uint32_t i = 0; i < parts.lanes; ++i) {
        lanes.push_back(std::make_unique<Lane>(
            i, parts.lanes,
            Lane::Sources{plan->model.constants.size(), plan->model.timers.size(), plan->model.timeouts}));
    }
    m_lookahead = parts.lookahead;
}

void Run::State::advanceLanes(SimTime time) {
    if (lanes.size() == 1) return runLane(world, *lanes.front(), time);
    if (!m_crew) {
        const auto most = static_cast<unsigned>(lanes.size());
        m_crew = std::make_unique<Crew>(world, lanes, m_lookahead, std::min(threadsOf(options), most));
    }
    m_crew->advance(time);
}

void Run::State::collect() {
    std::vector<SpanNote> notes;
    for (const auto& lane : lanes) {
        notes.insert(notes.end(), lane->spans.begin(), lane->spans.end());
        lane->spans.clear();
    }
    // Within a lane a note stands after what caused it; between lanes time passes.
    if (lanes.size() > 1) std::ranges::stable_sort(notes, {}, &SpanNote::at);
    for (const SpanNote& note : notes) traces.add(note);
    std::vector<Decision> fresh;
    for (RareNode& node : world.rareNodes) {
        for (Decision& decision : node.decisions) fresh.push_back(std::move(decision));
        node.decisions.clear();
    }
    std::ranges::stable_sort(fresh, {}, &Decision::at);
    for (Decision& decision : fresh) decisions.push_back(std::move(decision));
}

std::uint64_t Run::State::events() const {
    std::uint64_t sum = 0;
    for (const auto& lane : lanes) sum += lane->executed;
    return sum;
}

void Run::State::checkConservation() const {
    checkExecutions(world);
    for (std::uint32_t i = 0; i < world.nodes.size(); ++i) {
        const Counts counts = world.countsOf(i);
        const RareNodeMeasures& rare = world.rareNodes[i].measures;
        SPILLWAY_ASSERT(
            counts.begun == counts.ended() + rare.deadLettered + rare.expired + world.nodes[i].measures.inside,
            "what arrives at a node has ended or is inside");
    }
    for (std::uint32_t i = 0; i < world.rows.size(); ++i) {
        const Counts calls = world.callsOf(i);
        if (plan->model.flows[i].awaited) {
            SPILLWAY_ASSERT(calls.begun == calls.ended() + world.rows[i].calls.open,
                            "what is called has been answered or is out");
        } else if (i < plan->model.statedFlows) {
            SPILLWAY_ASSERT(calls.ended() + world.rareFlows[i].received.counts.ended() <= calls.begun,
                            "no event ends twice");
        }
    }
}

}  // namespace spillway
