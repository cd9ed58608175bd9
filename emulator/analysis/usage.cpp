#include "analysis/usage.h"

#include "analysis/payload_units.h"
#include "analysis/program_bill.h"
#include "analysis/service_bus_use.h"
#include "analysis/transfer.h"
#include "platforms/stated_facts.h"
#include "platforms/table_capacity.h"
#include "topology/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace spillway {
namespace {

struct ProvidedKeys {
    std::string_view provider;
    std::vector<std::string_view> keys;
};

// Every key by the provider whose sheet has it.
const std::vector<ProvidedKeys>& providedKeys() {
    static const std::vector<ProvidedKeys> kProvided{
        {"aws",
         {"lambda_requests",
          "lambda_gb_seconds",
          "lambda_provisioned_gb_seconds",
          "lambda_provisioned_duration_gb_seconds",
          "internet_gb",
          "cdn_gb",
          "inter_region_gb",
          "inter_zone_gb",
          "lambda_snapshot_gb_seconds",
          "lambda_restored_gb",
          "kubernetes_node_hours",
          "kubernetes_cluster_hours",
          "pod_vcpu_hours",
          "pod_gb_hours",
          "vm_hours",
          "http_api_requests",
          "load_balancer_hours",
          "cdn_requests",
          "sqs_requests",
          "sqs_fifo_requests",
          "sns_publishes",
          "sns_http_deliveries",
          "event_bus_events",
          "workflow_transitions",
          "workflow_express_requests",
          "workflow_express_gb_seconds",
          "iot_messages",
          "kinesis_shard_hours",
          "kinesis_puts",
          "kinesis_fan_out_hours",
          "kafka_broker_hours",
          "mq_broker_hours",
          "dynamodb_writes",
          "dynamodb_reads",
          "dynamodb_write_capacity_hours",
          "dynamodb_read_capacity_hours",
          "database_hours",
          "cache_hours",
          "object_store_puts",
          "object_store_gets",
          "rest_api_requests"}},
        {"google",
         {"cloud_run_requests", "cloud_run_vcpu_seconds", "cloud_run_gib_seconds", "cloud_run_idle_vcpu_seconds",
          "cloud_run_idle_gib_seconds", "cloud_run_instance_vcpu_seconds", "cloud_run_instance_gib_seconds",
          "pubsub_tib"}},
        {"azure",
         {"azure_executions", "azure_gb_seconds", "azure_flex_executions", "azure_flex_gb_seconds",
          "azure_flex_ready_executions", "azure_flex_ready_active_gb_seconds", "azure_flex_ready_gb_seconds",
          "azure_premium_vcpu_hours", "azure_premium_gb_hours", "azure_queue_operations", "azure_service_bus_hours",
          "azure_service_bus_operations", "azure_service_bus_unit_hours"}},
        {"ibm", {"code_engine_vcpu_seconds", "code_engine_gb_seconds", "code_engine_requests"}},
        {"cloudflare",
         {"workers_months", "workers_requests", "workers_cpu_ms", "durable_object_requests",
          "durable_object_gb_seconds", "queue_operations"}},
    };
    return kProvided;
}

constexpr double kBytesPerGigabyte = 1024.0 * 1024 * 1024;
// A larger request counts for several (platform-facts 16).
constexpr double kMessageUnit = 64 * 1024;   // SQS, SNS, EventBridge, Cloudflare's queues
constexpr double kHttpApiUnit = 512 * 1024;  // HTTP APIs; REST APIs know no size
constexpr double kDeviceUnit = 5 * 1024;     // IoT Core
constexpr double kEventInvocation = 256 * 1024;

class Meter {
public:
    Meter(const Topology& topology, const RunReport& report, const Machine& machine)
        : m_topology{topology}, m_report{report}, m_machine{machine}, m_seconds{toSeconds(report.end)} {
        if (topology.facts.empty()) return;
        const PlatformFacts stated = statedFacts(topology.facts, platformFacts()).facts;
        m_lambda = stated.lambda;
        m_azure = stated.azureFunctions;
    }

