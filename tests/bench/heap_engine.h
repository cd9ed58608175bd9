#pragma once

#include "base/random.h"

#include <cstdint>
#include <deque>
#include <queue>
#include <vector>

// What one writes in an afternoon: std::priority_queue, std::deque, one switch, and no instruments but a mean. The
// yardstick beside which the emulator's speed is printed. Same random numbers, same workloads.
namespace spillway::bench {

class HeapEngine {
public:
    struct Workload {
        int stations = 1;
        int slots = 1;
        double rate = 0.8;       // arrivals per second
        double work = 1;         // mean of the exponential work, seconds
        double hop = 0;          // one way, seconds
        bool holdsSlot = false;  // a station holds its slot until the next one answers
        std::uint64_t requests = 0;
    };
    struct Outcome {
        std::uint64_t finished = 0;
        std::uint64_t events = 0;
        double meanSeconds = 0;
    };

    explicit HeapEngine(const Workload& workload, std::uint64_t seed)
        : m_work{workload}, m_stations(static_cast<std::size_t>(workload.stations)), m_rng{seed} {}

    Outcome run() {
        post(m_rng.exponential() / m_work.rate, Kind::source, 0, 0);
        while (!m_events.empty()) {
            const Event event = m_events.top();
            m_events.pop();
            m_now = event.at;
            ++m_outcome.events;
            handle(event);
        }
        m_outcome.meanSeconds = m_sum / static_cast<double>(m_outcome.finished);
        return m_outcome;
    }

private:
    enum class Kind : std::uint8_t { source, arrive, done, answer };
    struct Event {
        double at;
        std::uint64_t sequence;
        std::uint32_t request;
        std::uint16_t station;
        Kind kind;
        bool operator<(const Event& other) const { return at != other.at ? at > other.at : sequence > other.sequence; }
    };
    struct Station {
        int busy = 0;
        std::deque<std::uint32_t> line;
    };

    void post(double at, Kind kind, std::uint32_t request, std::size_t station) {
        m_events.push({at, m_sequence++, request, static_cast<std::uint16_t>(station), kind});
    }
    void handle(const Event& event) {
        switch (event.kind) {
            case Kind::source: return emit();
            case Kind::arrive: return arrive(event.request, event.station);
            case Kind::done: return done(event.request, event.station);
            case Kind::answer: return answer(event.request, event.station);
        }
    }
    void emit() {
        m_sent.push_back(m_now);
        post(m_now + m_work.hop, Kind::arrive, static_cast<std::uint32_t>(m_sent.size() - 1), 0);
        if (m_sent.size() < m_work.requests) post(m_now + m_rng.exponential() / m_work.rate, Kind::source, 0, 0);
    }
    void arrive(std::uint32_t request, std::size_t station) {
        Station& s = m_stations[station];
        if (s.busy == m_work.slots) return s.line.push_back(request);
        ++s.busy;
        post(m_now + m_work.work * m_rng.exponential(), Kind::done, request, station);
    }
    void release(std::size_t station) {
        Station& s = m_stations[station];
        if (s.line.empty()) {
            --s.busy;
            return;
        }
        post(m_now + m_work.work * m_rng.exponential(), Kind::done, s.line.front(), station);
        s.line.pop_front();
    }
    void done(std::uint32_t request, std::size_t station) {
        const bool last = station + 1 == m_stations.size();
        if (!last) {
            if (!m_work.holdsSlot) release(station);
            return post(m_now + m_work.hop, Kind::arrive, request, station + 1);
        }
        leave(request, station);
    }
    // The answer of `station` goes back the way the request came, when slots are held; else the request is through.
    void leave(std::uint32_t request, std::size_t station) {
        release(station);
        if (m_work.holdsSlot && station > 0) return post(m_now + m_work.hop, Kind::answer, request, station - 1);
        m_sum += m_now + m_work.hop - m_sent[request];
        ++m_outcome.finished;
    }
    void answer(std::uint32_t request, std::size_t station) { leave(request, station); }

    Workload m_work;
    std::vector<Station> m_stations;
    std::vector<double> m_sent;
    std::priority_queue<Event> m_events;
    RngStream m_rng;
    double m_now = 0;
    double m_sum = 0;
    std::uint64_t m_sequence = 0;
    Outcome m_outcome;
};

}  // namespace spillway::bench
