#include "nodes/stream.h"

#include "kernel/failure_cause.h"
#include "nodes/calls.h"
#include "nodes/queue.h"
#include "nodes/rate_log.h"
#include "nodes/stream_parts.h"
#include "nodes/visit.h"

#include <fmt/format.h>

#include <algorithm>

namespace spillway {

using namespace stream_parts;

namespace {

std::uint32_t chooseShard(NodeState& node, const StreamModel& model, StreamState& stream, std::uint32_t key) {
    if (model.keys.keys() != 0) return model.shardOfKey[key];
    if (model.stickyRecords == 0) return node.choice.below(model.shards);
    if (stream.stickyLeft == 0) {
        stream.sticky = node.choice.below(model.shards);
        stream.stickyLeft = model.stickyRecords;
    }
    --stream.stickyLeft;
    return stream.sticky;
}

// A mapping notices at its next poll, or when the record has been pushed; a group's consumer waits for it.
void announce(Context context, std::uint32_t node, std::uint32_t shard, const StreamRecord& record) {
    StreamState& stream = stateOf(context, node);
    for (std::uint32_t r = 0; r < stream.readers.size(); ++r) {
        const ReaderModel& model = readerModel(context, node, r);
        ReaderState& reader = stream.readers[r];
        const std::uint32_t slot = reader.firstSlot + shard * model.lanes + record.key % model.lanes;
        ++reader.lag;
        ++stream.slots[slot].lag;
        if (model.pollEvery > Duration{0}) continue;
        if (model.push > Duration{0})
            wakeAt(context, node, slot, context.now() + model.push);
        else
            tryDeliver(context, node, slot);
    }
}

void measureLag(Context context, std::uint32_t node) {
    const StreamState& stream = stateOf(context, node);
    std::int64_t slowest = 0;
    for (const ReaderState& reader : stream.readers) slowest = std::max(slowest, reader.lag - reader.inFlight);
    context.node(node).rare->measures.waitingNow.set(slowest, context.now());
}

// Nobody needs records that every reader has passed.
void trim(StreamState& stream, std::uint32_t shard) {
    std::uint64_t passed = stream.shards[shard].log.end();
    for (const ReaderSlot& slot : stream.slots) {
        if (slot.shard == shard) passed = std::min(passed, slot.committed);
    }
    const std::uint64_t before = stream.shards[shard].log.size();
    stream.shards[shard].log.dropBefore(passed);
    stream.held -= static_cast<std::int64_t>(before - stream.shards[shard].log.size());
}

// Records older than the retention are lost to those who have not read them.
void expire(Context context, std::uint32_t node) {
    StreamState& stream = stateOf(context, node);
    const Duration retention = modelOf(context, node).retention;
    for (ReaderSlot& slot : stream.slots) {
        if (slot.inFlight) continue;
        const RecordLog& log = stream.shards[slot.shard].log;
        std::uint64_t kept = slot.next;
        while (kept < log.end() && context.now() - log[kept].arrived > retention) ++kept;
        if (kept == slot.next) continue;
        const std::int64_t before = slot.lag;
        commit(context, node, slot, kept);
        slot.committed = std::max(slot.committed, kept);
        stream.expired += static_cast<std::uint64_t>(before - slot.lag);
        slot.attempts = 0;
    }
}

void tellThrottling(Context context, std::uint32_t node) {
    StreamState& stream = stateOf(context, node);
    const std::uint64_t all =
        context.node(node).rare->measures.failed[static_cast<std::size_t>(FailureCause::throttled)];
    const auto rate = static_cast<double>(all - stream.throttledBefore);
    stream.throttledBefore = all;
    const RateNews news = newsOf(stream.throttling, rate, 10, context.now());
    if (news == RateNews::nothing) return;
    if (news == RateNews::over) return context.decide(node, "throttling is over", "every shard takes what comes");
    std::uint64_t sum = 0, most = 0, hottest = 0;
    for (std::size_t i = 0; i < stream.shards.size(); ++i) {
        sum += stream.shards[i].put;
        if (stream.shards[i].put > most) most = stream.shards[i].put, hottest = i;
    }
    context.decide(node, fmt::format("throttling {:.0f}/s", rate),
                   fmt::format("a shard takes {:.0f} records of this size a second; shard {} got {:.0f} % of all",
                               modelOf(context, node).writeRate->perSecond(), hottest,
                               sum == 0 ? 0.0 : 100.0 * static_cast<double>(most) / static_cast<double>(sum)));
}

}  // namespace

void beginStream(Context context, std::uint32_t node) {
    const StreamModel& model = modelOf(context, node);
    StreamState& stream = stateOf(context, node);
    stream.shards.resize(model.shards);
    for (Shard& shard : stream.shards) {
        if (model.writeRate) shard.writes.emplace_back(*model.writeRate, model.writeRate->perSecond());
    }
    for (std::uint32_t r = 0; r < model.readers.count; ++r) {
        const ReaderModel& reader = readerModel(context, node, r);
        ReaderState state;
        state.firstSlot = static_cast<std::uint32_t>(stream.slots.size());
        state.slots = model.shards * reader.lanes;
        for (std::uint32_t i = 0; i < state.slots; ++i) {
            ReaderSlot slot;
            slot.reader = r;
            slot.shard = i / reader.lanes;
            slot.lane = i % reader.lanes;
            stream.slots.push_back(slot);
            if (slot.lane != 0 || reader.pollEvery == Duration{0}) continue;
            // Each shard is polled at a time of its own.
            const Duration phase =
                secondsToDuration(context.node(node).startup.uniform() * toSeconds(reader.pollEvery));
            context.postNode(context.now() + phase, EventType::streamPoll, node, state.firstSlot + i);
        }
        state.owners.assign(state.slots, kNobody);
        stream.readers.push_back(std::move(state));
        // Consumers are counted when every node has begun.
        if (reader.group) context.postNode(context.now(), EventType::streamRebalance, node, r);
    }
}

void acceptRecord(Context context, Frame& frame, NodeState& node) {
    const StreamModel& model = modelOf(context, node.index);
    StreamState& stream = stateOf(context, node.index);
    StreamRecord record;
    // Without keys it has one of its own, by its number at its sender alone. These numbers may follow each other in
    // equal steps: unmixed, all could have one lane.
    const auto own = static_cast<std::uint32_t>(mix64(static_cast<std::uint32_t>(frame.uid)));
    record.key = model.keys.keys() != 0 ? model.keys(node.choice) : own;
    const std::uint32_t shard = chooseShard(node, model, stream, record.key);
    Shard& into = stream.shards[shard];
    ++into.put;
    if (!into.writes.empty() && !into.writes.front().tryTake(context.now()))
        return endVisit(context, frame, node, failed(FailureCause::throttled));
    if (stream.held >= model.capacity) return endVisit(context, frame, node, failed(FailureCause::refused));
    if (!stream.readers.empty()) {
        record.arrived = context.now();
        record.uid = frame.uid;
        record.sampled = frame.has(frame_flag::kSampled);
        record.poison = node.choice.chance(context.model().flows[frame.flow].poison);
        into.log.append(record);
        ++stream.held;
        announce(context, node.index, shard, record);
        measureLag(context, node.index);
    }
    beginWork(context, frame, node);
}

void stream_parts::wakeAt(Context context, std::uint32_t node, std::uint32_t index, SimTime at) {
    ReaderSlot& slot = stateOf(context, node).slots[index];
    if (slot.wakeAt <= at) return;
    slot.wakeAt = at;
    context.postNode(at, EventType::streamWake, node, index);
}

void wakeSlot(Context context, std::uint32_t node, std::uint32_t index) {
    ReaderSlot& slot = stateOf(context, node).slots[index];
    if (slot.wakeAt <= context.now()) slot.wakeAt = ReaderSlot::kNever;
    tryDeliver(context, node, index);
    measureLag(context, node);
}

void pollShard(Context context, std::uint32_t node, std::uint32_t index) {
    StreamState& stream = stateOf(context, node);
    ReaderSlot& slot = stream.slots[index];
    const ReaderModel& model = readerModel(context, node, slot.reader);
    const std::uint64_t end = stream.shards[slot.shard].log.end();
    const bool down = context.world.levers.nodes[node].down;
    if (!down) slot.fetched = std::min(end, slot.fetched + model.readAtOnce);
    const bool more = !down && slot.fetched < end;
    context.postNode(context.now() + (more ? model.pollAgain : model.pollEvery), EventType::streamPoll, node, index);
    for (std::uint32_t lane = 0; lane < model.lanes; ++lane) tryDeliver(context, node, index + lane);
    measureLag(context, node);
}

void pumpStream(Context context, std::uint32_t node) {
    StreamState& stream = stateOf(context, node);
    for (std::uint32_t r = 0; r < stream.readers.size(); ++r) {
        if (readerModel(context, node, r).group) checkMembers(context, node, r);
    }
    for (std::uint32_t slot = 0; slot < stream.slots.size(); ++slot) tryDeliver(context, node, slot);
    measureLag(context, node);
}

void stopReading(Context context, std::uint32_t node, std::uint32_t target, std::uint32_t instance) {
    const StreamState& stream = stateOf(context, node);
    for (std::uint32_t r = 0; r < stream.readers.size(); ++r) {
        const ReaderModel& reader = readerModel(context, node, r);
        if (!reader.group || reader.target != target || !stream.readers[r].begun) continue;
        checkMembers(context, node, r);
        stopPartitionsOf(context, node, r, instance);
    }
}

void pumpBroker(Context context, std::uint32_t node) {
    if (context.model().nodes[node].behavior == Behavior::stream) return pumpStream(context, node);
    pump(context, node);
}

void stream_parts::finishRead(Context context, std::uint32_t node, std::uint32_t which, Outcome outcome) {
    StreamState& stream = stateOf(context, node);
    ReaderSlot& slot = stream.slots[which];
    ReaderState& reader = stream.readers[slot.reader];
    slot.inFlight = false;
    reader.inFlight -= slot.batchCount;
    --reader.batches;
    const std::uint32_t owner = reader.owners[which - reader.firstSlot];
    if (owner < reader.busy.size()) reader.busy[owner] = false;
    if (outcome == kSucceeded && reportsFailure(context, node, slot)) outcome = failed(FailureCause::fault);
    if (outcome == kSucceeded) {
        commit(context, node, slot, slot.batchEnd);
        commitIfDue(context, node, slot);
        slot.attempts = 0;
        if (slot.toldStall)
            context.decide(node, fmt::format("shard {} goes on", slot.shard), "the batch that held it is done");
        slot.toldStall = false;
    } else {
        slot.committedAt = context.now();  // who is at work does not poll
        afterFailedRead(context, node, which, outcome);
    }
    trim(stream, slot.shard);
    if (reader.rebalancing && context.now() >= reader.rebalanced) finishRebalance(context, node, slot.reader);
    // Whoever is free again takes the next slot of his, in turn; a limit on all batches may have let go of any.
    const ReaderModel& model = readerModel(context, node, slot.reader);
    if (!model.group && !model.maxConcurrency) {
        tryDeliver(context, node, which);
    } else {
        for (std::uint32_t step = 1; step <= reader.slots; ++step) {
            const std::uint32_t at = (which - reader.firstSlot + step) % reader.slots;
            if (!model.group || reader.owners[at] == owner) tryDeliver(context, node, reader.firstSlot + at);
        }
    }
    measureLag(context, node);
}

void endRead(Context context, std::uint32_t index, Outcome outcome) {
    const Frame& delivery = context.frame(index);
    const std::uint32_t node = context.model().flows[delivery.flow].from;
    const std::uint32_t slot = delivery.parent;
    close(context, index);
    finishRead(context, node, slot, outcome);
}

void loseRead(Context context, std::uint32_t index) {
    Frame& delivery = context.frame(index);
    const std::uint32_t node = context.model().flows[delivery.flow].from;
    const std::uint32_t slot = delivery.parent;
    countAttempt(context, index, failed(FailureCause::timeout));
    if (delivery.has(frame_flag::kLost))
        close(context, index);
    else
        delivery.set(frame_flag::kOrphan);  // what the consumer says later counts for nothing
    finishRead(context, node, slot, failed(FailureCause::timeout));
}

void endStreamSecond(Context context, std::uint32_t node) {
    StreamState& stream = stateOf(context, node);
    if (stream.readers.empty()) return;
    expire(context, node);
    for (std::uint32_t shard = 0; shard < stream.shards.size(); ++shard) trim(stream, shard);
    if (modelOf(context, node).writeRate) tellThrottling(context, node);
    pumpStream(context, node);
}

}  // namespace spillway
