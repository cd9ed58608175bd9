#pragma once

#include "base/units.h"
#include "nodes/rate_log_state.h"
#include "platforms/consumer_group.h"
#include "policies/token_bucket.h"

#include <cstdint>
#include <vector>

// The changing part of a stream. Regular values: a copy goes on alike.
namespace spillway {

struct StreamRecord {
    SimTime arrived{};
    std::uint64_t uid = 0;  // of the visit that put it
    std::uint32_t key = 0;
    std::uint16_t readers = 0;  // groups that were given it
    bool sampled = false;
    bool poison = false;
};

// The records of a shard by their offset, the oldest dropped first. A ring that grows.
class RecordLog {
public:
    std::uint64_t first() const { return m_first; }
    std::uint64_t end() const { return m_end; }
    std::uint64_t size() const { return m_end - m_first; }
    StreamRecord& operator[](std::uint64_t offset) { return m_ring[offset & (m_ring.size() - 1)]; }
    const StreamRecord& operator[](std::uint64_t offset) const { return m_ring[offset & (m_ring.size() - 1)]; }
    void append(const StreamRecord& record) {
        if (size() == m_ring.size()) grow();
        m_ring[m_end++ & (m_ring.size() - 1)] = record;
    }
    void dropBefore(std::uint64_t offset) { m_first = offset < m_end ? (offset > m_first ? offset : m_first) : m_end; }

private:
    void grow() {
        std::vector<StreamRecord> larger(m_ring.empty() ? 64 : 2 * m_ring.size());
        for (std::uint64_t at = m_first; at < m_end; ++at) larger[at & (larger.size() - 1)] = (*this)[at];
        m_ring = std::move(larger);
    }
    std::uint64_t m_first = 0;
    std::uint64_t m_end = 0;
    std::vector<StreamRecord> m_ring;
};

struct Shard {
    RecordLog log;
    std::vector<TokenBucket> writes;  // none, or one
    std::uint64_t put = 0;
};

// What is read in order by one reader: a shard, or the part of its keys that one of several parallel batches takes.
struct ReaderSlot {
    static constexpr SimTime kNever = SimTime::max();
    std::uint32_t reader = 0;
    std::uint32_t shard = 0;
    std::uint32_t lane = 0;
    std::uint64_t next = 0;       // first offset that is not done
    std::uint64_t committed = 0;  // where another consumer would begin
    std::uint64_t seen = 0;       // offsets below were given to a consumer once
    std::uint64_t fetched = 0;    // offsets below were read from the shard (kept in the slot of lane 0)
    std::uint64_t batchEnd = 0;
    std::uint32_t batchCount = 0;
    bool inFlight = false;
    bool stopped = false;  // by a rebalance
    bool lost = false;     // its consumer died: the next one begins at `committed`
    bool toldStall = false;
    std::uint32_t attempts = 0;         // of what stands at `next`
    std::int64_t lag = 0;               // records that are not done
    std::vector<std::uint64_t> halves;  // ends of the parts of a batch that was split, the nearest last
    SimTime committedAt{};
    SimTime notBefore{};              // of the next try
    SimTime gatheringSince = kNever;  // a batch that is not full waits for more
    SimTime wakeAt = kNever;          // a wake event is on its way
};

// A consumer group, or a mapping that polls every slot by itself.
struct ReaderState {
    std::uint32_t firstSlot = 0;
    std::uint32_t slots = 0;
    std::int64_t lag = 0;
    std::int64_t inFlight = 0;  // records
    std::int64_t batches = 0;   // in flight
    // Groups.
    bool begun = false;         // its members were counted once
    std::uint32_t members = 0;  // that partitions were assigned to
    std::vector<std::uint32_t> owners;
    std::vector<bool> busy;  // by member
    bool rebalancing = false;
    SimTime rebalanced{};  // not before
    std::uint32_t crashesSeen = 0;
    std::uint32_t died = 0;  // instances, since partitions were assigned
    bool crashed = false;    // a member died and is not noticed yet
    SimTime noticed{};
    std::uint32_t afterCrash = 0;  // members that were left
    std::uint64_t rebalances = 0;
};

struct StreamState {
    std::vector<Shard> shards;
    std::vector<ReaderSlot> slots;
    std::vector<ReaderState> readers;
    std::uint32_t sticky = 0;  // partition that records without a key go to
    std::uint32_t stickyLeft = 0;
    std::int64_t held = 0;
    std::uint64_t givenUp = 0;
    std::uint64_t expired = 0;
    std::uint64_t throttledBefore = 0;
    RateLog throttling;
};

}  // namespace spillway
