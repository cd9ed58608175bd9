#pragma once

#include "platforms/pool.h"

#include <chrono>

namespace spillway {

// As many instances as are stated, for ever (TARS, Kinvey, a plain machine).
class FixedPool {
public:
    explicit FixedPool(std::int64_t instances = 1) : m_instances{instances} {}

    Duration period() const { return std::chrono::seconds{10}; }
    PoolDecision look(const PoolView&) const { return {m_instances, "fixed"}; }
    PoolDecision poke(const PoolView& view) const { return {view.replicas, {}}; }
    std::int64_t most() const { return m_instances; }

private:
    std::int64_t m_instances;
};

}  // namespace spillway
