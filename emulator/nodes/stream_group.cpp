#include "base/text.h"
#include "nodes/elastic.h"
#include "nodes/stream.h"
#include "nodes/stream_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace spillway {

using namespace stream_parts;

namespace {

// A consumer for each slot of each instance that is ready: a thread that polls. A platform that holds requests until
// there is an instance reads for those that are not there yet.
std::uint32_t membersThere(Context context, const ReaderModel& reader) {
    const ServerState& server = *context.node(reader.target).server;
    const std::int64_t least = takesFromZero(context, reader.target) ? 1 : 0;
    const std::int64_t there = std::max(least, std::int64_t{server.ready - server.leaving} * server.slotsPerInstance);
    return static_cast<std::uint32_t>(std::min(there, reader.maxConcurrency.value_or(there)));
}
std::uint32_t crashesOf(Context context, const ReaderModel& reader) {
    return context.node(reader.target).server->crashes;
}

// Who gives a partition up commits before; who died has not.
void takeUpWhereCommitted(Context context, std::uint32_t node, std::uint32_t which) {
    StreamState& stream = stateOf(context, node);
    const ReaderState& reader = stream.readers[which];
    const ReaderModel& model = readerModel(context, node, which);
    std::int64_t again = 0;
    for (std::uint32_t i = 0; i < reader.slots; ++i) {
        ReaderSlot& slot = stream.slots[reader.firstSlot + i];
        if (!slot.stopped) continue;
        if (slot.lost)
            again += rewind(context, node, slot);
        else
            slot.committed = slot.next;
    }
    if (again == 0) return;
    context.decide(
        node, fmt::format("{} records come to {} again", again, context.model().nodes[model.target].id),
        fmt::format("their consumer died after it had committed last; it commits every {}", toText(model.commitEvery)));
}

bool anyStoppedInFlight(const StreamState& stream, const ReaderState& reader) {
    for (std::uint32_t i = 0; i < reader.slots; ++i) {
        const ReaderSlot& slot = stream.slots[reader.firstSlot + i];
        if (slot.stopped && slot.inFlight) return true;
    }
    return false;
}

// Eager: everybody gives up his partitions first. Cooperative: only those that will change hands stop.
std::uint32_t stopPartitions(Context context, std::uint32_t node, std::uint32_t which, std::uint32_t members) {
    StreamState& stream = stateOf(context, node);
    ReaderState& reader = stream.readers[which];
    const Assignor assignor = readerModel(context, node, which).assignor;
    const auto after = assignPartitions(assignor, reader.owners, members);
    std::uint32_t stopped = 0;
    for (std::uint32_t i = 0; i < reader.slots; ++i) {
        ReaderSlot& slot = stream.slots[reader.firstSlot + i];
        slot.stopped |= assignor == Assignor::eager || after[i] != reader.owners[i];
        stopped += slot.stopped ? 1 : 0;
    }
    return stopped;
}

void beginRebalance(Context context, std::uint32_t node, std::uint32_t which, const std::string& why) {
    ReaderState& reader = stateOf(context, node).readers[which];
    const ReaderModel& model = readerModel(context, node, which);
    const std::uint32_t members = membersThere(context, model);
    const std::uint32_t stopped = stopPartitions(context, node, which, members);
    reader.rebalancing = true;
    reader.rebalanced = std::max(context.now() + model.joining, reader.crashed ? reader.noticed : SimTime{});
    ++reader.rebalances;
    context.postNode(reader.rebalanced, EventType::streamRebalance, node, which);
    // Only Kafka's producers stay with one partition for a batch.
    const bool isKafka = context.model().streams[context.model().nodes[node].extra].stickyRecords != 0;
    const Duration pause = std::chrono::round<std::chrono::milliseconds>(reader.rebalanced - context.now());
    context.decide(
        node, fmt::format("rebalance of {}: {} -> {}", context.model().nodes[model.target].id, reader.members, members),
        fmt::format("{}; {} of {} {} stop", why, stopped, reader.slots, isKafka ? "partitions" : "shards") +
            (pause > Duration{0} ? " for " + toText(pause) + " or more" : ""));
}

}  // namespace

