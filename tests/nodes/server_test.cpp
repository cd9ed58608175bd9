#include "run/build.h"

#include <QtTest>

using namespace spillway;
using namespace spillway::build;

class ServerTest : public QObject {
    Q_OBJECT

    static Node scaled(Hpa hpa, Duration work, std::int64_t concurrency, double cpuShare = 1) {
        Service service;
        service.work = Distribution::constant(work);
        service.concurrency = concurrency;
        service.queueLimit = 100000;
        service.startup = Distribution::constant(5s);
        service.resources.cpu = Cpu{1000};
        service.scaling.hpa = hpa;
        service.cpuShare = Share::from(cpuShare);
        return node("api", service);
    }

private Q_SLOTS:
    void theAutoscalerAddsReplicasThatBecomeReadyAfterTheirStart() {
        // 300/s x 10 ms = 3 cores of one replica's 1: ratio 300 % / 50 %.
        const Setting busy =
            setting({clients("user"), scaled({.min = 1, .max = 10, .cpu = Share::percent(50)}, 10ms, 16)},
                    {call("user", "api")}, {uniform("user", 300)}, 120s);
        const RunReport report = finish(busy);
        QVERIFY(!report.decisions.empty());
        const Decision& first = report.decisions.front();
        QCOMPARE(first.node, std::string{"api"});
        QVERIFY(first.at >= SimTime{15s} && first.reason.find("cpu") != std::string::npos);
        const auto& series = nodeOf(report, "api").series;
        const auto at = static_cast<std::size_t>(toSeconds(first.at));
        QVERIFY(series.starting.at(at) > 0);
        QCOMPARE(series.instances.at(at), 1.0F);
        QVERIFY(series.instances.at(at + 6) > 1);
        QCOMPARE(series.instances.back(), 6.0F);  // 3 cores / 50 %
    }
    void waitingForCallsBurnsNoCpu() {
        Setting idle = setting({clients("user"), scaled({.min = 1, .max = 10, .cpu = Share::percent(50)}, 1ms, 100),
                                node("db", ObjectStore{.work = Distribution::constant(200ms)})},
                               {call("user", "api"), call("api", "db")}, {uniform("user", 100)}, 120s);
        QVERIFY(finish(idle).decisions.empty());  // 10 % CPU, though 20 slots are always busy
    }
    void itScalesDownOnceTheWindowHasPassed() {
        Load load = uniform("user", 300);
        load.rate.points.push_back({Rate::perSecond(300), 60s});
        load.rate.points.push_back({Rate::perSecond(10), 60s});
        const RunReport report = finish(
            setting({clients("user"),
                     scaled({.min = 1, .max = 10, .cpu = Share::percent(50), .scaleDownStabilization = 60s}, 10ms, 16)},
                    {call("user", "api")}, {load}, 400s));
        const auto& instances = nodeOf(report, "api").series.instances;
        QVERIFY(instances.at(100) >= 6);
        QCOMPARE(instances.back(), 1.0F);
    }
    void requestsGoToTheLeastBusyInstance() {
        const RunReport report = finish(setting(
            {clients("user"), service("api", {.work = Distribution::constant(10ms), .concurrency = 1, .replicas = 4})},
            {call("user", "api")}, {burst("user", 1000, 4)}, 1s));
        QCOMPARE(nodeOf(report, "api").waiting.max, Duration{0});
    }
    void aDatabaseServesAsManyAsItsPool() {
        const RunReport report = finish(setting(
            {clients("user"), node("db", Database{.work = Distribution::constant(10ms), .pool = 2, .queueLimit = 1})},
            {call("user", "db")}, {burst("user", 1000, 5)}, 1s));
        QCOMPARE(report.succeeded, 3U);
        QCOMPARE(failures(report, FailureCause::refused), 2U);
    }
    void aCacheCallsOnlyOnAMiss() {
        const RunReport report = finish(
            setting({clients("user"), node("cache", Cache{.hitRatio = Share::percent(80)}), node("db", Database{})},
                    {call("user", "cache"), call("cache", "db")}, {uniform("user", 1000)}, 10s));
        QVERIFY(std::abs(static_cast<double>(nodeOf(report, "db").arrived) - 2000) < 200);
    }
};

QTEST_GUILESS_MAIN(ServerTest)
#include "server_test.moc"
