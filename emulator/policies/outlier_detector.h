#pragma once

#include "base/units.h"
#include "topology/protection.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spillway {

// Envoy's outlier detection by consecutive 5xx over one cluster's hosts, addressed by index. A regular value.
class OutlierDetector {
public:
    struct Verdict {
        bool ejected = false;  // else the cap was in the way
        std::string reason;
        friend bool operator==(const Verdict&, const Verdict&) = default;
    };

    explicit OutlierDetector(const OutlierDetection& settings) : m_settings{settings} {}

    // A host has answered; `hosts` are there in all. Says so when that ejects it, or would but for the cap.
    std::optional<Verdict> record(std::uint32_t host, bool failed, std::int64_t hosts, SimTime now);
    // Every `interval`: hosts that come back now, in order.
    std::vector<std::uint32_t> sweep(SimTime now);
    // A new host has taken the place of one that is gone.
    void replace(std::uint32_t host);

    bool isEjected(std::uint32_t host) const { return host < m_hosts.size() && m_hosts[host].ejected; }
    std::int64_t ejected() const { return m_ejected; }

private:
    struct Host {
        std::int64_t inARow = 0;
        std::int64_t times = 0;  // ejected, less one for every interval that it has been well since
        bool ejected = false;
        SimTime since{};  // it was ejected, or came back
    };
    Duration sentence(const Host& host) const;

    OutlierDetection m_settings;
    std::vector<Host> m_hosts;
    std::int64_t m_ejected = 0;
};

}  // namespace spillway
