#pragma once

#include "kernel/event.h"

#include <cstddef>
#include <queue>
#include <vector>

namespace spillway {

// Takes the place of emulator/kernel's list of the same name in the reference engine: the order of events and nothing
// else. One std::priority_queue; cancelled timers stay in it until their time.
class FutureEventList {
public:
    FutureEventList(std::size_t, std::size_t) {}

    void push(const Event& event) { m_events.push({event, false}); }
    void pushConstant(std::size_t, const Event& event) { push(event); }
    template <class IsDead>
    void arm(std::size_t, const Event& event, IsDead) {
        m_events.push({event, true});
    }
    template <class IsDead, class Foresee>
    bool takeBefore(SimTime bound, Event& out, IsDead isDead, const Foresee&) {
        while (!m_events.empty() && m_events.top().event.at < bound) {
            const Entry next = m_events.top();
            m_events.pop();
            if (next.isTimer && isDead(next.event)) continue;
            out = next.event;
            return true;
        }
        return false;
    }
    SimTime nextTime() const { return m_events.empty() ? SimTime::max() : m_events.top().event.at; }
    std::size_t size() const { return m_events.size(); }
    std::size_t bytes() const { return m_events.size() * sizeof(Entry); }

private:
    struct Entry {
        Event event;
        bool isTimer = false;
        bool operator<(const Entry& other) const { return isBefore(other.event, event); }
    };
    std::priority_queue<Entry> m_events;
};

}  // namespace spillway
