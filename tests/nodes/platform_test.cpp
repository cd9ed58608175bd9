#include "run/build.h"

#include <QtTest>

#include <algorithm>
#include <functional>
#include <set>

using namespace spillway;
using namespace spillway::build;

namespace {

// One service, called by users, on a platform.
struct Wish {
    Platform platform = Platform::kubernetes;
    Duration work = 1s;
    std::int64_t concurrency = 10;
    std::int64_t replicas = 1;
    std::function<void(Service&)> change = [](Service&) {};
};
Node program(const Wish& wish) {
    Service made;
    made.work = Distribution::constant(wish.work);
    made.concurrency = wish.concurrency;
    made.replicas = wish.replicas;
    wish.change(made);
    Node it = node("api", made);
    it.platform = wish.platform;
    return it;
}
Setting called(const Wish& wish, Load load, Duration lasting) {
    return setting({clients("user"), program(wish)}, {call("user", "api")}, {std::move(load)}, lasting);
}
// A queue that gets `messages` at once, and a worker.
Setting fed(const Wish& wish, std::int64_t messages, Duration lasting) {
    Queue queue;
    queue.visibilityTimeout = 12h;
    return setting({clients("user"), node("queue", queue), program(wish)},
                   {sends("user", "queue"), sends("queue", "api")}, {burst("user", 10000, messages)}, lasting);
}
Load steps(std::vector<std::pair<double, Duration>> rates) {
    Load load = uniform("user", rates.front().first);
    load.rate.points.clear();
    for (std::size_t i = 0; i < rates.size(); ++i) {
        if (i != 0) load.rate.points.push_back({Rate::perSecond(rates[i - 1].first), rates[i].second});
        load.rate.points.push_back({Rate::perSecond(rates[i].first), rates[i].second});
    }
    return load;
}
bool told(const RunReport& report, const std::string& words) {
    return std::ranges::any_of(report.decisions, [&](const Decision& each) {
        return (each.what + ": " + each.reason).find(words) != std::string::npos;
    });
}
float instancesAt(const RunReport& report, std::size_t second) {
    return nodeOf(report, "api").series.instances.at(second - 1);
}
double successesIn(const RunReport& report, std::size_t from, std::size_t to) {
    double sum = 0;
    for (std::size_t i = from; i < to; ++i) sum += nodeOf(report, "api").series.throughput.at(i);
    return sum;
}

}  // namespace

