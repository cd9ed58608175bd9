#pragma once

#include "kernel/event.h"

#include <cstddef>
#include <queue>
#include <vector>

namespace spillway::kernel_test {

// The order of events and nothing else: one std::priority_queue, cancelled timers left in it. What FutureEventList must
// do, in the fewest lines; has its interface.
class NaiveEventList {
public:
    void push(const Event& event) { m_events.push(event); }
    void pushConstant(std::size_t, const Event& event) { m_events.push(event); }
    template <class IsDead>
    void arm(std::size_t, const Event& event, IsDead) {
        m_events.push(event);
    }
    template <class IsDead>
    bool takeBefore(SimTime bound, Event& out, IsDead isDead) {
        while (!m_events.empty() && m_events.top().at < bound) {
            out = m_events.top();
            m_events.pop();
            if (out.type() != EventType::callTimeout || !isDead(out)) return true;
        }
        return false;
    }

private:
    struct IsAfter {
        bool operator()(const Event& a, const Event& b) const { return isBefore(b, a); }
    };
    std::priority_queue<Event, std::vector<Event>, IsAfter> m_events;
};

}  // namespace spillway::kernel_test