    UsageReport read() && {
        for (std::size_t i = 0; i < m_topology.nodes.size() && i < m_report.nodes.size(); ++i) {
            m_node = &m_topology.nodes[i];
            m_measured = &m_report.nodes[i];
            std::visit([this](const auto& spec) { meter(spec); }, m_node->spec);
        }
        if (m_kubernetes) {
            m_node = nullptr;
            add("kubernetes_cluster_hours", hours(1));
        }
        m_node = nullptr;
        if (m_namespaces.hasStandard()) add("azure_service_bus_hours", hours(1));
        add("azure_service_bus_unit_hours", hours(static_cast<double>(m_namespaces.units())));
        for (Usage& sent : transferOf(m_topology, m_report)) m_result.used.push_back(std::move(sent));
        m_result.omitted.emplace_back(statesSizes(m_topology)
                                          ? "what is stored and logged, and what flows without a size transfer"
                                          : "what is stored, transferred and logged: the document states no sizes");
        return std::move(m_result);
    }

private:
    double hours(double instances) const { return instances * m_seconds / 3600; }
    double failures(FailureCause cause) const {
        return static_cast<double>(m_measured->failed[static_cast<std::size_t>(cause)]);
    }
    double arrived() const { return static_cast<double>(m_measured->arrived); }
    Inflow inflow(double unitBytes) const { return inflowOf(m_topology, m_report, *m_measured, unitBytes); }
    void add(std::string_view key, double units, bool alternative = false) {
        if (units > 0)
            m_result.used.push_back({m_node ? m_node->id : std::string{}, std::string{key}, units, alternative});
    }
    void assume(const std::string& sentence) { m_result.assumed.push_back(m_node->id + ": " + sentence); }
    void omit(const std::string& sentence) { m_result.omitted.push_back(m_node->id + ": " + sentence); }
    Platform platform() const { return platformOf(m_topology, *m_node); }
    // Attempts on the flows out of this node.
    double sentOn(FlowKind kind, bool (*wanted)(NodeKind)) const {
        double attempts = 0;
        for (std::size_t i = 0; i < m_topology.flows.size() && i < m_report.flows.size(); ++i) {
            const Flow& flow = m_topology.flows[i];
            const Node* to = findNode(m_topology, flow.to);
            if (flow.from == m_node->id && flow.kind == kind && to && wanted(to->kind()))
                attempts += static_cast<double>(m_report.flows[i].attempts);
        }
        return attempts;
    }
    static bool isAny(NodeKind) { return true; }
    static bool isHttp(NodeKind kind) {
        using enum NodeKind;
        return kind == service || kind == gateway || kind == external || kind == load_balancer || kind == backend;
    }

    // An environment is busy from its request's arrival to its end. Slots are idle and busy environments; living ones
    // leave out those that start, each of which has a request that waits for it.
    double busySeconds() const {
        const double starting = toSeconds(m_measured->waiting.mean) * static_cast<double>(m_measured->waiting.count);
        return m_measured->utilization * (m_measured->meanInstances * m_seconds + starting);
    }

    void meter(const Function& function) {
        if (platform() == Platform::lambda) return meterLambda(function);
        const ByteCount memory =
            onFlex(function.scaling) ? flexSize(function.memory, m_azure) : function.memoryOrUsual();
        const double gigabytes = static_cast<double>(memory.bytes) / kBytesPerGigabyte;
        meterProgram({.scaling = &function.scaling, .isFunction = true, .gigabytes = gigabytes});
    }
    bool onFlex(const Scaling& scaling) const { return platform() == Platform::azure_functions && isFlex(scaling); }
    // An instance's own numbers are given; everything else is the same for all programs.
    void meterProgram(ProgramUse use) {
        use.measured = m_measured;
        use.seconds = m_seconds;
        use.machineCores = m_machine.cores;
        use.machineGigabytes = m_machine.gigabytes;
        use.allocatable = m_machine.allocatable;
        ProgramBill bill = billOf(platform(), use);
        for (const ProgramBill::Line& line : bill.lines) {
            if (line.key == "workers_months" && std::exchange(m_workersPlan, true)) continue;  // an account pays once
            add(line.key, line.units, line.alternative);
        }
        for (const std::string& sentence : bill.assumed) assume(sentence);
        for (const std::string& sentence : bill.omitted) omit(sentence);
        m_kubernetes = m_kubernetes || bill.onCluster;
    }
    void meterLambda(const Function& function) {
        const auto refused = m_measured->failed[static_cast<std::size_t>(FailureCause::throttled)];
        const double invocations = std::max(0.0, arrived() - static_cast<double>(refused));
        const double gigabytes = static_cast<double>(function.memoryOrUsual().bytes) / kBytesPerGigabyte;
        const LambdaFacts& facts = m_lambda;
        const Distribution& placement = function.package == Package::zip ? facts.placementZip : facts.placementImage;
        // Placement is not billed, INIT is; each invocation is rounded up to a millisecond, half of one on the average.
        const auto starts = static_cast<double>(m_measured->coldStarts);
        double unbilled = function.init ? 0 : starts * meanSeconds(placement);
        if (function.snapStart) {
            unbilled = starts * (meanSeconds(facts.placementZip) + meanSeconds(facts.restore));
            meterSnapshots(function, starts * gigabytes, gigabytes * m_seconds);
        }
        const double billed = std::max(0.0, busySeconds() - unbilled) + invocations * 0.0005;
        const double requests = invocations + largeEvents();
        add("lambda_requests", requests);
        const auto provisioned = static_cast<double>(function.provisionedConcurrency);
        if (provisioned > 0) {
            add("lambda_provisioned_gb_seconds", provisioned * gigabytes * m_seconds);
            add("lambda_provisioned_duration_gb_seconds", billed * gigabytes);
            assume("all its invocations are priced as on provisioned environments; what spilled over costs more");
            return;
        }
        add("lambda_gb_seconds", billed * gigabytes);
        // Provisioned for the peak, nothing spills over.
        add("lambda_provisioned_gb_seconds", static_cast<double>(m_measured->peakInstances) * gigabytes * m_seconds,
            true);
        add("lambda_provisioned_duration_gb_seconds", billed * gigabytes, true);
        add("lambda_requests", requests, true);
    }
    // What asynchronous invocations count for beside one each: the first 256 KB are one request, each 64 KB more
    // another.
    double largeEvents() const {
        double more = 0;
        for (std::size_t i = 0; i < m_topology.flows.size() && i < m_report.flows.size(); ++i) {
            const Flow& flow = m_topology.flows[i];
            const Node* from = findNode(m_topology, flow.from);
            const auto bytes = static_cast<double>(flow.payload.value_or(ByteCount{}).bytes);
            if (flow.to != m_node->id || flow.kind != FlowKind::event || bytes <= kEventInvocation) continue;
            if (from == nullptr || from->kind() == NodeKind::queue || from->kind() == NodeKind::stream) continue;
            more +=
                static_cast<double>(m_report.flows[i].attempts) * unitsOfSize(bytes - kEventInvocation, kMessageUnit);
        }
        return more;
    }

