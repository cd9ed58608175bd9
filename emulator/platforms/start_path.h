#pragma once

#include "base/random.h"

#include <string>
#include <utility>
#include <vector>

namespace spillway {

// How an instance comes up: steps one after the other, each with its own random time.
class StartPath {
public:
    struct Step {
        std::string name;  // "image pull"
        Sampler time;
        bool isInit = false;  // counts against the platform's limit of an INIT
    };
    StartPath() = default;  // at once
    // What the user states for the whole path.
    explicit StartPath(const Distribution& whole) : m_steps{{"start", Sampler{whole}, true}} {}
    explicit StartPath(std::vector<Step> steps) : m_steps{std::move(steps)} {}

    Duration operator()(RngStream& stream) const {
        Duration sum{0};
        for (const Step& step : m_steps) sum += step.time(stream);
        return sum;
    }
    const std::vector<Step>& steps() const { return m_steps; }

private:
    std::vector<Step> m_steps;
};

}  // namespace spillway
