#pragma once

#include "base/random.h"
#include "metrics/time_weighted.h"
#include "nodes/frame_line.h"
#include "nodes/model.h"
#include "nodes/rate_log_state.h"
#include "platforms/cpu_quota.h"
#include "platforms/hpa.h"
#include "platforms/pool_scaler.h"
#include "policies/hash_ring.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

// The changing part of what has instances: replicas, pools and their lines.
namespace spillway {

enum class InstanceState : std::uint8_t { gone, starting, ready, draining, down };

struct Instance {
    InstanceState state = InstanceState::gone;
    std::uint32_t zone = 0;      // position in the node's zones
    std::uint32_t busy = 0;      // while it is not ready, and of special servers; else see ServerState::busyOf()
    std::uint64_t readyUid = 0;  // the event that makes it ready
    SimTime started{};
    SimTime placed{};       // when there is a machine with room for it
    Duration startsFor{0};  // from then on
    SimTime readinessChanged{};
    bool leaving = false;           // taken away, but serving until it is told to stop
    SimTime deleted{};              // when it was taken away
    SimTime unlisted{};             // when the last proxy knows
    std::optional<CpuQuota> quota;  // under a CPU limit
    Duration burnt{0};              // CPU under that limit
    std::optional<PodView::Sample> sample;
    // Requests in their own work, over time: less `now` when one begins, plus `now` when it ends (unsigned, so it
    // wraps).
    std::uint64_t workArea = 0;
    std::uint32_t working = 0;
    double workBefore = 0;  // seconds of CPU when it was sampled last
    FrameLine line;         // requests that wait for this one (nodes/own_line.h)
    SimTime idleSince{};
    SimTime activeSince{};
    bool alwaysReady = false;  // it is one of those while it is active, to whoever bills it
    bool paused = false;       // was, when the request that it works on came

    void beginWork(SimTime now) {
        workArea -= static_cast<std::uint64_t>(now.time_since_epoch().count());
        ++working;
    }
    void endWork(SimTime now) {
        workArea += static_cast<std::uint64_t>(now.time_since_epoch().count());
        --working;
    }
    double workSeconds(SimTime now) const {
        const auto elapsed = static_cast<std::uint64_t>(now.time_since_epoch().count());
        return static_cast<double>(workArea + working * elapsed) * 1e-9;
    }
};

struct RolloutState {
    SimTime began{};
    std::uint32_t replicas = 0;
    std::uint32_t surge = 0;
    std::uint32_t unavailable = 0;
    std::uint32_t toStart = 0;
};

struct ClusterState {
    std::vector<SimTime> machines;  // that were added: when each is up
    SimTime lastAdded{};            // the last of them was asked for
    std::uint64_t added = 0;        // all that were
    TimeWeightedMean count{};       // of those that were added, from when they were asked for
    std::optional<SimTime> spare;   // more than are needed since then
};

// A number by instance. Those of the first three lie in the object itself: most services have no more, and would have a
// line of cache for them alone.
class InstanceLoads {
public:
    InstanceLoads() = default;
    InstanceLoads(const InstanceLoads& other) : m_size{other.m_size}, m_few{other.m_few} {
        if (!other.m_many) return;
        m_many = std::make_unique_for_overwrite<std::uint32_t[]>(std::bit_ceil(m_size));
        std::copy_n(other.m_many.get(), m_size, m_many.get());
    }
    InstanceLoads(InstanceLoads&&) noexcept = default;
    InstanceLoads& operator=(InstanceLoads other) noexcept {
        m_size = other.m_size;
        m_few = other.m_few;
        m_many = std::move(other.m_many);
        return *this;
    }
    ~InstanceLoads() = default;

    std::uint32_t size() const { return m_size; }
    const std::uint32_t* data() const { return m_many ? m_many.get() : m_few.data(); }
    std::uint32_t& operator[](std::uint32_t instance) {
        if (m_many) [[unlikely]]
            return m_many[instance];
        return m_few[instance];
    }
    std::uint32_t operator[](std::uint32_t instance) const { return data()[instance]; }
    void add(std::uint32_t load) {
        if (m_size >= m_few.size() && (!m_many || std::has_single_bit(m_size))) grow();
        ++m_size;
        (*this)[m_size - 1] = load;
    }
    std::size_t bytes() const { return m_many ? std::bit_ceil(m_size) * sizeof(std::uint32_t) : 0; }

private:
    // There is always room up to the next power of two.
    void grow() {
        auto more = std::make_unique_for_overwrite<std::uint32_t[]>(std::bit_ceil(m_size + 1));
        std::copy_n(data(), m_size, more.get());
        m_many = std::move(more);
    }