    // Java's snapshots are free.
    void meterSnapshots(const Function& function, double restored, double kept) {
        if (function.runtime.starts_with("java")) return;
        add("lambda_restored_gb", restored);
        add("lambda_snapshot_gb_seconds", kept);
        assume("one published version is kept as a snapshot, and restoring is billed by its memory, not by its time");
    }

    void meter(const Service& service) {
        if (platform() == Platform::lambda) {
            Function function;
            function.package = Package::image;
            function.memory = service.resources.memory;
            function.init = service.startup;
            return meterLambda(function);
        }
        Resources resources = service.resources;
        if (onFlex(service.scaling)) resources.memory = flexSize(resources.memory, m_azure);
        const auto [cores, gigabytes] = sizeOf(resources);
        meterProgram({.scaling = &service.scaling, .cores = cores, .gigabytes = gigabytes});
    }
    // vCPU and GiB of one instance.
    std::pair<double, double> sizeOf(const Resources& resources) {
        std::string unsaid;
        double cores = m_machine.assumedCores;
        double gigabytes = m_machine.assumedGigabytes;
        if (resources.cpu)
            cores = static_cast<double>(resources.cpu->millicores) / 1000;
        else
            unsaid = fmt::format("{} vCPU", cores);
        if (resources.memory)
            gigabytes = static_cast<double>(resources.memory->bytes) / kBytesPerGigabyte;
        else
            unsaid += fmt::format("{}{} GiB", unsaid.empty() ? "" : " and ", gigabytes);
        if (!unsaid.empty()) assume("assumed: " + unsaid + " an instance (resources say otherwise)");
        return {cores, gigabytes};
    }

