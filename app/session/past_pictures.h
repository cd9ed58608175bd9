#pragma once

#include "run/snapshot.h"

#include <cstddef>
#include <vector>

namespace spillway {

// The pictures of a run's past, one a simulated second; of a long run of a large graph one every two, four ... seconds,
// so that they stay below a bound.
class PastPictures {
public:
    static constexpr std::size_t kBytesMost = 96U << 20U;

    explicit PastPictures(std::size_t bytesMost = kBytesMost) : m_bytesMost{bytesMost} {}

    // Later than all it has; others are left out.
    void add(RunSnapshot picture);
    void cutAfter(SimTime time);
    // The last one not after `time`; null if there is none.
    const RunSnapshot* at(SimTime time) const;
    // Up to where pictures reach.
    SimTime reach() const { return m_pictures.empty() ? SimTime{} : m_pictures.back().now; }

private:
    void thinOut();

    std::size_t m_bytesMost;
    std::size_t m_every = 1;  // seconds from one to the next
    std::vector<RunSnapshot> m_pictures;
};

}  // namespace spillway
