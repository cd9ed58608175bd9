#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace spillway {

// One thread writes, one reads the newest: three slots and one exchanged index, no lock, nobody waits. What is
// overwritten before it was read is gone; slots keep their capacity.
template <class T>
class LatestValue {
public:
    // The writer's: fill back(), then publish() it.
    T& back() { return m_slots[m_back]; }
    void publish() { m_back = m_middle.exchange(m_back | kFresh, std::memory_order_acq_rel) & kIndex; }

    // The reader's: true if front() is now newer than before.
    bool take() {
        if ((m_middle.load(std::memory_order_relaxed) & kFresh) == 0) return false;
        m_front = m_middle.exchange(m_front, std::memory_order_acq_rel) & kIndex;
        return true;
    }
    const T& front() const { return m_slots[m_front]; }

private:
    static constexpr std::uint8_t kIndex = 3;
    static constexpr std::uint8_t kFresh = 4;
    std::array<T, 3> m_slots{};
    std::uint8_t m_back = 0;
    std::atomic<std::uint8_t> m_middle = 1;
    std::uint8_t m_front = 2;
};

}  // namespace spillway
