#include "session/hand_log.h"

namespace spillway {
namespace {

void end(std::vector<Fault>& faults, const std::string& on, Duration at) {
    for (Fault& fault : faults) {
        if (fault.face().instant) continue;  // it struck and was over
        if (fault.on == on && (!fault.lasting || at < fault.at + *fault.lasting)) fault.lasting = at - fault.at;
    }
}

}  // namespace

ByHand byHand(const HandLog& log) {
    ByHand done;
    for (const HandStep& step : log) {
        if (const auto* fault = std::get_if<Fault>(&step.what)) {
            done.injected.push_back(*fault);
            done.injected.back().at = step.at.time_since_epoch();
            continue;
        }
        const std::string& on = std::get<std::string>(step.what);
        end(done.injected, on, step.at.time_since_epoch());
        done.cleared.push_back({on, step.at});
    }
    return done;
}

}  // namespace spillway
