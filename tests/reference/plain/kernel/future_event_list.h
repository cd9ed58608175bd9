#pragma once

#include "kernel/event.h"
#include "kernel/frame_pool.h"

#include <cstddef>
#include <deque>
#include <queue>
#include <span>
#include <utility>
#include <vector>

namespace spillway {

// Takes the place of emulator/kernel's list of the same name in the reference engine: the order of events and nothing
// else. One std::priority_queue, in which cancelled timers and calls that were answered stay until their time, and a
// line for what comes at once.
class FutureEventList {
public:
    FutureEventList(std::size_t, std::size_t, std::span<const Duration> timeouts)
        : m_timeouts(timeouts.begin(), timeouts.end()) {}

    // All but the calls that wait for an answer.
    void takeOver(FutureEventList before) {
        m_now = std::move(before.m_now);
        for (; !before.m_events.empty(); before.m_events.pop()) {
            const Entry& next = before.m_events.top();
            if (next.event.type() != EventType::callTimeout) m_events.push(next);
        }
    }
    void push(const Event& event) { m_events.push({event, false}); }
    void pushConstant(std::size_t, const Event& event) { push(event); }
    void pushNow(const Event& event) { m_now.push_back(event); }
    void await(std::size_t timeout, const FramePool& frames, const Frame& call) {
        m_events.push(
            {{call.sent + m_timeouts[timeout], call.uid, frames.indexOf(call), packWhat(EventType::callTimeout)},
             true});
    }
    void unawait(std::size_t, const Frame&) {}
    template <class IsDead>
    void arm(std::size_t, const Event& event, IsDead) {
        m_events.push({event, true});
    }
    bool isNothingDueNow() const { return m_now.empty(); }
    bool takeNow(Event& out) {
        if (m_now.empty()) return false;
        out = m_now.front();
        m_now.pop_front();
        return true;
    }
    template <class IsDead, class Foresee>
    bool takeBefore(SimTime bound, Event& out, FramePool&, IsDead isDead, const Foresee&) {
        while (!m_events.empty() && m_events.top().event.at < bound) {
            const Entry next = m_events.top();
            m_events.pop();
            if (next.isTimer && isDead(next.event)) continue;
            out = next.event;
            return true;
        }
        return false;
    }
    SimTime nextTime() const {
        if (!m_now.empty()) return m_now.front().at;
        return m_events.empty() ? SimTime::max() : m_events.top().event.at;
    }
    std::size_t size() const { return m_events.size() + m_now.size(); }
    std::size_t bytes() const { return size() * sizeof(Entry); }

private:
    struct Entry {
        Event event;
        bool isTimer = false;
        bool operator<(const Entry& other) const { return isBefore(other.event, event); }
    };
    std::vector<Duration> m_timeouts;
    std::priority_queue<Entry> m_events;
    std::deque<Event> m_now;
};

}  // namespace spillway
