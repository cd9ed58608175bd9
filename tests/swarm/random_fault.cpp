#include "swarm/random_fault.h"

#include "scenario/fault_fit.h"
#include "scenario/scenario_tree.h"
#include "topology/field_tree.h"
#include "topology/range_check.h"

#include <algorithm>

namespace spillway::swarm {
namespace {

using namespace std::chrono_literals;

Duration between(Duration low, Duration high, RngStream& stream) {
    return low + Duration{static_cast<std::int64_t>(stream.uniform() * static_cast<double>((high - low).count()))};
}

// Any value that a document may state, of the sizes that a run of some seconds can feel.
template <class M>
void draw(M& value, std::string_view key, RngStream& stream) {
    if constexpr (IsOptional<M>) {
        value.reset();
        if (stream.chance(0.5)) draw(value.emplace(), key, stream);
    } else if constexpr (Worded<M>) {
        const auto words = names(M{});
        value = words[stream.below(static_cast<std::uint32_t>(words.size()))].value;
    } else if constexpr (std::is_same_v<M, Duration>) {
        value = stream.chance(0.5) ? between(1ms, 200ms, stream) : between(200ms, 4s, stream);
    } else if constexpr (std::is_same_v<M, Share>) {
        value = *Share::from(stream.chance(0.1) ? 1 : stream.uniform());
    } else if constexpr (std::is_same_v<M, Rate>) {
        value = Rate::perSecond(1 + 200 * stream.uniform());
    } else if constexpr (std::is_same_v<M, ByteCount>) {
        value = ByteCount{1024 + static_cast<std::int64_t>(stream.below(1U << 21))};
    } else if constexpr (std::is_same_v<M, Distribution>) {
        value = stream.chance(0.5) ? Distribution::constant(30ms) : Distribution::exponential(50ms);
    } else if constexpr (std::is_same_v<M, std::int64_t>) {
        const CountRange range = countRange(key);
        value = range.least +
                stream.below(static_cast<std::uint32_t>(std::min<std::int64_t>(range.most - range.least, 199)) + 1);
    } else {
        static_assert(std::is_same_v<M, double>);
        value = 0.3 + 4 * stream.uniform();
    }
}

std::vector<std::string> targetsOf(FaultKind kind, const Topology& topology) {
    std::vector<std::string> found;
    const auto consider = [&](const std::string& on) {
        if (fits(kind, faultTarget(topology, on), topology)) found.push_back(on);
    };
    for (const Node& node : topology.nodes) consider(node.id);
    for (const Boundary& boundary : topology.boundaries) consider(boundary.id);
    for (const Flow& flow : topology.flows) consider(flowName(flow));
    return found;
}

}  // namespace

Fault randomFault(const Topology& topology, Duration duration, RngStream& stream) {
    Fault made;
    std::vector<std::string> targets;
    while (targets.empty()) {
        const auto kinds = static_cast<std::uint32_t>(names(FaultKind{}).size());
        made.spec = defaultFaultSpec(static_cast<FaultKind>(stream.below(kinds)));
        targets = targetsOf(made.kind(), topology);
    }
    made.on = targets[stream.below(static_cast<std::uint32_t>(targets.size()))];
    made.at = between(0s, duration, stream);
    if (stream.chance(0.8)) made.lasting = between(1ms, duration / 2, stream);
    std::visit(
        [&]<class Spec>(Spec& spec) {
            if constexpr (std::tuple_size_v < decltype(Spec::fields()) >> 0) {
                forEachField<Spec>([&](const auto& field) {
                    if (stream.chance(0.7)) draw(spec.*field.member, field.key, stream);
                });
            }
        },
        made.spec);
    return made;
}

}  // namespace spillway::swarm
