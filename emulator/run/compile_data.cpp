#include "base/text.h"
#include "platforms/facts.h"
#include "platforms/key_hash.h"
#include "run/compiler.h"

#include <algorithm>
#include <cmath>

namespace spillway {
namespace {

// 2026-01-05T00:00:00Z, a Monday.
constexpr std::int64_t kMonday = 1'767'571'200;

struct PayloadLimit {
    ByteCount most;
    const char* of;
};
std::optional<PayloadLimit> payloadLimit(const DataFacts& facts, NodeKind to, bool event) {
    switch (to) {
        case NodeKind::gateway: return PayloadLimit{facts.payloadGateway, "an API gateway"};
        case NodeKind::function:
            if (event) return PayloadLimit{facts.payloadFunctionEvent, "an asynchronous invocation"};
            return PayloadLimit{facts.payloadFunction, "a synchronous invocation"};
        case NodeKind::queue: return PayloadLimit{facts.payloadQueue, "a queue"};
        case NodeKind::stream: return PayloadLimit{facts.payloadStream, "a stream"};
        default: return std::nullopt;
    }
}

}  // namespace

void Compiler::checkPayloads() {
    for (const Flow& flow : topology.flows) {
        const std::string item = flowName(flow);
        if (flow.bandwidth && flow.bandwidth->bytes < 1)
            fail("out-of-range", item, "bandwidth", "the bandwidth is zero");
        const auto to = nodeIndex.find(flow.to);
        if (to == nodeIndex.end()) continue;
        const auto limit =
            payloadLimit(model.facts->data, topology.nodes[to->second].kind(), flow.kind == FlowKind::event);
        const auto check = [&](const std::optional<ByteCount>& size, const char* field) {
            if (!limit || !size || size->bytes <= limit->most.bytes) return;
            fail("payload-too-large", item, field,
                 toText(*size) + " is more than " + limit->of + " takes: " + toText(limit->most),
                 "put the payload into an object store and send where it lies");
        };
        check(flow.payload, "payload");
        if (flow.kind == FlowKind::call) check(flow.responseSize, "response_size");
    }
}

const Boundary* Compiler::around(const std::string& node, BoundaryKind kind) const {
    const auto found = nodeIndex.find(node);
    if (found == nodeIndex.end()) return nullptr;
    std::size_t depth = 0;
    for (const Boundary* each = findBoundary(topology, topology.nodes[found->second].in);
         each != nullptr && depth <= topology.boundaries.size(); each = findBoundary(topology, each->in), ++depth) {
        if (each->kind == kind) return each;
    }
    return nullptr;
}

Duration Compiler::latencyOf(const Flow& flow) {
    const DataFacts& facts = model.facts->data;
    Duration oneWay = flow.latency;
    if (flow.latency == Flow{}.latency) {
        const Boundary* from = around(flow.from, BoundaryKind::region);
        const Boundary* to = around(flow.to, BoundaryKind::region);
        if (from != nullptr && to != nullptr && from != to) {
            const auto roundTrip = facts.roundTrip(from->id, to->id);
            if (roundTrip) {
                oneWay = *roundTrip / 2;
                note(flowName(flow), "latency",
                     "assumed: " + toText(oneWay) + " one way from " + from->id + " to " + to->id + ", as measured");
            } else {
                note(flowName(flow), "latency",
                     "the time from " + from->id + " to " + to->id + " was not measured: state it");
            }
        } else {
            const Boundary* one = around(flow.from, BoundaryKind::zone);
            const Boundary* other = around(flow.to, BoundaryKind::zone);
            if (one != nullptr && other != nullptr && one != other) oneWay += facts.betweenZones / 2;
        }
    }
    const auto transfer = [&](const std::optional<ByteCount>& size) {
        return size ? facts.transferTime(*size, 2 * oneWay, flow.bandwidth) : Duration{0};
    };
    if (flow.kind == FlowKind::event) return oneWay + transfer(flow.payload);
    // A flow is as long in both directions, so what a call transfers counts half on either way.
    return oneWay + (transfer(flow.payload) + transfer(flow.responseSize)) / 2;
}

void Compiler::compileTable(const Node& node, const TableSpec& table, NodeModel& nodeModel) {
    const TableLimits& limits = model.facts->data.table;
    nodeModel.behavior = Behavior::table;
    nodeModel.extra = static_cast<std::uint32_t>(model.tables.size());
    TableModel made;
    made.limits = limits;
    made.read = table.read.value_or(Rate{}).perSecond();
    made.write = table.write.value_or(Rate{}).perSecond();
    const bool onDemand = made.read == 0 && made.write == 0;
    const double needed = onDemand ? limits.initialWrites / limits.partitionWrites
                                   : made.read / limits.partitionReads + made.write / limits.partitionWrites;
    made.partitions = static_cast<std::uint32_t>(
        table.partitions.value_or(std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(needed)))));
    if (!table.partitions)
        note(node.id, "table.partitions",
             "assumed: " + std::to_string(made.partitions) + ", as many as the capacity needs");
    made.keys = Popularity{static_cast<std::uint32_t>(table.keys), table.keySkew};
    for (std::uint32_t key = 0; key < made.keys.keys(); ++key)
        made.partitionOfKey.push_back(kinesisShard("key-" + std::to_string(key), made.partitions));
    made.readUnits = readUnits(table.itemSize, table.consistent);
    made.writeUnits = writeUnits(table.itemSize);
    made.reads = table.reads.fraction();
    model.tables.push_back(std::move(made));
}

std::uint32_t Compiler::compileCron(const Node& node, const Schedule& schedule) {
    CronModel made;
    made.expression = *CronExpression::parse(schedule.cron);
    if (!schedule.timeZone.empty()) made.zone = *findTimeZone(schedule.timeZone);
    made.start = kMonday;
    if (!schedule.starts.empty())
        made.start = *parseInstant(schedule.starts);
    else
        note(node.id, "starts", "assumed: a run begins on Monday, 2026-01-05, at midnight UTC");
    model.crons.push_back(made);
    return static_cast<std::uint32_t>(model.crons.size() - 1);
}

}  // namespace spillway
