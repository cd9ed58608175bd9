#pragma once

#include "nodes/world.h"
#include "run/crew.h"
#include "run/losses.h"
#include "run/partition.h"
#include "run/plan.h"
#include "run/run.h"
#include "run/traces.h"

#include <memory>
#include <optional>
#include <vector>

namespace spillway {

// What one node was like in one finished second.
struct NodePoint {
    float throughput = 0;
    float errors = 0;
    float p50Ms = 0;
    float p95Ms = 0;
    float p99Ms = 0;
    float instances = 0;
    float starting = 0;
    float backlog = 0;
    float utilization = 0;
    float inside = 0;  // arrived and not ended
    SecondSum sum;     // of response times
};
// What one node said over the last finished second, for snapshots.
struct NodeSecond {
    Counts before;  // totals when the second began
    std::uint64_t coldBefore = 0;
    double busyBefore = 0;  // integrals when it began
    double slotsBefore = 0;
    NodeSnapshot last;  // rates, shares and percentiles only
};
struct FlowSecond {
    Counts before;
    FlowSnapshot last;
};

struct ActiveFault {
    Fault fault;
    FaultReach reach;
    SimTime from{};
    std::optional<SimTime> to;
    bool begun = false;
    bool ended = false;
    bool byHand = false;
};

class Run::State {
public:
    State(std::shared_ptr<const RunPlan> itsPlan, RunOptions itsOptions);
    State(const State& other);
    // On these lanes, whatever `options` says.
    State(std::shared_ptr<const RunPlan> itsPlan, RunOptions itsOptions, const Partition& parts);
    // As `from` stands, under another plan that run/branch.h has found to fit.
    State(const State& from, std::shared_ptr<const RunPlan> itsPlan);
    State& operator=(const State&) = delete;

    std::shared_ptr<const RunPlan> plan;
    RunOptions options;
    World world;
    std::vector<std::unique_ptr<Lane>> lanes;
    SimTime now{};
    SimTime end{};
    SimTime nextSecond{std::chrono::seconds{1}};
    std::vector<ActiveFault> faults;
    std::vector<Clearing> cleared;
    // What the callers of each flow had counted when the last fault ended.
    struct FlowMark {
        std::uint64_t attempts = 0;
        std::uint64_t retries = 0;
        std::uint64_t breakerOpened = 0;
    };
    std::vector<FlowMark> flowsAtCalm;
    std::vector<NodeSecond> nodes;
    std::vector<FlowSecond> flows;
    std::vector<WorkflowSnapshot> workflows;                           // percentiles only, of the last finished second
    SharedLog<std::shared_ptr<const std::vector<NodePoint>>> seconds;  // finished ones; in each the nodes
    Losses losses;
    TraceStore traces;
    SharedLog<Decision> decisions;
    double wallSeconds = 0;

    void advanceTo(SimTime time);
    // Whether several lanes pay is tried at the beginning (run/lane_choice.cpp).
    bool isTrying() const { return m_trying; }
    // Advances up to `time`, and beside it the same run on several lanes. That one, when it turned out to be faster.
    std::unique_ptr<State> tryUpTo(SimTime time);
    // It stays as it is.
    void endTrying();
    // Begins and ends the faults that are due, moves the levers and carries out what that means.
    void moveFaults();
    // Makes now() an instant at which no fault has begun or ended yet. False at the end of the run.
    bool takeInstant();
    std::optional<SimTime> nextFaultTime() const;
    void endSecond();
    // Takes what the lanes wrote down about sampled requests and decisions.
    void collect();
    void checkConservation() const;
    std::uint64_t events() const;
    RunMemory memory() const;
    void appendSeries(std::size_t node, std::size_t first, NodeSeries& to) const;
    std::vector<SecondSum> sumsOf(std::size_t node) const;

private:
    static SimTime endOf(const RunPlan& plan, const RunOptions& options);
    void takeOverPolicies(const State& from);
    void takeOverTimeouts(Lane& lane);
    void takeOverInstances(const State& from);
    void begin();
    void makeLanes(const Partition& parts);
    void considerTrying();
    void beginRival();
    Traffic trafficSoFar() const;
    void advanceLanes(SimTime time);
    void markFlows();
    void carryOut(const Levers& before);
    void carryOutAt(std::uint32_t node, const NodeLevers& before);

    // While it is tried.
    struct Trial {
        SimTime warm{};         // until then this one runs alone, and says where the traffic is
        SimTime until{};        // then it is decided
        double ownSeconds = 0;  // of wall time, since it was warm
        double rivalSeconds = 0;
        std::unique_ptr<State> rival;  // the same run on several lanes, as far as this one
    };
    bool m_trying = false;
    Trial m_trial;
    std::optional<SimTime> m_faultsMoved;  // when, last
    Duration m_lookahead{0};               // between lanes
    LatencyHistogram m_times;              // of a second that ends, for the room it has; not copied
    std::unique_ptr<Crew> m_crew;          // with more than one lane, from the first time they advance
};

// Threads that a run with these options advances its lanes with.
unsigned threadsOf(const RunOptions& options);
void fillSnapshot(const Run::State& state, RunSnapshot& out);
RunReport makeReport(const Run::State& state);
// Workflow nodes with a definition, in the order of the topology.
std::vector<WorkflowReport> reportWorkflows(const Run::State& state);
void fillWorkflows(const Run::State& state, std::vector<WorkflowSnapshot>& out);
void endWorkflowSecond(Run::State& state);
void checkExecutions(const World& world);
std::uint64_t fingerprintOfWorkflows(const World& world);
// Nothing when there was no fault.
std::optional<Recovery> recoveryOf(const Run::State& state);
std::string fingerprintOf(const Run::State& state);

}  // namespace spillway
