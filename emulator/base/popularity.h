#pragma once

#include "base/random.h"

#include <cstdint>
#include <vector>

namespace spillway {

// Which of many keys is asked for: the n-th (from 0) with a probability proportional to 1 / (n + 1)^skew (Zipf's law);
// skew 0 is uniform. Drawn by Walker's alias method (Vose 1991): two draws, one table row, however many keys.
class Popularity {
public:
    Popularity() = default;  // of no key
    Popularity(std::uint32_t keys, double skew);

    std::uint32_t operator()(RngStream& stream) const {
        const std::uint32_t row = stream.below(static_cast<std::uint32_t>(m_rows.size()));
        return stream.uniform() < m_rows[row].own ? row : m_rows[row].alias;
    }
    std::uint32_t keys() const { return static_cast<std::uint32_t>(m_rows.size()); }
    double probability(std::uint32_t key) const;

private:
    struct Row {
        double own = 1;  // part of the row that is its own key's
        std::uint32_t alias = 0;
    };
    double m_skew = 0;
    double m_sum = 0;
    std::vector<Row> m_rows;
};

}  // namespace spillway
