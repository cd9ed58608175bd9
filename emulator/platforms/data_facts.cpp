#include "platforms/data_facts.h"

#include "base/assert.h"
#include "base/bounded.h"
#include "platforms/embedded_messaging.h"
#include "platforms/fact_sheet.h"

#include <algorithm>

namespace spillway {
namespace {

void readTable(detail::FactSheet& sheet, TableLimits& limits) {
    const auto perSecond = [&sheet](const char* key, double& into) {
        Rate rate;
        sheet.read(key, rate);
        into = rate.perSecond();
    };
    sheet.read("read_unit", limits.readUnit);
    sheet.read("write_unit", limits.writeUnit);
    sheet.read("eventual_read", limits.eventualRead);
    perSecond("partition_reads", limits.partitionReads);
    perSecond("partition_writes", limits.partitionWrites);
    sheet.read("capacity_burst", limits.burst);
    perSecond("on_demand_reads", limits.initialReads);
    perSecond("on_demand_writes", limits.initialWrites);
    sheet.read("on_demand_memory", limits.memory);
    sheet.read("on_demand_growth", limits.growth);
    sheet.read("autoscaling_target", limits.autoscalingTarget);
    sheet.read("autoscaling_target_least", limits.leastTarget);
    sheet.read("autoscaling_target_most", limits.mostTarget);
    sheet.read("autoscaling_above", limits.autoscaling.above);
    sheet.read("autoscaling_below", limits.autoscaling.below);
    sheet.read("autoscaling_margin", limits.autoscaling.margin);
    sheet.read("autoscaling_delay", limits.autoscaling.delay);
    sheet.read("table_decreases", limits.autoscaling.decreases);
    sheet.read("table_decrease_every", limits.autoscaling.decreaseEvery);
    sheet.positive("table_decrease_every", limits.autoscaling.decreaseEvery);
    sheet.read("transaction_units", limits.transaction);
    sheet.read("table_indexes", limits.indexes);
}

void readRegions(detail::FactSheet& sheet, DataFacts& facts) {
    const YAML::Node regions = sheet.root()["regions"];
    if (!regions) return sheet.fail("there are no regions");
    const std::string source = sheet.sourceText(regions["source"].as<std::string>());
    for (const auto& row : regions["rtt"]) facts.regions.push_back(row["from"].as<std::string>());
    for (const auto& row : regions["rtt"]) {
        std::vector<Duration> times;
        for (const auto& each : row["to"]) times.push_back(secondsToDuration(each.as<double>() * 1e-3));
        if (times.size() != facts.regions.size()) sheet.fail("each region has a time to each");
        facts.roundTrips.push_back(std::move(times));
    }
}

}  // namespace

std::optional<Duration> DataFacts::roundTrip(std::string_view from, std::string_view to) const {
    const auto row = std::ranges::find(regions, from);
    const auto column = std::ranges::find(regions, to);
    if (row == regions.end() || column == regions.end()) return std::nullopt;
    return roundTrips[static_cast<std::size_t>(row - regions.begin())]
                     [static_cast<std::size_t>(column - regions.begin())];
}

Duration DataFacts::transferTime(ByteCount payload, Duration roundTrip, std::optional<ByteCount> bandwidth) const {
    Duration time{0};
    // ceil(log2(size / window + 1)) round trips, the first of which every request has.
    for (std::int64_t sent = initialWindow.bytes; sent < payload.bytes; sent += sent + initialWindow.bytes)
        time += roundTrip;
    if (bandwidth) time += boundedDuration(static_cast<double>(payload.bytes) / static_cast<double>(bandwidth->bytes));
    return time;
}

Result<DataFacts> parseDataFacts(std::string_view yaml) {
    DataFacts facts;
    detail::FactSheet sheet{yaml};
    try {
        if (sheet.error().empty()) readTable(sheet, facts.table);
        sheet.read("table_item", facts.tableItem);
        sheet.read("table_units_most", facts.tableUnits);
        sheet.read("gateway_rate", facts.gatewayRate);
        sheet.read("gateway_burst", facts.gatewayBurst);
        sheet.read("gateway_rest_limit", facts.gatewayRestLimit);
        sheet.read("gateway_http_limit", facts.gatewayHttpLimit);
        sheet.read("gateway_least_limit", facts.gatewayLeastLimit);
        sheet.read("balancer_limit", facts.balancerLimit);
        sheet.read("balancer_interval", facts.balancerInterval);
        sheet.read("balancer_unhealthy", facts.balancerUnhealthy);
        sheet.read("balancer_healthy", facts.balancerHealthy);
        sheet.read("balancer_function", facts.balancerFunction);
        sheet.read("cdn_limit", facts.cdnLimit);
        sheet.read("object_notification", facts.objectNotification);
        sheet.read("replica_apply", facts.replicaApply);
        sheet.read("failover_replica", facts.failoverReplica);
        sheet.read("failover_multi_az", facts.failoverMultiAz);
        sheet.read("failover_aurora", facts.failoverAurora);
        sheet.read("aurora_lag", facts.auroraLag);
        sheet.read("payload_gateway", facts.payloadGateway);
        sheet.read("payload_function", facts.payloadFunction);
        sheet.read("payload_function_event", facts.payloadFunctionEvent);
        sheet.read("payload_queue", facts.payloadQueue);
        sheet.read("payload_stream", facts.payloadStream);
        sheet.read("between_zones", facts.betweenZones);
        sheet.read("initial_window", facts.initialWindow);
        sheet.read("cdn_errors", facts.cdnErrors);
        sheet.read("retransmission", facts.retransmission);
        sheet.read("retransmission_cap", facts.retransmissionCap);
        sheet.read("retransmissions", facts.retransmissions);
        if (sheet.error().empty()) readRegions(sheet, facts);
    } catch (const YAML::Exception& exception) {
        sheet.fail(exception.what());
    }
    if (!sheet.error().empty()) return Error{sheet.error()};
    facts.notes = sheet.notes();
    return facts;
}

const DataFacts& dataFacts() {
    // Immutable, so the one copy is a constant, not a shared state.
    static const DataFacts kFacts = [] {
        Result<DataFacts> parsed = parseDataFacts(detail::kDataYaml);
        SPILLWAY_ASSERT(parsed.has_value(), parsed ? "" : parsed.error().message.c_str());
        return *std::move(parsed);
    }();
    return kFacts;
}

}  // namespace spillway
