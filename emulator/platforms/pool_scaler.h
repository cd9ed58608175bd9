#pragma once

#include "base/random.h"
#include "platforms/auto_scaling_group.h"
#include "platforms/azure_functions.h"
#include "platforms/cloud_run.h"
#include "platforms/fixed_pool.h"
#include "platforms/keda.h"
#include "platforms/knative.h"
#include "platforms/openwhisk.h"
#include "platforms/start_path.h"
#include "platforms/workers.h"

#include <variant>

// One of the platforms' scalers: a new one is one more alternative here. Each is a regular value with
//   Duration period() const                      how often it looks
//   PoolDecision look(const PoolView&)           how many instances there should be
//   PoolDecision poke(const PoolView&)           a request waits for an instance
//   std::int64_t most() const                    its upper limit; 0: none
// and, where it has something to say beyond that, admits(), start() and lineLimit().
namespace spillway {

using PoolScaler = std::variant<FixedPool, KnativeScaler, CloudRunScaler, AzureScaler, OpenWhiskScaler, GroupScaler,
                                KedaScaler, IsolateScaler>;

inline Duration periodOf(const PoolScaler& scaler) {
    return std::visit([](const auto& each) { return each.period(); }, scaler);
}
inline PoolDecision look(PoolScaler& scaler, const PoolView& view) {
    return std::visit([&](auto& each) { return each.look(view); }, scaler);
}
inline PoolDecision poke(PoolScaler& scaler, const PoolView& view) {
    return std::visit([&](auto& each) { return each.poke(view); }, scaler);
}
inline std::int64_t mostOf(const PoolScaler& scaler) {
    return std::visit([](const auto& each) { return each.most(); }, scaler);
}
// Requests that may wait with so many ready instances; `otherwise` where the scaler has no say.
inline std::int64_t lineLimitOf(const PoolScaler& scaler, std::int64_t ready, std::int64_t otherwise) {
    return std::visit(
        [&](const auto& each) {
            if constexpr (requires { each.lineLimit(ready); })
                return each.lineLimit(ready);
            else
                return otherwise;
        },
        scaler);
}
// Whether one more request may come in at all (limits of a namespace, not of instances).
inline bool admits(PoolScaler& scaler, SimTime now, std::int64_t inside) {
    return std::visit(
        [&](auto& each) {
            if constexpr (requires { each.admits(now, inside); })
                return each.admits(now, inside);
            else
                return true;
        },
        scaler);
}
// How long the next instance takes to come up: some keep instances that are half started.
inline Duration startTime(PoolScaler& scaler, const StartPath& path, SimTime now, RngStream& stream) {
    return std::visit(
        [&](auto& each) {
            if constexpr (requires { each.start(path, now, stream); })
                return each.start(path, now, stream);
            else
                return path(stream);
        },
        scaler);
}

}  // namespace spillway
