#include "base/text.h"
#include "platforms/azure_functions.h"
#include "platforms/usual.h"
#include "run/compiler.h"

#include <algorithm>
#include <array>

// What a document states and no run can depend on: said, so that nobody trusts in it. What stands under `scaling` is
// for the platform of its name and is stated for the day that the node moves there: nothing is said of that.
namespace spillway {
namespace {

constexpr const char* kOnlyLambda = "only Lambda has it; other platforms have settings of their own under scaling";
constexpr const char* kOnlyKeys = "hit_ratio is stated: only with keys do hits follow from what is held";

constexpr const char* kOnDemand = "on demand a table takes what comes: state read and write";

std::string withoutEffect(const char* field, const char* why) { return std::string{field} + " has no effect: " + why; }

// Platforms that keep requests in a line of their own, whatever the program says of its.
bool hasLineOfItsOwn(Platform platform) {
    using enum Platform;
    constexpr std::array kOwn{cloud_run, azure_functions, knative, code_engine, openwhisk, workers, tars};
    return std::ranges::find(kOwn, platform) != kOwn.end();
}

// Platforms that start and end instances as requests come and go, from none or one.
bool countsInstancesItself(Platform platform) {
    using enum Platform;
    constexpr std::array kAll{lambda, cloud_run, azure_functions, knative, code_engine, openwhisk, workers};
    return std::ranges::find(kAll, platform) != kAll.end();
}

struct IdleNode {
    Compiler& compiler;
    const Node& node;
    Platform platform;

    void tell(bool isIdle, const char* field, const char* sentence) const {
        if (isIdle) compiler.idle(node.id, field, withoutEffect(field, sentence));
    }

