#include "run/build.h"

#include <QtTest>

#include <algorithm>
#include <numeric>
#include <set>

using namespace spillway;
using namespace spillway::build;

// How pods end, what their CPU limit does to them, and what an autoscaler sees of them (platform-facts 6.1 to 6.3).
class PodTest : public QObject {
    Q_OBJECT

    // Busy for a minute, then nearly idle: the autoscaler takes all pods but one away, with nothing to hold it back.
    static Setting shrinking(Duration work, Duration preStop = 0s) {
        Service api;
        api.work = Distribution::constant(work);
        api.concurrency = 200;
        api.replicas = 10;
        api.startup = Distribution::constant(1s);
        api.cpuShare = Share::percent(100);
        api.resources.cpu = Cpu{1000};
        api.preStop = preStop;
        api.scaling.hpa = Hpa{.min = 1, .max = 10, .cpu = Share::percent(70), .scaleDownStabilization = 0s};
        const double busy = 8 / toSeconds(work);  // cores
        Load load = uniform("user", busy);
        load.rate.points = {{Rate::perSecond(busy), 0s},
                            {Rate::perSecond(busy), 60s},
                            {Rate::perSecond(busy / 10), 60s},
                            {Rate::perSecond(busy / 10), 180s}};
        return setting({clients("user"), node("api", api)}, {call("user", "api")}, {load}, 180s);
    }
    static SimTime firstScaleDown(const RunReport& report) {
        for (const Decision& decision : report.decisions) {
            if (decision.what.find("->") != std::string::npos) return decision.at;
        }
        return SimTime::max();
    }

    // Four pods in two zones, of which one is lost.
    static Setting inZones(Duration lost) {
        Setting made = setting({clients("user"), service("api", {.concurrency = 10, .replicas = 4})},
                               {call("user", "api")}, {uniform("user", 100)}, 12min);
        made.topology.boundaries = {{.id = "za", .kind = BoundaryKind::zone}, {.id = "zb", .kind = BoundaryKind::zone}};
        made.topology.nodes[1].zones = {"za", "zb"};
        made.scenario.faults = {fault("zb", 20s, lost, faults::Outage{})};
        return made;
    }
    static SimTime toldAt(const RunReport& report, const std::string& what) {
        for (const Decision& decision : report.decisions)
            if (decision.what == what) return decision.at;
        return SimTime::max();
    }

private Q_SLOTS:
    void aLostMachineGetsRequestsUntilItIsFoundNotReady() {
        const RunReport report = finish(inZones(600s));
        QCOMPARE(toldAt(report, "2 pods are gone with their zone"), SimTime{20s});
        const auto& errors = nodeOf(report, "user").series.errors;
        QVERIFY(errors.at(22) > 20 && errors.at(59) > 20);
        for (std::size_t second = 71; second < errors.size(); ++second) QCOMPARE(errors[second], 0.0F);
        // Half of them, for 40 to 50 s.
        const double failed = static_cast<double>(failures(report, FailureCause::unavailable));
        QVERIFY2(failed > 50 * 40 - 150 && failed < 50 * 50 + 150, std::to_string(failed).c_str());
    }
    void itsPodsStartElsewhereAfterFiveMinutes() {
        const RunReport report = finish(inZones(600s));
        const SimTime evicted = toldAt(report, "pods of lost machines start elsewhere");
        QVERIFY(evicted >= SimTime{20s + 40s + 300s} && evicted <= SimTime{20s + 50s + 300s});
        const auto& instances = nodeOf(report, "api").series.instances;
        const auto second = static_cast<std::size_t>(toSeconds(evicted));
        QCOMPARE(instances.at(second - 1), 2.0F);
        QCOMPARE(instances.at(second + 6), 4.0F);
        QCOMPARE(instances.back(), 4.0F);  // and stay there when the zone is back
        QCOMPARE(finish(inZones(600s), {.lanes = 2}).fingerprint, report.fingerprint);
    }
    void machinesThatAreBackSoonKeepTheirPods() {
        const RunReport report = finish(inZones(10s));
        const auto& errors = nodeOf(report, "user").series.errors;
        for (std::size_t second = 31; second < errors.size(); ++second) QCOMPARE(errors[second], 0.0F);
        QCOMPARE(toldAt(report, "pods of lost machines start elsewhere"), SimTime::max());
        QCOMPARE(nodeOf(report, "api").series.instances.at(37), 4.0F);
    }
    void aPodThatIsTakenAwayIsStillSentToUntilEveryProxyKnows() {
        const RunReport report = finish(shrinking(10ms));
        const SimTime down = firstScaleDown(report);
        QVERIFY(down < SimTime{120s});
        const std::uint64_t lost = failures(report, FailureCause::unavailable);
        QVERIFY(lost > 20);
        QCOMPARE(total(report.failed), lost);
        // Nothing fails but in the three seconds after a decision.
        const auto& errors = nodeOf(report, "user").series.errors;
        for (std::size_t second = 0; second < errors.size(); ++second) {
            if (errors[second] == 0) continue;
            const bool told = std::ranges::any_of(report.decisions, [&](const Decision& decision) {
                const double since = static_cast<double>(second) - toSeconds(decision.at);
                return decision.what.find("->") != std::string::npos && since >= 0 && since <= 3;
            });
            QVERIFY2(told, std::to_string(second).c_str());
        }
        QVERIFY(errors.at(static_cast<std::size_t>(toSeconds(down))) > 0);
    }
    void aPreStopThatOutlastsTheProxiesLosesNobody() {
        const RunReport report = finish(shrinking(10ms, 5s));
        QVERIFY(firstScaleDown(report) < SimTime{120s});
        QCOMPARE(total(report.failed), std::uint64_t{0});
        // One of a second helps those who come in it.
        const std::uint64_t half = total(finish(shrinking(10ms, 1s)).failed);
        QVERIFY(half > 0 && half < total(finish(shrinking(10ms)).failed));
    }
    void theGraceLetsFinishWhatIsInAPodAndThenKillsIt() {
        // Requests of 20 s are done within the 30 s, those of 50 s are not.
        QCOMPARE(failures(nodeOf(finish(shrinking(20s, 5s)), "api"), FailureCause::unavailable), std::uint64_t{0});
        const RunReport report = finish(shrinking(50s, 5s));
        const SimTime down = firstScaleDown(report);
        QVERIFY(failures(nodeOf(report, "api"), FailureCause::unavailable) > 0);
        const auto& errors = nodeOf(report, "api").series.errors;
        const auto first = std::ranges::find_if(errors, [](float count) { return count > 0; }) - errors.begin();
        QCOMPARE(first, static_cast<std::ptrdiff_t>(toSeconds(down)) + 30);
    }

