#include "run/replay.h"

namespace spillway {
namespace {

// False when the fault was called off before it began.
bool shorten(Fault& fault, const Clearing& clearing) {
    const Duration at = clearing.at.time_since_epoch();
    if (fault.at >= at) return false;
    if (fault.face().instant) return true;  // it struck and was over
    if (!fault.lasting || at < fault.at + *fault.lasting) fault.lasting = at - fault.at;
    return true;
}

}  // namespace

Scenario scenarioAsRun(const Scenario& scenario, const RunReport& report) {
    Scenario ran = scenario;
    for (const Clearing& clearing : report.cleared) {
        std::vector<Fault> kept;
        for (Fault& fault : ran.faults)
            if (fault.on != clearing.on || shorten(fault, clearing)) kept.push_back(std::move(fault));
        ran.faults = std::move(kept);
    }
    ran.faults.insert(ran.faults.end(), report.injected.begin(), report.injected.end());
    return ran;
}

}  // namespace spillway
