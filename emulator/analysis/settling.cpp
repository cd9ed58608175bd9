#include "analysis/settling.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

namespace spillway {
namespace {

// As long as nothing differs for this long, nothing will.
constexpr std::size_t kSeconds = 30;
// What a difference may be, of a sum or a mean.
constexpr double kShare = 0.02;
// The slowest of a hundred scatters more.
constexpr double kLate = 1.25;

// The last half minute of one measure: of the broken run, whose values begin at second `from`, and of the calm one.
struct Pair {
    double broken = 0;
    double calm = 0;
    // Of counts: apart by no more than chance, which is three deviations of Poisson's.
    bool isAlike() const { return std::abs(broken - calm) <= kShare * calm + 3 * std::sqrt(calm) + 3; }
    bool isMore(double share, double beyond) const { return broken > (1 + share) * calm + beyond; }
};

class Sums {
public:
    Sums(const NodeSeries& broken, const NodeSeries& calm, std::size_t from) : m_broken{broken}, m_calm{calm} {
        const std::size_t seen = broken.throughput.size();
        m_first = seen - kSeconds;
        m_firstCalm = from + m_first;
    }
    Pair of(std::vector<float> NodeSeries::*measure) const {
        const auto sum = [](const std::vector<float>& values, std::size_t first) {
            const auto begin = values.begin() + static_cast<std::ptrdiff_t>(first);
            return std::accumulate(begin, begin + static_cast<std::ptrdiff_t>(kSeconds), 0.0);
        };
        return {sum(m_broken.*measure, m_first), sum(m_calm.*measure, m_firstCalm)};
    }

private:
    const NodeSeries& m_broken;
    const NodeSeries& m_calm;
    std::size_t m_first = 0;
    std::size_t m_firstCalm = 0;
};

bool isAsWell(const NodeReport& node, const NodeSeries& broken, std::size_t from) {
    const Sums sums{broken, node.series, from};
    const auto seconds = static_cast<double>(kSeconds);
    if (!sums.of(&NodeSeries::throughput).isAlike() || !sums.of(&NodeSeries::errors).isAlike()) return false;
    if (sums.of(&NodeSeries::backlog).isMore(0.2, seconds)) return false;  // one more on the average
    if (sums.of(&NodeSeries::utilization).isMore(kShare, kShare * seconds)) return false;
    if (sums.of(&NodeSeries::p99Ms).isMore(kLate - 1, seconds)) return false;  // a millisecond
    if (sums.of(&NodeSeries::starting).isMore(0, seconds / 2)) return false;
    // A function has an instance when it needs one; a service has those that are ready.
    const Pair instances = sums.of(&NodeSeries::instances);
    return node.kind != NodeKind::service || instances.broken >= instances.calm - seconds / 2;
}

}  // namespace

Settling::Settling(const RunReport& calm, SimTime to)
    : m_calm{calm},
      m_from{static_cast<std::size_t>(std::chrono::ceil<std::chrono::seconds>(to.time_since_epoch()).count())},
      m_seen(calm.nodes.size()) {}

bool Settling::isSettled(const Run& run) {
    if (!m_calm.workflows.empty() || m_seen.empty()) return false;
    const std::size_t finished = run.seconds();
    const std::size_t known = m_calm.nodes.front().series.throughput.size();
    if (finished < m_from + kSeconds || finished > known) return false;
    for (std::size_t node = 0; node < m_seen.size(); ++node)
        run.appendSeries(node, m_from + m_seen[node].throughput.size(), m_seen[node]);
    for (std::size_t node = 0; node < m_seen.size(); ++node) {
        if (!isAsWell(m_calm.nodes[node], m_seen[node], m_from)) return false;
    }
    return true;
}

}  // namespace spillway
