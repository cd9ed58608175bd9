#pragma once

#include "base/diagnostic.h"
#include "platforms/facts.h"
#include "run/report.h"
#include "run/shared_log.h"
#include "run/snapshot.h"
#include "scenario/scenario.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace spillway {

// A topology and a scenario made ready to execute: dense ids, tables, resolved defaults. Immutable, shared by runs.
class RunPlan;

struct Compiled {
    std::shared_ptr<const RunPlan> plan;  // null if `diagnostics` has errors
    Diagnostics diagnostics;              // errors, and notes on every assumption made and kind not fully emulated
};

// Values in, values out: the caller may go on editing its topology. `scenario` need not be one of an Architecture.
// `facts` outlive the plan.
// What the topology states of `facts` counts, on top of what this was built with.
Compiled compile(const Topology& topology, const Scenario& scenario, const PlatformFacts& facts = platformFacts());

struct RunOptions {
    std::uint64_t seed = 1;
    // Threads that advance lanes; the result does not depend on it. Default 1 / raise for large graphs / costs a core
    // each.
    unsigned threads = 1;
    // End before the scenario's own duration.
    std::optional<Duration> until;
    // One of this many requests keeps its spans. Default 1/256 / lower for small loads / costs memory.
    std::uint32_t traceEvery = 256;
    // Parts of the graph that advance side by side; the result does not depend on it. Default: as many as `threads`
    // when that turns out to be faster, else one / set it to test or to measure.
    std::optional<std::uint32_t> lanes{};
};

// What a run takes, in bytes, all lanes together. What it has recorded of its past (series, traces, decisions) is not
// among it: forks share that.
struct RunMemory {
    std::uint64_t frames = 0;  // ever used at once; a frame is one call
    std::uint64_t events = 0;  // room for what is pending
    std::uint64_t tables = 0;  // of nodes and flows, with their histograms
    std::uint64_t calls = 0;   // frames in use now: how many, not bytes
    std::uint64_t total() const { return frames + events + tables; }
};

// One execution. Owned and called by one thread; uses `threads - 1` more inside advanceTo().
class Run {
public:
    Run(std::shared_ptr<const RunPlan> plan, RunOptions options);
    ~Run();
    Run(Run&&) noexcept;
    Run& operator=(Run&&) noexcept;

    // Executes every event before `time` (clipped to the end). Calling it in many small steps or one large one gives
    // the same run.
    void advanceTo(SimTime time);
    SimTime now() const;
    SimTime end() const;
    bool finished() const { return now() >= end(); }

    // Commands. Each has an instant of its own: when a fault began or ended at now(), or a command came, time first
    // moves on by a nanosecond. So the run with these commands and the run of replay.h's scenario are one and the same.
    // Applies a fault from now on, `fault.at` is overwritten with now(). The target must exist and the run must not be
    // over: a list of Diagnostics says if not.
    Diagnostics inject(Fault fault);
    // Ends every fault on this target at once, scripted or by hand; one that has not begun is called off.
    void clearFaults(const std::string& on);

    // A run that stands where this one does and goes on by itself: a checkpoint to come back to (keep it, and fork it
    // again for every way back), or a branch that other commands take elsewhere. Bit for bit what this run would do.
    // Costs a flat copy of what changes: tables, pending events, requests in flight. What is past is shared.
    Run fork() const;
    // A fork that goes on under another plan: other work, latencies, timeouts, policies, loads, replicas or faults to
    // come, on the same nodes and flows. What is there stays (instances, lines, requests on their way); what is decided
    // from now on is decided as the new plan says. Under the same plan it is the fork. Diagnostics instead of a run
    // when the plan differs in what a run under way cannot change (nodes, flows, slots, limits of concurrency).
    struct Branch;
    Branch branch(const std::shared_ptr<const RunPlan>& plan) const;

    // Overwrites `out`, keeping its capacity. Cost: some ns per node and flow.
    void fill(RunSnapshot& out) const;
    // Finished seconds so far; grows with time.
    std::size_t seconds() const;
    // Adds what `node` was like in the seconds from `first` on.
    void appendSeries(std::size_t node, std::size_t first, NodeSeries& to) const;
    const SharedLog<Decision>& decisions() const;
    // So far.
    std::uint64_t events() const;
    Attribution attribution(std::size_t node) const;
    // Aborts with an assertion if conservation does not hold.
    RunReport report() const;
    RunMemory memory() const;

    class State;  // run/state.h, for this room

private:
    explicit Run(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

struct Run::Branch {
    std::unique_ptr<Run> run;  // null if there are diagnostics
    Diagnostics diagnostics;
};

}  // namespace spillway