bool stream_parts::mayRead(const ReaderState& reader, const ReaderSlot& slot, std::uint32_t index) {
    const std::uint32_t owner = reader.owners[index];
    return !slot.stopped && owner != kNobody && !reader.busy[owner];
}

void stream_parts::checkMembers(Context context, std::uint32_t node, std::uint32_t which) {
    StreamState& stream = stateOf(context, node);
    ReaderState& reader = stream.readers[which];
    if (!reader.begun) return;
    const ReaderModel& model = readerModel(context, node, which);
    const std::uint32_t there = membersThere(context, model);
    if (const std::uint32_t crashes = crashesOf(context, model); crashes != reader.crashesSeen) {
        reader.died += crashes - reader.crashesSeen;
        reader.crashesSeen = crashes;
        reader.crashed = true;
        reader.noticed = context.now() + model.session;
        reader.afterCrash = there;
        context.postNode(reader.noticed, EventType::streamRebalance, node, which);
    }
    if (reader.rebalancing) return;
    if (reader.crashed) {
        if (context.now() >= reader.noticed) {
            reader.crashed = false;
            return beginRebalance(context, node, which, "a consumer's session timed out");
        }
        if (there <= reader.afterCrash) return;
        return beginRebalance(context, node, which, "a consumer joins, and one that died is waited for");
    }
    if (there != reader.members)
        beginRebalance(context, node, which, there > reader.members ? "consumers join" : "consumers leave");
}

// Nobody knows yet that it died: what it read stands still. Consumers are numbered over the instances in turn, so that
// each instance reads as much as the others.
void stream_parts::stopPartitionsOf(Context context, std::uint32_t node, std::uint32_t which, std::uint32_t instance) {
    StreamState& stream = stateOf(context, node);
    const ReaderState& reader = stream.readers[which];
    const ServerState& server = *context.node(readerModel(context, node, which).target).server;
    const std::uint32_t instances = server.ready - std::min(server.leaving, server.ready) + reader.died;
    for (std::uint32_t i = 0; i < reader.slots && instances != 0; ++i) {
        const std::uint32_t owner = reader.owners[i];
        if (owner == kNobody || owner % instances != instance % instances) continue;
        ReaderSlot& slot = stream.slots[reader.firstSlot + i];
        if (!slot.stopped && !slot.inFlight) commitIfDue(context, node, slot);
        slot.stopped = slot.lost = true;
    }
}

void stream_parts::finishRebalance(Context context, std::uint32_t node, std::uint32_t which) {
    StreamState& stream = stateOf(context, node);
    ReaderState& reader = stream.readers[which];
    if (anyStoppedInFlight(stream, reader)) return;  // who still works on a batch joins when it is done
    const ReaderModel& model = readerModel(context, node, which);
    reader.rebalancing = false;
    if (reader.crashed && context.now() >= reader.noticed) reader.crashed = false;
    reader.died = 0;
    reader.members = membersThere(context, model);
    reader.owners = assignPartitions(model.assignor, reader.owners, reader.members);
    reader.busy.assign(reader.members, false);
    takeUpWhereCommitted(context, node, which);
    for (std::uint32_t i = 0; i < reader.slots; ++i) {
        ReaderSlot& slot = stream.slots[reader.firstSlot + i];
        slot.stopped = slot.lost = false;
        if (slot.inFlight && reader.owners[i] != kNobody) reader.busy[reader.owners[i]] = true;
    }
    for (std::uint32_t i = 0; i < reader.slots; ++i) tryDeliver(context, node, reader.firstSlot + i);
}

void rebalance(Context context, std::uint32_t node, std::uint32_t which) {
    ReaderState& reader = stateOf(context, node).readers[which];
    // The group is there when the run begins.
    if (!std::exchange(reader.begun, true)) return finishRebalance(context, node, which);
    if (!reader.rebalancing) return checkMembers(context, node, which);
    if (context.now() >= reader.rebalanced) finishRebalance(context, node, which);
}

}  // namespace spillway