    // A burst of work wider than the limit waits for the next period; a pod gets its limit, and not more.
    void aCpuLimitHoldsUpWhatBurnsCpu() {
        const auto limited = [](std::int64_t millicores, int share) {
            Service api;
            api.work = Distribution::constant(80ms);
            api.concurrency = 50;
            if (share != 0) api.cpuShare = Share::from(share / 100.0);
            api.resources.cpuLimit = Cpu{millicores};
            return setting({clients("user"), node("api", api)}, {call("user", "api")}, {uniform("user", 5)}, 20s);
        };
        // One millisecond into a period: 50 ms of CPU, 49 ms of stillness, 30 ms of CPU; and 2 ms of network.
        const RunReport throttled = finish(limited(500, 100));
        QCOMPARE(nodeOf(throttled, "user").response.max, Duration{131ms});
        QCOMPARE(nodeOf(finish(limited(500, 50)), "user").response.max, Duration{82ms});  // 40 ms fit
        QCOMPARE(nodeOf(finish(limited(500, 0)), "user").response.max, Duration{82ms});   // nobody says what it burns
        QCOMPARE(nodeOf(finish(limited(1000, 100)), "user").response.max, Duration{82ms});
        const auto told =
            std::ranges::find(throttled.decisions, std::string{"throttled by its CPU limit"}, &Decision::what);
        QVERIFY(told != throttled.decisions.end());
        QCOMPARE(told->reason, std::string{"requests stand still for 38% of their work: 500m an instance"});
    }
    void noPodDoesMoreThanItsLimit() {
        Service api;
        api.work = Distribution::exponential(20ms);
        api.concurrency = 1000;
        api.queueLimit = 10;
        api.cpuShare = Share::percent(100);
        api.resources.cpuLimit = Cpu{750};
        const RunReport report =
            finish(setting({clients("user"), node("api", api)}, {call("user", "api")}, {poisson("user", 200)}, 200s));
        // 0.75 cores of 20 ms: 37.5 a second, whatever comes.
        const auto& done = nodeOf(report, "api").series.throughput;
        const double mean = std::accumulate(done.begin() + 50, done.end(), 0.0) / static_cast<double>(done.size() - 50);
        QVERIFY2(std::abs(mean - 37.5) < 0.8, std::to_string(mean).c_str());
    }
    void anAutoscalerSeesTheCpuThatALimitLeaves() {
        Service api;
        api.work = Distribution::constant(100ms);
        api.concurrency = 100;
        api.startup = Distribution::constant(1s);
        api.cpuShare = Share::percent(100);
        api.resources.cpu = Cpu{1000};
        api.resources.cpuLimit = Cpu{600};
        api.scaling.hpa = Hpa{.min = 1, .max = 10, .cpu = Share::percent(70)};
        // Ten cores are asked for, but a pod burns no more than 60 % of its request: below the target, for ever.
        const RunReport report =
            finish(setting({clients("user"), node("api", api)}, {call("user", "api")}, {uniform("user", 100)}, 120s));
        QCOMPARE(nodeOf(report, "api").peakInstances, 1);
    }

