#pragma once

#include "base/units.h"

#include <cstdint>
#include <map>

namespace spillway {

// The most requests that would have been in work at once had none waited for an environment to start: each counts from
// its arrival for as long as its work took. What waited for its environment works beside what came later, so that more
// are in work then than ever came at once.
class DemandPeak {
public:
    // `cold`: an environment is started for it.
    void arrive(SimTime now, bool cold);
    void end(SimTime now) { put(now, -1); }
    // One whose environment was started for it, which took so long.
    void endCold(SimTime arrived, Duration start, SimTime now);
    // Those that wait for their environment still are taken to be in work since they came.
    std::int64_t value() const;

private:
    void put(SimTime at, std::int64_t change);
    void add(SimTime at, std::int64_t change);
    void settle();

    std::int64_t m_now = 0;
    std::int64_t m_peak = 0;  // that lasted
    SimTime m_since{};
    // By arrival: how many that are cold have not ended. What is later than the first of them is not settled, as nobody
    // knows yet when that one would have ended.
    std::map<SimTime, std::int64_t> m_cold;
    std::map<SimTime, std::int64_t> m_later;
};

}  // namespace spillway
