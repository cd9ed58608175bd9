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

// DynamoDB: what was asked for on demand, or what is provisioned whether it is asked for or not; the one that the
// document does not have is the other way to buy.
void meterTable(Meter& meter, const TableSpec& table) {
    const Units stated{table.read.value_or(Rate{}).perSecond(), table.write.value_or(Rate{}).perSecond()};
    const bool provisioned = stated.reads + stated.writes > 0;
    const Units capacity = provisioned ? stated : capacityFor(meter);
    const Units taken = unitsTaken(meter, table);
    meter.add("dynamodb_write_capacity_hours", meter.hours(capacity.writes), !provisioned);
    meter.add("dynamodb_read_capacity_hours", meter.hours(capacity.reads), !provisioned);
    meter.add("dynamodb_reads", taken.reads, provisioned);
    meter.add("dynamodb_writes", taken.writes, provisioned);
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
    meter.assume(copies == 0 ? std::string{"assumed: one db.m7g.large in one zone"}
                             : fmt::format("assumed: {} db.m7g.large, the copies included", 1 + copies));
    meter.add("database_hours", meter.hours(1 + static_cast<double>(copies)));
}

void meter(Meter& meter, const Cache&) {
    meter.assume("assumed: one cache.t4g.small");
    meter.add("cache_hours", meter.hours(1));
}

void meter(Meter& meter, const ObjectStore& store) {
    const double reads = store.reads.fraction() * meter.arrived();
    meter.add("object_store_puts", meter.arrived() - reads);
    meter.add("object_store_gets", reads);
    if (reads == 0) meter.assume("every request is priced as a PUT: `reads` is not stated");
}

void meter(Meter& meter, const Backend&) {
    meter.omit(meter.platform() == Platform::kinvey ? "Kinvey publishes no prices: it is not in this bill"
                                                    : "no price of this backend is known: it is not in this bill");
}

}  // namespace spillway::metering