    // Of four pods at most one more and one fewer: five in all, never fewer than three that serve.
    void aRollingUpdateKeepsItsSurgeAndItsUnavailable() {
        Service api;
        api.work = Distribution::constant(10ms);
        api.replicas = 4;
        api.preStop = 5s;
        api.startup = Distribution::constant(10s);
        api.rollout = Rollout{.at = 20s};
        const RunReport report =
            finish(setting({clients("user"), node("api", api)}, {call("user", "api")}, {uniform("user", 100)}, 2min));
        QCOMPARE(total(report.failed), std::uint64_t{0});
        const auto& series = nodeOf(report, "api").series;
        for (std::size_t i = 0; i < series.instances.size(); ++i) {
            QVERIFY(series.instances[i] >= 3);
            QVERIFY(series.starting[i] <= 2);  // one of the surge, one for the one that goes
        }
        QCOMPARE(series.starting.at(21), 2.0F);
        const auto over = std::ranges::find(report.decisions, std::string{"rolling update is over"}, &Decision::what);
        QVERIFY(over != report.decisions.end());
        QVERIFY(over->at >= SimTime{40s} && over->at <= SimTime{60s});
        QCOMPARE(series.instances.back(), 4.0F);
    }
    void aRollingUpdateWithoutPreStopLosesRequests() {
        Service api;
        api.work = Distribution::constant(10ms);
        api.replicas = 4;
        api.startup = Distribution::constant(10s);
        api.rollout = Rollout{.at = 20s};
        const RunReport report =
            finish(setting({clients("user"), node("api", api)}, {call("user", "api")}, {uniform("user", 100)}, 2min));
        QVERIFY(failures(report, FailureCause::unavailable) > 0);
    }
    // Room for two pods: the third waits for a machine, which takes minutes; with Karpenter less than one and a half.
    void podsWithoutRoomWaitForAMachine() {
        const auto first = [](NodeAutoscaler autoscaler) {
            Service api;
            api.work = Distribution::constant(100ms);
            api.concurrency = 20;
            api.replicas = 2;
            api.cpuShare = Share::percent(100);
            api.startup = Distribution::constant(1s);
            api.scaling.hpa = Hpa{.min = 2, .max = 10, .cpu = Share::percent(50)};
            api.scaling.nodes = ClusterNodes{.autoscaler = autoscaler};
            const RunReport report = finish(
                setting({clients("user"), node("api", api)}, {call("user", "api")}, {uniform("user", 30)}, 10min));
            const auto& series = nodeOf(report, "api").series;
            const auto wanted = std::ranges::find_if(series.starting, [](float count) { return count > 0; });
            const auto came = std::ranges::find_if(series.instances, [](float count) { return count > 2; });
            const bool told = std::ranges::any_of(
                report.decisions, [](const Decision& each) { return each.what == "waits for a machine"; });
            return told ? (came - series.instances.begin()) - (wanted - series.starting.begin()) : -1;
        };
        const auto minutes = first(NodeAutoscaler::cluster_autoscaler);
        QVERIFY2(minutes >= 180 && minutes <= 252, std::to_string(minutes).c_str());
        const auto seconds = first(NodeAutoscaler::karpenter);
        QVERIFY2(seconds >= 40 && seconds <= 64, std::to_string(seconds).c_str());
    }
    // Those that went again were added all the same.
    void machinesThatWereAddedStayCounted() {
        Service api;
        api.work = Distribution::constant(100ms);
        api.concurrency = 20;
        api.replicas = 2;
        api.cpuShare = Share::percent(100);
        api.startup = Distribution::constant(1s);
        api.scaling.hpa = Hpa{.min = 2, .max = 20, .cpu = Share::percent(50), .scaleDownStabilization = 0s};
        api.scaling.nodes = ClusterNodes{.podsPerNode = 2, .autoscaler = NodeAutoscaler::karpenter};
        Load load = uniform("user", 40);
        load.rate.points = {{Rate::perSecond(40), 0s}, {Rate::perSecond(40), 3min}, {Rate::perSecond(2), 3min}};
        const RunReport report =
            finish(setting({clients("user"), node("api", api)}, {call("user", "api")}, {load}, 10min));
        const auto told = [&](const char* what) {
            return std::ranges::count_if(
                report.decisions, [what](const Decision& each) { return each.what.find(what) != std::string::npos; });
        };
        QVERIFY(told("removed") > 0);
        QVERIFY(told("waits for a machine") > 1);
        const Figures figures = nodeOf(report, "api").figures.value_or(Figures{});
        const auto added = std::ranges::find(figures, std::string{"Machines added"}, &Figure::name);
        QVERIFY(added != figures.end());
        QCOMPARE(added->value, static_cast<double>(told("waits for a machine")));
    }
    // Room for as many pods as run: the first of the new ones waits for a machine until the pod that goes meanwhile
    // leaves its room to it, so that a roll-out takes its start-ups and not minutes. Where none may go before, it
    // waits.
    void aWaitingPodTakesTheRoomOfOneThatEnds() {
        const auto readyAgain = [](Share unavailable) {
            Service api;
            api.work = Distribution::constant(1ms);
            api.replicas = 4;
            api.startup = Distribution::constant(10s);
            api.scaling.nodes = ClusterNodes{.room = 4, .podsPerNode = 2};
            api.rollout = Rollout{.at = 20s, .maxSurge = Share::percent(25), .maxUnavailable = unavailable};
            const RunReport report = finish(
                setting({clients("user"), node("api", api)}, {call("user", "api")}, {uniform("user", 10)}, 10min));
            const auto& starting = nodeOf(report, "api").series.starting;
            const auto last = std::ranges::find_if(starting.rbegin(), starting.rend(), [](float n) { return n > 0; });
            return starting.rend() - last;
        };
        const auto seconds = readyAgain(Share::percent(25));
        QVERIFY2(seconds >= 59 && seconds <= 62, std::to_string(seconds).c_str());
        QVERIFY(readyAgain(Share{}) > 200);
    }
    // Four replicas where there is room for one: they run on machines of their own, and only the fifth pod waits.
    void podsThatAreThereHaveMachines() {
        Service api;
        api.replicas = 4;
        api.startup = Distribution::constant(1s);
        api.scaling.nodes = ClusterNodes{.room = 1, .podsPerNode = 1};
        api.rollout = Rollout{.at = 1s, .maxSurge = Share::percent(50), .maxUnavailable = Share{}};
        const RunReport report =
            finish(setting({clients("user"), node("api", api)}, {call("user", "api")}, {uniform("user", 30)}, 10s));
        std::vector<std::string> waits;
        for (const Decision& each : report.decisions)
            if (each.what == "waits for a machine") waits.push_back(each.reason.substr(0, each.reason.find(':')));
        QCOMPARE(waits, (std::vector<std::string>{"no room for pod 5", "no room for pod 6"}));
    }

