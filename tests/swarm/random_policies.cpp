#include "swarm/random_policies.h"

#include <array>
#include <chrono>

namespace spillway::swarm {
namespace {

using namespace std::chrono_literals;

class Draw {
public:
    explicit Draw(RngStream& stream) : m_stream{stream} {}

    void protect(Flow& flow) {
        flow.deadline = chance(0.15);
        flow.criticality = any<Criticality>();
        if (chance(0.15)) flow.bulkhead = Bulkhead{1 + below(20), chance(0.5) ? Duration{0} : between(1ms, 300ms)};
        if (chance(0.1))
            flow.rateLimit = RateLimit{Rate::perSecond(static_cast<double>(5 + below(200))), 1 + below(20)};
        if (chance(0.15)) flow.hedge = Hedge{{}, share(0, 1)};
        if (flow.hedge && chance(0.7)) flow.hedge->after = between(1ms, 100ms);
        if (chance(0.15)) flow.fallback = Fallback{share(0, 1)};
        if (flow.retry && chance(0.4)) {
            flow.retry->activeBudget = share(0, 1);
            flow.retry->activeLeast = below(4);
        }
        if (flow.hedge) flow.hedge->cancel = chance(0.5);
        if (flow.rateLimit) flow.rateLimit->perInstance = chance(0.3);
        if (flow.breaker) {
            flow.breaker->automatic = chance(0.3);
            if (chance(0.3)) flow.breaker->halfOpenWait = between(10ms, 3s);
        }
    }
    void protect(Service& service) {
        if (chance(0.15)) service.balancing = any<Balancing>();
        if (chance(0.15)) {
            service.outlier =
                OutlierDetection{1 + below(5), between(100ms, 2s), between(100ms, 2s), 5s, share(0, 1), chance(0.5)};
            service.outlier->successRateHosts = service.outlier->failureHosts = 1 + below(5);
            service.outlier->successRateVolume = service.outlier->failureVolume = 1 + below(30);
            service.outlier->successRateStdev = 1 + below(3000);
            service.outlier->enforcingConsecutive = share(0, 1);
            service.outlier->enforcingFailure = share(0, 1);
        }
        if (chance(0.2)) service.line.order = any<LineOrder>();
        if (chance(0.15)) service.line.codel = CodelSettings{between(1ms, 50ms), between(10ms, 200ms)};
        if (chance(0.15))
            service.concurrencyLimit = ConcurrencyLimit{any<LimitAlgorithm>(), 1 + below(40), 1 + below(10), 100};
        if (chance(0.1))
            service.rateLimit = RateLimit{Rate::perSecond(static_cast<double>(5 + below(200))), 1 + below(20)};
        if (service.concurrencyLimit) {
            service.concurrencyLimit->perInstance = chance(0.5);
            service.concurrencyLimit->minRttInterval = between(500ms, 5s);
        }
        if (service.rateLimit) service.rateLimit->perInstance = chance(0.5);
        if (chance(0.15)) service.shedding = Shedding{share(0, 1)};
        if (chance(0.2)) service.preStop = between(1ms, 4s);
        if (chance(0.2)) {
            service.cpuShare = share(0.1, 1);
            const std::int64_t least = service.resources.cpu ? service.resources.cpu->millicores : 100;
            if (chance(0.7)) service.resources.cpuLimit = Cpu{least + below(2000)};
        }
    }

private:
    std::int64_t below(std::uint32_t count) { return m_stream.below(count); }
    bool chance(double probability) { return m_stream.chance(probability); }
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
    RngStream& m_stream;
};

}  // namespace

void drawPolicies(Topology& topology, std::uint32_t seed) {
    RngStream stream = RngStream::derive(seed, "policies", Purpose::choice);
    Draw draw{stream};
    for (Flow& flow : topology.flows) {
        if (flow.kind == FlowKind::call) draw.protect(flow);
    }
    for (Node& node : topology.nodes) {
        if (auto* service = std::get_if<Service>(&node.spec)) draw.protect(*service);
    }
}

void withoutPolicies(Topology& topology) {
    for (Flow& flow : topology.flows) {
        flow.deadline = false;
        flow.bulkhead.reset();
        flow.rateLimit.reset();
        flow.hedge.reset();
    }
    for (Node& node : topology.nodes) {
        auto* service = std::get_if<Service>(&node.spec);
        if (service == nullptr) continue;
        service->outlier.reset();
        service->line = {};
        service->concurrencyLimit.reset();
        service->rateLimit.reset();
        service->shedding.reset();
    }
}

}  // namespace spillway::swarm
