#include "nodes/figures.h"

#include <algorithm>

namespace spillway {
namespace {

double asCount(std::uint64_t value) { return static_cast<double>(value); }

Figures ofStream(const World& world, const StreamModel& model, const StreamState& stream) {
    Figures figures;
    std::uint64_t sum = 0, most = 0, rebalances = 0;
    for (const Shard& shard : stream.shards) {
        sum += shard.put;
        most = std::max(most, shard.put);
    }
    if (stream.shards.size() > 1 && sum > 0)
        figures.push_back({"Busiest shard's share", asCount(most) / asCount(sum), FigureUnit::share});
    const auto stalled = std::ranges::count_if(stream.slots, &ReaderSlot::toldStall);
    if (stalled > 0)
        figures.push_back({"Shards that stand still", static_cast<double>(stalled), FigureUnit::count, true});
    for (std::uint32_t r = 0; r < stream.readers.size(); ++r) {
        rebalances += stream.readers[r].rebalances;
        if (stream.readers.size() < 2) continue;
        const std::string& who = world.model.nodes[world.model.readers[model.readers.first + r].target].id;
        figures.push_back({"Lag of " + who, static_cast<double>(stream.readers[r].lag)});
    }
    if (rebalances > 0) figures.push_back({"Rebalances", asCount(rebalances)});
    if (stream.givenUp > 0) figures.push_back({"Records given up", asCount(stream.givenUp), FigureUnit::count, true});
    if (stream.expired > 0)
        figures.push_back({"Records lost to retention", asCount(stream.expired), FigureUnit::count, true});
    return figures;
}

}  // namespace

Figures figuresOf(const World& world, std::uint32_t node) {
    const NodeModel& model = world.model.nodes[node];
    if (model.behavior == Behavior::stream)
        return ofStream(world, world.model.streams[model.extra], world.streams[model.extra]);
    return {};
}

}  // namespace spillway
