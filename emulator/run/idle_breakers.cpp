#include "base/text.h"
#include "policies/circuit_breaker.h"
#include "run/compiler.h"
#include "topology/validate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

// Breakers that look at the calls of a time and never see as many as they need (platform-facts 15, RETRY-06).
namespace spillway {
namespace {

struct Traffic {
    double perSecond = 0;
    bool drawn = false;  // when requests come is drawn, not stated
};

// The most that a scenario sends over a flow, retries included, as far as that can be told: of clients with a stated
// rate, over calls. What brokers deliver, comes in bursts, and of users nobody knows how fast they go on.
class MostTraffic {
public:
    explicit MostTraffic(const Compiler& compiler)
        : m_compiler{compiler}, m_into(compiler.topology.nodes.size()), m_known(compiler.topology.nodes.size()) {
        for (const Flow& flow : compiler.topology.flows) m_into[index(flow.to)].push_back(&flow);
        for (const Fault& fault : compiler.scenario.faults)
            if (const auto* surge = std::get_if<faults::Surge>(&fault.spec)) m_surge *= std::max(1.0, surge->factor);
    }
    std::optional<Traffic> over(const Flow& flow, int depth = 0) {
        if (flow.kind != FlowKind::call || depth == kDeepest) return std::nullopt;  // perhaps a circle
        auto traffic = into(flow.from, depth);
        if (!traffic) return std::nullopt;
        const auto attempts = static_cast<double>(flow.retry ? flow.retry->attempts : 1);
        traffic->perSecond *= flow.share.fraction() * attempts * (flow.hedge ? 2 : 1);
        return traffic;
    }

private:
    static constexpr int kDeepest = 30;

    std::uint32_t index(const std::string& id) const { return m_compiler.nodeIndex.at(id); }
    std::optional<Traffic> into(const std::string& id, int depth) {
        auto& known = m_known[index(id)];
        if (!known) known = sumInto(id, depth);
        return *known;
    }
    std::optional<Traffic> sumInto(const std::string& id, int depth) {
        const NodeKind kind = m_compiler.topology.nodes[index(id)].kind();
        if (kind == NodeKind::clients) return sentBy(id);
        if (isSource(kind) || kind == NodeKind::workflow) return std::nullopt;
        Traffic sum;
        for (const Flow* flow : m_into[index(id)]) {
            const auto part = over(*flow, depth + 1);
            if (!part) return std::nullopt;
            sum.perSecond += part->perSecond;
            sum.drawn |= part->drawn;
        }
        return sum;
    }
    std::optional<Traffic> sentBy(const std::string& clients) const {
        Traffic sum;
        for (const Load& load : m_compiler.scenario.load) {
            if (load.from != clients) continue;
            if (load.users) return std::nullopt;
            sum.drawn = load.arrivals == Arrivals::poisson;
            for (const RatePoint& point : load.rate.points)
                sum.perSecond = std::max(sum.perSecond, point.rate.perSecond() * m_surge);
        }
        return sum;
    }

    const Compiler& m_compiler;
    std::vector<std::vector<const Flow*>> m_into;                // by node
    std::vector<std::optional<std::optional<Traffic>>> m_known;  // by node, as far as it was asked for
    double m_surge = 1;
};

// Of Poisson arrivals more than four standard deviations above the mean hardly ever come.
double mostOf(double mean, bool drawn) { return drawn ? mean + 4 * std::sqrt(mean) : mean + 1; }

}  // namespace

void Compiler::noteIdleBreakers() {
    const auto isOfTime = [](const Flow& flow) { return flow.breaker && flow.breaker->window.time; };
    if (std::ranges::none_of(topology.flows, isOfTime)) return;
    MostTraffic most{*this};
    for (const Flow& flow : topology.flows) {
        if (!isOfTime(flow)) continue;
        const auto traffic = most.over(flow);
        if (!traffic || traffic->perSecond <= 0) continue;
        const Duration window = *flow.breaker->window.time;
        const double mean = traffic->perSecond * toSeconds(window);
        const std::int64_t needed = CircuitBreaker{*flow.breaker}.minimumCalls();
        if (mostOf(mean, traffic->drawn) >= static_cast<double>(needed)) continue;
        idle(flowName(flow), "breaker.minimum_calls",
             fmt::format("it never opens: it looks at {} calls in {} and more, and {} at most make {:.3g}", needed,
                         toText(window), toText(Rate::perSecond(traffic->perSecond)), mean));
    }
}

}  // namespace spillway
