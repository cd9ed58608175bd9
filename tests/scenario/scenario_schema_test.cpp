#include "scenario/scenario_schema.h"

#include "scenario/validate_scenario.h"
#include "topology/words.h"

#include <QTest>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

Topology shop() {
    Topology topology;
    topology.boundaries.push_back({"zone-a", BoundaryKind::zone, "", "", "", {}, {}, ""});
    topology.nodes.push_back({"users", "", "", {}, {}, "", Clients{}});
    topology.nodes.push_back({"api", "", "", {}, {}, "", Service{}});
    topology.flows.push_back({});
    topology.flows.back().from = "users";
    topology.flows.back().to = "api";
    return topology;
}

std::vector<std::string> codes(const Diagnostics& diagnostics) {
    std::vector<std::string> all;
    for (const Diagnostic& d : diagnostics) all.push_back(d.code);
    return all;
}

}  // namespace

class ScenarioSchemaTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void a_rate_is_edited_as_one_text() {
        Load load;
        for (const char* text : {"200/s", "200/s at 0s, 1200/s at 2m, 20/min at 1h", "200/s at 5s"}) {
            QVERIFY(setFieldText(load, "rate", text));
            QCOMPARE(fieldText(load, "rate"), std::string{text});
        }
        QVERIFY(setFieldText(load, "rate", "200/s,300/s at 1m"));
        QCOMPARE(load.rate.points, (std::vector<RatePoint>{{Rate::perSecond(200), 0s}, {Rate::perSecond(300), 60s}}));
        QVERIFY(!setFieldText(load, "rate", "200"));
        QVERIFY(!setFieldText(load, "rate", "200/s at noon"));
        QCOMPARE(load.rate.points.size(), std::size_t{2});
        QVERIFY(setFieldText(load, "rate", ""));
        QVERIFY(load.rate.points.empty());
        QCOMPARE(loadSchema()[1].type, FieldType::profile);
    }
    void a_fault_has_the_fields_of_its_kind_in_the_order_of_the_document() {
        std::vector<std::string> paths;
        for (const FieldInfo& field : faultSchema(FaultKind::latency)) paths.push_back(field.path);
        QCOMPARE(paths, (std::vector<std::string>{"kind", "on", "add", "at", "for"}));
        Fault fault{"api", 5s, 10s, faults::Latency{120ms}};
        QCOMPARE(fieldText(fault, "add"), std::string{"120ms"});
        QVERIFY(setFieldText(fault, "for", ""));
        QVERIFY(!fault.lasting);
        QVERIFY(setFieldText(fault, "kind", "errors"));
        QVERIFY(setFieldText(fault, "rate", "20%"));
        QCOMPARE(fault, (Fault{"api", 5s, {}, faults::Errors{Share::percent(20)}}));
        QVERIFY(!setFieldText(fault, "kind", "eror"));
    }
    void every_field_of_every_kind_of_fault_has_a_text() {
        for (const auto& kind : names(FaultKind{})) {
            Fault fault;
            QVERIFY(setFieldText(fault, "kind", std::string{kind.word}));
            for (const FieldInfo& field : faultSchema(kind.value)) {
                QVERIFY(!field.help.empty());
                if (field.path != "kind") QCOMPARE(fieldText(fault, field.path), field.defaultText);
            }
        }
    }
    void objectives_and_scenarios_are_edited_by_field() {
        Objective objective;
        QVERIFY(setFieldText(objective, "share", "99.5%"));
        QCOMPARE(objective.share, std::optional{Share::percent(99.5)});
        Scenario scenario;
        QVERIFY(setFieldText(scenario, "duration", "10m"));
        QCOMPARE(scenario.duration, Duration{10min});
        QVERIFY(!setFieldText(scenario, "faults", "api"));
    }
    void a_fault_by_hand_is_judged_alone() {
        QVERIFY(validateFault({"api", 0s, {}, faults::Outage{}}, shop()).empty());
        // Nothing is in it yet: a run would refuse it.
        const Diagnostics zone = validateFault({"zone-a", 0s, 5s, faults::Outage{}}, shop());
        QCOMPARE(codes(zone), std::vector<std::string>{"empty-target"});
        QVERIFY(zone.front().severity == Severity::warning);
        Topology filled = shop();
        filled.nodes[1].zones = {"zone-a"};
        QVERIFY(validateFault({"zone-a", 0s, 5s, faults::Outage{}}, filled).empty());
        QCOMPARE(codes(validateFault({"zone-a", 0s, 5s, faults::ColdCache{}}, filled)),
                 (std::vector<std::string>{"empty-target", "idle-key"}));
        QVERIFY(validateFault({"users -> api", 0s, {}, faults::Cut{}}, shop()).empty());
        QCOMPARE(codes(validateFault({"apj", 0s, {}, faults::Outage{}}, shop())),
                 std::vector<std::string>{"unknown-reference"});
        QCOMPARE(codes(validateFault({"users", 0s, {}, faults::Cut{}}, shop())),
                 std::vector<std::string>{"wrong-target"});
        QCOMPARE(codes(validateFault({"api", 0s, 0s, faults::InstanceKill{0}}, shop())),
                 (std::vector<std::string>{"out-of-range", "out-of-range"}));
        const Diagnostics source = validateFault({"users", 0s, {}, faults::Outage{}}, shop());
        QVERIFY(source.front().hint.starts_with("nothing is sent to a source"));
    }
    void what_a_fault_states_in_vain_is_told() {
        using namespace faults;
        const auto told = [](const std::string& on, std::optional<Duration> lasting, FaultSpec spec) {
            const Diagnostics all = validateFault({on, 1s, lasting, std::move(spec)}, shop());
            return all.empty() ? std::string{"nothing"} : all.front().code;
        };
        QCOMPARE(told("api", 5s, InstanceKill{}), std::string{"idle-key"});  // it strikes once
        QCOMPARE(told("api", {}, InstanceKill{}), std::string{"nothing"});
        for (const FaultSpec& idle : std::initializer_list<FaultSpec>{
                 Errors{Share::percent(0)}, PacketLoss{Share::percent(0)}, CpuPressure{Share::percent(0)},
                 Slow{.factor = 1}, Brownout{1, Share::percent(0)}, BadDeploy{Share::percent(50), Share::percent(0)},
                 GrayFailure{Share::percent(50), 1, Share::percent(0)}})
            QCOMPARE(told("api", 5s, idle), std::string{"idle-fault"});
        QCOMPARE(told("users", 5s, Surge{1}), std::string{"idle-fault"});
        for (const FaultSpec& works : std::initializer_list<FaultSpec>{
                 Errors{}, PacketLoss{}, Slow{.factor = 1, .add = Distribution::constant(5ms)}, Slow{.factor = 0},
                 GrayFailure{Share::percent(50), 1, Share::percent(10)}})
            QCOMPARE(told("api", 5s, works), std::string{"nothing"});
        QCOMPARE(told("users", 5s, Surge{0}), std::string{"nothing"});  // nobody comes
        QCOMPARE(told("api", 5s, Latency{.add = 0s}), std::string{"idle-fault"});
        // A skew that tokens tolerate; a schedule goes by the clock itself.
        QCOMPARE(told("api", 5s, ClockJump{.by = 5min, .tolerates = 5min}), std::string{"idle-fault"});
        QCOMPARE(told("api", 5s, ClockJump{.by = 6min, .tolerates = 5min}), std::string{"nothing"});
        Topology timed = shop();
        timed.nodes.push_back({"nightly", "", "", {}, {}, "", Schedule{}});
        QVERIFY(validateFault({"nightly", 1s, 5s, ClockJump{.by = 1s}}, timed).empty());
    }
};

QTEST_GUILESS_MAIN(ScenarioSchemaTest)
#include "scenario_schema_test.moc"
