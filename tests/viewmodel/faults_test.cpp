#include "viewmodel/fault_face.h"

#include <QTest>

using namespace spillway;

namespace {

Topology shop() {
    Topology topology;
    topology.boundaries.push_back(Boundary{.id = "orders"});
    topology.nodes.push_back(Node{.id = "shoppers", .spec = Clients{}});
    topology.nodes.push_back(Node{.id = "order-api", .in = "orders", .spec = Service{}});
    topology.nodes.push_back(Node{.id = "orders-db", .in = "orders", .spec = Database{}});
    topology.flows.push_back(Flow{.from = "shoppers", .to = "order-api"});
    return topology;
}

bool fits(FaultKind kind, const char* on) {
    const Topology topology = shop();
    return faultByHand(kind, topology, on).has_value();
}

}  // namespace

class FaultsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void eachFaultFitsOnlyWhatItCanHit() {
        using enum FaultKind;
        QVERIFY(fits(surge, "shoppers") && !fits(surge, "order-api") && !fits(surge, "orders"));
        QVERIFY(fits(instance_kill, "order-api") && fits(instance_kill, "orders-db") && !fits(instance_kill, ""));
        QVERIFY(fits(latency, "shoppers -> order-api") && fits(latency, "orders-db") && !fits(latency, "shoppers"));
        QVERIFY(fits(cut, "shoppers -> order-api") && fits(cut, "order-api") && !fits(cut, "shoppers"));
        QVERIFY(fits(outage, "orders") && fits(outage, "orders-db") && !fits(outage, "shoppers -> order-api"));
        QVERIFY(!fits(errors, "no-such-node"));
        QVERIFY(fits(disk_full, "orders-db") && !fits(disk_full, "order-api") && fits(disk_full, "orders"));
        QVERIFY(!fits(cold_cache, "orders") && !fits(consumer_stall, "shoppers -> order-api"));
    }

    void withNothingSelectedTheOnlySourceSurges() {
        Topology topology = shop();
        QCOMPARE(faultByHand(FaultKind::surge, topology, "")->on, std::string("shoppers"));
        topology.nodes.push_back(Node{.id = "robots", .spec = Clients{}});
        QVERIFY(!faultByHand(FaultKind::surge, topology, ""));
    }

    void faultsReadLikeTheTimeline() {
        QCOMPARE(faultLabel({"charge-card", {}, {}, faults::Latency{std::chrono::milliseconds{120}}}),
                 QStringLiteral("charge-card +120 ms"));
        QCOMPARE(faultLabel({"a -> b", {}, {}, faults::Cut{}}), QStringLiteral("a → b cut"));
        QCOMPARE(faultLabel({"zone-b", {}, {}, faults::Outage{}}), QStringLiteral("zone-b down"));
        QCOMPARE(faultLabel({"api", {}, {}, faults::Errors{}}), QStringLiteral("api errors 50.0 %"));
        QCOMPARE(faultLabel({"users", {}, {}, faults::Surge{}}), QStringLiteral("users load ×2"));
        QCOMPARE(faultLabel({"db", {}, {}, faults::ClockJump{}}), QStringLiteral("db clock forward 10 m 00 s"));
    }
};

QTEST_GUILESS_MAIN(FaultsTest)
#include "faults_test.moc"
