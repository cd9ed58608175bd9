#include "platforms/usual.h"

#include "base/text.h"

namespace spillway {
namespace {

using enum Platform;

KnownSize azureKnown(const Scaling& scaling, const KnownSize& stated, const AzureFacts& facts) {
    const AzurePlan plan = azurePlan(scaling);
    if (plan == AzurePlan::consumption)
        return {facts.consumptionSize.cpu, stated.memory.value_or(facts.consumptionUsed)};
    const InstanceSize size = azureSize(plan, stated.memory, stated.cpu, facts);
    return {size.cpu, size.memory};
}

// What platforms make of the sizes that are stated of any program.
KnownSize known(Platform platform, const Scaling& scaling, const KnownSize& stated, const PlatformFacts& facts) {
    switch (platform) {
        case lambda: return {stated.cpu, stated.memory.value_or(facts.lambda.usualMemory)};
        case azure_functions: return azureKnown(scaling, stated, facts.azureFunctions);
        case code_engine:
            return {stated.cpu.value_or(facts.codeEngine.instance.cpu),
                    stated.memory.value_or(facts.codeEngine.instance.memory)};
        case openwhisk: return {stated.cpu, stated.memory.value_or(facts.openwhisk.memory)};
        default: return stated;
    }
}

template <class T>
std::string textOf(const std::optional<T>& value) {
    return value ? toText(*value) : std::string{};
}

struct UsualText {
    Platform platform;
    std::string_view path;
    const PlatformFacts& facts;

