#pragma once

#include "canvas/scene.h"

#include <vector>

namespace spillway {

// Dots per second that enter a flow of `rate` requests per second: a piecewise map that lifts the low end, so that
// quiet flows still breathe, and caps the top. 0 for 0.
double dotsPerSecond(double rate);

// What moves by itself: water lines that ease to their level, waves, dots. Driven by elapsed time, so it looks the same
// at any frame rate.
class Motion {
public:
    // Forgets everything; levels start where the scene has them.
    void reset(const Scene& scene);
    // `seconds` since the last call; `flowing` is false while paused or with reduced motion: levels still follow, at
    // once.
    void advance(const Scene& scene, double seconds, bool flowing);

    double level(std::size_t node) const { return node < m_levels.size() ? m_levels[node] : 0; }
    double wavePhase() const { return m_wave; }
    // Distances from the start of flow `index` at which its dots are now.
    void dots(const Scene& scene, std::size_t index, std::vector<double>& distances) const;

private:
    static constexpr double kSpeed = 96;  // canvas units per second that a dot travels
    std::vector<double> m_levels;
    std::vector<double> m_density;  // dots per second, eased
    std::vector<double> m_phase;    // in dots
    double m_wave = 0;
};

}  // namespace spillway
