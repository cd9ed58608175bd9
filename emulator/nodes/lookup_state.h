#pragma once

#include "base/units.h"

#include <cstdint>
#include <limits>
#include <vector>

// What a cache holds, key by key. Regular values: a copy goes on alike.
namespace spillway {

struct LookupState {
    static constexpr std::uint32_t kNothing = std::numeric_limits<std::uint32_t>::max();
    struct Entry {
        SimTime expires{};  // held until; never, when in the past
        SimTime written{};
        SimTime failing{};  // its origin failed: nobody asks it again until then
        Duration took{0};   // its last fetch
        bool held = false;
        bool refreshing = false;         // in the background
        std::uint32_t newer = kNothing;  // in the order of use
        std::uint32_t older = kNothing;
        std::uint32_t fetch = kNothing;  // somebody fetches it, others wait for that
    };
    std::vector<Entry> entries;  // by key; made at the first look-up
    std::uint32_t newest = kNothing;
    std::uint32_t oldest = kNothing;
    std::uint32_t size = 0;
    std::vector<std::vector<std::uint32_t>> fetches;  // who waits: frames
    std::vector<std::uint32_t> freeFetches;
    std::uint64_t hits = 0;
    std::uint64_t misses = 0;     // that went on to the origin
    std::uint64_t coalesced = 0;  // that waited for another's fetch
    std::uint64_t evicted = 0;
    std::uint64_t shielded = 0;   // misses that the shield answered
    std::uint64_t early = 0;      // hits that fetched nevertheless
    std::uint64_t refreshed = 0;  // fetches in the background
    std::uint64_t stale = 0;      // hits of what was too old
    std::uint64_t failed = 0;     // answered with an error that was remembered

    void unlink(std::uint32_t key) {
        Entry& entry = entries[key];
        (entry.newer == kNothing ? newest : entries[entry.newer].older) = entry.older;
        (entry.older == kNothing ? oldest : entries[entry.older].newer) = entry.newer;
        entry.newer = entry.older = kNothing;
    }
    void linkNewest(std::uint32_t key) {
        Entry& entry = entries[key];
        entry.older = newest;
        if (newest != kNothing) entries[newest].newer = key;
        newest = key;
        if (oldest == kNothing) oldest = key;
    }
    void drop(std::uint32_t key) {
        unlink(key);
        entries[key].held = false;
        --size;
    }
};

}  // namespace spillway
