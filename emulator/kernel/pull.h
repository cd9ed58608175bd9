#pragma once

#include "kernel/levers.h"

// How faults reach the levers: each entry is marked as touched, and `move(entry)` does the rest.
namespace spillway {

template <class Move>
void onNodes(const FaultReach& reach, Levers& levers, Move move) {
    for (const std::uint32_t node : reach.nodes) {
        levers.nodes[node].touched = true;
        move(levers.nodes[node]);
    }
}

template <class Move>
void onFlowsInto(const FaultReach& reach, Levers& levers, Move move) {
    for (const std::uint32_t flow : reach.flowsInto) {
        levers.flows[flow].touched = true;
        move(levers.flows[flow]);
    }
    for (const std::uint32_t node : reach.nodes) levers.nodes[node].touched = true;
}

// Once, when the fault begins: hold() has marked the entries already.
template <class Move>
void strikeNodes(const FaultReach& reach, Levers& levers, Move move) {
    for (const std::uint32_t node : reach.nodes) move(levers.nodes[node]);
}

inline void touchNodes(const FaultReach& reach, Levers& levers) {
    onNodes(reach, levers, [](NodeLevers&) {});
}

}  // namespace spillway
