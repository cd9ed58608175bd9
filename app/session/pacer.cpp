#include "session/pacer.h"

#include "base/assert.h"

namespace spillway {
namespace {

constexpr double kForgivenSeconds = 0.25;

}  // namespace

void Pacer::setSpeed(double factor, SimTime now, Wall wall) {
    SPILLWAY_ASSERT(factor >= 0, "a speed is not negative");
    m_speed = factor;
    anchor(now, wall);
}

void Pacer::anchor(SimTime now, Wall wall) {
    m_sim = now;
    m_wall = wall;
}

std::optional<SimTime> Pacer::due(SimTime now, Wall wall) {
    if (m_speed == 0) return std::nullopt;
    const double passed = std::chrono::duration<double>(wall - m_wall).count();
    const SimTime due = m_sim + secondsToDuration(passed * m_speed);
    if (toSeconds(due - now) <= kForgivenSeconds * m_speed) return due;
    anchor(now + secondsToDuration(kForgivenSeconds * m_speed), wall);
    return m_sim;
}

Pacer::Wall Pacer::wallAt(SimTime time) const {
    SPILLWAY_ASSERT(m_speed > 0, "as fast as possible has no schedule");
    const std::chrono::duration<double> ahead{toSeconds(time - m_sim) / m_speed};
    return m_wall + std::chrono::duration_cast<Wall::duration>(ahead);
}

}  // namespace spillway
