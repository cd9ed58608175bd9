#include "analysis/metering/kinds.h"
#include "base/text.h"
#include "nodes/figures.h"
#include "platforms/table_capacity.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace spillway::metering {
namespace {

// What requests took of a table's capacity.
struct Units {
    double reads = 0;
    double writes = 0;
};

Units unitsTaken(const Meter& meter, const TableSpec& table) {
    const auto& figures = meter.measured().figures;
    const Units told{figureOf(figures, kReadUnits), figureOf(figures, kWriteUnits)};
    if (told.reads + told.writes > 0) return told;
    // A run that was kept before units were counted.
    const TableLimits& limits = meter.facts().data.table;
    const double served = meter.arrived() - meter.failures(FailureCause::throttled);
    const double reads = table.reads.fraction() * served;
    return {reads * limits.readUnits(table.itemSize, table.consistent),
            (served - reads) * limits.writeUnits(table.itemSize)};
}

// What an autoscaler would have to keep provisioned for what the busiest second took.
Units capacityFor(Meter& meter) {
    const Share target = meter.facts().data.table.autoscalingTarget;
    const auto sized = [&](std::string_view busiest) {
        const double wanted = figureOf(meter.measured().figures, busiest) / target.fraction();
        return std::max(0.0, std::ceil(wanted - 1e-9));
    };
    const Units capacity{sized(kBusiestReads), sized(kBusiestWrites)};
    if (capacity.reads + capacity.writes > 0)
        meter.assume(
            fmt::format("bought the other way it has {:g} read and {:g} write units, which its busiest second "
                        "uses up to {}",
                        capacity.reads, capacity.writes, toText(target)));
    return capacity;
}

// What is provisioned for the table and its indexes: as stated, or on average where it is scaled.
Units statedFor(const Meter& meter, const TableSpec& table) {
    const auto& figures = meter.measured().figures;
    const Units scaled{figureOf(figures, kMeanReadCapacity), figureOf(figures, kMeanWriteCapacity)};
    if (scaled.reads + scaled.writes > 0 || (!table.read && !table.write)) return scaled;
    Units all{table.read.value_or(Rate{}).perSecond(), table.write.value_or(Rate{}).perSecond()};
    const Units own = all;
    for (const TableIndex& index : table.indexes) {
        all.reads += index.read ? index.read->perSecond() : own.reads;
        all.writes += index.write ? index.write->perSecond() : own.writes;
    }
    return all;
}

// DynamoDB: what was asked for on demand, or what is provisioned whether it is asked for or not; the one that the
// document does not have is the other way to buy.
void meterTable(Meter& meter, const TableSpec& table) {
    const Units stated = statedFor(meter, table);
    const bool provisioned = stated.reads + stated.writes > 0;
    const Units capacity = provisioned ? stated : capacityFor(meter);
    const Units taken = unitsTaken(meter, table);
    meter.add("dynamodb_write_capacity_hours", meter.hours(capacity.writes), !provisioned);
    meter.add("dynamodb_read_capacity_hours", meter.hours(capacity.reads), !provisioned);
    meter.add("dynamodb_reads", taken.reads, provisioned);
    meter.add("dynamodb_writes", taken.writes, provisioned);
}

// How often the machine of the prices it is: sizes of a family double, and cost in proportion.
double sizeOf(const Meter& meter, const Resources& resources) {
    const Machine& machine = meter.prices().machine;
    const double cores = resources.cpu ? static_cast<double>(resources.cpu->millicores) / 1000 : 0;
    const double gigabytes = resources.memory ? static_cast<double>(resources.memory->bytes) / kBytesPerGigabyte : 0;
    const double wanted = std::max({1.0, cores / machine.cores, gigabytes / machine.gigabytes});
    return std::exp2(std::ceil(std::log2(wanted) - 1e-9));
}

double fetchedByCdns(const Meter& meter) {
    double fetched = 0;
    for (std::size_t i = 0; i < meter.topology().flows.size() && i < meter.report().flows.size(); ++i) {
        const Flow& flow = meter.topology().flows[i];
        const Node* from = flow.to == meter.node().id ? findNode(meter.topology(), flow.from) : nullptr;
        if (from != nullptr && from->kind() == NodeKind::cdn) fetched += leftOver(meter.report().flows[i]);
    }
    return fetched;
}

}  // namespace

void meter(Meter& meter, const Database& database) {
    if (database.table) return meterTable(meter, *database.table);
    if (database.engine == "dynamodb") {
        meter.add("dynamodb_writes", meter.arrived());
        return meter.assume(fmt::format("every request is priced as a write of up to {}: `table` is not stated",
                                        toText(meter.facts().data.table.writeUnit)));
    }
    const std::int64_t copies = database.replicas ? database.replicas->count : 0;
    const std::int64_t instances = std::max(1 + copies, meter.measured().peakInstances);
    const double size = sizeOf(meter, database.resources);
    meter.assume((instances == 1 ? std::string{"assumed: one db.m7g.large in one zone"}
                                 : fmt::format("assumed: {} db.m7g.large, {}", instances,
                                               copies > 0 ? "the copies included" : "one in each zone")) +
                 (size > 1 ? fmt::format(", {:g} times as large", size) : std::string{}));
    meter.add("database_hours", meter.hours(size * static_cast<double>(instances)));
}

void meter(Meter& meter, const Cache& cache) {
    const ByteCount held = std::max(cache.memory.value_or(ByteCount{}), cache.resources.memory.value_or(ByteCount{}));
    const double holding = meter.units("cache_hours", static_cast<double>(held.bytes));
    const double nodes = std::max(holding, static_cast<double>(meter.measured().peakInstances));
    meter.assume(holding > 1 ? fmt::format("assumed: {:g} cache.t4g.small, which hold {}", nodes, toText(held))
                 : nodes > 1 ? fmt::format("assumed: {:g} cache.t4g.small, one in each zone", nodes)
                             : std::string{"assumed: one cache.t4g.small"});
    meter.add("cache_hours", meter.hours(nodes));
}

void meter(Meter& meter, const ObjectStore& store) {
    // What a CDN asks for it reads.
    const double fetched = std::min(meter.arrived(), fetchedByCdns(meter));
    const double others = meter.arrived() - fetched;
    const double puts = others - store.reads.fraction() * others;
    meter.add("object_store_puts", puts);
    meter.add("object_store_gets", meter.arrived() - puts);
    if (others > 0 && store.reads == Share{})
        meter.assume(fetched > 0 ? "every request but a CDN's is priced as a PUT: `reads` is not stated"
                                 : "every request is priced as a PUT: `reads` is not stated");
}

void meter(Meter& meter, const Backend&) {
    meter.omit(meter.platform() == Platform::kinvey ? "Kinvey publishes no prices: it is not in this bill"
                                                    : "no price of this backend is known: it is not in this bill");
}

}  // namespace spillway::metering