    void meter(const Gateway& gateway) {
        if (gateway.api == GatewayApi::rest) return add("rest_api_requests", inflow(kHttpApiUnit).requests);
        add("http_api_requests", inflow(kHttpApiUnit).units);
    }
    void meter(const LoadBalancer&) {
        add("load_balancer_hours", hours(1));
        omit("capacity units (connections, bytes, rules)");
    }
    void meter(const Cdn&) { add("cdn_requests", arrived()); }
    // Pub/Sub is paid for by what goes in and out, a kilobyte a message at least.
    void meterPubSub(double delivered) {
        double bytes = 0, sent = 0;
        for (std::size_t i = 0; i < m_topology.flows.size() && i < m_report.flows.size(); ++i) {
            const Flow& flow = m_topology.flows[i];
            if (flow.to != m_node->id) continue;
            const auto attempts = static_cast<double>(m_report.flows[i].attempts);
            sent += attempts;
            bytes += attempts * std::max(1024.0, static_cast<double>(flow.payload.value_or(ByteCount{}).bytes));
        }
        const double each = sent > 0 ? bytes / sent : 1024;
        add("pubsub_tib", each * (arrived() + delivered) / (kBytesPerGigabyte * 1024));
    }
    // Azure's Storage queue: each message is put and deleted by an operation of its own, each delivery got by one.
    void meterStorageQueue() {
        const double deliveries = sentOn(FlowKind::event, isAny);
        add("azure_queue_operations", arrived() + deliveries + static_cast<double>(m_measured->succeeded));
        assume("every delivery is priced as a get of its own; a host gets up to 16 messages at once under load");
        omit("gets that find nothing");
    }
    // Messages that its consumers were given, however many at once.
    double delivered() const {
        double messages = 0;
        for (std::size_t i = 0; i < m_topology.flows.size() && i < m_report.flows.size(); ++i)
            if (m_topology.flows[i].from == m_node->id) messages += messagesOver(m_topology, m_report, i);
        return messages;
    }
    // Premium is paid for by its messaging units alone.
    void meterServiceBus(const std::optional<ServiceBus>& stated) {
        const ServiceBus bus = stated.value_or(ServiceBus{});
        m_namespaces.add(bus);
        if (bus.tier == ServiceBusTier::premium) return;
        const auto node = static_cast<std::size_t>(m_node - m_topology.nodes.data());
        add("azure_service_bus_operations", serviceBusOperations(m_topology, m_report, node));
        omit("receives that find nothing, connections beyond the first thousand");
    }
    void meter(const Queue& queue) {
        const auto again = static_cast<double>(m_measured->redelivered);
        switch (queue.engine) {
            case QueueEngine::sqs: break;
            case QueueEngine::pubsub: return meterPubSub(arrived() + again);
            // Each message is written, read and deleted.
            case QueueEngine::cloudflare: {
                const Inflow in = inflow(kMessageUnit);
                return add("queue_operations", 3 * in.units + again * unitsOfSize(in.meanBytes, kMessageUnit));
            }
            case QueueEngine::rabbitmq:
                assume("assumed: one broker mq.m5.large");
                return add("mq_broker_hours", hours(1));
            case QueueEngine::azure: return meterStorageQueue();
            case QueueEngine::service_bus: return meterServiceBus(queue.serviceBus);
        }
        // One send a message, or several that are sent together; one receive and one delete a batch.
        const double batches = sentOn(FlowKind::event, isAny);
        const Inflow in = inflow(kMessageUnit);
        const double each = batches > 0 ? std::max(1.0, delivered() / batches) : 1;
        const double receives = batches * unitsOfSize(each * in.meanBytes, kMessageUnit);
        add(queue.fifo ? "sqs_fifo_requests" : "sqs_requests", in.units + receives + batches);
        if (batches > 0) omit("receives that find nothing");
    }
    void meter(const Topic& topic) {
        if (topic.engine == TopicEngine::service_bus) return meterServiceBus(topic.serviceBus);
        if (topic.engine == TopicEngine::pubsub) return meterPubSub(sentOn(FlowKind::event, isAny));
        const Inflow in = inflow(topic.engine == TopicEngine::mqtt ? kDeviceUnit : kMessageUnit);
        if (topic.engine == TopicEngine::mqtt)
            return add("iot_messages",
                       in.units + sentOn(FlowKind::event, isAny) * unitsOfSize(in.meanBytes, kDeviceUnit));
        add("sns_publishes", in.units);
        add("sns_http_deliveries", sentOn(FlowKind::event, isHttp) * unitsOfSize(in.meanBytes, kMessageUnit));
    }
    void meter(const EventBus&) { add("event_bus_events", inflow(kMessageUnit).units); }
    void meter(const Workflow&) {
        const auto executed = std::ranges::find(m_report.workflows, m_node->id, &WorkflowReport::id);
        if (executed == m_report.workflows.end()) {
            const double transitions = sentOn(FlowKind::call, isAny) + sentOn(FlowKind::event, isAny);
            add("workflow_transitions", transitions);
            if (transitions > 0) assume("without a definition every request that it sends is priced as a transition");
        } else if (!executed->express) {
            add("workflow_transitions", static_cast<double>(executed->counts.transitions));
        } else {
            constexpr double kGigabytes = 64.0 / 1024;  // memory is billed in chunks of 64 MB (platform-facts 16)
            add("workflow_express_requests", static_cast<double>(executed->counts.started));
            add("workflow_express_gb_seconds", executed->billedSeconds * kGigabytes);
            if (executed->counts.started > 0) assume("assumed: an Express execution uses one chunk of 64 MB");
        }
    }
    // DynamoDB: what was asked for on demand, or what is provisioned whether it is asked for or not.
    void meterTable(const TableSpec& table) {
        if (table.read || table.write) {
            add("dynamodb_write_capacity_hours", hours(table.write.value_or(Rate{}).perSecond()));
            return add("dynamodb_read_capacity_hours", hours(table.read.value_or(Rate{}).perSecond()));
        }
        const double throttled = failures(FailureCause::throttled);
        const double reads = table.reads.fraction() * (arrived() - throttled);
        add("dynamodb_reads", reads * readUnits(table.itemSize, table.consistent));
        add("dynamodb_writes", (arrived() - throttled - reads) * writeUnits(table.itemSize));
    }
    void meter(const Database& database) {
        if (database.table) return meterTable(*database.table);
        if (database.engine == "dynamodb") {
            add("dynamodb_writes", arrived());
            return assume("every request is priced as a write of up to 1 KB; reads cost a fifth of that");
        }
        const std::int64_t copies = database.replicas ? database.replicas->count : 0;
        assume(copies == 0 ? std::string{"assumed: one db.m7g.large in one zone"}
                           : fmt::format("assumed: {} db.m7g.large, the copies included", 1 + copies));
        add("database_hours", hours(1 + static_cast<double>(copies)));
    }
    void meter(const Cache&) {
        assume("assumed: one cache.t4g.small");
        add("cache_hours", hours(1));
    }
    void meter(const ObjectStore& store) {
        const double reads = store.reads.fraction() * arrived();
        add("object_store_puts", arrived() - reads);
        add("object_store_gets", reads);
        if (reads == 0) assume("every request is priced as a PUT: `reads` is not stated");
    }
    void meter(const Stream& stream) {
        if (stream.engine == StreamEngine::dynamodb) return;  // what a Lambda function reads of it is free
        if (stream.engine == StreamEngine::kafka) {
            constexpr double kBrokers = 3;
            assume("assumed: three brokers kafka.m7g.large");
            add("kafka_broker_hours", hours(kBrokers));
            return omit("what the brokers store");
        }
        constexpr double kPut = 25 * 1024;  // a put is paid for by chunks of 25 KB
        const auto shards = static_cast<double>(stream.shards);
        add("kinesis_shard_hours", hours(shards));
        add("kinesis_puts", arrived() * std::ceil(static_cast<double>(stream.recordSize.bytes) / kPut));
        const auto pushed = std::ranges::count_if(m_topology.flows, [this](const Flow& flow) {
            return flow.from == m_node->id && flow.reader && flow.reader->fanOut;
        });
        add("kinesis_fan_out_hours", hours(shards * static_cast<double>(pushed)));
        if (pushed > 0) omit("bytes that enhanced fan-out reads");
    }
    void meter(const EdgeWorker& worker) {
        const Scaling nothing;
        meterProgram({.scaling = &nothing, .isObject = worker.objects.has_value()});
    }
    void meter(const Backend&) {
        omit(platform() == Platform::kinvey ? "Kinvey publishes no prices: it is not in this bill"
                                            : "no price of this backend is known: it is not in this bill");
    }
    // Others pay for these.
    void meter(const Clients&) {}
    void meter(const Schedule&) {}
    void meter(const Devices&) {}
    void meter(const External&) {}

    const Topology& m_topology;
    const RunReport& m_report;
    const Machine& m_machine;
    double m_seconds;
    // As the document states them.
    LambdaFacts m_lambda = platformFacts().lambda;
    AzureFacts m_azure = platformFacts().azureFunctions;
    const Node* m_node = nullptr;
    const NodeReport* m_measured = nullptr;
    ServiceBusNamespaces m_namespaces;
    bool m_kubernetes = false;
    bool m_workersPlan = false;
    UsageReport m_result;
};

}  // namespace

std::vector<std::string_view> usageKeys() {
    std::vector<std::string_view> all;
    for (const ProvidedKeys& each : providedKeys()) all.insert(all.end(), each.keys.begin(), each.keys.end());
    return all;
}

std::span<const std::string_view> usageKeys(std::string_view provider) {
    const auto& all = providedKeys();
    const auto found = std::ranges::find(all, provider, &ProvidedKeys::provider);
    return found == all.end() ? all.front().keys : found->keys;
}

UsageReport usageOf(const Topology& topology, const RunReport& report, const Machine& machine) {
    return Meter{topology, report, machine}.read();
}

}  // namespace spillway
