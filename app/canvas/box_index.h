#pragma once

#include <QRectF>

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace spillway {

// Boxes found by place, in cells of the size of some nodes. Answers come in the order of the indices.
class BoxIndex {
public:
    void add(std::size_t index, const QRectF& box);
    // Indices of boxes that may touch `area`, each once, ascending; reused storage of the caller.
    void near(const QRectF& area, std::vector<std::size_t>& found) const;

private:
    static constexpr double kCell = 320;
    static int cellOf(double value);
    static std::uint64_t keyOf(int column, int row);

    std::unordered_map<std::uint64_t, std::vector<std::size_t>> m_cells;
    std::vector<QRectF> m_boxes;  // parallel to m_indices
    std::vector<std::size_t> m_indices;
};

}  // namespace spillway
