#include "run/build.h"

#include <QtTest>

#include <algorithm>

using namespace spillway;
using namespace spillway::build;

// What AWS connects within one region only, and a drawing connects across two.
class RegionsTest : public QObject {
    Q_OBJECT

    static Setting apart(Node from, Node to, bool together) {
        from.in = "us";
        to.in = together ? "us-east" : "eu";
        Setting made = setting({from, to}, {sends(from.id, to.id)}, {}, 1s);
        made.topology.boundaries = {{.id = "us", .kind = BoundaryKind::region},
                                    {.id = "us-east", .in = "us"},
                                    {.id = "eu", .kind = BoundaryKind::region}};
        return made;
    }
    static std::string told(const Setting& made, const std::string& item, const std::string& field) {
        for (const Diagnostic& each : compile(made.topology, made.scenario).diagnostics) {
            const bool isRegion = each.sentence.find(" is in us and ") != std::string::npos;
            if (isRegion && each.code == "beyond-limit" && each.place.item == item && each.place.field == field)
                return each.sentence;
        }
        return {};
    }
    static bool isTold(const Node& from, const Node& to) {
        if (!told(apart(from, to, true), "from -> to", "to").empty()) return false;
        return !told(apart(from, to, false), "from -> to", "to").empty();
    }
    template <class Spec>
    static Node from(Spec spec) {
        return node("from", std::move(spec));
    }
    static Node to(Platform platform) {
        Node made = node("to", Function{});
        made.platform = platform;
        return made;
    }

private Q_SLOTS:
    void lambdaFetchesInItsOwnRegion() {
        const Node lambda = to(Platform::lambda);
        QVERIFY(isTold(from(Queue{}), lambda));
        QVERIFY(isTold(from(Stream{}), lambda));
        QVERIFY(isTold(from(Stream{.engine = StreamEngine::dynamodb}), lambda));
        // Brokers that are reached by their address, and programs that fetch by themselves.
        QVERIFY(!isTold(from(Stream{.engine = StreamEngine::kafka}), lambda));
        QVERIFY(!isTold(from(Queue{}), service("to")));
    }
    void aBucketAndARuleReachTheirOwnRegion() {
        const Node lambda = to(Platform::lambda);
        QVERIFY(isTold(from(ObjectStore{}), lambda));
        QVERIFY(isTold(from(ObjectStore{}), node("to", Queue{})));
        QVERIFY(isTold(from(ObjectStore{}), node("to", Topic{})));
        QVERIFY(!isTold(from(ObjectStore{}), to(Platform::cloud_run)));
        QVERIFY(isTold(from(EventBus{}), lambda));
        QVERIFY(!isTold(from(EventBus{}), node("to", EventBus{})));
        QVERIFY(!isTold(from(Topic{}), lambda));  // SNS delivers anywhere
    }
    void deadLettersStayInTheirRegion() {
        const auto says = [](bool together, QueueEngine engine) {
            Queue queue;
            queue.engine = engine;
            queue.deadLetters = DeadLetters{"to", 3};
            Setting made = apart(from(queue), node("to", Queue{.engine = engine}), together);
            made.topology.flows.clear();
            return told(made, "from", "dead_letters.to");
        };
        QCOMPARE(says(false, QueueEngine::sqs),
                 std::string{"dead letters of SQS go to a queue of the same region: \"from\" is in us and \"to\" in "
                             "eu, which cannot be deployed"});
        QVERIFY(says(true, QueueEngine::sqs).empty());
        QVERIFY(says(false, QueueEngine::rabbitmq).empty());
    }
    void whatIsInNoRegionIsTakenToBeWhereItIsNeeded() {
        Setting made = apart(from(Queue{}), to(Platform::lambda), false);
        made.topology.nodes[1].in.clear();
        QVERIFY(told(made, "from -> to", "to").empty());
    }
};

QTEST_GUILESS_MAIN(RegionsTest)
#include "regions_test.moc"
