#include "nodes/rate_log.h"

#include <algorithm>
#include <cmath>

namespace spillway {

RateNews newsOf(RateLog& log, double rate, double coarse, SimTime now) {
    if (rate <= 0) {
        if (log.told == 0 || now - log.last < kQuiet) return RateNews::nothing;
        log.told = 0;
        return RateNews::over;
    }
    log.last = now;
    const bool begins = log.told == 0;
    if (begins) log.since = now - std::chrono::seconds{1};
    const double change = std::abs(rate - log.told);
    const bool much = change > std::max(coarse, log.told / 2);
    if (!begins && !much && (change * 10 <= log.told || now - log.at < kPatience)) return RateNews::nothing;
    log.told = rate;
    log.at = now;
    return begins ? RateNews::begins : RateNews::changes;
}

}  // namespace spillway