    void operator()(const Function& function) const {
        onAzure(function.scaling);
        if (platform == Platform::lambda) return;
        const Function usual;
        tell(function.reservedConcurrency.has_value(), "reserved_concurrency", kOnlyLambda);
        tell(function.provisionedConcurrency > 0, "provisioned_concurrency", kOnlyLambda);
        tell(function.snapStart, "snap_start", kOnlyLambda);
        tell(function.keepAlive.has_value(), "keep_alive", kOnlyLambda);
        tell(function.idlePick != usual.idlePick, "idle_pick", kOnlyLambda);
        tell(function.package != usual.package, "package",
             "cold starts of zip and image are told apart on Lambda only");
        tell(platform == Platform::kubernetes && function.timeout != usual.timeout, "timeout",
             "a deployment stops no request; its callers have timeouts");
        tell(platform == Platform::workers && function.timeout != usual.timeout, "timeout",
             "Workers limit the CPU time of a request, not how long it takes");
        const bool tellsApart = platform == Platform::azure_functions || platform == Platform::openwhisk;
        tell(!tellsApart && function.runtime != usual.runtime, "runtime",
             "cold starts of runtimes were measured on Lambda only: `init` states one");
    }
    void onAzure(const Scaling& scaling) const {
        const bool consumption = azurePlan(scaling) == AzurePlan::consumption;
        tell(platform == Platform::azure_functions && consumption && scaling.azureFunctions &&
                 scaling.azureFunctions->alwaysReady,
             "scaling.azure_functions.always_ready", "the Consumption plan keeps no instance ready: plan says which");
    }
    // What is cut off, or raised, by the platform.
    void onLimits(const Service& service) const {
        const Duration grace = compiler.model.facts->kubernetes.terminationGrace;
        if (platform == Platform::kubernetes && service.preStop > grace)
            compiler.idle(node.id, "pre_stop",
                          "a pod is killed after its termination grace of " + toText(grace) + ", pre_stop included");
        const Duration least = compiler.model.facts->tars.leastQueueTimeout;
        if (platform == Platform::tars && service.tars && service.tars->queueTimeout &&
            *service.tars->queueTimeout < least)
            compiler.idle(node.id, "tars.queue_timeout", "TARS takes no less than " + toText(least) + ": that counts");
    }
    void operator()(const Service& service) const {
        onAzure(service.scaling);
        onLimits(service);
        const Service usual;
        const bool onPods = platform == Platform::kubernetes;
        const char* onlyPods = "only pods on Kubernetes have it";
        tell(!onPods && service.preStop != usual.preStop, "pre_stop", onlyPods);
        tell(!onPods && service.rollout.has_value(), "rollout", onlyPods);
        onCpu(service.resources);
        if (onPods && service.scaling.keda) onKeda(service);
        tell(platform != Platform::tars && service.tars.has_value(), "tars", "only a server of TARS has it");
        tell(service.connections && service.balancing != Balancing::per_connection, "connections",
             "it counts with balancing: per_connection only");
        tell(service.choices != usual.choices && service.balancing != Balancing::least_request, "choices",
             "it counts with balancing: least_request only");
        tell(hasLineOfItsOwn(platform) && service.queueLimit != usual.queueLimit, "queue_limit",
             "the platform keeps a line of its own, with limits of its own");
        onInstances(service);
    }
    // What a platform decides whose instances are its own affair.
    void onInstances(const Service& service) const {
        const Service usual;
        const bool onLambda = platform == Platform::lambda, isIsolate = platform == Platform::workers;
        tell(countsInstancesItself(platform) && service.replicas != usual.replicas, "replicas",
             "the platform starts and ends instances as they are asked for");
        const bool one = service.concurrency == 1;  // and so it is
        const bool hasOne = onLambda || platform == Platform::openwhisk;
        tell(hasOne && service.concurrency != usual.concurrency && !one, "concurrency",
             "an instance takes one request at a time there");
        tell(isIsolate && service.concurrency != usual.concurrency, "concurrency",
             "an isolate takes as many requests at once as Workers give it");
        tell(onLambda && service.queueLimit != usual.queueLimit, "queue_limit",
             "Lambda keeps no line: who finds no environment is throttled");
        tell(onLambda && service.balancing != usual.balancing, "balancing",
             "each request has an environment of Lambda to itself, whichever is free");
        tell(onLambda && service.resources.cpu, "resources.cpu", "Lambda gives CPU with the memory: resources.memory");
        tell(isIsolate && service.resources.cpu, "resources.cpu",
             "an isolate has no size; what Workers limit is the CPU time of a request");
    }
    void onCpu(const Resources& resources) const {
        if (platform == Platform::kubernetes || !resources.cpuLimit) return;
        const Scaling& scaling = std::get<Service>(node.spec).scaling;
        const bool isSize = hasOneCpu(platform, scaling);
        tell(!isSize, "resources.cpu_limit", "no instance is limited or sized by it on this platform");
        tell(isSize && resources.cpu && resources.cpu != resources.cpuLimit, "resources.cpu",
             "an instance has one number of cores on this platform: what cpu_limit says");
    }
    void onKeda(const Service& service) const {
        const char* scaled = "KEDA scales it: no deployment is rolled out and no pod waits for a machine then";
        tell(service.scaling.hpa.has_value(), "scaling.hpa", "KEDA has an HPA of its own, on the backlog");
        tell(service.rollout.has_value(), "rollout", scaled);
        tell(service.scaling.nodes.has_value(), "scaling.nodes", scaled);
        tell(service.preStop != Duration{0}, "pre_stop", scaled);
        tell(service.resources.cpuLimit.has_value(), "resources.cpu_limit", "it is executed under an HPA on CPU only");
    }
    void operator()(const EdgeWorker& worker) const {
        tell(worker.objects && worker.locations, "locations", "an object is in one place for all the world");
    }
    void operator()(const Queue& queue) const {
        const Queue usual;
        const bool isSqs = queue.engine == QueueEngine::sqs, isBus = queue.engine == QueueEngine::service_bus;
        if (!queue.fifo || !(isSqs || isBus)) {
            const char* unordered = "only a fifo queue of SQS or Service Bus has groups";
            tell(queue.groups != usual.groups, "groups", unordered);
            tell(queue.groupSkew != usual.groupSkew, "group_skew", unordered);
        }
        const bool pushes = queue.engine == QueueEngine::rabbitmq || queue.engine == QueueEngine::pubsub;
        tell(queue.prefetch && !pushes && !isBus, "prefetch", "only RabbitMQ, Pub/Sub and Service Bus send ahead");
        tell(queue.redrive && !takesDeadLetters(), "redrive",
             "no queue sends its dead letters here: there is nothing to give back");
    }
    bool takesDeadLetters() const {
        const auto& all = compiler.topology.nodes;
        return std::ranges::any_of(all, [this](const Node& other) {
            const auto* queue = std::get_if<Queue>(&other.spec);
            return queue != nullptr && queue->deadLetters && queue->deadLetters->to == node.id;
        });
    }
    void operator()(const Stream& stream) const {
        tell(stream.keys == 0 && stream.keySkew != 0, "key_skew",
             "without keys every record has a key of its own: none is more popular");
    }
    void operator()(const Gateway& gateway) const {
        tell(!gateway.rateLimit && gateway.burst != Gateway{}.burst, "burst",
             "without a rate_limit there is no bucket of its own");
        const DataFacts& facts = compiler.model.facts->data;
        const bool isAbove = gateway.rateLimit && *gateway.rateLimit > facts.gatewayRate;
        tell(gateway.api && isAbove && gateway.burst >= facts.gatewayBurst, "rate_limit",
             ("all APIs of the account together take no more than " + toText(facts.gatewayRate)).c_str());
    }
    template <class Kept>
    void lookup(const Kept& kept) const {
        const Kept usual;
        tell(kept.keys > 0 && kept.hitRatio != usual.hitRatio, "hit_ratio",
             "with keys hits follow from what is held, not from a ratio");
        if (kept.keys > 0) return;
        tell(kept.keySkew != usual.keySkew, "key_skew", kOnlyKeys);
        tell(kept.ttl != usual.ttl, "ttl", kOnlyKeys);
        tell(kept.coalesce != usual.coalesce, "coalesce", kOnlyKeys);
    }
    void operator()(const Cdn& cdn) const { lookup(cdn); }
    void operator()(const Cache& cache) const {
        lookup(cache);
        const bool sized = cache.entrySize != Cache{}.entrySize;
        tell(cache.keys == 0 && cache.memory, "memory", kOnlyKeys);
        tell(sized && (cache.keys == 0 || !cache.memory), "entry_size",
             cache.keys == 0 ? kOnlyKeys : "without memory there is room for all entries");
    }
    void operator()(const Database& database) const {
        if (database.replicas) onReplicas(*database.replicas);
        if (!database.table) return;
        const Database usual;
        const char* table = "a table has capacity units: no pool, no copies that are told apart, no connections";
        tell(database.pool != usual.pool, "pool", table);
        tell(database.queueLimit != usual.queueLimit, "queue_limit", table);
        tell(database.replicas.has_value(), "replicas", table);
        tell(database.connections.has_value(), "connections", table);
        tell(database.reads.has_value(), "reads", "a table has a share of reads of its own: table.reads");
        onTable(*database.table);
    }
    void onTable(const TableSpec& table) const {
        const bool onDemand = !table.read && !table.write;
        onScaling(table.scaling, "table.autoscaling", onDemand);
        tell(table.consistent && table.reads.fraction() == 0, "table.consistent", "nothing reads: table.reads is 0%");
        for (std::size_t i = 0; i < table.indexes.size(); ++i) {
            const TableIndex& index = table.indexes[i];
            const std::string field = "table.indexes[" + std::to_string(i) + "]";
            tell(onDemand && index.read, (field + ".read").c_str(), kOnDemand);
            tell(onDemand && index.write, (field + ".write").c_str(), kOnDemand);
            onScaling(index.scaling, field + ".autoscaling", onDemand);
        }
    }
    void onScaling(const std::optional<TableScaling>& scaling, const std::string& field, bool onDemand) const {
        if (!scaling) return;
        tell(onDemand, field.c_str(), kOnDemand);
        tell(!onDemand && !scaling->readMost && !scaling->writeMost, field.c_str(),
             "without read_max and write_max nothing is scaled");
        tell(!scaling->readMost && scaling->readLeast, (field + ".read_min").c_str(),
             "without read_max reads are not scaled");
        tell(!scaling->writeMost && scaling->writeLeast, (field + ".write_min").c_str(),
             "without write_max writes are not scaled");
    }
    void onReplicas(const ReadReplicas& replicas) const {
        tell(replicas.failoverTime && replicas.failover == Failover::none, "replicas.failover_time",
             "without failover nothing takes the place of a dead primary");
        tell(replicas.commit && replicas.failover != Failover::multi_az, "replicas.commit",
             "only the standby of multi_az is written to synchronously");
        const ReadReplicas usual;
        const bool unread = replicas.failover == Failover::multi_az && replicas.count == 1;
        const char* standby = "the one copy is the standby of multi_az, which answers no reads and is never behind";
        tell(unread && replicas.lag != usual.lag, "replicas.lag", standby);
        tell(unread && replicas.applyRate, "replicas.apply_rate", standby);
        tell(unread && replicas.keys != usual.keys, "replicas.keys", standby);
        tell(unread && replicas.keySkew != usual.keySkew, "replicas.key_skew", standby);
    }
    void operator()(const Schedule& schedule) const {
        const Schedule usual;
        const bool byCron = !schedule.cron.empty();
        tell(byCron && schedule.every != usual.every, "every", "the cron expression says when");
        tell(byCron && schedule.offset != usual.offset, "offset", "the cron expression says when");
        tell(!byCron && !schedule.timeZone.empty(), "time_zone", "only a cron expression is read in a time zone");
        tell(!byCron && !schedule.starts.empty(), "starts", "only a cron expression asks for the calendar");
    }
    void operator()(const Devices& devices) const {
        tell(devices.qos == Qos::at_most_once && devices.retransmit != Devices{}.retransmit, "retransmit",
             "at_most_once never sends a report again");
    }
    void operator()(const Workflow& workflow) const {
        const bool defined = !definitionFileOf(workflow).empty() || !workflow.definition.empty();
        const char* without = "without a definition it runs its flows one after the other";
        tell(defined && workflow.work != Workflow{}.work, "work", "with a definition its transitions take time");
        tell(!defined && workflow.transition, "transition", without);
        tell(!defined && workflow.answers, "answers", without);
        tell(!defined && !workflow.inputs.empty(), "inputs", without);
        tell(!defined && !workflow.results.empty(), "results", without);
    }
    template <class Other>
    void operator()(const Other&) const {}
};

struct IdleFlow {
    Compiler& compiler;
    const Flow& flow;
    const Node& from;
    const Node& to;

