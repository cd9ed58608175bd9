#include "analysis/metering/kinds.h"
#include "platforms/table_capacity.h"

#include <fmt/format.h>

namespace spillway::metering {
namespace {

// DynamoDB: what was asked for on demand, or what is provisioned whether it is asked for or not.
void meterTable(Meter& meter, const TableSpec& table) {
    if (table.read || table.write) {
        meter.add("dynamodb_write_capacity_hours", meter.hours(table.write.value_or(Rate{}).perSecond()));
        return meter.add("dynamodb_read_capacity_hours", meter.hours(table.read.value_or(Rate{}).perSecond()));
    }
    const double served = meter.arrived() - meter.failures(FailureCause::throttled);
    const double reads = table.reads.fraction() * served;
    meter.add("dynamodb_reads", reads * readUnits(table.itemSize, table.consistent));
    meter.add("dynamodb_writes", (served - reads) * writeUnits(table.itemSize));
}

}  // namespace

void meter(Meter& meter, const Database& database) {
    if (database.table) return meterTable(meter, *database.table);
    if (database.engine == "dynamodb") {
        meter.add("dynamodb_writes", meter.arrived());
        return meter.assume("every request is priced as a write of up to 1 KB; reads cost a fifth of that");
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
