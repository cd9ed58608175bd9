#pragma once

#include "run/report.h"
#include "scenario/scenario.h"

#include <string>
#include <variant>
#include <vector>

namespace spillway {

// What a hand did to a run: broke in a fault, or ended the faults on a target.
struct HandStep {
    SimTime before{};                       // where the run stood: brought there again, the step gives the same run
    SimTime at{};                           // the step's own instant, as the report tells it
    std::variant<Fault, std::string> what;  // the fault, or the target whose faults end
};
using HandLog = std::vector<HandStep>;

// As a report tells it, with the time that each fault lasted.
struct ByHand {
    std::vector<Fault> injected;
    std::vector<Clearing> cleared;
};
ByHand byHand(const HandLog& log);

}  // namespace spillway
