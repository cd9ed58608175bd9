#pragma once

#include "kernel/frame.h"

#include <vector>

namespace spillway {

// What is written down about sampled requests, each side for itself, joined by uid afterwards. In the order of the
// lane.
struct SpanNote {
    enum class What : std::uint8_t { root, sent, reached, started, committing, visited, answered };
    SimTime at{};
    std::uint64_t uid = 0;
    std::uint64_t parent = 0;  // sent: uid of the calling visit
    std::uint32_t node = 0;    // root, sent: where it goes
    What what = What::root;
    Outcome outcome = kSucceeded;  // visited, answered
    std::uint8_t attempt = 0;      // sent
    bool flag = false;             // sent: it is an event; reached: a cold start begins; started: after one
    SimTime arrived{};             // reached, started, visited; sent: since when its caller held it back, else `at`
};
using SpanLog = std::vector<SpanNote>;

}  // namespace spillway
