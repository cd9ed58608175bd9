#pragma once

#include "kernel/frame_pool.h"

#include <cstdint>

// See FrameLine.
namespace spillway {

// Frames in a row, linked through Frame::next.
struct FrameLine {
    std::uint32_t head = kNoFrame;
    std::uint32_t tail = kNoFrame;
    std::uint32_t count = 0;

    void push(FramePool& frames, std::uint32_t index) {
        frames[index].next = kNoFrame;
        if (head == kNoFrame)
            head = index;
        else
            frames[tail].next = index;
        tail = index;
        ++count;
    }
    void pushFront(FramePool& frames, std::uint32_t index) {
        frames[index].next = head;
        head = index;
        if (tail == kNoFrame) tail = index;
        ++count;
    }
    void reverse(FramePool& frames) {
        FrameLine turned;
        while (count != 0) turned.pushFront(frames, pop(frames));
        *this = turned;
    }
    // The line is not empty.
    std::uint32_t pop(FramePool& frames) {
        const std::uint32_t index = head;
        head = frames[index].next;
        if (head == kNoFrame) tail = kNoFrame;
        frames[index].next = kNoFrame;
        --count;
        return index;
    }
};

}  // namespace spillway
