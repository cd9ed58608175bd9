#pragma once

#include "platforms/pool.h"
#include "platforms/windows.h"
#include "platforms/workload.h"

#include <algorithm>
#include <cmath>

// Cloudflare Workers (platform-facts 5): isolates that come in no time and take many requests at once.
namespace spillway {

struct PoolRules;
struct PlatformFacts;
namespace detail {
class FactSheet;
}

struct WorkersFacts {
    Duration cpuLimit{0};
    Duration longestCpuLimit{0};
    ByteCount memory;  // of an isolate
    std::int64_t connections = 0;
    std::int64_t subrequests = 0;
    Distribution start;
    std::int64_t isolateRequests = 0;
    Duration isolateIdle{0};
    std::int64_t objectLine = 0;
};
WorkersFacts readWorkersFacts(detail::FactSheet& sheet);

class IsolateScaler {
public:
    explicit IsolateScaler(const WorkersFacts& facts)
        : m_slots{std::max<std::int64_t>(1, facts.isolateRequests)}, m_used{facts.isolateIdle} {
        m_used.add(SimTime{}, 1);  // the isolate that is there at the start was just used
    }

    Duration period() const { return std::chrono::seconds{1}; }
    PoolDecision look(const PoolView& view) {
        // Requests are short: most of them begin and end between two looks.
        const auto meanwhile = static_cast<std::int64_t>(std::ceil(view.concurrency / static_cast<double>(m_slots)));
        const std::int64_t used = m_used.add(view.now, std::max(needed(view), meanwhile));
        if (used >= view.replicas) return {view.replicas, {}};
        return {used, "idle isolates are evicted"};
    }
    PoolDecision poke(const PoolView& view) const {
        return {std::max(view.replicas, needed(view)), "a request needs an isolate"};
    }
    std::int64_t most() const { return 0; }

private:
    std::int64_t needed(const PoolView& view) const { return (view.busy + view.waiting + m_slots - 1) / m_slots; }

    std::int64_t m_slots;
    WindowPeak m_used;
};

PoolRules workersRules(const Workload& workload, const PlatformFacts& facts);

}  // namespace spillway
