#pragma once

#include "base/random.h"
#include "base/units.h"
#include "topology/protection.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spillway {

// Envoy's outlier detection over one cluster's hosts, addressed by index: by consecutive 5xx as they come, by success
// rate and by failure percentage at the end of each interval (source/common/upstream/outlier_detection_impl.cc). A
// regular value. Where an ejection is enforced with a chance between 0 and 1, `stream` is drawn from, else never.
class OutlierDetector {
public:
    // 502, 503 and 504 are what a gateway says for a host that does not answer; other failures come from the host.
    enum class Answer : std::uint8_t { succeeded, failed, gatewayFailed };
    struct Verdict {
        std::uint32_t host = 0;
        bool ejected = false;  // else the cap was in the way, or the chance of being enforced
        std::string reason;
        friend bool operator==(const Verdict&, const Verdict&) = default;
    };
    struct Sweep {
        std::vector<std::uint32_t> back;  // in order
        std::vector<Verdict> judged;
    };

    explicit OutlierDetector(const OutlierDetection& settings) : m_settings{settings} {}

    // A host has answered; `hosts` are there in all. Says so when that ejects it, or would but for the cap.
    std::optional<Verdict> record(std::uint32_t host, Answer answer, std::int64_t hosts, SimTime now,
                                  RngStream& stream);
    // Every `interval`: who comes back, and who stands out by the requests since the last one.
    Sweep sweep(std::int64_t hosts, SimTime now, RngStream& stream);
    // A new host has taken the place of one that is gone.
    void replace(std::uint32_t host);

    bool isEjected(std::uint32_t host) const { return host < m_hosts.size() && m_hosts[host].ejected; }
    std::int64_t ejected() const { return m_ejected; }

private:
    // Requests of an interval.
    struct Tally {
        std::int64_t requests = 0;
        std::int64_t succeeded = 0;
        double percent() const { return 100.0 * static_cast<double>(succeeded) / static_cast<double>(requests); }
    };
    struct Host {
        std::int64_t inARow = 0;
        std::int64_t gatewayInARow = 0;
        std::int64_t times = 0;  // ejected, less one for every interval that it has been well since
        bool ejected = false;
        SimTime since{};  // it was ejected, or came back
        Duration jitter{0};
        Tally current;
        Tally before;  // of the interval that has ended
    };
    struct Trial {
        std::uint32_t host = 0;
        Share enforcing;
        std::string why;
    };
    Duration longest() const;
    Duration sentence(const Host& host) const;
    // So many of them in a row that it is tried.
    std::optional<Verdict> judgeRow(std::int64_t& inARow, std::int64_t most, const Trial& trial, std::int64_t hosts,
                                    SimTime now, RngStream& stream);
    Verdict judge(const Trial& trial, std::int64_t hosts, SimTime now, RngStream& stream);
    // Hosts that are not out and had as many requests in the interval that has ended.
    std::vector<std::uint32_t> comparable(std::int64_t volume) const;
    void judgeSuccessRates(Sweep& sweep, std::int64_t hosts, SimTime now, RngStream& stream);
    void judgeFailurePercentages(Sweep& sweep, std::int64_t hosts, SimTime now, RngStream& stream);

    OutlierDetection m_settings;
    std::vector<Host> m_hosts;
    std::int64_t m_ejected = 0;
};

}  // namespace spillway
