#pragma once

#include "session/latest_value.h"
#include "session/run_session.h"

#include <mutex>
#include <vector>

namespace spillway {

// From the emulator's thread to the interface's: the newest picture (what is overwritten is of no use any more), and
// the finished seconds and decisions, of which none may be missed and each is copied once, however many nodes there
// are.
class LiveFeed {
public:
    struct Frame {
        RunSnapshot snapshot;
        Attribution attribution;
        double speed = 0;
        double eventsPerSecond = 0;
    };

    // The emulator's side.
    void collect(const Run& run, std::size_t nodes);
    Frame& back() { return m_frames.back(); }
    void publish() { m_frames.publish(); }

    // The interface's side. Series and decisions are appended to what `out` has from the last time; an `out` that was
    // not the last one starts afresh.
    bool take(LiveView& out);

private:
    // New seconds of all nodes, and new decisions.
    struct Piece {
        std::vector<NodeSeries> series;
        std::vector<Decision> decisions;
    };
    void drain();

    LatestValue<Frame> m_frames;
    std::mutex m_mutex;
    std::vector<Piece> m_pieces;  // behind the mutex: collected, not drained

    std::size_t m_secondsCollected = 0;
    std::size_t m_decisionsCollected = 0;

    std::vector<NodeSeries> m_series;
    std::vector<Decision> m_decisions;
    const LiveView* m_last = nullptr;
};

}  // namespace spillway
