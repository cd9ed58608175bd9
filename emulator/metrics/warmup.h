#pragma once

#include <cstddef>
#include <span>

namespace spillway {

struct Warmup {
    std::size_t dropped = 0;  // values at the start to leave out
    bool settled = false;     // false: the sequence is too short to tell, a longer run is needed
    friend bool operator==(const Warmup&, const Warmup&) = default;
};

// MSER-5 (White, Cobb, Spratt, "A comparison of five steady-state truncation heuristics", WSC 2000): in means of five
// values, drop the d first that make the squared standard error of the rest least, d at most half of them; the half
// itself means that more would have to go: it has not settled.
Warmup mser5(std::span<const double> sequence);

}  // namespace spillway
