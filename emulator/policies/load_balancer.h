#pragma once

#include "base/random.h"

#include <cstdint>

namespace spillway {

// Who gets the next request.
enum class Balance : std::uint8_t {
    roundRobin,  // each in turn
    leastBusy,   // the fewest requests in it; the next in turn among equals, so that equals share
    random,      // any (kube-proxy iptables)
    powerOfTwo,  // the less busy of two drawn at random (Mitzenmacher 2001; Envoy's least request)
};

// A regular value: the rule and whose turn it is.
class InstanceBalancer {
public:
    explicit InstanceBalancer(Balance rule = Balance::roundRobin) : m_rule{rule} {}

    // One of `count` > 0 candidates; `busyOf(index)` is how many requests a candidate holds.
    template <class BusyOf>
    std::uint32_t pick(std::uint32_t count, BusyOf busyOf, RngStream& stream) {
        switch (m_rule) {
            case Balance::roundRobin: return turn(count);
            case Balance::leastBusy: return leastBusy(count, busyOf);
            case Balance::random: return stream.below(count);
            case Balance::powerOfTwo: return powerOfTwo(count, busyOf, stream);
        }
        return 0;
    }
    friend bool operator==(const InstanceBalancer&, const InstanceBalancer&) = default;

private:
    std::uint32_t turn(std::uint32_t count) {
        const std::uint32_t chosen = m_turn < count ? m_turn : 0;  // candidates may have gone since
        m_turn = chosen + 1;
        return chosen;
    }
    template <class BusyOf>
    std::uint32_t leastBusy(std::uint32_t count, BusyOf busyOf) {
        const std::uint32_t first = turn(count);
        std::uint32_t best = first;
        auto least = busyOf(first);
        std::uint32_t candidate = first;
        for (std::uint32_t step = 1; step < count && least > 0; ++step) {
            if (++candidate == count) candidate = 0;
            const auto busy = busyOf(candidate);
            if (busy < least) {
                least = busy;
                best = candidate;
            }
        }
        m_turn = best + 1;
        return best;
    }
    template <class BusyOf>
    static std::uint32_t powerOfTwo(std::uint32_t count, BusyOf busyOf, RngStream& stream) {
        const std::uint32_t first = stream.below(count);
        if (count == 1) return first;
        const std::uint32_t other = stream.below(count - 1);
        const std::uint32_t second = other < first ? other : other + 1;
        return busyOf(second) < busyOf(first) ? second : first;
    }

    Balance m_rule;
    std::uint32_t m_turn = 0;
};

}  // namespace spillway
