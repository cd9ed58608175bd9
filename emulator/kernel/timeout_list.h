#pragma once

#include "kernel/frame_pool.h"

#include <cstdint>

namespace spillway {

// The calls that wait for an answer under one timeout, the first sent first: a list through the frames themselves. All
// have the same time, so whoever comes last is due last, and one that is answered is taken out where it stands. Calls
// of one instant stand in order of uid.
class TimeoutList {
public:
    explicit TimeoutList(Duration timeout = {}) : m_timeout{timeout} {}

    bool empty() const { return m_first == kNoFrame; }
    std::uint32_t first() const { return m_first; }
    std::uint64_t firstUid() const { return m_firstUid; }
    // When the first one gives up.
    SimTime due() const { return m_firstSent + m_timeout; }

    // Frame::sent is now. True if it is the first.
    bool add(FramePool& frames, Frame& frame) {
        const std::uint32_t index = frames.indexOf(frame);
        std::uint32_t before = m_last;
        while (before != kNoFrame && frames[before].sent == frame.sent && frames[before].uid > frame.uid)
            [[unlikely]] before = frames[before].timerBefore;
        const std::uint32_t after = before == kNoFrame ? m_first : frames[before].timerAfter;
        frame.timerBefore = before;
        frame.timerAfter = after;
        if (after == kNoFrame) [[likely]]
            m_last = index;
        else
            frames[after].timerBefore = index;
        if (before != kNoFrame) [[likely]] {
            frames[before].timerAfter = index;
            return false;
        }
        m_first = index;
        m_firstUid = frame.uid;
        m_firstSent = frame.sent;
        return true;
    }
    void remove(FramePool& frames, const Frame& frame) {
        const std::uint32_t before = frame.timerBefore;
        const std::uint32_t after = frame.timerAfter;
        if (after == kNoFrame)
            m_last = before;
        else
            frames[after].timerBefore = before;
        if (before != kNoFrame) [[likely]] {
            frames[before].timerAfter = after;
            return;
        }
        m_first = after;
        if (after == kNoFrame) return;
        m_firstUid = frames[after].uid;
        m_firstSent = frames[after].sent;
    }

private:
    std::uint32_t m_first = kNoFrame;
    std::uint32_t m_last = kNoFrame;
    std::uint64_t m_firstUid = 0;
    SimTime m_firstSent{};
    Duration m_timeout{0};
};

}  // namespace spillway
