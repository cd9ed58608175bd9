#pragma once

#include "session/latest_value.h"
#include "session/past_pictures.h"
#include "session/run_session.h"

#include <atomic>
#include <mutex>
#include <optional>
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
        HandLog byHand;
        std::uint64_t seek = 0;  // the last one that was obeyed
    };

    // The emulator's side. What is known already is not collected again: a run that is taken back is the same again.
    void collect(const Run& run, std::size_t nodes);
    // At a whole second: the picture is kept.
    void remember(const Run& run);
    // How much is known of what has happened until now.
    struct Known {
        std::size_t seconds = 0;
        std::size_t decisions = 0;
        SimTime pictures{Duration{-1}};
    };
    Known knownUpTo(const Run& run, std::size_t nodes) const;
    // What is known of later is no longer so: something was done by hand.
    void forgetAfter(const Known& past);
    Frame& back() { return m_frames.back(); }
    void publish() { m_frames.publish(); }

    // The interface's side. Series and decisions are appended to what `out` has from the last time; an `out` that was
    // not the last one starts afresh. False until the run has obeyed the seek of this number.
    bool take(LiveView& out, std::uint64_t seek = 0);
    // As it was at `time`, from what was recorded; false if nothing was. Nobody's attribution: that is not recorded.
    bool past(SimTime time, LiveView& out);
    // Up to where the past is recorded.
    SimTime reach();

private:
    // New seconds of all nodes, new decisions, new pictures. `keep`: how much of the old is still so.
    struct Piece {
        std::optional<Known> keep;
        std::vector<NodeSeries> series;
        std::vector<Decision> decisions;
        std::vector<RunSnapshot> pictures;
    };
    void push(Piece piece);
    void drain();
    void cutTo(const Known& keep);
    void show(SimTime now, LiveView& out) const;

    LatestValue<Frame> m_frames;
    std::mutex m_mutex;
    std::vector<Piece> m_pieces;  // behind the mutex: collected, not drained

    Known m_collected;

    std::vector<NodeSeries> m_series;
    std::vector<Decision> m_decisions;
    PastPictures m_pictures;
    Known m_shown;  // of the last `out`: what later cuts left of it
    const LiveView* m_last = nullptr;
};

}  // namespace spillway
