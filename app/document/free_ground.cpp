#include "document/free_ground.h"

#include "document/auto_layout.h"

#include <algorithm>
#include <cmath>

namespace spillway {
namespace {

constexpr double kCell = 400;

// Calls `visit` with the key of each cell the box touches.
template <class Visit>
void forEachCell(const Box& box, const Visit& visit) {
    const auto first = [](double value) { return static_cast<std::int32_t>(std::floor(value / kCell)); };
    for (std::int32_t column = first(box.x); column <= first(box.x + box.width); ++column) {
        for (std::int32_t row = first(box.y); row <= first(box.y + box.height); ++row) {
            visit((static_cast<std::uint64_t>(static_cast<std::uint32_t>(column)) << 32) |
                  static_cast<std::uint32_t>(row));
        }
    }
}

}  // namespace

bool overlap(const Box& a, const Box& b) {
    return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

Box unionOf(const Box& a, const Box& b) {
    const double left = std::min(a.x, b.x);
    const double top = std::min(a.y, b.y);
    return {left, top, std::max(a.x + a.width, b.x + b.width) - left, std::max(a.y + a.height, b.y + b.height) - top};
}

Box grown(const Box& box, double margin) {
    return {box.x - margin, box.y - margin, box.width + 2 * margin, box.height + 2 * margin};
}

void FreeGround::occupy(const Box& box, std::size_t tag) {
    forEachCell(box, [&](std::uint64_t key) { m_cells[key].push_back(m_areas.size()); });
    m_areas.push_back({box, tag});
}

bool FreeGround::isFree(const Box& box, const std::function<bool(std::size_t)>& ignore) const {
    bool free = true;
    forEachCell(box, [&](std::uint64_t key) {
        const auto cell = m_cells.find(key);
        if (!free || cell == m_cells.end()) return;
        free = std::ranges::none_of(cell->second, [&](std::size_t index) {
            return overlap(m_areas[index].box, box) && !ignore(m_areas[index].tag);
        });
    });
    return free;
}

std::optional<Box> FreeGround::nearest(const Box& wish, int rings, const std::function<bool(const Box&)>& accepts) {
    if (accepts(wish)) return wish;
    const double stepX = wish.width + kRowGap;
    const double stepY = wish.height + kRowGap;
    for (int ring = 1; ring <= rings; ++ring) {
        std::optional<Box> best;
        double bestDistance = 0;
        for (int column = -ring; column <= ring; ++column) {
            const int stride = std::abs(column) == ring ? 1 : 2 * ring;
            for (int row = -ring; row <= ring; row += stride) {
                const Box candidate{wish.x + column * stepX, wish.y + row * stepY, wish.width, wish.height};
                const double distance = std::hypot(column * stepX, row * stepY);
                if ((best && distance >= bestDistance) || !accepts(candidate)) continue;
                best = candidate;
                bestDistance = distance;
            }
        }
        if (best) return best;
    }
    return std::nullopt;
}

}  // namespace spillway
