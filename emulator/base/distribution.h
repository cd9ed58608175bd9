#pragma once

#include "base/units.h"

#include <string>
#include <vector>

namespace spillway {

// A distribution of a non-negative time, as the user states it. Sampling lives in base/random.h.
enum class Shape {
    constant,          // constant(10ms), or just 10ms
    uniform,           // uniform(5ms, 20ms)
    exponential,       // exponential(10ms): the mean
    lognormal,         // lognormal(p50 12ms, p99 60ms)
    erlang,            // erlang(2, 10ms): phases, mean; squared coefficient of variation 1/phases
    hyperexponential,  // hyperexponential(10ms, scv 4): mean, squared coefficient of variation > 1; balanced means, two
                       // phases
    pareto,            // pareto(p50 10ms, p99 400ms)
};

struct Distribution {
    Shape shape = Shape::constant;
    // constant: value · uniform: low · exponential, erlang, hyperexponential: mean · lognormal, pareto: p50
    Duration first{0};
    // uniform: high · lognormal, pareto: p99 · otherwise unused (zero)
    Duration second{0};
    // erlang: phases (a whole number >= 1) · hyperexponential: squared coefficient of variation · otherwise 0
    double parameter = 0;

    static Distribution constant(Duration value) { return {Shape::constant, value, Duration{0}, 0}; }
    static Distribution exponential(Duration mean) { return {Shape::exponential, mean, Duration{0}, 0}; }
    static Distribution lognormal(Duration p50, Duration p99) { return {Shape::lognormal, p50, p99, 0}; }
    friend bool operator==(const Distribution&, const Distribution&) = default;
};

// The exact mean of the stated distribution (infinite for a Pareto with a tail index of at most 1).
double meanSeconds(const Distribution& distribution);

// Every time `factor` times as long; `factor` is not negative.
Distribution scaled(Distribution distribution, double factor);

}  // namespace spillway
