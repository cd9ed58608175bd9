#pragma once

#include "nodes/world.h"

// What the files of the stream's behaviour share; nobody else includes it.
namespace spillway::stream_parts {

inline StreamState& stateOf(Context context, std::uint32_t node) {
    return context.world.streams[context.model().nodes[node].extra];
}
inline const StreamModel& modelOf(Context context, std::uint32_t node) {
    return context.model().streams[context.model().nodes[node].extra];
}
inline const ReaderModel& readerModel(Context context, std::uint32_t node, std::uint32_t reader) {
    return context.model().readers[modelOf(context, node).readers.first + reader];
}

// A batch that a slot could hand out now.
struct Batch {
    std::uint64_t end = 0;
    std::uint32_t count = 0;
    bool sampled = false;
    bool poison = false;
    bool poisonFirst = false;
    std::uint64_t uid = 0;  // of the record that is traced
};
Batch gather(Context context, std::uint32_t node, const ReaderSlot& slot);
// Whether the record belongs to the slot.
bool isOf(const ReaderModel& reader, const ReaderSlot& slot, const StreamRecord& record);
// Records before `end` are done with, one way or the other.
void commit(Context context, std::uint32_t node, ReaderSlot& slot, std::uint64_t end);
// A group's consumer that is not at work polls, and notes every so often how far it has come.
void commitIfDue(Context context, std::uint32_t node, ReaderSlot& slot);
// Records that were done since the last commit are given out again; how many.
std::int64_t rewind(Context context, std::uint32_t node, ReaderSlot& slot);
// Hands out the slot's next batch if it may; false if not.
bool tryDeliver(Context context, std::uint32_t node, std::uint32_t slot);
// The slot's delivery is over.
void finishRead(Context context, std::uint32_t node, std::uint32_t slot, Outcome outcome);
// True if the consumer, which was well itself, says that a record of the batch failed: it has done those before it.
bool reportsFailure(Context context, std::uint32_t node, ReaderSlot& slot);
// What a failed delivery leads to.
void afterFailedRead(Context context, std::uint32_t node, std::uint32_t slot, Outcome outcome);
// The slot is looked at again at `at`.
void wakeAt(Context context, std::uint32_t node, std::uint32_t slot, SimTime at);

// Groups: whether the slot's owner is there and free, and what happens when members come and go.
bool mayRead(const ReaderState& reader, const ReaderSlot& slot, std::uint32_t index);
void checkMembers(Context context, std::uint32_t node, std::uint32_t reader);
// An instance of the group has died.
void stopPartitionsOf(Context context, std::uint32_t node, std::uint32_t reader, std::uint32_t instance);
void finishRebalance(Context context, std::uint32_t node, std::uint32_t reader);

}  // namespace spillway::stream_parts
