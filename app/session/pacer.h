#pragma once

#include "base/units.h"

#include <chrono>
#include <optional>

namespace spillway {

// Simulated time against wall time. Counts from an anchor, never from tick to tick, so that no error adds up; a run
// that cannot keep up is not asked to make up for it later.
class Pacer {
public:
    using Wall = std::chrono::steady_clock::time_point;

    // Simulated per wall second; 0 is as fast as possible. Anchors anew.
    void setSpeed(double factor, SimTime now, Wall wall);
    void anchor(SimTime now, Wall wall);
    double speed() const { return m_speed; }

    // How far the run should be; nothing: as far as it gets. Forgives a debt of more than a quarter of a second.
    std::optional<SimTime> due(SimTime now, Wall wall);
    // When `time` is due. Only with a speed.
    Wall wallAt(SimTime time) const;

private:
    double m_speed = 1;
    SimTime m_sim{};
    Wall m_wall{};
};

}  // namespace spillway
