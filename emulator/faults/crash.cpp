#include "faults/effects.h"
#include "kernel/pull.h"

namespace spillway::faults {
namespace {

constexpr std::int64_t kAll = std::int64_t{1} << 40;

}  // namespace

void hold(const Crash&, const FaultReach& reach, Levers& levers) { touchNodes(reach, levers); }

void strike(const Crash&, const FaultReach& reach, Levers& levers) {
    strikeNodes(reach, levers, [](NodeLevers& node) { node.kills += kAll; });
}

}  // namespace spillway::faults
