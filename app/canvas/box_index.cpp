#include "canvas/box_index.h"

#include <algorithm>
#include <cmath>

namespace spillway {

int BoxIndex::cellOf(double value) { return static_cast<int>(std::floor(value / kCell)); }

std::uint64_t BoxIndex::keyOf(int column, int row) {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(column)) << 32 | static_cast<std::uint32_t>(row);
}

void BoxIndex::add(std::size_t index, const QRectF& box) {
    const std::size_t place = m_indices.size();
    m_indices.push_back(index);
    m_boxes.push_back(box);
    for (int column = cellOf(box.left()); column <= cellOf(box.right()); ++column) {
        for (int row = cellOf(box.top()); row <= cellOf(box.bottom()); ++row)
            m_cells[keyOf(column, row)].push_back(place);
    }
}

void BoxIndex::near(const QRectF& area, std::vector<std::size_t>& found) const {
    found.clear();
    for (int column = cellOf(area.left()); column <= cellOf(area.right()); ++column) {
        for (int row = cellOf(area.top()); row <= cellOf(area.bottom()); ++row) {
            const auto cell = m_cells.find(keyOf(column, row));
            if (cell == m_cells.end()) continue;
            for (const std::size_t place : cell->second) {
                if (m_boxes[place].intersects(area)) found.push_back(m_indices[place]);
            }
        }
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
}

}  // namespace spillway
