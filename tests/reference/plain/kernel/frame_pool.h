#pragma once

#include "base/assert.h"
#include "kernel/frame.h"

#include <cstddef>
#include <vector>

namespace spillway {

// Takes the place of emulator/kernel's pool of the same name in the reference engine: every frame is a new one, none is
// used twice. So nothing can be mistaken for what lay at the same place before, and whoever depends on where frames lie
// is found out.
class FramePool {
public:
    FramePool() { m_frames.reserve(kMost); }
    FramePool(FramePool&&) noexcept = default;
    FramePool(const FramePool& other) : FramePool{} {
        m_frames = other.m_frames;
        m_frames.reserve(kMost);
    }

    Frame& operator[](std::uint32_t index) { return m_frames[index]; }
    const Frame& operator[](std::uint32_t index) const { return m_frames[index]; }
    std::uint32_t indexOf(const Frame& frame) const { return static_cast<std::uint32_t>(&frame - m_frames.data()); }
    std::uint32_t allocate() {
        SPILLWAY_ASSERT(m_frames.size() < kMost, "a reference run is short");
        m_frames.emplace_back();
        ++m_live;
        return used() - 1;
    }
    std::uint32_t claim() { return allocate(); }
    static bool fold() { return false; }  // every request and every call has a frame of its own
    static void unfold() {}
    void release(std::uint32_t index) { release(m_frames[index]); }
    void release(Frame& frame) {
        SPILLWAY_ASSERT(frame.uid != kFreeUid, "a frame is freed once");
        frame.uid = kFreeUid;
        frame.flags = 0;
        --m_live;
    }
    std::uint32_t live() const { return m_live; }
    std::uint32_t used() const { return static_cast<std::uint32_t>(m_frames.size()); }
    bool isLive(std::uint32_t index) const { return m_frames[index].uid != kFreeUid; }

private:
    static constexpr std::uint64_t kFreeUid = ~std::uint64_t{0};
    static constexpr std::size_t kMost = std::size_t{1} << 22;  // address space: a page is filled when it is used
    std::vector<Frame> m_frames;                                // never grows, so addresses stay
    std::uint32_t m_live = 0;
};

}  // namespace spillway
