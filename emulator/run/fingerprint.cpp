#include "base/random.h"
#include "run/state.h"

#include <bit>
#include <cstdio>

namespace spillway {
namespace {

class Hash {
public:
    void add(std::uint64_t value) { m_state = mix64(m_state ^ value) + 0x9e37'79b9'7f4a'7c15U; }
    void add(const Counts& counts) {
        add(counts.begun);
        add(counts.succeeded);
        for (const std::uint64_t count : counts.failed) add(count);
    }
    void add(const LatencyHistogram& times) {
        add(times.count());
        add(static_cast<std::uint64_t>(times.mean().count()));
        add(static_cast<std::uint64_t>(times.greatest().count()));
        times.forEachBucket([this](std::size_t bucket, std::uint32_t count) {
            add(bucket);
            add(count);
        });
    }
    template <std::uint32_t Recent>
    void add(const TimesInRows<Recent>& times, std::uint32_t zeros = 0) {
        add(times.whole());
        add(times.second(zeros));
    }
    void add(const std::vector<float>& series) {
        for (const float value : series) add(std::bit_cast<std::uint32_t>(value));
    }
    void add(const NodeSeries& series) {
        for (const auto* each : {&series.throughput, &series.errors, &series.p50Ms, &series.p95Ms, &series.p99Ms,
                                 &series.instances, &series.starting, &series.backlog, &series.utilization}) {
            add(*each);
        }
    }
    std::uint64_t value() const { return m_state; }

private:
    std::uint64_t m_state = 0;
};

}  // namespace

// Everything a node or a flow counted, in the order of the topology; random streams and sequences too, so that two runs
// with one fingerprint would also go on alike.
std::string fingerprintOf(const Run::State& state) {
    Hash hash;
    hash.add(state.events());
    hash.add(static_cast<std::uint64_t>(state.now.time_since_epoch().count()));
    for (std::size_t i = 0; i < state.nodes.size(); ++i) {
        const NodeState& node = state.world.nodes[i];
        hash.add(state.world.countsOf(static_cast<std::uint32_t>(i)));
        for (const std::uint64_t count :
             {node.measures.inside, node.rare->measures.coldStarts, node.rare->measures.deadLettered,
              node.rare->measures.expired, node.rare->measures.redelivered, node.lastUid - makeUid(node.index, 0),
              node.work.state(), node.choice.state(), node.backoff.state(), node.fault.state(), node.startup.state()}) {
            hash.add(count);
        }
        hash.add(node.measures.response);
        hash.add(node.rare->measures.waiting, node.measures.unwaited);
        NodeSeries series;
        state.appendSeries(i, 0, series);
        hash.add(series);
    }
    // Where this side of a flow had counts of calls that were always zero: stored runs keep their fingerprints.
    constexpr std::uint64_t kNoCalls = 0;
    for (std::uint32_t i = 0; i < state.world.rows.size(); ++i) {
        const CallMeasures& calls = state.world.rows[i].calls;
        const RareFlow& rare = state.world.rareFlows[i];
        hash.add(state.world.callsOf(i));
        hash.add(calls.open);
        hash.add(rare.sent.retries);
        hash.add(rare.sent.breakerOpened);
        hash.add(calls.response);
        hash.add(rare.received.counts);
        hash.add(kNoCalls);
        hash.add(rare.received.retries);
        hash.add(kNoCalls);
        hash.add(rare.received.response);
    }
    for (const ElasticState& pool : state.world.elastics) {
        if (pool.billed + pool.billedReady == Duration{0}) continue;
        hash.add(static_cast<std::uint64_t>(pool.billed.count()));
        hash.add(static_cast<std::uint64_t>(pool.billedReady.count()));
    }
    if (state.world.workflow) hash.add(fingerprintOfWorkflows(state.world));
    for (const Decision& decision : state.decisions) {
        hash.add(hashWord(decision.node + decision.what + decision.reason));
        hash.add(static_cast<std::uint64_t>(decision.at.time_since_epoch().count()));
    }
    char digits[17];
    std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash.value()));
    return digits;
}

}  // namespace spillway
