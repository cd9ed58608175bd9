#include "run/build.h"
#include "topology/words.h"

#include <QtTest>

#include <functional>

using namespace spillway;
using namespace spillway::build;

// Whatever sets a program off sets off a function as well as a service, on every platform that runs it: as often as it
// happens, and no oftener.
class TriggersTest : public QObject {
    Q_OBJECT

    static constexpr std::int64_t kCount = 20;

    static Database store() {
        Database made;
        made.work = Distribution::constant(1ms);
        return made;
    }
    static Queue queue() {
        Queue made;
        made.duplicates = Share{};
        return made;
    }
    static Setting through(const NodeSpec& middle, FlowKind in, FlowKind out) {
        return setting({clients("user"), {.id = "middle", .spec = middle}},
                       {flow("user", "middle", in, 1ms), flow("middle", "it", out, 1ms)}, {burst("user", 10, kCount)},
                       90s);
    }
    static Setting called() { return through(Gateway{}, FlowKind::call, FlowKind::call); }
    static Setting scheduled() {
        Schedule clock;
        clock.cron = "*/3 * * * * *";
        return setting({node("clock", clock)}, {call("clock", "it")}, {}, 60s - 1ms);
    }
    static Setting inserted() { return through(store(), FlowKind::call, FlowKind::event); }
    static Setting uploaded() {
        return through(ObjectStore{.work = Distribution::constant(1ms)}, FlowKind::call, FlowKind::event);
    }
    static Setting queued() { return through(queue(), FlowKind::event, FlowKind::event); }
    static Setting published() { return through(Topic{}, FlowKind::event, FlowKind::event); }
    static Setting ruled() { return through(EventBus{}, FlowKind::event, FlowKind::event); }
    static Setting streamed() { return through(Stream{}, FlowKind::event, FlowKind::event); }
    static Setting measured() {
        Topic broker;
        broker.engine = TopicEngine::mqtt;
        // Each reports once a minute.
        return setting({node("fleet", Devices{.count = kCount, .every = 60s}), node("broker", broker)},
                       {sends("fleet", "broker"), sends("broker", "it")}, {}, 60s);
    }
    static Setting stepped() {
        return through(Workflow{.work = Distribution::constant(1ms)}, FlowKind::call, FlowKind::call);
    }

private Q_SLOTS:
    void everyTriggerSetsOffFunctionsAndServices_data() {
        QTest::addColumn<int>("trigger");
        QTest::addColumn<bool>("function");
        QTest::addColumn<int>("platform");
        const std::vector<const char*> triggers{"a request", "a schedule",       "an insert", "an object",
                                                "a message", "a topic",          "a rule",    "a record",
                                                "a device",  "a workflow's step"};
        const std::vector<Platform> functions{Platform::lambda, Platform::azure_functions, Platform::cloud_run,
                                              Platform::openwhisk, Platform::kubernetes};
        const std::vector<Platform> services{Platform::kubernetes, Platform::knative, Platform::cloud_run,
                                             Platform::code_engine, Platform::vm};
        for (std::size_t trigger = 0; trigger < triggers.size(); ++trigger) {
            for (const bool function : {true, false}) {
                for (const Platform platform : function ? functions : services) {
                    const std::string name = std::string{triggers[trigger]} + ", " +
                                             (function ? "a function" : "a service") + " on " +
                                             std::string{wordOf(platform)};
                    QTest::newRow(name.c_str()) << static_cast<int>(trigger) << function << static_cast<int>(platform);
                }
            }
        }
    }
    void everyTriggerSetsOffFunctionsAndServices() {
        QFETCH(int, trigger);
        QFETCH(bool, function);
        QFETCH(int, platform);
        const std::vector<std::function<Setting()>> made{called,    scheduled, inserted, uploaded, queued,
                                                         published, ruled,     streamed, measured, stepped};
        Setting wish = made[static_cast<std::size_t>(trigger)]();
        Function job;
        job.work = Distribution::constant(10ms);
        Node it = function ? node("it", job) : service("it", {.work = Distribution::constant(10ms), .concurrency = 10});
        it.platform = static_cast<Platform>(platform);
        wish.topology.nodes.push_back(it);
        const RunReport report = finish(wish);
        QCOMPARE(nodeOf(report, "it").succeeded, static_cast<std::uint64_t>(kCount));
        QCOMPARE(total(nodeOf(report, "it").failed), 0U);
    }
};

QTEST_GUILESS_MAIN(TriggersTest)
#include "triggers_test.moc"
