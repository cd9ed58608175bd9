#include "nodes/table.h"

#include "kernel/failure_cause.h"
#include "nodes/rate_log.h"
#include "nodes/visit.h"

#include <fmt/format.h>

namespace spillway {
namespace {

const TableModel& modelOf(Context context, const NodeState& node) { return context.model().tables[node.model->extra]; }
TableState& stateOf(Context context, const NodeState& node) { return context.world.tables[node.model->extra]; }

TableCapacity& capacityOf(const TableModel& model, TableState& state) {
    if (!state.capacity) state.capacity.emplace(model.limits, model.read, model.write, model.partitions);
    return *state.capacity;
}

std::string whyThrottled(const TableModel& model, const TableState& state, bool full) {
    const TableLimits& limits = model.limits;
    const TableCapacity& capacity = *state.capacity;
    if (state.partitionThrottled <= state.tableThrottled)
        return fmt::format("the table gives {:.0f} read and takes {:.0f} write units a second{}", capacity.limit(false),
                           capacity.limit(true),
                           capacity.onDemand() ? fmt::format(", on demand: {} times its peak", limits.growth)
                                               : "; the burst is used up");
    return fmt::format("{}: {:.0f} read and {:.0f} write units a second{}",
                       full ? fmt::format("its {} partitions are full", capacity.partitions()) : "a hot partition",
                       limits.partitionReads, limits.partitionWrites, full ? " each" : ", whatever the table has");
}

}  // namespace

void admitAtTable(Context context, Frame& frame, NodeState& node) {
    const TableModel& model = modelOf(context, node);
    TableState& state = stateOf(context, node);
    const bool write = !node.choice.chance(model.reads);
    if (write) frame.set(frame_flag::kProvisioned);
    const std::uint32_t partition = model.partitionOfKey[model.keys(node.choice)];
    const double units = write ? model.writeUnits : model.readUnits;
    switch (capacityOf(model, state).take(write, units, partition, context.now())) {
        case TableAnswer::taken: return beginWork(context, frame, node);
        case TableAnswer::tableThrottled: ++state.tableThrottled; break;
        case TableAnswer::partitionThrottled: ++state.partitionThrottled; break;
    }
    endVisit(context, frame, node, failed(FailureCause::throttled));
}

void endTableSecond(Context context, std::uint32_t index) {
    const NodeState& node = context.node(index);
    TableState& state = stateOf(context, node);
    if (!state.capacity) return;
    const bool full = state.capacity->isFull();
    state.capacity->endSecond(context.now());
    const std::uint64_t all = state.tableThrottled + state.partitionThrottled;
    const auto rate = static_cast<double>(all - state.throttledBefore);
    state.throttledBefore = all;
    switch (newsOf(state.throttling, rate, 10, context.now())) {
        case RateNews::nothing: return;
        case RateNews::over: return context.decide(index, "throttling is over", "there is capacity for all");
        case RateNews::begins:
        case RateNews::changes: break;
    }
    context.decide(index, fmt::format("throttling {:.0f}/s", rate), whyThrottled(modelOf(context, node), state, full));
}

}  // namespace spillway
