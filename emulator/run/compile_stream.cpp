#include "platforms/facts.h"
#include "platforms/key_hash.h"
#include "platforms/usual.h"
#include "run/compiler.h"

#include <algorithm>

namespace spillway {
namespace {

std::uint32_t shardOf(StreamEngine engine, std::uint32_t key, std::uint32_t shards) {
    const std::string word = "key-" + std::to_string(key);
    return engine == StreamEngine::kafka ? kafkaPartition(word, shards) : kinesisShard(word, shards);
}

// A shard takes so many records and so many bytes; records are all of one size, so the stricter limit holds.
Rate writeRate(const MessagingFacts& facts, ByteCount record) {
    const double byBytes = static_cast<double>(facts.kinesisBytes.bytes) / static_cast<double>(record.bytes);
    return Rate::perSecond(std::min(facts.kinesisRecords.perSecond(), byBytes));
}

// Readers that poll share a shard's reads; a pushed one has a throughput of its own.
void polls(ReaderModel& reader, const MessagingFacts& facts, ByteCount record, double sharing) {
    reader.pollEvery = facts.kinesisPoll;
    reader.pollAgain = secondsToDuration(sharing / facts.kinesisReads.perSecond());
    const double bytes = static_cast<double>(facts.kinesisRead.bytes) / facts.kinesisReads.perSecond();
    reader.readAtOnce = static_cast<std::uint64_t>(std::max(1.0, bytes / static_cast<double>(record.bytes)));
}

}  // namespace

void Compiler::compileStream(const Node& node, const Stream& stream, NodeModel& nodeModel) {
    const MessagingFacts& facts = model.facts->messaging;
    const bool kafka = stream.engine == StreamEngine::kafka;
    nodeModel.behavior = Behavior::stream;
    nodeModel.extra = static_cast<std::uint32_t>(model.streams.size());
    const bool table = stream.engine == StreamEngine::dynamodb;
    nodeModel.work = Sampler{stream.work.value_or(kafka   ? facts.kafkaProduce
                                                  : table ? Distribution::constant(Duration{0})
                                                          : facts.kinesisPut)};
    nodeModel.hasWork = !(nodeModel.work.isConstant() && nodeModel.work.least() == Duration{0});
    if (!stream.work && !table)
        note(node.id, "work", std::string{"assumed: the time to put a record into "} + (kafka ? "Kafka" : "Kinesis"));
    StreamModel made;
    made.shards = static_cast<std::uint32_t>(stream.shards);
    made.retention = stream.retention.value_or(usualRetention(stream.engine, facts));
    made.capacity = nodeModel.openCallLimit;
    note(node.id, "retention",
         "assumed: more than " + std::to_string(made.capacity) + " records that wait are refused, to bound memory");
    if (stream.keys > 0) {
        made.keys = Popularity{static_cast<std::uint32_t>(stream.keys), stream.keySkew};
        for (std::uint32_t key = 0; key < made.keys.keys(); ++key)
            made.shardOfKey.push_back(shardOf(stream.engine, key, made.shards));
    }
    if (kafka)
        made.stickyRecords =
            static_cast<std::uint32_t>(std::max<std::int64_t>(1, facts.kafkaBatch.bytes / stream.recordSize.bytes));
    else if (!table)
        made.writeRate = writeRate(facts, stream.recordSize);
    model.streams.push_back(std::move(made));
}

void Compiler::compileReaders(std::uint32_t node, const std::vector<std::uint32_t>& flows) {
    const MessagingFacts& facts = model.facts->messaging;
    const Stream& stream = std::get<Stream>(topology.nodes[node].spec);
    const bool kafka = stream.engine == StreamEngine::kafka;
    const auto polling = std::ranges::count_if(
        flows, [&](std::uint32_t flow) { return !topology.flows[flow].reader.value_or(StreamReader{}).fanOut; });
    model.streams[model.nodes[node].extra].readers = {static_cast<std::uint32_t>(model.readers.size()),
                                                      static_cast<std::uint32_t>(flows.size())};
    for (const std::uint32_t index : flows) {
        const Flow& flow = topology.flows[index];
        const StreamReader stated = flow.reader.value_or(StreamReader{});
        const OnFailure failure = flow.onFailure.value_or(OnFailure{});
        ReaderModel reader;
        reader.flow = index;
        reader.target = model.flows[index].to;
        reader.group = model.nodes[reader.target].behavior == Behavior::server;
        reader.batch = flow.batch;
        reader.window = stated.window;
        reader.maxConcurrency = flow.maxConcurrency;
        if (!reader.group) reader.lanes = static_cast<std::uint32_t>(stated.parallelization);
        if (model.nodes[reader.target].behavior == Behavior::function) dropForeignSettings(flow, stream.engine, reader);
        const bool pushed = stated.fanOut && stream.engine == StreamEngine::kinesis;
        if (pushed) reader.push = facts.kinesisPush;
        if (!kafka && !pushed) polls(reader, facts, stream.recordSize, std::max(1.0, static_cast<double>(polling)));
        if (stream.engine == StreamEngine::dynamodb) {
            reader.pollEvery = facts.dynamodbPoll;
            if (stated.fanOut) note(flowName(flow), "reader.fan_out", "a table's stream is polled, never pushed");
        }
        reader.assignor = stated.assignor;
        reader.joining = kafka ? facts.kafkaRebalance : Duration{0};
        reader.session = kafka ? facts.kafkaSession : facts.kinesisFailover;
        if (kafka && reader.group) reader.commitEvery = facts.kafkaCommit;
        reader.silence = facts.kafkaPoll;
        if (model.nodes[reader.target].visitTimer != kNone)
            reader.silence = std::max(reader.silence, model.nodes[reader.target].visitLimit + std::chrono::minutes{1});
        reader.silenceTimer = timerOf(reader.silence);
        reader.retries = failure.retries;
        reader.age = failure.age;
        reader.bisect = failure.bisect;
        reader.reportItems = failure.reportItems;
        if (!failure.to.empty()) reader.deadLetters = nodeIndex[failure.to];
        if (reader.group && stated.parallelization > 1)
            idle(flowName(flow), "reader.parallelization", "consumers that poll take one batch of a shard at a time");
        model.readers.push_back(reader);
        noteIdleConsumers(flow, reader, stream);
    }
}

// What Lambda's mapping of a stream does not have: ParallelizationFactor is of Kinesis and DynamoDB streams, the
// MaximumConcurrency of ScalingConfig of SQS.
void Compiler::dropForeignSettings(const Flow& flow, StreamEngine engine, ReaderModel& reader) {
    if (engine == StreamEngine::kafka && reader.lanes != 1) {
        reader.lanes = 1;
        idle(flowName(flow), "reader.parallelization",
             "Lambda takes one batch of a Kafka partition at a time: more at once it takes of Kinesis and of a "
             "table's stream only (ParallelizationFactor)");
    }
    if (!reader.maxConcurrency) return;
    reader.maxConcurrency.reset();
    idle(flowName(flow), "max_concurrency",
         "only Lambda's mapping of an SQS queue has it (MaximumConcurrency): of a stream its shards say how many "
         "batches are in work, and reserved_concurrency bounds the function");
}

// An instance counts once: that its slots are more than there is to read is nothing that somebody pays for.
void Compiler::noteIdleConsumers(const Flow& flow, const ReaderModel& reader, const Stream& stream) {
    if (!reader.group) return;
    const ServerModel& server = model.servers[model.nodes[reader.target].extra];
    if (std::int64_t{server.instances} <= stream.shards) return;
    const std::string parts = stream.engine == StreamEngine::kafka ? " partitions" : " shards";
    warn("idle-consumers", flowName(flow), "to",
         "\"" + flow.to + "\" has " + std::to_string(server.instances) + " instances for " +
             std::to_string(stream.shards) + parts +
             ": each has one consumer of a group, the other instances read nothing",
         "as many" + parts + " as instances, or fewer instances");
}

void Compiler::checkDeliveries() {
    for (const Flow& flow : topology.flows) {
        const std::string item = flowName(flow);
        checkDestination(flow.onSuccess, item, "on_success");
        checkMapping(flow);
        const std::int64_t most = model.facts->messaging.mappingParallelization;
        if (flow.reader && (flow.reader->parallelization < 1 || flow.reader->parallelization > most))
            fail("out-of-range", item, "reader.parallelization",
                 "parallelization is not between 1 and " + std::to_string(most));
        if (flow.reader && flow.reader->window < Duration{0})
            fail("out-of-range", item, "reader.window", "the window is negative");
        if (!flow.onFailure) continue;
        if (flow.onFailure->retries && *flow.onFailure->retries < 0)
            fail("out-of-range", item, "on_failure.retries", "retries is negative");
        checkDestination(flow.onFailure->to, item, "on_failure.to");
    }
}

void Compiler::checkDestination(const std::string& to, const std::string& item, const std::string& field) {
    if (to.empty()) return;
    const auto found = nodeIndex.find(to);
    if (found == nodeIndex.end())
        fail("unknown-node", item, field, "no node is called \"" + to + "\"");
    else if (topology.nodes[found->second].kind() != NodeKind::queue)
        fail("dead-letters-not-a-queue", item, field, "what is given up goes to a queue, not to \"" + to + "\"");
}

}  // namespace spillway
