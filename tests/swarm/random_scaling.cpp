#include "swarm/random_scaling.h"

#include "swarm/dice.h"

#include <variant>

namespace spillway::swarm {
namespace {

using namespace std::chrono_literals;

class ScalingDraw {
public:
    explicit ScalingDraw(std::uint32_t seed) : m_dice{seed, "swarm scaling"} {}

    void give(Service& service) {
        scale(service.scaling);
        if (chance(0.2)) rollOut(service);
        if (chance(0.3)) {
            service.tars = TarsServer{};
            if (chance(0.5)) service.tars->queueCap = 1 + count(50);
            if (chance(0.5)) service.tars->queueTimeout = between(0s, 5s);
            for (std::int64_t i = count(3); i > 0; --i) service.tars->sets.push_back("app.sz." + std::to_string(i));
        }
        if (service.balancing == Balancing::per_connection) service.connections = 1 + count(8);
        if (service.balancing == Balancing::least_request) service.choices = 1 + count(4);
    }
    void give(Function& function) {
        scale(function.scaling);
        if (chance(0.3)) function.memory = ByteCount::mebibytes(128 + 64 * count(60));
        if (chance(0.3)) function.cpuShare = m_dice.share(0, 1);
        if (chance(0.3)) function.package = Package::image;
        if (chance(0.3)) function.runtime = "java21";
        function.snapStart = function.runtime == "java21" && function.package == Package::zip &&
                             function.provisionedConcurrency == 0 && chance(0.5);
        if (chance(0.3)) function.init.reset();
    }
    template <class Other>
    void give(Other&) {}

private:
    bool chance(double probability) { return m_dice.chance(probability); }
    std::int64_t count(std::int64_t below) { return m_dice.count(below); }
    Duration between(Duration low, Duration high) { return m_dice.between(low, high); }
    // Often nothing: the platform's own.
    std::optional<std::int64_t> maybe(std::int64_t least, std::int64_t below) {
        if (chance(0.5)) return std::nullopt;
        return least + count(below);
    }
    std::optional<Duration> maybe(Duration low, Duration high) {
        if (chance(0.5)) return std::nullopt;
        return between(low, high);
    }

    void scale(Scaling& scaling) {
        if (scaling.nodes && chance(0.5)) scaling.nodes->autoscaler = NodeAutoscaler::karpenter;
        if (chance(0.15)) scaling.keda = keda();
        if (chance(0.5)) scaling.knative = knative();
        if (chance(0.5)) scaling.cloudRun = CloudRunScaling{maybe(0, 3), maybe(3, 20), maybe(1, 20), chance(0.3)};
        if (chance(0.5))
            scaling.azureFunctions = AzureScaling{m_dice.any<AzurePlan>(), maybe(0, 3), maybe(3, 20), maybe(1, 20)};
        if (chance(0.5))
            scaling.codeEngine =
                CodeEngineScaling{maybe(0, 3), maybe(3, 20), maybe(1, 20), maybe(1, 20), maybe(0s, 5s)};
        if (chance(0.3)) scaling.openwhisk = OpenWhiskScaling{maybe(1, 4), maybe(1, 100), maybe(100, 20'000)};
        if (chance(0.3)) scaling.vm = AutoScalingGroup{maybe(1, 2), maybe(2, 10), std::nullopt, maybe(0s, 5s)};
    }
    Keda keda() {
        Keda made{maybe(1, 20), maybe(0, 5), maybe(0, 3), maybe(3, 20), {}, {}};
        made.pollingInterval = maybe(1s, 10s);
        made.cooldown = maybe(0s, 20s);
        return made;
    }
    KnativeScaling knative() {
        KnativeScaling made;
        made.minScale = maybe(0, 3);
        made.maxScale = chance(0.5) ? maybe(3, 10) : std::nullopt;
        made.initialScale = maybe(0, 4);
        made.activationScale = maybe(1, 3);
        made.target = maybe(1, 20);
        if (chance(0.3)) made.utilization = m_dice.share(0.1, 1);
        made.stableWindow = maybe(6s, 60s);
        if (chance(0.3)) made.panicWindow = m_dice.share(0.05, 0.5);
        made.panicThreshold = maybe(110, 300);
        made.scaleDownDelay = maybe(0s, 10s);
        made.podRetention = maybe(0s, 10s);
        made.burstCapacity = maybe(-1, 300);
        return made;
    }
    void rollOut(Service& service) {
        service.rollout = Rollout{between(0s, 6s), {}, {}};
        if (chance(0.5)) service.rollout->maxSurge = m_dice.share(0, 1);
        if (chance(0.5)) service.rollout->maxUnavailable = m_dice.share(0, 1);
    }

    Dice m_dice;
};

}  // namespace

void drawScaling(Topology& topology, std::uint32_t seed) {
    ScalingDraw draw{seed};
    for (Node& node : topology.nodes) std::visit([&](auto& spec) { draw.give(spec); }, node.spec);
}

void makeLongAndQuiet(Architecture& architecture, std::uint32_t seed) {
    Dice dice{seed, "swarm quiet"};
    for (Node& node : architecture.topology.nodes) {
        if (auto* schedule = std::get_if<Schedule>(&node.spec)) schedule->every *= 100;
        if (auto* schedule = std::get_if<Schedule>(&node.spec)) schedule->cron.clear();
        if (auto* devices = std::get_if<Devices>(&node.spec)) devices->every *= 100;
    }
    for (Scenario& scenario : architecture.scenarios) {
        scenario.duration = dice.between(2min, 20min);
        for (Load& load : scenario.load) {
            load.users.reset();
            // Busy for a while, then nearly nothing, then busy again.
            const auto rate = [&](double most) {
                return Rate::perSecond(most * static_cast<double>(1 + dice.count(10)) / 10);
            };
            load.rate.points = {{rate(40), 0s},
                                {rate(40), scenario.duration / 10},
                                {rate(0.2), scenario.duration / 9},
                                {rate(0.2), scenario.duration * 9 / 10},
                                {rate(20), scenario.duration}};
        }
    }
}

}  // namespace spillway::swarm
