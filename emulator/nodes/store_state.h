#pragma once

#include "nodes/rate_log_state.h"
#include "platforms/table_capacity.h"
#include "platforms/table_scaling.h"

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <vector>

// The changing part of stores: tables, copies, connections.
namespace spillway {

struct TablePartState {
    explicit TablePartState(TableCapacity had) : capacity{std::move(had)} {}
    TableCapacity capacity;
    std::array<std::optional<TableScaler>, 2> scalers;  // reads, writes
    std::optional<std::uint32_t> asked;                 // by the request at hand: the hash of its key
    std::uint64_t tableThrottled = 0;                   // for want of its capacity
    std::uint64_t partitionThrottled = 0;
    std::uint64_t throttledBefore = 0;
    RateLog throttling;
};
struct TableState {
    std::vector<TablePartState> parts;  // as the model's; empty before the first request
};

// A store whose reads go to copies.
struct ReplicaState {
    std::vector<SimTime> applied;  // by replica: when it has applied everything that has arrived
    std::vector<SimTime> visible;  // by replica and key: when it has the last write
    std::uint32_t turn = 0;
    std::uint64_t reads = 0;
    std::uint64_t old = 0;  // of them, of what had been written anew
    Duration longestLag{0};
    bool toldBehind = false;
    bool toldLate = false;
    std::uint32_t primary = 0;  // the instance that takes writes
    bool failing = false;       // it is dead, and no other has taken its place
    SimTime died{};
    std::uint64_t promotion = 0;                // uid of the event that is due
    std::vector<std::deque<SimTime>> arriving;  // by replica: writes on their way, where they may be lost
    std::uint64_t lost = 0;                     // writes
    std::uint64_t failovers = 0;
    Duration without{0};  // a primary
};

// A user collection.
struct LoginState {
    std::uint64_t tried = 0;
    std::uint64_t wrong = 0;
    std::uint64_t unchecked = 0;  // the service outside did not answer
};

// Who holds connections to a store open.
struct ConnectionState {
    struct Holder {
        std::uint64_t birth = 0;  // of the instance
        std::int64_t count = 0;
    };
    std::map<std::pair<std::uint32_t, std::uint32_t>, Holder> holders;  // by node and instance
    std::int64_t open = 0;
    std::int64_t most = 0;
    std::uint64_t refused = 0;
};

}  // namespace spillway
