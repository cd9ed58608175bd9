#include "swarm/random_policies.h"

#include "swarm/dice.h"

#include <array>
#include <chrono>

namespace spillway::swarm {
namespace {

using namespace std::chrono_literals;

class Draw {
public:
    explicit Draw(Dice& dice) : m_dice{dice} {}

    void protect(Flow& flow) {
        flow.deadline = m_dice.chance(0.15);
        flow.criticality = m_dice.any<Criticality>();
        if (m_dice.chance(0.15))
            flow.bulkhead =
                Bulkhead{1 + m_dice.count(20), m_dice.chance(0.5) ? Duration{0} : m_dice.between(1ms, 300ms)};
        if (m_dice.chance(0.1))
            flow.rateLimit =
                RateLimit{Rate::perSecond(static_cast<double>(5 + m_dice.count(200))), 1 + m_dice.count(20)};
        if (m_dice.chance(0.15)) flow.hedge = Hedge{{}, m_dice.share(0, 1)};
        if (flow.hedge && m_dice.chance(0.7)) flow.hedge->after = m_dice.between(1ms, 100ms);
        if (m_dice.chance(0.15)) flow.fallback = Fallback{m_dice.share(0, 1)};
        if (flow.retry && m_dice.chance(0.4)) {
            flow.retry->activeBudget = m_dice.share(0, 1);
            flow.retry->activeLeast = m_dice.count(4);
        }
        if (flow.retry && m_dice.chance(0.2))
            flow.retry->on = {RetryCause::unavailable, m_dice.chance(0.5) ? RetryCause::refused : RetryCause::timeout};
        if (flow.hedge) flow.hedge->cancel = m_dice.chance(0.5);
        if (flow.rateLimit) flow.rateLimit->perInstance = m_dice.chance(0.3);
        if (flow.breaker) {
            flow.breaker->automatic = m_dice.chance(0.3);
            if (m_dice.chance(0.3)) flow.breaker->halfOpenWait = m_dice.between(10ms, 3s);
            flow.breaker->perInstance = m_dice.chance(0.4);
        }
        if (m_dice.chance(0.15)) flow.connectionPool = ConnectionPool{1 + m_dice.count(8), m_dice.between(1ms, 2s)};
        if (flow.bulkhead) flow.bulkhead->perInstance = m_dice.chance(0.4);
        if (flow.retry) flow.retry->perInstance = m_dice.chance(0.4);
    }
    void protect(Service& service) {
        if (m_dice.chance(0.15)) service.balancing = m_dice.any<Balancing>();
        if (m_dice.chance(0.15)) {
            service.outlier =
                OutlierDetection{1 + m_dice.count(5), m_dice.between(100ms, 2s), m_dice.between(100ms, 2s), 5s,
                                 m_dice.share(0, 1),  m_dice.chance(0.5)};
            service.outlier->successRateHosts = service.outlier->failureHosts = 1 + m_dice.count(5);
            service.outlier->successRateVolume = service.outlier->failureVolume = 1 + m_dice.count(30);
            service.outlier->successRateStdev = 1 + m_dice.count(3000);
            service.outlier->enforcingConsecutive = m_dice.share(0, 1);
            service.outlier->enforcingFailure = m_dice.share(0, 1);
            service.outlier->consecutiveGateway = 1 + m_dice.count(5);
            service.outlier->enforcingGateway = m_dice.share(0, 1);
            if (m_dice.chance(0.5)) service.outlier->ejectionJitter = m_dice.between(1ms, 3s);
        }
        if (m_dice.chance(0.2)) service.line.order = m_dice.any<LineOrder>();
        if (m_dice.chance(0.15))
            service.line.codel = CodelSettings{m_dice.between(1ms, 50ms), m_dice.between(10ms, 200ms)};
        if (m_dice.chance(0.15))
            service.concurrencyLimit =
                ConcurrencyLimit{m_dice.any<LimitAlgorithm>(), 1 + m_dice.count(40), 1 + m_dice.count(10), 100};
        if (m_dice.chance(0.1))
            service.rateLimit =
                RateLimit{Rate::perSecond(static_cast<double>(5 + m_dice.count(200))), 1 + m_dice.count(20)};
        if (service.concurrencyLimit) {
            service.concurrencyLimit->perInstance = m_dice.chance(0.5);
            service.concurrencyLimit->minRttInterval = m_dice.between(500ms, 5s);
        }
        if (service.rateLimit) service.rateLimit->perInstance = m_dice.chance(0.5);
        if (m_dice.chance(0.15)) service.shedding = Shedding{m_dice.share(0, 1)};
        if (m_dice.chance(0.2)) service.preStop = m_dice.between(1ms, 4s);
        if (m_dice.chance(0.2)) {
            service.cpuShare = m_dice.share(0.1, 1);
            const std::int64_t least = service.resources.cpu ? service.resources.cpu->millicores : 100;
            if (m_dice.chance(0.7)) service.resources.cpuLimit = Cpu{least + m_dice.count(2000)};
        }
    }

private:
    Dice& m_dice;
};

}  // namespace

void drawPolicies(Topology& topology, std::uint32_t seed) {
    Dice dice{seed, "policies"};
    Draw draw{dice};
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
        flow.connectionPool.reset();
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
