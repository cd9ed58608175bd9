#include "run/state.h"

namespace spillway {
namespace {

template <class T, class Room>
std::uint64_t bytesOf(const std::vector<T, Room>& table) {
    return table.capacity() * sizeof(T);
}

std::uint64_t bytesOf(const RareNode& node) { return node.measures.waiting.bytes(); }
std::uint64_t bytesOf(const FlowRow& flow) { return flow.calls.response.bytes(); }
std::uint64_t bytesOf(const RareFlow& flow) { return flow.received.response.bytes(); }
std::uint64_t bytesOf(const NodeState& node) {
    return node.measures.response.bytes() + bytesOf(node.itsServer.instances) + node.itsServer.load.bytes();
}
std::uint64_t bytesOf(const FunctionState& function) {
    return bytesOf(function.environments) + bytesOf(function.freeNumbers) +
           function.idle.size() * sizeof(std::uint32_t);
}
std::uint64_t bytesOf(const SourceState& source) { return bytesOf(source.phases); }

// A table and what hangs on its entries.
template <class T, class Room>
std::uint64_t bytesBelow(const std::vector<T, Room>& table) {
    std::uint64_t sum = table.capacity() * sizeof(T);
    for (const T& entry : table) sum += bytesOf(entry);
    return sum;
}

}  // namespace

RunMemory Run::State::memory() const {
    RunMemory sum;
    for (const auto& lane : lanes) {
        sum.frames += lane->frames.used() * sizeof(Frame);
        sum.events += lane->events.bytes();
        sum.calls += lane->frames.live();
    }
    sum.tables = bytesBelow(world.nodes) + bytesBelow(world.rareNodes) + bytesBelow(world.rows) +
                 bytesBelow(world.rareFlows) + bytesOf(world.rareServers) + bytesBelow(world.functions) +
                 bytesBelow(world.sources) + bytesOf(world.queues) + bytesOf(world.levers.nodes) +
                 bytesOf(world.levers.flows) + bytesOf(nodes) + bytesOf(flows);
    return sum;
}

}  // namespace spillway
