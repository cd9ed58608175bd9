#pragma once

#include "document/layout.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

namespace spillway {

bool overlap(const Box& a, const Box& b);
Box unionOf(const Box& a, const Box& b);
// Larger by `margin` on every side.
Box grown(const Box& box, double margin);

// Occupied areas of the canvas, found by place: a test costs what is near, not what there is.
class FreeGround {
public:
    void occupy(const Box& box, std::size_t tag);

    // Whether any occupied area overlaps `box`; those that `ignore` accepts by their tag do not count.
    bool isFree(const Box& box, const std::function<bool(std::size_t)>& ignore) const;

    // The place nearest to `wish` for which `accepts` holds, on a grid of one node and its gaps around it, in rings.
    // Nothing if no ring up to the furthest has one.
    static std::optional<Box> nearest(const Box& wish, int rings, const std::function<bool(const Box&)>& accepts);

private:
    struct Area {
        Box box;
        std::size_t tag;
    };
    std::vector<Area> m_areas;
    std::unordered_map<std::uint64_t, std::vector<std::size_t>> m_cells;
};

}  // namespace spillway