    // metrics-server scrapes every 15 s at a phase of its own: what happened since is not seen.
    void anAutoscalerSeesSamplesOfUpToFifteenSecondsAgo() {
        std::set<SimTime> reactions;
        for (std::uint64_t seed = 1; seed <= 12; ++seed) {
            Service api;
            api.work = Distribution::constant(10ms);
            api.concurrency = 200;
            api.startup = Distribution::constant(1s);
            api.cpuShare = Share::percent(100);
            api.resources.cpu = Cpu{1000};
            api.scaling.hpa = Hpa{.min = 1, .max = 10, .cpu = Share::percent(70)};
            // 60 % until 59 s, then 300 %.
            Load load = uniform("user", 60);
            load.rate.points = {{Rate::perSecond(60), 0s}, {Rate::perSecond(60), 59s}, {Rate::perSecond(300), 59s}};
            Run run = start(setting({clients("user"), node("api", api)}, {call("user", "api")}, {load}, 120s),
                            {.seed = seed});
            run.advanceTo(run.end());
            const RunReport report = run.report();
            QVERIFY(!report.decisions.empty());
            reactions.insert(report.decisions.front().at);
        }
        // The look at 60 s sees the jump only if a scrape fell into the second between; most see it at 75 s.
        for (const SimTime at : reactions) QVERIFY(at == SimTime{60s} || at == SimTime{75s} || at == SimTime{90s});
        QVERIFY(reactions.contains(SimTime{75s}));
    }
};

QTEST_GUILESS_MAIN(PodTest)
#include "pod_test.moc"
