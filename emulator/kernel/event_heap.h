#pragma once

#include "kernel/event.h"

#include <cstddef>
#include <vector>

namespace spillway {

// An implicit 4-ary heap: half the levels of a binary one, and the four children share two cache lines.
class EventHeap {
public:
    bool empty() const { return m_events.empty(); }
    std::size_t size() const { return m_events.size(); }
    const Event& front() const { return m_events.front(); }
    std::size_t bytes() const { return m_events.capacity() * sizeof(Event); }

    void push(const Event& event) {
        std::size_t hole = m_events.size();
        m_events.push_back(event);
        while (hole != 0) {
            const std::size_t parent = (hole - 1) / 4;
            if (!isBefore(event, m_events[parent])) break;
            m_events[hole] = m_events[parent];
            hole = parent;
        }
        m_events[hole] = event;
    }

    void pop() {
        const Event last = m_events.back();
        m_events.pop_back();
        const std::size_t count = m_events.size();
        if (count == 0) return;
        std::size_t hole = 0;
        for (;;) {
            const std::size_t first = hole * 4 + 1;
            if (first >= count) break;
            const std::size_t end = first + 4 < count ? first + 4 : count;
            std::size_t least = first;
            for (std::size_t child = first + 1; child < end; ++child) {
                if (isBefore(m_events[child], m_events[least])) least = child;
            }
            if (!isBefore(m_events[least], last)) break;
            m_events[hole] = m_events[least];
            hole = least;
        }
        m_events[hole] = last;
    }

private:
    std::vector<Event> m_events;
};

}  // namespace spillway
