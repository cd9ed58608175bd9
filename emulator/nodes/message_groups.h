#pragma once

#include "kernel/frame_pool.h"

#include <cstdint>
#include <deque>
#include <vector>

namespace spillway {

// The messages of a first-in-first-out queue that may be received, by group. A group with a message in somebody's hands
// is locked: what is behind that message waits (platform-facts 8.1). A message keeps its group in Frame::parent.
class MessageGroups {
public:
    explicit MessageGroups(std::uint32_t count = 0) : m_groups(count) {}

    // New, or back: among those of its group it stands where its age puts it.
    void add(FramePool& frames, std::uint32_t message);
    // The next message of the group whose turn it is, or kNoFrame; `again`: of the same group as the last one.
    std::uint32_t take(FramePool& frames, bool again);
    // A message that was taken is deleted or back: the group may go on.
    void release(std::uint32_t group);
    std::uint32_t waiting() const { return m_waiting; }
    // All groups are looked through for what is too old once a second, not at each receive.
    bool isSweepDue(SimTime now) {
        if (now < m_nextSweep) return false;
        m_nextSweep = now + std::chrono::seconds{1};
        return true;
    }
    // Calls act(message) for the first of each group that is not locked; it goes when act says so.
    template <class Act>
    void dropHeads(FramePool& frames, Act act) {
        for (std::uint32_t group = 0; group < m_groups.size(); ++group) {
            while (m_groups[group].head != kNoFrame && m_groups[group].taken == 0 && act(m_groups[group].head))
                pop(frames, group);
        }
    }
    // The oldest that waits, kNoFrame if none does.
    std::uint32_t oldest(const FramePool& frames) const;

private:
    struct Group {
        std::uint32_t head = kNoFrame;
        std::uint32_t tail = kNoFrame;
        std::uint32_t taken = 0;
        bool listed = false;
    };
    std::uint32_t pop(FramePool& frames, std::uint32_t group);
    void list(std::uint32_t group);
    std::vector<Group> m_groups;
    std::deque<std::uint32_t> m_turns;  // groups that have messages and are not locked
    std::uint32_t m_last = 0;           // group of the message taken last
    std::uint32_t m_waiting = 0;
    SimTime m_nextSweep{};
};

}  // namespace spillway
