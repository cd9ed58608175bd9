#pragma once

#include "base/assert.h"
#include "kernel/frame.h"

#include <cstddef>

namespace spillway {

// Frames of one lane, addressed by index. Addresses never move: the pool reserves its whole address space at once and
// the system fills it in page by page. The last frame freed is the next one used, while it is still in the cache.
class FramePool {
public:
    explicit FramePool(std::uint32_t capacity = std::uint32_t{1} << 25);
    ~FramePool();
    FramePool(FramePool&& other) noexcept;
    FramePool& operator=(FramePool&&) = delete;
    // The same frames at the same indices, in a pool of the same size.
    FramePool(const FramePool& other);

    Frame& operator[](std::uint32_t index) { return m_frames[index]; }
    const Frame& operator[](std::uint32_t index) const { return m_frames[index]; }
    // `frame` is one of the pool's.
    std::uint32_t indexOf(const Frame& frame) const { return static_cast<std::uint32_t>(&frame - m_frames); }

    // A frame with default values, or kNoFrame when the pool is full.
    std::uint32_t allocate() {
        const std::uint32_t index = claim();
        if (index != kNoFrame) [[likely]]
            m_frames[index] = Frame{};
        return index;
    }
    // The same with whatever was in it before, for whoever begins it anew (Frame::begin).
    std::uint32_t claim() {
        std::uint32_t index = m_free;
        if (index != kNoFrame) [[likely]] {
            m_free = m_frames[index].next;
        } else {
            if (m_used + m_folded == m_capacity) return kNoFrame;
            index = m_used++;
        }
        ++m_live;
        return index;
    }
    // A frame that serves as two has room for the second (nodes/folded_visit.h). False when the pool is full.
    bool fold() {
        if (m_used + m_folded == m_capacity) [[unlikely]]
            return false;
        ++m_folded;
        return true;
    }
    // It is one again.
    void unfold() { --m_folded; }
    void release(std::uint32_t index) { release(m_frames[index]); }
    void release(Frame& frame) {
        SPILLWAY_ASSERT(frame.uid != kFreeUid, "a frame is freed once");
        frame.uid = kFreeUid;
        frame.flags = 0;
        frame.next = m_free;
        m_free = indexOf(frame);
        --m_live;
    }
    std::uint32_t live() const { return m_live; }
    // Frames ever used: every live index is below.
    std::uint32_t used() const { return m_used; }
    bool isLive(std::uint32_t index) const { return m_frames[index].uid != kFreeUid; }

private:
    void reserve();
    static constexpr std::uint64_t kFreeUid = ~std::uint64_t{0};
    Frame* m_frames = nullptr;
    std::uint32_t m_capacity = 0;
    std::uint32_t m_used = 0;
    std::uint32_t m_live = 0;
    std::uint32_t m_folded = 0;  // as many frames could not be used
    std::uint32_t m_free = kNoFrame;
};

}  // namespace spillway
