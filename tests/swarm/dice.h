#pragma once

#include "base/random.h"
#include "base/units.h"

#include <cstdint>

namespace spillway::swarm {

// A random stream in the words of what is drawn.
class Dice {
public:
    Dice(std::uint64_t seed, const char* purpose) : m_stream{RngStream::derive(seed, purpose, Purpose::choice)} {}

    bool chance(double probability) { return m_stream.chance(probability); }
    // 0 to `below` - 1.
    std::int64_t count(std::int64_t below) { return m_stream.below(static_cast<std::uint32_t>(below)); }
    Duration between(Duration low, Duration high) {
        return low +
               Duration{static_cast<std::int64_t>(m_stream.uniform() * static_cast<double>((high - low).count()))};
    }
    Share share(double low, double high) { return *Share::from(low + (high - low) * m_stream.uniform()); }
    template <class E>
    E any() {
        const auto words = names(E{});
        return words[m_stream.below(static_cast<std::uint32_t>(words.size()))].value;
    }

private:
    RngStream m_stream;
};

}  // namespace spillway::swarm
