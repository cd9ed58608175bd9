#pragma once

#include "nodes/world.h"
#include "run/shared_log.h"

#include <vector>

namespace spillway {

// Messages of senders who only hear that what they sent was taken in: what is lost on its way later, given up to dead
// letters or too old in the end is nothing that their own requests show.
class Losses {
public:
    Losses() = default;
    // As far as they were counted; of which messages is to be found out anew.
    explicit Losses(SharedLog<std::uint64_t> before) : m_soFar{std::move(before)} {}

    void endSecond(const World& world);
    // In seconds [from, to), as far as they have ended.
    std::uint64_t between(std::size_t from, std::size_t to) const;
    const SharedLog<std::uint64_t>& soFar() const { return m_soFar; }

private:
    void find(const Model& model);

    bool m_found = false;
    std::vector<std::uint32_t> m_events, m_queues, m_streams;  // flows, nodes, places in World::streams
    SharedLog<std::uint64_t> m_soFar;                          // by second
};

}  // namespace spillway