    void tell(bool isIdle, const char* field, const char* sentence) const {
        if (isIdle) compiler.idle(flowName(flow), field, withoutEffect(field, sentence));
    }
    static bool isKept(NodeKind kind) { return kind == NodeKind::queue || kind == NodeKind::stream; }

    void check() const {
        const Flow usual;
        const char* consumers = "only consumers of a queue or a stream take several at once";
        tell(flow.batch != usual.batch && !isKept(from.kind()) && to.kind() != NodeKind::queue, "batch", consumers);
        if (!isKept(from.kind())) {
            tell(flow.maxConcurrency.has_value(), "max_concurrency",
                 "only consumers of a queue or a stream are bounded by it; a bulkhead bounds calls");
            tell(flow.reader.has_value(), "reader", consumers);
        }
        tell(flow.poison != usual.poison && !isKept(to.kind()), "poison",
             "only what lies in a queue or a stream can be a message that nobody can ever do");
        tell(flow.share != usual.share && isKept(from.kind()), "share",
             "whoever fetches from a queue or a stream gets what is there: a share of what flows in, or a topic, "
             "divides");
        const bool answered = flow.kind == FlowKind::call;
        tell(!answered && !isKept(from.kind()) && flow.responseSize, "response_size",
             "nobody waits for an event: it has no response");
        tell(!answered && !isKept(from.kind()) && flow.latencyBack, "latency_back",
             "nobody waits for an event: it has no response");
        tell(flow.bandwidth && !flow.payload && !flow.responseSize, "bandwidth",
             "without a payload or a response_size nothing takes its time on the line");
        tell(flow.onFailure && answered && !isKept(from.kind()), "on_failure",
             "a call that fails is the caller's to try again: retry");
        if (flow.reader && from.kind() == NodeKind::queue) ofQueue(*flow.reader);
        if (flow.reader && from.kind() == NodeKind::stream) ofStream(*flow.reader, std::get<Stream>(from.spec).engine);
        if (flow.onFailure) failing(*flow.onFailure);
    }
    void ofQueue(const StreamReader& reader) const {
        const StreamReader usual;
        tell(reader.parallelization != usual.parallelization, "reader.parallelization", "a queue has no shards");
        tell(reader.fanOut, "reader.fan_out", "only Kinesis pushes records");
        tell(reader.assignor != usual.assignor, "reader.assignor", "only Kafka assigns partitions to consumers");
    }
    void ofStream(const StreamReader& reader, StreamEngine engine) const {
        tell(reader.fanOut && engine == StreamEngine::kafka, "reader.fan_out", "only Kinesis pushes records");
        tell(reader.assignor != StreamReader{}.assignor && engine != StreamEngine::kafka, "reader.assignor",
             "only Kafka assigns partitions to consumers");
    }
    void failing(const OnFailure& failure) const {
        tell(failure.bisect && from.kind() != NodeKind::stream, "on_failure.bisect",
             "only batches of a stream are split");
        tell(failure.reportItems && !isKept(from.kind()), "on_failure.report_items",
             "only consumers of a queue or a stream take several at once");
        if (from.kind() != NodeKind::queue) return;
        const char* queue = "a queue gives a message up by its own dead_letters";
        tell(!failure.to.empty(), "on_failure.to", queue);
        tell(failure.retries.has_value(), "on_failure.retries", queue);
        tell(failure.age.has_value(), "on_failure.age", "what is too old is the queue's own: retention");
    }
};

}  // namespace

void Compiler::noteIdleProperties() {
    for (const Node& node : topology.nodes) std::visit(IdleNode{*this, node, platformOf(topology, node)}, node.spec);
    for (const Flow& flow : topology.flows)
        IdleFlow{*this, flow, topology.nodes[nodeIndex[flow.from]], topology.nodes[nodeIndex[flow.to]]}.check();
    noteIdleBreakers();
}

}  // namespace spillway
