#pragma once

#include "kernel/frame_pool.h"

#include <cstdint>
#include <deque>
#include <vector>

namespace spillway {

// The messages of a first-in-first-out queue that may be received, by group. A group with a message in somebody's hands
// is locked: what is behind that message waits (platform-facts 8.1). A message keeps its group in Frame::parent.
// Where groups are sessions (Service Bus), one that was taken stays with its receiver until it is let go.
class MessageGroups {
public:
    enum class Hold : std::uint8_t { while_taken, until_let_go };
    explicit MessageGroups(std::uint32_t count = 0, Hold hold = Hold::while_taken)
        : m_groups(count), m_sessions(hold == Hold::until_let_go ? count : 0) {}

    // New, or back: among those of its group it stands where its age puts it.
    void add(FramePool& frames, std::uint32_t message);
    // The next message of the group whose turn it is, or kNoFrame; `again`: of the same group as the last one.
    std::uint32_t take(FramePool& frames, bool again);
    // The same for a receiver of sessions: of one that it holds, or of a new one, which it holds from now on.
    bool hasHeld(std::uint32_t receiver);
    std::uint32_t takeHeld(FramePool& frames, std::uint32_t receiver);
    std::uint32_t takeNew(FramePool& frames, std::uint32_t receiver);
    // A message that was taken is deleted or back: the group may go on. Who holds it now that nothing of it is in work,
    // or kNoFrame.
    std::uint32_t release(std::uint32_t group);
    // The receiver waits for more of this session until then.
    void stay(std::uint32_t group, SimTime until) { m_sessions[group].until = until; }
    bool isOver(std::uint32_t group, SimTime now) const {
        return holderOf(group) != kNoFrame && m_groups[group].taken == 0 && m_sessions[group].until <= now;
    }
    bool hasMessages(std::uint32_t group) const { return m_groups[group].head != kNoFrame; }
    std::uint32_t holderOf(std::uint32_t group) const {
        return m_sessions.empty() ? kNoFrame : m_sessions[group].holder;
    }
    // Its receiver has lost it, or goes to another: not while messages of it are ready for that receiver.
    void letGo(std::uint32_t group) {
        if (!m_sessions.empty()) m_sessions[group].holder = kNoFrame;
    }
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
    struct Session {
        std::uint32_t holder = kNoFrame;  // a receiver
        SimTime until{};
    };
    using Turns = std::deque<std::uint32_t>;
    std::uint32_t pop(FramePool& frames, std::uint32_t group);
    void list(std::uint32_t group);
    bool isReady(std::uint32_t group) const { return m_groups[group].head != kNoFrame && m_groups[group].taken == 0; }
    // Leaves the first that has messages and is not locked in front; false if there is none.
    bool clear(Turns& turns);
    std::uint32_t takeFirst(FramePool& frames, Turns& turns);
    std::vector<Group> m_groups;
    std::vector<Session> m_sessions;  // none: groups are held while a message of theirs is
    Turns m_turns;                    // groups that have messages and are not locked
    std::vector<Turns> m_held;        // those that a receiver holds, by receiver
    std::uint32_t m_last = 0;         // group of the message taken last
    std::uint32_t m_waiting = 0;
    SimTime m_nextSweep{};
};

}  // namespace spillway
