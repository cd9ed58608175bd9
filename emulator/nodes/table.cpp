#include "nodes/table.h"

#include "kernel/failure_cause.h"
#include "nodes/rate_log.h"
#include "nodes/visit.h"

#include <fmt/format.h>

namespace spillway {
namespace {

const TableModel& modelOf(Context context, const NodeState& node) { return context.model().tables[node.model->extra]; }

TableState& stateOf(Context context, const NodeState& node) {
    TableState& state = context.world.tables[node.model->extra];
    if (!state.parts.empty()) return state;
    const TableModel& model = modelOf(context, node);
    for (const TablePartModel& part : model.parts) {
        TablePartState& made =
            state.parts.emplace_back(TableCapacity{model.limits, part.read, part.write, part.partitions});
        for (std::size_t side = 0; side < part.scaling.size(); ++side)
            if (part.scaling[side]) made.scalers[side].emplace(model.limits.autoscaling, *part.scaling[side]);
    }
    return state;
}

// Where a request's key lies in a part of a table, and what it takes of it.
struct Demand {
    bool write = false;
    double units = 0;
};

// True if there is room; else it counts as throttled.
bool asks(TablePartState& part, const TablePartModel& model, const Demand& demand, NodeState& node, SimTime now) {
    part.asked = model.partitionOfKey[model.keys(node.choice)];
    switch (part.capacity.ask(demand.write, demand.units, *part.asked, now)) {
        case TableAnswer::taken: return true;
        case TableAnswer::tableThrottled: ++part.tableThrottled; break;
        case TableAnswer::partitionThrottled: ++part.partitionThrottled; break;
    }
    return false;
}

// The table itself, or the index that a read asks.
std::size_t partOfRead(const TableModel& model, NodeState& node) {
    if (model.parts.size() == 1) return 0;
    double left = node.choice.uniform();
    for (std::size_t i = 1; i < model.parts.size(); ++i) {
        left -= model.parts[i].reads;
        if (left < 0) return i;
    }
    return 0;
}

bool read(const TableModel& model, TableState& state, double times, NodeState& node, SimTime now) {
    const std::size_t at = partOfRead(model, node);
    // An index is not read in transactions.
    const double units = model.parts[at].readUnits * (at == 0 ? times : 1);
    if (!asks(state.parts[at], model.parts[at], {false, units}, node, now)) return false;
    state.parts[at].capacity.take(false, units, *state.parts[at].asked, now);
    return true;
}

// A write needs room in the table and in each index that its item is in; else it takes none of any.
bool write(const TableModel& model, TableState& state, double times, NodeState& node, SimTime now) {
    const auto unitsOf = [&](std::size_t i) { return model.parts[i].writeUnits * (i == 0 ? times : 1); };
    for (std::size_t i = 0; i < model.parts.size(); ++i) {
        const TablePartModel& part = model.parts[i];
        state.parts[i].asked.reset();
        if (part.items < 1 && !node.choice.chance(part.items)) continue;
        if (!asks(state.parts[i], part, {true, unitsOf(i)}, node, now)) return false;
    }
    for (std::size_t i = 0; i < model.parts.size(); ++i) {
        TablePartState& part = state.parts[i];
        if (part.asked) part.capacity.take(true, unitsOf(i), *part.asked, now);
    }
    return true;
}

std::string whyThrottled(const TableLimits& limits, const std::string& name, const TablePartState& part, bool full) {
    const TableCapacity& capacity = part.capacity;
    const std::string what = name.empty() ? "the table" : "the index " + name;
    const std::string then = name.empty() ? "" : "; writes to the table are throttled with it";
    if (part.partitionThrottled <= part.tableThrottled)
        return fmt::format("{} gives {:.0f} read and takes {:.0f} write units a second{}{}", what,
                           capacity.limit(false), capacity.limit(true),
                           capacity.onDemand() ? fmt::format(", on demand: {} times its peak", limits.growth)
                                               : "; the burst is used up",
                           then);
    const std::string which = name.empty() ? "" : " of " + what;
    return fmt::format("{}: {:.0f} read and {:.0f} write units a second{}{}",
                       !full          ? "a hot partition" + which
                       : name.empty() ? fmt::format("its {} partitions are full", capacity.partitions())
                                      : fmt::format("the {} partitions{} are full", capacity.partitions(), which),
                       limits.partitionReads, limits.partitionWrites, full ? " each" : ", whatever the table has",
                       then);
}

void tellThrottling(Context context, std::uint32_t index, const TablePartModel& model, TablePartState& part,
                    bool full) {
    const std::uint64_t all = part.tableThrottled + part.partitionThrottled;
    const auto rate = static_cast<double>(all - part.throttledBefore);
    part.throttledBefore = all;
    const std::string of = model.name.empty() ? "" : "index " + model.name + ": ";
    switch (newsOf(part.throttling, rate, 10, context.now())) {
        case RateNews::nothing: return;
        case RateNews::over: return context.decide(index, of + "throttling is over", "there is capacity for all");
        case RateNews::begins:
        case RateNews::changes: break;
    }
    context.decide(index, fmt::format("{}throttling {:.0f}/s", of, rate),
                   whyThrottled(modelOf(context, context.node(index)).limits, model.name, part, full));
}

void scale(Context context, std::uint32_t index, const TablePartModel& model, TablePartState& part, bool write) {
    std::optional<TableScaler>& scaler = part.scalers[write ? 1 : 0];
    if (!scaler) return;
    const double before = part.capacity.limit(write);
    const auto change = scaler->endSecond(context.now(), part.capacity.inSecond(write), before);
    if (!change) return;
    part.capacity.provision(write, change->capacity, context.now());
    context.decide(index,
                   fmt::format("{}{} capacity {:.0f} -> {:.0f}", model.name.empty() ? "" : "index " + model.name + ": ",
                               write ? "write" : "read", before, change->capacity),
                   fmt::format("{:.1f} units a second were taken, {:.0f}% of it; {:.0f}% is the target", change->taken,
                               100 * change->taken / before, 100 * model.scaling[write ? 1 : 0]->target));
}

}  // namespace

void admitAtTable(Context context, Frame& frame, NodeState& node) {
    const TableModel& model = modelOf(context, node);
    TableState& state = stateOf(context, node);
    const bool writes = !node.choice.chance(model.reads);
    if (writes) frame.set(frame_flag::kProvisioned);
    const bool transaction = model.transactional > 0 && node.choice.chance(model.transactional);
    const double times = transaction ? model.limits.transaction : 1;
    const bool room =
        writes ? write(model, state, times, node, context.now()) : read(model, state, times, node, context.now());
    if (room) return beginWork(context, frame, node);
    endVisit(context, frame, node, failed(FailureCause::throttled));
}

void endTableSecond(Context context, std::uint32_t index) {
    const NodeState& node = context.node(index);
    if (context.world.tables[node.model->extra].parts.empty()) return;
    const TableModel& model = modelOf(context, node);
    TableState& state = stateOf(context, node);
    for (std::size_t i = 0; i < state.parts.size(); ++i) {
        TablePartState& part = state.parts[i];
        const bool full = part.capacity.isFull();
        for (const bool write : {false, true}) scale(context, index, model.parts[i], part, write);
        part.capacity.endSecond(context.now());
        tellThrottling(context, index, model.parts[i], part, full);
    }
}

}  // namespace spillway