// Each platform's surprise, in a run.
class PlatformTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // 5 requests at once, then 60 for ten seconds, then 5 again: what panic brought stays for a minute.
    void knativeNeverScalesDownInPanic() {
        const RunReport report = finish(called({Platform::knative}, steps({{5, 0s}, {60, 60s}, {5, 70s}}), 4min));
        QVERIFY(told(report, "panic: "));
        QCOMPARE(total(report.failed), 0U);
        float most = 0;
        for (std::size_t second = 60; second <= 125; ++second) {
            const float now = instancesAt(report, second) + nodeOf(report, "api").series.starting.at(second - 1);
            QVERIFY2(now >= most, std::to_string(second).c_str());
            most = std::max(most, now);
        }
        QVERIFY(most >= 8);
        QVERIFY(instancesAt(report, 239) < most);
    }
    void knativeGoesToZeroAndHoldsWhoComesThen() {
        const RunReport report =
            finish(called({Platform::knative, 100ms}, steps({{5, 0s}, {0, 20s}, {5, 180s}}), 200s));
        QCOMPARE(instancesAt(report, 100), 1.0F);
        QCOMPARE(instancesAt(report, 120), 0.0F);
        QCOMPARE(total(report.failed), 0U);
        QVERIFY(nodeOf(report, "api").coldStarts > 0);
        QVERIFY(nodeOf(report, "api").response.max > 1s);  // the pod that had to start
        QVERIFY(told(report, "0 -> 1: from zero: the activator holds a request"));
    }
    // 60 requests at once of 10 an instance would fit into six: Cloud Run wants them 60 % full.
    void cloudRunRunsInstancesAtSixtyPercent() {
        const RunReport report = finish(
            called({Platform::cloud_run, 1s, 10, 1, [](Service& api) { api.startup = Distribution::constant(100ms); }},
                   uniform("user", 60), 3min));
        QCOMPARE(instancesAt(report, 170), 10.0F);
        QVERIFY(told(report, "at 60% of 10 an instance: 10"));
    }
    // A burst of 300 starts 30 instances; the 60 at once that follow fill ten of them to 60 %, and twenty are idle.
    void cloudRunFillsItsInstancesAndLeavesTheOthersIdle() {
        const auto quick = [](Service& api) { api.startup = Distribution::constant(100ms); };
        Setting made = called({Platform::cloud_run, 1s, 10, 1, quick}, uniform("user", 60), 3min);
        made.topology.nodes.push_back(clients("crowd"));
        made.topology.flows.push_back(call("crowd", "api"));
        made.scenario.load.push_back(burst("crowd", 100'000, 300));
        const RunReport report = finish(made);
        QVERIFY(nodeOf(report, "api").peakInstances >= 30);
        QVERIFY(instancesAt(report, 170) >= 30.0F);
        QVERIFY(nodeOf(report, "api").pool->activeSeconds < 11 * 180);
    }
    void cloudRunAnswersTooManyWhenNoInstanceComesInTime() {
        const RunReport report = finish(called({Platform::cloud_run, 5s, 10, 1,
                                                [](Service& api) {
                                                    api.scaling.cloudRun = CloudRunScaling{.maxInstances = 2};
                                                    api.startup = Distribution::constant(1s);
                                                }},
                                               uniform("user", 20), 60s));
        QCOMPARE(failures(report, FailureCause::throttled), total(report.failed));
        QVERIFY(total(report.failed) > 100);
        QVERIFY(nodeOf(report, "api").response.max <= 10s + 5s);
        QVERIFY(nodeOf(report, "api").response.max > 14s);
        QVERIFY(told(report, "max_instances is 2"));
    }
    void azureConsumptionStartsOneASecondForHttpAndOneInThirtyForMessages() {
        const auto quick = [](Service& api) { api.startup = Distribution::constant(100ms); };
        const RunReport http = finish(called({Platform::azure_functions, 1s, 10, 1, quick}, uniform("user", 200), 30s));
        for (const std::size_t second : {4U, 8U, 12U})
            QVERIFY(std::abs(instancesAt(http, second) - static_cast<float>(second)) <= 1);
        const RunReport queue = finish(fed({Platform::azure_functions, 10min, 10, 1, quick}, 1000, 3min));
        for (const std::size_t second : {29U, 59U, 89U, 119U})
            QCOMPARE(instancesAt(queue, second), static_cast<float>(second / 30));
        QVERIFY(told(queue, "at most 1 more in 30 s"));
    }
    void azurePremiumTakesTheFirstAtOnceAndFlexComesInCrowds() {
        const auto plan = [](AzurePlan which) {
            return [which](Service& api) { api.scaling.azureFunctions = AzureScaling{.plan = which}; };
        };
        const RunReport premium = finish(
            called({Platform::azure_functions, 100ms, 10, 1, plan(AzurePlan::premium)}, uniform("user", 20), 20s));
        QCOMPARE(nodeOf(premium, "api").response.max, Duration{100ms});
        const RunReport flex =
            finish(called({Platform::azure_functions, 1s, 10, 1, plan(AzurePlan::flex)}, uniform("user", 500), 30s));
        QVERIFY(instancesAt(flex, 12) > 45);
    }
    // Fifty requests at once: how many an instance takes follows from its size.
    void aFlexFunctionTakesAsManyAtOnceAsItsMemoryAllows() {
        const auto instances = [](std::optional<ByteCount> memory, const std::string& runtime) {
            Function made;
            made.work = Distribution::constant(9900ms);
            made.init = Distribution::constant(0ms);
            made.timeout = 5min;
            made.memory = memory;
            made.runtime = runtime;
            made.scaling.azureFunctions = AzureScaling{.plan = AzurePlan::flex};
            Node it = node("api", made);
            it.platform = Platform::azure_functions;
            return instancesAt(finish(setting({clients("user"), it}, {call("user", "api")}, {uniform("user", 5)}, 60s)),
                               55);
        };
        QCOMPARE(instances(ByteCount::mebibytes(512), "nodejs22"), 13.0F);
        QCOMPARE(instances(ByteCount::mebibytes(2048), "nodejs22"), 4.0F);
        QCOMPARE(instances(ByteCount::mebibytes(4096), "nodejs22"), 2.0F);
        QCOMPARE(instances(std::nullopt, "nodejs22"), 4.0F);  // Flex's own default, 2 GiB
        QCOMPARE(instances(ByteCount::mebibytes(128), "nodejs22"), 13.0F);
        QCOMPARE(instances(ByteCount::mebibytes(2048), "python3.13"), 50.0F);
    }
    void whatAPlanMakesOfTheMemoryIsSaid() {
        const auto said = [](std::optional<ByteCount> memory, AzurePlan plan) {
            Function made;
            made.memory = memory;
            made.scaling.azureFunctions = AzureScaling{.plan = plan};
            Node it = node("api", made);
            it.platform = Platform::azure_functions;
            const Setting setting =
                build::setting({clients("user"), it}, {call("user", "api")}, {uniform("user", 5)}, 5s);
            std::string all;
            for (const Diagnostic& each : compile(setting.topology, setting.scenario).diagnostics)
                if (each.place.field == "memory") all += each.sentence;
            return all;
        };
        QVERIFY(said(std::nullopt, AzurePlan::flex).find("assumed: an instance of 2GiB") != std::string::npos);
        QVERIFY(said(ByteCount::mebibytes(128), AzurePlan::flex).find("it runs in one of 512MiB") != std::string::npos);
        QCOMPARE(said(ByteCount::mebibytes(4096), AzurePlan::flex), std::string{});
        QCOMPARE(said(ByteCount::mebibytes(5000), AzurePlan::flex),
                 std::string{"the largest instance of plan flex has 4GiB"});
        QCOMPARE(said(ByteCount::mebibytes(128), AzurePlan::consumption), std::string{});
        QVERIFY(said(std::nullopt, AzurePlan::premium).find("assumed: an instance of 3584MiB") != std::string::npos);
        QVERIFY(said(ByteCount::mebibytes(4096), AzurePlan::premium).find("it runs in one of 7GiB") !=
                std::string::npos);
    }
    void anHttpFunctionOfAzureIsAnsweredForAfter230Seconds() {
        Function slow;
        slow.work = Distribution::constant(10min);
        slow.timeout = 20min;
        Node it = node("api", slow);
        it.platform = Platform::azure_functions;
        const RunReport report =
            finish(setting({clients("user"), it}, {call("user", "api")}, {burst("user", 1, 1)}, 10min));
        QCOMPARE(failures(report, FailureCause::timeout), 1U);
        QCOMPARE(nodeOf(report, "user").response.max, Duration{230s});
        // The function does not hear of it and goes on, as one does that nobody waits for.
        QCOMPARE(nodeOf(report, "api").succeeded, 0U);
        const Setting longer = setting({clients("a"), clients("b"), it}, {call("a", "api"), sends("b", "api")},
                                       {burst("a", 1, 1), burst("b", 1, 1)}, 12min);
        QCOMPARE(nodeOf(finish(longer), "api").succeeded, 2U);
    }
    // One request every ten seconds, done within a second: one cold start, not one each time.
    void anInstanceOfAzureOutlivesItsFirstSecond() {
        const auto change = [](Service& api) {
            api.startup = Distribution::constant(300ms);
            api.scaling.azureFunctions = AzureScaling{.plan = AzurePlan::flex};
        };
        const RunReport report =
            finish(called({Platform::azure_functions, 50ms, 16, 1, change}, uniform("user", 0.1), 10min));
        QCOMPARE(nodeOf(report, "api").coldStarts, 1U);
    }
    // 40 messages in each of two queues: eight replicas are wanted by either, and eight there are.
    void kedaTakesTheLargestOfItsTriggers() {
        const auto keda = [](Service& api) { api.scaling.keda = Keda{.threshold = 5}; };
        Setting made = fed({Platform::kubernetes, 10min, 1, 1, keda}, 40, 5min);
        Queue other = std::get<Queue>(made.topology.nodes[1].spec);
        made.topology.nodes.push_back(node("other", other));
        made.topology.flows.push_back(sends("user", "other"));
        made.topology.flows.push_back(sends("other", "api"));
        const RunReport report = finish(made);
        QCOMPARE(nodeOf(report, "api").peakInstances, 8);
        QVERIFY(told(report, "active: 40 messages over 0"));
    }
    // 40 messages under an activation of 50.
    void kedaStaysAtZeroUnderItsActivation() {
        const auto keda = [](Service& api) { api.scaling.keda = Keda{.threshold = 10, .activation = 50}; };
        const RunReport report = finish(fed({Platform::kubernetes, 100ms, 1, 1, keda}, 40, 5min));
        QCOMPARE(nodeOf(report, "api").peakInstances, 0);
        QVERIFY(told(report, "held at 0: 40 messages; activation_threshold is 50"));
        const RunReport more = finish(fed({Platform::kubernetes, 100ms, 1, 1, keda}, 60, 5min));
        QVERIFY(nodeOf(more, "api").peakInstances > 0);
        QCOMPARE(nodeOf(more, "queue").succeeded, 60U);
        QVERIFY(told(more, "0 -> 1: active: 60 messages over 50"));
    }
    // Ten messages are work for ceil(10 / 5) = 2; the six pods that it finds count as recommended for 300 s.
    void kedaHoldsTheReplicasOfADeployment() {
        const auto keda = [](Service& api) { api.scaling.keda = Keda{.threshold = 5}; };
        const RunReport report = finish(fed({Platform::kubernetes, 20min, 10, 6, keda}, 10, 6min));
        QCOMPARE(instancesAt(report, 1), 6.0F);
        QCOMPARE(instancesAt(report, 299), 6.0F);
        const auto down = std::ranges::find(report.decisions, "6 -> 2", &Decision::what);
        QVERIFY(down != report.decisions.end());
        QCOMPARE(down->at, SimTime{300s});
    }
    void kedaGoesToZeroAfterItsCooldown() {
        const auto keda = [](Service& api) { api.scaling.keda = Keda{.threshold = 10}; };
        const RunReport report = finish(fed({Platform::kubernetes, 100ms, 1, 1, keda}, 60, 10min));
        QVERIFY(told(report, "not active for 300 s"));
        QCOMPARE(instancesAt(report, 590), 0.0F);
    }
    void openWhiskThrottlesTheHundredAndTwentyFirstInAMinute() {
        const RunReport report = finish(called({Platform::openwhisk, 10ms}, uniform("user", 10), 1min));
        QCOMPARE(failures(report, FailureCause::throttled), total(report.failed));
        QCOMPARE(report.succeeded, 120U);
    }
    void openWhiskLetsAHundredInAtOnce() {
        const auto many = [](Service& api) {
            api.scaling.openwhisk = OpenWhiskScaling{.invokers = 100, .perMinute = 100'000};
        };
        const RunReport report = finish(called({Platform::openwhisk, 40s, 1, 1, many}, burst("user", 1000, 150), 1min));
        QCOMPARE(failures(report, FailureCause::throttled), 50U);
        QCOMPARE(nodeOf(report, "api").peakInstances, 100);
    }
    void codeEngineStopsAtTenInstances() {
        const RunReport report = finish(called({Platform::code_engine, 1s, 1}, uniform("user", 50), 2min));
        QCOMPARE(nodeOf(report, "api").peakInstances, 10);
        QVERIFY(told(report, "max_scale is 10"));
    }
    // Ten seconds of waiting for others are nothing; 60 ms of CPU are.
    void workersAreLimitedInCpuAndNotInTime() {
        const auto worker = [](Duration work, Share burns) {
            EdgeWorker made{.work = Distribution::constant(work), .cpuLimit = 50ms, .cpuShare = burns};
            return finish(
                setting({clients("user"), node("api", made)}, {call("user", "api")}, {burst("user", 10, 20)}, 30s));
        };
        QCOMPARE(total(worker(10s, *Share::from(0.004)).failed), 0U);
        QCOMPARE(failures(worker(60ms, Share::percent(100)), FailureCause::platform_timeout), 20U);
        QVERIFY(nodeOf(worker(1ms, Share::percent(100)), "api").response.max <= 6ms);
    }
    void aWorkerHasSixConnections() {
        std::vector<Node> nodes{clients("user"), node("worker", EdgeWorker{.work = Distribution::constant(0ms)})};
        std::vector<Flow> flows{call("user", "worker", 0ms)};
        for (int i = 0; i < 7; ++i) {
            nodes.push_back(
                service("s" + std::to_string(i), {.work = Distribution::constant(100ms), .concurrency = 10}));
            flows.push_back(call("worker", "s" + std::to_string(i), 0ms));
        }
        const RunReport report = finish(setting(nodes, flows, {burst("user", 1, 2)}, 5s));
        QVERIFY(nodeOf(report, "user").response.max >= 200ms);  // six at once, then the seventh
        nodes.pop_back();
        flows.pop_back();
        QVERIFY(nodeOf(finish(setting(nodes, flows, {burst("user", 1, 2)}, 5s)), "user").response.max < 110ms);
    }
    // Each has one thread: two of them do not take what three take.
    void durableObjectsAreSingleThreaded() {
        const auto doneBy = [](std::int64_t objects) {
            const EdgeWorker made{.work = Distribution::constant(10ms), .objects = objects};
            const RunReport report = finish(
                setting({clients("user"), node("api", made)}, {call("user", "api")}, {poisson("user", 1000)}, 20s));
            return successesIn(report, 5, 15) / 10;
        };
        QVERIFY(std::abs(doneBy(1) - 100) < 1.5);
        QVERIFY(std::abs(doneBy(3) - 300) < 4);
    }

    // One thread, a queue of ten: the ninth that waits is still served, the tenth is answered with an error, more are
    // dropped and time out.
    void tarsAnswersOverloadAboveFourFifthsOfItsQueue() {
        const auto run = [](std::int64_t requests) {
            Setting made =
                called({Platform::tars, 100ms, 1, 1, [](Service& api) { api.tars = TarsServer{.queueCap = 10}; }},
                       burst("user", 10000, requests), 20s);
            made.topology.flows[0].timeout = 5s;
            return finish(made);
        };
        QCOMPARE(run(10).succeeded, 10U);
        const RunReport overloaded = run(11);
        QCOMPARE(failures(overloaded, FailureCause::refused), 1U);
        QVERIFY(told(overloaded, "overloaded: more than 80% of the queue cap of 10"));
        const RunReport discarded = run(14);
        QCOMPARE(discarded.succeeded, 10U);
        QCOMPARE(failures(discarded, FailureCause::refused), 1U);
        QCOMPARE(failures(discarded, FailureCause::timeout), 3U);
        QCOMPARE(nodeOf(discarded, "user").response.max, Duration{5s});
    }
    void tarsDropsWhatWaitedLongerThanItsQueueTimeout() {
        Setting made = called({Platform::tars, 1s, 1, 1,
                               [](Service& api) { api.tars = TarsServer{.queueTimeout = 1s}; }},  // raised to 3 s
                              burst("user", 10000, 6), 20s);
        made.topology.flows[0].timeout = 20s;
        const RunReport report = finish(made);
        QCOMPARE(report.succeeded, 4U);  // after 0, 1, 2 and just under 3 s
        QCOMPARE(failures(report, FailureCause::platform_timeout), 2U);
    }
    void aTarsCallerGivesUpAfterThreeSeconds() {
        const RunReport report = finish(called({Platform::tars, 10s, 1}, burst("user", 1, 1), 20s));
        QCOMPARE(nodeOf(report, "user").response.max, Duration{3s});
    }
    // Caller and callee are in sets; the caller's set dies, the other one idles.
    void tarsDoesNotFailOverToAnotherSet() {
        const auto run = [](std::vector<std::string> sets) {
            const auto tars = [&](std::vector<std::string> of) {
                return [of](Service& service) { service.tars = TarsServer{.sets = of}; };
            };
            Node web = program({Platform::tars, 1ms, 10, 1, tars({"app.sz.1"})});
            web.id = "web";
            Node api = program({Platform::tars, 1ms, 10, 2, tars(std::move(sets))});
            api.zones = {"za", "zb"};
            Setting made = setting({clients("user"), web, api}, {call("user", "web"), call("web", "api")},
                                   {uniform("user", 10)}, 20s);
            made.topology.boundaries = {{.id = "za", .kind = BoundaryKind::zone},
                                        {.id = "zb", .kind = BoundaryKind::zone}};
            made.scenario.faults = {fault("za", 10s, 5s, faults::Outage{})};
            return finish(made);
        };
        QVERIFY(total(run({"app.sz.1", "app.gz.1"}).failed) >= 45);
        QVERIFY(total(run({}).failed) <= 1);
    }

    void machinesTakeMinutes() {
        const RunReport report = finish(called({Platform::vm, 100ms, 10, 2,
                                                [](Service& api) {
                                                    api.cpuShare = Share::percent(100);
                                                    api.scaling.vm = AutoScalingGroup{.min = 2, .max = 20};
                                                }},
                                               steps({{10, 0s}, {36, 60s}}), 15min));
        QVERIFY(told(report, "over target 50%"));
        const auto& series = nodeOf(report, "api").series;
        const auto decided = std::ranges::find_if(series.starting, [](float count) { return count > 0; });
        const auto first = std::ranges::find_if(series.instances, [](float count) { return count > 2; });
        QVERIFY(decided != series.starting.end() && first != series.instances.end());
        QVERIFY(decided - series.starting.begin() >= 180);
        QVERIFY(first - series.instances.begin() >= (decided - series.starting.begin()) + 60);
    }

    // 40 a second of 80 ms of CPU are 3.2 cores, which two machines of two have, whatever the program asks for at
    // least; three cores are two such machines.
    void aMachineIsTheProgramsOwn() {
        const auto done = [](std::int64_t millicores, double rate) {
            return successesIn(finish(called({Platform::vm, 80ms, 10, 2,
                                              [&](Service& api) {
                                                  api.cpuShare = Share::percent(100);
                                                  api.resources.cpu = Cpu{millicores};
                                              }},
                                             uniform("user", rate), 30s)),
                               10, 30) /
                   20;
        };
        QVERIFY(std::abs(done(250, 40) - 40) < 1);
        QVERIFY(std::abs(done(250, 80) - 50) < 2);
        QVERIFY(std::abs(done(3000, 80) - 80) < 2);
    }

    // Four pods; over one HTTP/2 connection only one of them gets work, over many of them nearly all.
    void aGrpcConnectionStaysWithItsPod() {
        const auto done = [](Balancing balancing, std::int64_t connections) {
            const RunReport report = finish(called({Platform::kubernetes, 100ms, 1, 4,
                                                    [&](Service& api) {
                                                        api.balancing = balancing;
                                                        api.connections = connections;
                                                        api.queueLimit = 5;
                                                    }},
                                                   uniform("user", 40), 20s));
            return successesIn(report, 5, 15) / 10;
        };
        QCOMPARE(done(Balancing::per_connection, 1), 10.0);
        QCOMPARE(done(Balancing::round_robin, 1), 40.0);
        QVERIFY(done(Balancing::per_connection, 200) > 30);
        const double random = done(Balancing::random, 1);
        QVERIFY(random > 30 && random < 40);
    }
    // New pods get nothing from old connections: the autoscaler adds them, and the one that is full stays full.
    void anAutoscalerDoesNotHelpAPinnedConnection() {
        const auto p99 = [](Balancing balancing) {
            const RunReport report = finish(called({Platform::kubernetes, 50ms, 2, 1,
                                                    [&](Service& api) {
                                                        api.balancing = balancing;
                                                        api.cpuShare = Share::percent(100);
                                                        api.resources.cpu = Cpu{1000};
                                                        api.queueLimit = 100;
                                                        api.startup = Distribution::constant(1s);
                                                        api.scaling.hpa =
                                                            Hpa{.min = 1, .max = 8, .cpu = Share::percent(60)};
                                                    }},
                                                   steps({{10, 0s}, {60, 60s}}), 5min));
            return successesIn(report, 200, 290) / 90;
        };
        QVERIFY(p99(Balancing::round_robin) > 59);
        QVERIFY(p99(Balancing::per_connection) < 41);
    }

    // The same program, one property: it runs everywhere, and nowhere the same.
    void aServiceMovesByOneProperty() {
        std::set<std::string> fingerprints;
        int platforms = 0;
        for (const auto& name : names(Platform{})) {
            if (name.value == Platform::unspecified) continue;
            Setting made = called({name.value, 100ms, 1, 2}, poisson("user", 20), 1min);
            made.scenario.faults = {fault("api", 30s, {}, faults::InstanceKill{.count = 2})};
            for (const Diagnostic& each : compile(made.topology, made.scenario).diagnostics)
                QVERIFY2(each.severity == Severity::note, format(each).c_str());
            const RunReport report = finish(made);
            QVERIFY2(report.succeeded > 100, std::string{name.word}.c_str());
            fingerprints.insert(report.fingerprint);
            ++platforms;
        }
        QCOMPARE(fingerprints.size(), static_cast<std::size_t>(platforms));
    }
    void aFunctionMovesByOneProperty() {
        std::set<std::string> fingerprints;
        int platforms = 0;
        for (const auto& name : names(Platform{})) {
            if (name.value == Platform::unspecified) continue;
            Function made;
            made.work = Distribution::constant(50ms);
            Node it = node("api", made);
            it.platform = name.value;
            Setting moved = setting({clients("user"), it}, {call("user", "api")}, {poisson("user", 20)}, 1min);
            moved.scenario.faults = {fault("api", 30s, {}, faults::InstanceKill{.count = 1})};
            const RunReport report = finish(moved);
            QVERIFY2(report.succeeded > 50, std::string{name.word}.c_str());
            fingerprints.insert(report.fingerprint);
            ++platforms;
        }
        QCOMPARE(fingerprints.size(), static_cast<std::size_t>(platforms));
    }
    // A copy goes on as the original does: the scalers, their windows and the lines are part of it.
    void aCopyOfARunGoesOnAsItDoes() {
        for (const Platform platform : {Platform::knative, Platform::cloud_run, Platform::azure_functions,
                                        Platform::openwhisk, Platform::tars, Platform::vm}) {
            Run run = start(called({platform, 300ms, 2, 2}, poisson("user", 15), 2min));
            run.advanceTo(SimTime{50s});
            Run copy = run.fork();
            run.advanceTo(run.end());
            copy.advanceTo(copy.end());
            QCOMPARE(copy.report().fingerprint, run.report().fingerprint);
        }
    }
};

QTEST_GUILESS_MAIN(PlatformTest)
#include "platform_test.moc"