    std::unique_ptr<std::uint32_t[]> m_many;
    std::uint32_t m_size = 0;
    std::array<std::uint32_t, 3> m_few{};
};

// The first line is what every visit touches, the second the arrival and departure of instances; the rest: RareServer.
struct alignas(64) ServerState {
    static constexpr std::uint32_t kClosed = ~std::uint32_t{0};
    static constexpr std::uint32_t kFull = std::uint32_t{1} << 31;
    const ServerModel* model = nullptr;  // World::link()'s
    std::uint32_t slotsPerInstance = 1;
    bool serving = false;
    // World::link()'s: elastic or ownLines, which is why most is done in files of their own.
    bool special = false;
    bool guarded = false;  // nodes/server_guard.h
    bool watched = false;  // special or metered
    std::uint64_t freeSlots = 0;
    InstanceLoads load;  // busy slots by instance, kClosed when it takes nothing: scanned for the least
    FrameLine waiting;
    bool kept = false;  // at the door: special, guarded or unlisting
    bool elastic = false;
    bool ownLines = false;
    bool metered = false;  // an autoscaler asks how long each instance works
    InstanceBalancer balancer{Balance::leastBusy};
    std::vector<Instance> instances;
    std::uint32_t unlisting = 0;  // have stopped, and some proxy does not know yet
    std::uint32_t ready = 0;
    std::uint32_t starting = 0;
    std::uint32_t draining = 0;
    std::uint32_t down = 0;
    std::uint32_t leaving = 0;  // of the ready
    std::uint32_t crashes = 0;  // instances that died

    void keepDoor() { kept = special || guarded || unlisting != 0; }
    // Busy slots of an instance, in any state.
    std::uint32_t busyOf(std::uint32_t instance) const {
        return special || load[instance] == kClosed ? instances[instance].busy : load[instance] & ~kFull;
    }
};
static_assert(sizeof(ServerState) == 128);

struct RareServer {
    RngStream removals;
    Duration stalled{0};  // for CPU, in the running second
    Duration worked{0};   // by what began in it, stalls included
    RateLog stalling;
    std::optional<HpaController> autoscaler;
    SimTime sampled{};     // when the pods' metrics were sampled last
    std::string lastHeld;  // what it last said without changing anything
    std::optional<RolloutState> rollout;
    ClusterState cluster;
};

// Of a server whose platform has rules of its own (nodes/elastic.h).
struct ElasticState {
    PoolScaler scaler;
    bool lineArmed = false;
    double busyBefore = 0;  // integrals at the look before
    double waitingBefore = 0;
    TimeWeightedMean active{};      // instances with a request in them
    TimeWeightedMean starting{};    // instances
    std::uint64_t activations = 0;  // an idle instance got a request
    Duration billed{0};             // of instances that became idle again, or requests, rounded as Billing says
    Duration billedReady{0};        // of those that are always ready
    std::int64_t activeReady = 0;   // of them, now
    std::uint64_t readyRequests = 0;
    std::map<std::uint32_t, SimTime>
        begunLate;                // by frame: when those that had to wait began, where requests are billed
    double cpuSeconds = 0;        // that were counted
    double coresCounted = 0;      // of them, at the look before
    std::int64_t told = 0;        // instances, as told last
    std::uint64_t resumed = 0;    // requests that found a paused instance
    std::vector<SimTime> lastAt;  // by location: when its instance was asked last
    std::string reason;           // of changes that were not told yet
    std::string lastHeld;
};

// Of a server whose instances have lines of their own (nodes/own_line.h).
struct OwnLinesState {
    std::uint32_t turn = 0;
    std::vector<std::uint32_t> pinned;  // instance by connection
    HashRing ring;
    std::vector<std::uint32_t> ringHosts;
    RngStream choice;
    std::optional<SimTime> toldOverload;
};

}  // namespace spillway
