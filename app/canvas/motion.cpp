#include "canvas/motion.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace spillway {
namespace {

struct Step {
    double rate;
    double dots;
};
// Vizceral's idea: particles stand for rate, not for requests.
constexpr std::array<Step, 6> kSteps{{{0, 0}, {1, 0.6}, {10, 1.4}, {100, 2.4}, {1000, 4.2}, {10000, 6.5}}};
constexpr double kDotMost = 7;
constexpr double kWaveSpeed = 1.1;  // radians per second

double eased(double from, double to, double seconds, double timeConstant) {
    return to + (from - to) * std::exp(-seconds / timeConstant);
}

}  // namespace

double dotsPerSecond(double rate) {
    if (!(rate > 0)) return 0;
    for (std::size_t i = 1; i < kSteps.size(); ++i) {
        if (rate > kSteps[i].rate) continue;
        const double part = (rate - kSteps[i - 1].rate) / (kSteps[i].rate - kSteps[i - 1].rate);
        return kSteps[i - 1].dots + part * (kSteps[i].dots - kSteps[i - 1].dots);
    }
    return kDotMost;
}

void Motion::reset(const Scene& scene) {
    m_levels.assign(scene.nodes.size(), 0);
    for (std::size_t i = 0; i < scene.nodes.size(); ++i) m_levels[i] = scene.nodes[i].fill;
    m_density.assign(scene.flows.size(), 0);
    m_phase.assign(scene.flows.size(), 0);
    for (std::size_t i = 0; i < scene.flows.size(); ++i) m_density[i] = dotsPerSecond(scene.flows[i].rate);
}

void Motion::advance(const Scene& scene, double seconds, bool flowing) {
    if (m_levels.size() != scene.nodes.size() || m_density.size() != scene.flows.size()) reset(scene);
    for (std::size_t i = 0; i < m_levels.size(); ++i) {
        m_levels[i] = flowing ? eased(m_levels[i], scene.nodes[i].fill, seconds, 0.25) : scene.nodes[i].fill;
    }
    for (std::size_t i = 0; i < m_density.size(); ++i) {
        const double wanted = dotsPerSecond(scene.flows[i].rate);
        m_density[i] = flowing ? eased(m_density[i], wanted, seconds, 0.4) : wanted;
        if (flowing) m_phase[i] = std::fmod(m_phase[i] + seconds * m_density[i], 1.0);
    }
    if (flowing) m_wave = std::fmod(m_wave + seconds * kWaveSpeed, 6.283185307179586);
}

void Motion::dots(const Scene& scene, std::size_t index, std::vector<double>& distances) const {
    distances.clear();
    if (index >= m_density.size() || m_density[index] < 0.05) return;
    const double gap = kSpeed / m_density[index];
    const double length = scene.flows[index].length();
    for (double at = m_phase[index] * gap; at < length; at += gap) distances.push_back(at);
}

}  // namespace spillway
