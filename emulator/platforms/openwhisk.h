#pragma once

#include "platforms/pool.h"
#include "platforms/start_path.h"
#include "platforms/windows.h"
#include "platforms/workload.h"

#include <vector>

// Apache OpenWhisk (platform-facts 4): a container an activation, stem cells, limits of the namespace.
namespace spillway {

struct PoolRules;
struct PlatformFacts;
namespace detail {
class FactSheet;
}

struct OpenWhiskFacts {
    Duration sample{0};
    std::int64_t concurrent = 0;
    std::int64_t perMinute = 0;
    Duration timeout{0};
    Duration timeoutMost{0};
    ByteCount memory;
    ByteCount memoryMost;
    ByteCount payload;
    ByteCount invokerMemory;
    std::int64_t invokers = 0;
    std::int64_t parallelRuns = 0;
    std::int64_t stemCells = 0;
    Duration idle{0};
    Duration pauseGrace{0};
    Distribution resume;
    Distribution create;
    Distribution init;
};
OpenWhiskFacts readOpenWhiskFacts(detail::FactSheet& sheet);

class OpenWhiskScaler {
public:
    struct Settings {
        std::int64_t containers = 1;  // that the invokers have memory for
        std::int64_t parallel = 1;    // created at once
        std::int64_t cells = 0;
        std::int64_t concurrent = 0;
        std::int64_t perMinute = 0;
        ByteCount memory;  // of a container
        ByteCount room;    // of all invokers
    };
    OpenWhiskScaler(const Settings& settings, const OpenWhiskFacts& facts);

    Duration period() const { return m_sample; }
    PoolDecision look(const PoolView& view);
    PoolDecision poke(const PoolView& view);
    std::int64_t most() const { return m_settings.containers; }
    ByteCount memory() const { return m_settings.memory; }
    ByteCount room() const { return m_settings.room; }
    // The namespace's limits; counts the activation when it is let in.
    bool admits(SimTime now, std::int64_t inside);
    // From a stem cell only /init is left; the cell is replaced behind it.
    Duration start(const StartPath& path, SimTime now, RngStream& stream);

private:
    Settings m_settings;
    Duration m_sample;
    Duration m_idle;
    WindowPeak m_used;
    std::int64_t m_poked = 0;  // the most that requests have asked for since the look before
    std::int64_t m_minute = -1;
    std::int64_t m_inMinute = 0;
    std::vector<SimTime> m_cells;  // when each is up
};

PoolRules openWhiskRules(const Workload& workload, const PlatformFacts& facts);

}  // namespace spillway
