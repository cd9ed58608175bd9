#include "nodes/message_groups.h"

namespace spillway {
namespace {

bool isOlder(const Frame& one, const Frame& other) {
    return one.arrived != other.arrived ? one.arrived < other.arrived : one.uid < other.uid;
}

}  // namespace

void MessageGroups::add(FramePool& frames, std::uint32_t message) {
    Group& group = m_groups[frames[message].parent];
    ++m_waiting;
    std::uint32_t before = kNoFrame;
    // A new message is the youngest; one that comes back stands near the front.
    std::uint32_t behind = group.head;
    if (group.tail != kNoFrame && isOlder(frames[group.tail], frames[message])) {
        before = group.tail;
        behind = kNoFrame;
    }
    while (behind != kNoFrame && isOlder(frames[behind], frames[message])) {
        before = behind;
        behind = frames[behind].next;
    }
    frames[message].next = behind;
    (before == kNoFrame ? group.head : frames[before].next) = message;
    if (behind == kNoFrame) group.tail = message;
    list(frames[message].parent);
}

std::uint32_t MessageGroups::take(FramePool& frames, bool again) {
    if (!again) return takeFirst(frames, m_turns);
    if (m_groups[m_last].head == kNoFrame) return kNoFrame;
    ++m_groups[m_last].taken;
    return pop(frames, m_last);
}

bool MessageGroups::clear(Turns& turns) {
    while (!turns.empty() && !isReady(turns.front())) {
        m_groups[turns.front()].listed = false;
        turns.pop_front();
    }
    return !turns.empty();
}

std::uint32_t MessageGroups::takeFirst(FramePool& frames, Turns& turns) {
    if (!clear(turns)) return kNoFrame;
    m_last = turns.front();
    turns.pop_front();
    m_groups[m_last].listed = false;
    ++m_groups[m_last].taken;
    return pop(frames, m_last);
}

bool MessageGroups::hasHeld(std::uint32_t receiver) { return receiver < m_held.size() && clear(m_held[receiver]); }

std::uint32_t MessageGroups::takeHeld(FramePool& frames, std::uint32_t receiver) {
    return takeFirst(frames, m_held[receiver]);
}

std::uint32_t MessageGroups::takeNew(FramePool& frames, std::uint32_t receiver) {
    const std::uint32_t message = takeFirst(frames, m_turns);
    if (message != kNoFrame) m_sessions[m_last].holder = receiver;
    return message;
}

std::uint32_t MessageGroups::release(std::uint32_t group) {
    if (--m_groups[group].taken != 0) return kNoFrame;
    list(group);
    return holderOf(group);
}

std::uint32_t MessageGroups::oldest(const FramePool& frames) const {
    std::uint32_t found = kNoFrame;
    for (const Group& group : m_groups) {
        if (group.head != kNoFrame && (found == kNoFrame || isOlder(frames[group.head], frames[found])))
            found = group.head;
    }
    return found;
}

std::uint32_t MessageGroups::pop(FramePool& frames, std::uint32_t which) {
    Group& group = m_groups[which];
    const std::uint32_t message = group.head;
    group.head = frames[message].next;
    if (group.head == kNoFrame) group.tail = kNoFrame;
    frames[message].next = kNoFrame;
    --m_waiting;
    return message;
}

void MessageGroups::list(std::uint32_t which) {
    Group& group = m_groups[which];
    if (group.listed || group.taken != 0 || group.head == kNoFrame) return;
    group.listed = true;
    const std::uint32_t holder = holderOf(which);
    if (holder == kNoFrame) return m_turns.push_back(which);
    if (m_held.size() <= holder) m_held.resize(holder + 1);
    m_held[holder].push_back(which);
}

}  // namespace spillway
