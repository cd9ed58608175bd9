#pragma once

#include "nodes/world.h"

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace spillway {

// Threads that advance the lanes together in conservative windows. In one window a lane runs every event before
// (earliest pending event of all lanes) + lookahead: nothing sent in the window can arrive in it. What it sends lies in
// its outboxes until the next window. One barrier a window; whoever arrives last says how far the next one goes.
class Crew {
public:
    // `threads` counts the caller's. The lanes and the world outlive the crew.
    Crew(World& world, std::vector<std::unique_ptr<Lane>>& lanes, Duration lookahead, unsigned threads);
    ~Crew();
    Crew(const Crew&) = delete;
    Crew& operator=(const Crew&) = delete;

    // Every event before `stop` happens; afterwards all lanes rest and no parcel is on its way.
    void advance(SimTime stop);

private:
    void serve(unsigned thread);
    void work(unsigned thread);
    void runWindow(unsigned lane);
    void deliverTo(unsigned lane, unsigned parity);
    void plan();
    // Waits for all threads; the last to arrive plans the next window.
    void meet(unsigned thread);

    struct alignas(64) Published {
        SimTime next = SimTime::max();
    };
    // How often a thread asks before it sleeps. Speed and nothing else.
    struct alignas(64) Patience {
        int spins = 0;
        int most = 0;
    };
    template <class Value>
    static void awaitChange(const std::atomic<Value>& value, Value before, Patience& patience);

    World& m_world;
    std::vector<std::unique_ptr<Lane>>& m_lanes;
    Duration m_lookahead;
    unsigned m_threads;
    std::vector<Published> m_next;     // by lane: its earliest event or parcel
    std::vector<Patience> m_patience;  // by thread
    SimTime m_stop{};
    SimTime m_bound{};
    unsigned m_parity = 0;
    bool m_done = false;
    alignas(64) std::atomic<unsigned> m_arrived{0};
    alignas(64) std::atomic<std::uint64_t> m_window{0};
    alignas(64) std::atomic<std::uint64_t> m_job{0};
    std::atomic<unsigned> m_left{0};
    bool m_quit = false;
    std::vector<std::jthread> m_workers;
};

}  // namespace spillway