    std::string operator()(const Function& function) const {
        if (path == "memory") {
            Function unsaid = function;
            unsaid.memory.reset();
            return textOf(sizeOn(platform, unsaid, facts).memory);
        }
        return path == "timeout" ? textOf(usualTimeout(platform, function.scaling, facts)) : std::string{};
    }
    std::string operator()(const Queue& queue) const {
        const MessagingFacts& brokers = facts.messaging;
        if (path == "visibility_timeout") return toText(usualVisibility(queue.engine, brokers));
        if (path == "retention") return textOf(usualRetention(queue.engine, brokers));
        if (path == "dead_letters.after") return textOf(usualReceives(queue, brokers));
        if (queue.engine != QueueEngine::service_bus) return {};
        if (path == "service_bus.lock_renewal") return toText(brokers.serviceBusRenewal);
        return path == "service_bus.session_idle_timeout" ? toText(brokers.serviceBusSessionIdle) : std::string{};
    }
    std::string operator()(const Stream& stream) const {
        return path == "retention" ? toText(usualRetention(stream.engine, facts.messaging)) : std::string{};
    }
    std::string operator()(const Gateway& gateway) const {
        return path == "time_limit" ? toText(usualTimeLimit(gateway, facts.data)) : std::string{};
    }
    std::string operator()(const EdgeWorker&) const {
        return path == "cpu_limit" ? toText(facts.workers.cpuLimit) : std::string{};
    }
    std::string operator()(const auto&) const { return {}; }
};

}  // namespace

bool hasOneCpu(Platform platform, const Scaling& scaling) {
    if (platform == azure_functions) return azurePlan(scaling) == AzurePlan::premium;
    return platform == cloud_run || platform == code_engine || platform == vm;
}

std::optional<Cpu> statedCpu(Platform platform, const Service& service) {
    const Resources& stated = service.resources;
    return stated.cpuLimit && hasOneCpu(platform, service.scaling) ? stated.cpuLimit : stated.cpu;
}

KnownSize sizeOn(Platform platform, const Function& function, const PlatformFacts& facts) {
    if (platform == code_engine) {
        const InstanceSize& size = facts.codeEngine.functionSize(function.memory);
        return {size.cpu, size.memory};
    }
    if (platform != cloud_run) return known(platform, function.scaling, {{}, function.memory}, facts);
    const ByteCount memory = function.memory.value_or(facts.cloudRun.functionMemory);
    return {facts.cloudRun.functionCpu(memory), memory};
}

KnownSize sizeOn(Platform platform, const Service& service, const PlatformFacts& facts) {
    const KnownSize stated{statedCpu(platform, service), service.resources.memory};
    if (platform != cloud_run) return known(platform, service.scaling, stated, facts);
    const InstanceSize& usual = facts.cloudRun.instance;
    return {stated.cpu.value_or(usual.cpu), stated.memory.value_or(usual.memory)};
}

std::optional<ByteCount> mostMemory(Platform platform, bool isFunction, const Scaling& scaling,
                                    const PlatformFacts& facts) {
    switch (platform) {
        case lambda: return facts.lambda.mostMemory;
        case openwhisk: return facts.openwhisk.memoryMost;
        case azure_functions: return azureMost(azurePlan(scaling), facts.azureFunctions);
        case cloud_run: return facts.cloudRun.largest.memory;
        case code_engine:
            return isFunction ? facts.codeEngine.functionSizes.back().memory : facts.codeEngine.largest.memory;
        case workers: return facts.workers.memory;
        default: return std::nullopt;
    }
}

std::optional<Duration> usualTimeout(Platform platform, const Scaling& scaling, const PlatformFacts& facts) {
    switch (platform) {
        case lambda: return facts.lambda.usualTimeout;
        case azure_functions:
            return azurePlan(scaling) == AzurePlan::consumption ? facts.azureFunctions.consumptionTimeout
                                                                : facts.azureFunctions.otherTimeout;
        case cloud_run: return facts.cloudRun.requestTimeout;
        case code_engine: return facts.codeEngine.functionLimit;
        case openwhisk: return facts.openwhisk.timeout;
        case knative: return facts.knative.requestTimeout;
        case kinvey: return facts.kinvey.requestLimit;
        default: return std::nullopt;
    }
}

Duration usualTimeLimit(const Gateway& gateway, const DataFacts& facts) {
    return gateway.api == GatewayApi::http ? facts.gatewayHttpLimit : facts.gatewayRestLimit;
}

Duration usualVisibility(QueueEngine engine, const MessagingFacts& facts) {
    switch (engine) {
        case QueueEngine::sqs: break;
        case QueueEngine::rabbitmq: return facts.rabbitmqTimeout;
        case QueueEngine::pubsub: return facts.pubsubHold;
        case QueueEngine::azure: return facts.azureHold;
        case QueueEngine::cloudflare: return facts.cloudflareHold;
        case QueueEngine::service_bus: return facts.serviceBusLock;
    }
    return facts.sqsVisibility;
}

std::optional<Duration> usualRetention(QueueEngine engine, const MessagingFacts& facts) {
    switch (engine) {
        case QueueEngine::sqs: break;
        case QueueEngine::rabbitmq: return std::nullopt;
        case QueueEngine::pubsub: return facts.pubsubRetention;
        case QueueEngine::azure: return facts.azureRetention;
        case QueueEngine::cloudflare: return facts.cloudflareRetention;
        case QueueEngine::service_bus: return facts.serviceBusRetention;
    }
    return facts.sqsRetention;
}

Duration usualRetention(StreamEngine engine, const MessagingFacts& facts) {
    switch (engine) {
        case StreamEngine::kinesis: break;
        case StreamEngine::kafka: return facts.kafkaRetention;
        case StreamEngine::dynamodb: return facts.dynamodbRetention;
    }
    return facts.kinesisRetention;
}

std::optional<std::int64_t> usualReceives(const Queue& queue, const MessagingFacts& facts) {
    switch (queue.engine) {
        case QueueEngine::sqs: break;
        // These two count what comes after the first delivery.
        case QueueEngine::rabbitmq: return facts.rabbitmqDeliveries + 1;
        case QueueEngine::cloudflare: return facts.cloudflareRetries + 1;
        case QueueEngine::pubsub: return queue.deadLetters ? std::optional{facts.pubsubDeliveries} : std::nullopt;
        case QueueEngine::azure: return facts.azureDeliveries;
        case QueueEngine::service_bus: return facts.serviceBusDeliveries;
    }
    return queue.deadLetters ? std::optional{facts.sqsReceives} : std::nullopt;
}

std::string usualText(const Topology& topology, const Node& node, std::string_view path, const PlatformFacts& facts) {
    return std::visit(UsualText{platformOf(topology, node), path, facts}, node.spec);
}

}  // namespace spillway
