#include "base/text.h"
#include "kernel/failure_cause.h"
#include "nodes/calls.h"
#include "nodes/queue.h"
#include "nodes/stream_parts.h"

#include <fmt/format.h>

#include <algorithm>

namespace spillway::stream_parts {
namespace {

// The retry that makes it worth telling that a shard stands still.
constexpr std::uint32_t kStall = 3;

std::uint64_t readable(Context context, std::uint32_t node, const ReaderSlot& slot) {
    const StreamState& stream = stateOf(context, node);
    const ReaderModel& model = readerModel(context, node, slot.reader);
    const std::uint64_t end = stream.shards[slot.shard].log.end();
    if (model.pollEvery == Duration{0}) return end;
    return std::min(end, stream.slots[stream.readers[slot.reader].firstSlot + slot.shard * model.lanes].fetched);
}

// The offset after `count` of the slot's records, from its next one.
std::uint64_t after(Context context, std::uint32_t node, const ReaderSlot& slot, std::uint32_t count) {
    const RecordLog& log = stateOf(context, node).shards[slot.shard].log;
    const ReaderModel& model = readerModel(context, node, slot.reader);
    std::uint64_t at = slot.next;
    for (; at < log.end() && count != 0; ++at) {
        if (isOf(model, slot, log[at])) --count;
    }
    return at;
}

// The slot's first record that can never be done; the end if there is none.
std::uint64_t firstPoison(Context context, std::uint32_t node, const ReaderSlot& slot) {
    const RecordLog& log = stateOf(context, node).shards[slot.shard].log;
    const ReaderModel& model = readerModel(context, node, slot.reader);
    std::uint64_t at = slot.next;
    while (at < slot.batchEnd && !(log[at].poison && isOf(model, slot, log[at]))) ++at;
    return at;
}

// Given to a consumer: those that are for the first time have waited until now.
void countHandedOut(Context context, std::uint32_t node, ReaderSlot& slot, const Batch& batch) {
    StreamState& stream = stateOf(context, node);
    RareNodeMeasures& measures = context.node(node).rare->measures;
    const ReaderModel& model = readerModel(context, node, slot.reader);
    RecordLog& log = stream.shards[slot.shard].log;
    if (slot.seen > slot.next) ++measures.redelivered;
    for (std::uint64_t at = std::max(slot.next, slot.seen); at < batch.end; ++at) {
        if (!isOf(model, slot, log[at])) continue;
        if (++log[at].readers == stream.readers.size()) measures.waiting.record(context.now() - log[at].arrived);
    }
    slot.seen = std::max(slot.seen, batch.end);
}

void giveUp(Context context, std::uint32_t node, ReaderSlot& slot, std::uint64_t end, const std::string& why) {
    StreamState& stream = stateOf(context, node);
    const std::uint32_t to = readerModel(context, node, slot.reader).deadLetters;
    const std::int64_t before = slot.lag;
    commit(context, node, slot, end);
    const auto lost = static_cast<std::uint64_t>(before - slot.lag);
    stream.givenUp += lost;
    slot.attempts = 0;
    slot.toldStall = false;
    // What arrives there says which batch it was, not what was in it: one message however many records.
    if (to != kNone) depositNews(context, node, to);
    context.decide(node, fmt::format("gave up {} record{} of shard {}", lost, lost == 1 ? "" : "s", slot.shard),
                   why + (to == kNone ? "; no destination: lost" : "; told to " + context.model().nodes[to].id));
}

// What was throttled, or met a service that is down, has not reached the function: a mapping tries it again until its
// records are too old, without counting it as a retry and without splitting it.
bool hasReached(Outcome outcome) {
    const FailureCause cause = causeOf(outcome);
    return cause != FailureCause::throttled && cause != FailureCause::unavailable;
}

// Records that are too old for this reader go without another try.
void giveUpOld(Context context, std::uint32_t node, ReaderSlot& slot) {
    const ReaderModel& model = readerModel(context, node, slot.reader);
    if (!model.age) return;
    const RecordLog& log = stateOf(context, node).shards[slot.shard].log;
    std::uint64_t at = slot.next;
    while (at < log.end() && context.now() - log[at].arrived > *model.age) ++at;
    if (at != slot.next) giveUp(context, node, slot, at, "older than " + toText(*model.age));
}

// The next batch. Records of other lanes before it are passed, and with them parts of a batch that was split in which
// nothing is left: what was too old in it has been given up.
Batch nextBatch(Context context, std::uint32_t node, ReaderSlot& slot) {
    for (;;) {
        const Batch batch = gather(context, node, slot);
        if (batch.count != 0 || batch.end <= slot.next) return batch;
        commit(context, node, slot, batch.end);
    }
}

// True once a batch that is not full has waited for its window.
bool isGathered(Context context, std::uint32_t node, std::uint32_t index, const Batch& batch) {
    ReaderSlot& slot = stateOf(context, node).slots[index];
    const ReaderModel& model = readerModel(context, node, slot.reader);
    const bool full = static_cast<std::int64_t>(batch.count) >= model.batch || !slot.halves.empty();
    if (model.window == Duration{0} || full || slot.seen > slot.next) return true;
    if (slot.gatheringSince == ReaderSlot::kNever) slot.gatheringSince = context.now();
    if (context.now() >= slot.gatheringSince + model.window) return true;
    wakeAt(context, node, index, slot.gatheringSince + model.window);
    return false;
}

}  // namespace

bool isOf(const ReaderModel& reader, const ReaderSlot& slot, const StreamRecord& record) {
    return reader.lanes == 1 || record.key % reader.lanes == slot.lane;
}

Batch gather(Context context, std::uint32_t node, const ReaderSlot& slot) {
    const ReaderModel& model = readerModel(context, node, slot.reader);
    const RecordLog& log = stateOf(context, node).shards[slot.shard].log;
    std::uint64_t limit = readable(context, node, slot);
    if (!slot.halves.empty()) limit = std::min(limit, slot.halves.back());
    Batch batch;
    for (batch.end = slot.next; batch.end < limit && static_cast<std::int64_t>(batch.count) < model.batch;
         ++batch.end) {
        const StreamRecord& record = log[batch.end];
        if (model.push > Duration{0} && context.now() - record.arrived < model.push) break;
        if (!isOf(model, slot, record)) continue;
        ++batch.count;
        batch.poison |= record.poison;
        batch.poisonFirst |= batch.count == 1 && record.poison;
        if (batch.count == 1 || (record.sampled && !batch.sampled)) batch.uid = record.uid;
        batch.sampled |= record.sampled;
    }
    return batch;
}

void commit(Context context, std::uint32_t node, ReaderSlot& slot, std::uint64_t end) {
    StreamState& stream = stateOf(context, node);
    const ReaderModel& model = readerModel(context, node, slot.reader);
    const RecordLog& log = stream.shards[slot.shard].log;
    std::int64_t done = 0;
    for (std::uint64_t at = slot.next; at < end; ++at) done += isOf(model, slot, log[at]) ? 1 : 0;
    slot.next = end;
    if (model.commitEvery == Duration{0}) slot.committed = end;
    slot.lag -= done;
    stream.readers[slot.reader].lag -= done;
    while (!slot.halves.empty() && slot.halves.back() <= end) slot.halves.pop_back();
}

void commitIfDue(Context context, std::uint32_t node, ReaderSlot& slot) {
    if (context.now() - slot.committedAt < readerModel(context, node, slot.reader).commitEvery) return;
    slot.committed = slot.next;
    slot.committedAt = context.now();
}

std::int64_t rewind(Context context, std::uint32_t node, ReaderSlot& slot) {
    StreamState& stream = stateOf(context, node);
    const auto again = static_cast<std::int64_t>(slot.next - slot.committed);  // a group's slot has the whole shard
    slot.next = slot.committed;
    slot.committedAt = context.now();
    slot.lag += again;
    stream.readers[slot.reader].lag += again;
    slot.attempts = 0;
    slot.notBefore = {};
    return again;
}

bool tryDeliver(Context context, std::uint32_t node, std::uint32_t index) {
    StreamState& stream = stateOf(context, node);
    ReaderSlot& slot = stream.slots[index];
    ReaderState& reader = stream.readers[slot.reader];
    const ReaderModel& model = readerModel(context, node, slot.reader);
    const Levers& levers = context.world.levers;
    if (slot.inFlight || slot.lag == 0 || levers.nodes[node].down) return false;
    if (!levers.calm && levers.flows[model.flow].stalled) return false;
    if (model.group && !mayRead(reader, slot, index - reader.firstSlot)) return false;
    if (!model.group && model.maxConcurrency && reader.batches >= *model.maxConcurrency) return false;
    if (context.now() < slot.notBefore) return wakeAt(context, node, index, slot.notBefore), false;
    commitIfDue(context, node, slot);
    giveUpOld(context, node, slot);
    const Batch batch = nextBatch(context, node, slot);
    if (batch.count == 0) {
        const RecordLog& log = stream.shards[slot.shard].log;
        if (model.push > Duration{0} && slot.next < log.end())
            wakeAt(context, node, index, log[slot.next].arrived + model.push);
        return false;
    }
    if (!isGathered(context, node, index, batch)) return false;
    const std::uint32_t frame = context.lane.frames.allocate();
    if (frame == kNoFrame) return false;
    countHandedOut(context, node, slot, batch);
    slot.gatheringSince = ReaderSlot::kNever;
    slot.inFlight = true;
    slot.batchEnd = batch.end;
    slot.batchCount = batch.count;
    reader.inFlight += batch.count;
    ++reader.batches;
    if (model.group) reader.busy[reader.owners[index - reader.firstSlot]] = true;
    Frame& delivery = context.frame(frame);
    delivery.uid = context.nextUid(node);
    delivery.setFlow(model.flow, context.model().flows[model.flow].to);
    delivery.parent = index;
    if (batch.sampled) delivery.set(frame_flag::kSampled);
    // Who says which record failed has done those before it.
    if (model.reportItems ? batch.poisonFirst : batch.poison) delivery.set(frame_flag::kPoison);
    dispatch(context, frame, {model.silenceTimer, model.silence, EventType::visibility, batch.uid});
    return true;
}

bool reportsFailure(Context context, std::uint32_t node, ReaderSlot& slot) {
    if (!readerModel(context, node, slot.reader).reportItems) return false;
    const std::uint64_t poison = firstPoison(context, node, slot);
    if (poison == slot.batchEnd) return false;
    if (poison == slot.next) return true;
    const std::int64_t before = slot.lag;
    commit(context, node, slot, poison);
    slot.batchCount -= static_cast<std::uint32_t>(before - slot.lag);
    slot.attempts = 0;
    return true;
}

void afterFailedRead(Context context, std::uint32_t node, std::uint32_t index, Outcome outcome) {
    ReaderSlot& slot = stateOf(context, node).slots[index];
    const ReaderModel& model = readerModel(context, node, slot.reader);
    const MessagingFacts& facts = context.model().facts->messaging;
    if (!model.group && !hasReached(outcome)) {
        slot.notBefore = context.now() + facts.streamBackoff;
        return;
    }
    const std::uint32_t left = slot.batchCount;
    if (model.bisect && left > 1) {  // splitting does not count as a retry
        slot.halves.push_back(slot.batchEnd);
        slot.halves.push_back(after(context, node, slot, left / 2));
        return;
    }
    ++slot.attempts;
    if (model.retries && slot.attempts > *model.retries)
        return giveUp(context, node, slot, slot.batchEnd,
                      fmt::format("failed {} time{}", slot.attempts, slot.attempts == 1 ? "" : "s"));
    const std::uint32_t doubled = std::min<std::uint32_t>(slot.attempts - 1, 30);
    slot.notBefore =
        context.now() + std::min(facts.streamBackoffCap, facts.streamBackoff * (std::int64_t{1} << doubled));
    if (slot.attempts < kStall || slot.toldStall) return;
    slot.toldStall = true;
    context.decide(
        node, fmt::format("shard {} stands still", slot.shard),
        fmt::format("a batch of {} failed {} times{}; {} records wait behind it", left, slot.attempts,
                    model.retries ? "" : ", and is tried for ever", slot.lag - static_cast<std::int64_t>(left)));
}

}  // namespace spillway::stream_parts
