#pragma once

#include "topology/field.h"

#include <array>
#include <string>
#include <vector>

namespace spillway {

enum class FigureUnit { count, share, perSecond, seconds };
constexpr auto names(FigureUnit) {
    using enum FigureUnit;
    return std::array<EnumName<FigureUnit>, 4>{
        {{count, "count"}, {share, "share"}, {perSecond, "per_s"}, {seconds, "s"}}};
}

// What only few kinds have to tell (the lag of a stream's slowest consumer, the hits of a cache), in words a user
// reads. Counts are since the start of the run.
struct Figure {
    std::string name;
    double value = 0;
    FigureUnit unit = FigureUnit::count;
    bool bad = false;  // something to look at
    friend bool operator==(const Figure&, const Figure&) = default;
};
using Figures = std::vector<Figure>;

}  // namespace spillway
