#pragma once

#include "nodes/world.h"

// Servers whose platform has rules of its own (platforms/pool_rules.h): requests may wait although no instance is
// ready, and a scaler that looks at the pool, or is woken by a request that waits, decides how many there are.
namespace spillway {

void beginElastic(Context context, std::uint32_t node);
void admitAtPool(Context context, Frame& frame, NodeState& node);
// Somebody waits: the scaler may start instances at once.
void wakePool(Context context, std::uint32_t node);
// The scaler looks, every so often.
void lookAtPool(Context context, std::uint32_t node);
// Those at the head of the line that have waited for too long are answered.
void expireLine(Context context, std::uint32_t node);

// What the life of an instance means for what is measured of the pool.
void enterInstance(Context context, Frame& frame, NodeState& node, std::uint32_t instance);
void leaveInstance(Context context, NodeState& node, std::uint32_t instance);
// One that was in an instance ends; it counts by itself where requests are billed.
void billRequest(Context context, const Frame& frame, const NodeState& node);
void joinPool(Context context, std::uint32_t node);
void leavePool(Context context, std::uint32_t node, std::uint32_t instance, InstanceState to);
Duration poolStartTime(Context context, std::uint32_t node);

// Requests wait although nobody is ready to take them.
bool holdsRequests(Context context, std::uint32_t node);
// Something may be sent there although no instance is ready.
bool takesFromZero(Context context, std::uint32_t node);

// CPU seconds that instances have burnt by now, those that are gone included.
double cpuSecondsOf(const ServerState& server, const ElasticState& pool, SimTime now);

// As the platform bills it: of instances with requests in them, by now, or of requests that have ended.
struct BilledTime {
    Duration onDemand{0};
    Duration ready{0};  // of those that are always there
};
BilledTime billedTimeOf(const PoolRules& rules, const ServerState& server, const ElasticState& pool, SimTime now);

}  // namespace spillway
