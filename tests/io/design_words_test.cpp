#include "io/architecture_text.h"
#include "scenario/scenario_schema.h"
#include "scenario/scenario_tree.h"

#include <QTest>

using namespace spillway;

namespace {

// The design's own example, word for word.
constexpr const char* kDesign = R"(spillway: 1
name: Checkout
boundaries:
  - id: orders
    kind: service
    owner: team-orders
    platform: kubernetes
nodes:
  - id: shoppers
    kind: clients
  - id: order-api
    kind: service
    in: orders
    work: lognormal(p50 12ms, p99 60ms)
    concurrency: 16
    resources: {cpu: 500m, memory: 256MiB}
    scaling: {hpa: {min: 4, max: 20, cpu: 70%}}
  - id: charge-card
    kind: function
    platform: lambda
    memory: 512MiB
    work: lognormal(p50 60ms, p99 180ms)
    timeout: 5s
    reserved_concurrency: 100
  - id: pick-queue
    kind: queue
    visibility_timeout: 30s
    dead_letters: {to: pick-dead, after: 5}
flows:
  - from: shoppers
    to: order-api
    kind: call
    timeout: 2s
  - from: order-api
    to: charge-card
    kind: call
    timeout: 800ms
    retry: {attempts: 3, backoff: exponential(50ms, x2, cap 2s), jitter: full, budget: 20%}
    breaker: {failure_rate: 50%, window: 100 calls, open: 30s}
  - from: order-api
    to: pick-queue
    kind: event
scenarios:
  - id: friday-peak
    duration: 10m
    load:
      - from: shoppers
        rate: [200/s at 0s, 1200/s at 2m, 1200/s at 8m, 200/s at 10m]
    faults:
      - {kind: latency, on: charge-card, add: 120ms, at: 4m, for: 2m}
      - {kind: outage, on: zone-b, at: 6m, for: 90s}
    objectives:
      - {of: shoppers, p99: 800ms, share: 99.5%}
)";

// Section 1 of the design, its lists of kinds.
const char* const kNodeKinds[] = {"clients",     "schedule",      "devices", "gateway",   "cdn",
                                  "edge_worker", "load_balancer", "service", "function",  "workflow",
                                  "queue",       "topic",         "stream",  "event_bus", "database",
                                  "cache",       "object_store",  "backend", "external"};
const char* const kBoundaryKinds[] = {"service", "context", "network", "zone", "region", "monolith"};
const char* const kFlowKinds[] = {"call", "event"};
const char* const kPlatforms[] = {"kubernetes", "knative",   "lambda", "azure_functions", "cloud_run", "code_engine",
                                  "workers",    "openwhisk", "tars",   "kinvey",          "vm"};
const char* const kFaultKinds[] = {"surge",          "instance_kill",
                                   "latency",        "cut",
                                   "errors",         "outage",
                                   "crash",          "slow",
                                   "throttle",       "connection_refused",
                                   "packet_loss",    "bandwidth",
                                   "cpu_pressure",   "memory_pressure",
                                   "disk_full",      "clock_jump",
                                   "cold_cache",     "poison_message",
                                   "consumer_stall", "brownout",
                                   "bad_deploy",     "expired_certificate",
                                   "gray_failure"};

// A text of the field's type that is not its default.
std::string otherText(const FieldInfo& field) {
    switch (field.type) {
        case FieldType::duration: return "77ms";
        case FieldType::rate: return "77/s";
        case FieldType::share: return "77%";
        case FieldType::bytes: return "77MiB";
        case FieldType::cpu: return "7700m";
        case FieldType::distribution: return "lognormal(p50 77ms, p99 99ms)";
        case FieldType::backoff: return "exponential(77ms, x3, cap 9s)";
        case FieldType::window: return "77s";
        case FieldType::count: return "77";
        case FieldType::number: return "7.5";
        case FieldType::flag: return field.defaultText == "true" ? "false" : "true";
        case FieldType::choice:
            return field.choices.back() == field.defaultText ? field.choices.front() : field.choices.back();
        case FieldType::profile: return "7/s at 0s, 9/s at 7s";
        case FieldType::list:
            if (field.ofGroups) return "{}, {}";
            return field.choices.empty() ? "one, two" : field.choices.front() + ", " + field.choices.back();
        case FieldType::text: return "some words: of # all 'kinds'";
        default: return {};
    }
}

// Sets every field of the schema to something else than its default.
template <class Item>
void fill(Item& item, const Schema& schema) {
    for (const FieldInfo& field : schema) {
        if (field.path == "id" || field.path == "kind" || field.type == FieldType::group) continue;
        const auto done = setFieldText(item, field.path, otherText(field));
        QVERIFY2(done, (field.path + ": " + (done ? "" : done.error().message)).c_str());
        QVERIFY2(fieldText(item, field.path) != field.defaultText, field.path.c_str());
    }
}

// Every key of the schema stands in the canonical text, which reads back as the value, and so does the merged one.
void isReadKeptAndWritten(const Architecture& architecture, const Schema& schema) {
    const std::string text = canonicalText(architecture);
    for (const FieldInfo& field : schema)
        if (field.type != FieldType::group)
            QVERIFY2(text.find(field.key + ": ") != std::string::npos ||
                         (field.ofGroups && text.find(field.key + ":\n") != std::string::npos),
                     (field.path + " in\n" + text).c_str());
    const ArchitectureText again = ArchitectureText::parse(text, "canonical");
    QVERIFY2(again.architecture() == architecture, text.c_str());
    QCOMPARE(canonicalText(again.architecture()), text);
    QCOMPARE(again.write(again.architecture()), text);
    const ArchitectureText base = ArchitectureText::parse("spillway: 1\n# kept\nname: x\n", "base");
    const std::string merged = base.write(architecture);
    QVERIFY(merged.find("# kept") == std::string::npos ||
            ArchitectureText::parse(merged, "").architecture() == architecture);
}

}  // namespace

// The document section of the design, line by line.
class DesignWordsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void the_example_of_the_design_is_its_own_canonical_text() {
        const ArchitectureText text = ArchitectureText::parse(kDesign, "design");
        // The example names two things that it does not draw, and only these.
        QCOMPARE(text.diagnostics().size(), std::size_t{2});
        QVERIFY(text.diagnostics()[0].sentence.find("pick-dead") != std::string::npos);
        QVERIFY(text.diagnostics()[1].sentence.find("zone-b") != std::string::npos);
        QVERIFY(text.write(text.architecture()) == kDesign);
        // Stable order, one thing a line, defaults left out: what states a default is shorter afterwards, nothing else.
        std::string expected = kDesign;
        const auto replace = [&](const std::string& from, const std::string& to) {
            QVERIFY2(expected.find(from) != std::string::npos, from.c_str());
            expected.replace(expected.find(from), from.size(), to);
        };
        // What is another platform's usual is no default: visibility_timeout and after stay.
        for (const char* stated :
             {"    concurrency: 16\n", "attempts: 3, ", ", jitter: full", "failure_rate: 50%, window: 100 calls, "})
            replace(stated, "");
        replace("    memory: 512MiB\n    work: lognormal(p50 60ms, p99 180ms)\n",
                "    work: lognormal(p50 60ms, p99 180ms)\n    memory: 512MiB\n");
        QCOMPARE(canonicalText(text.architecture()), expected);
    }
    void every_kind_of_the_design_exists_and_no_other() {
        const auto same = [](const auto& listed, const std::vector<std::string>& known) {
            QCOMPARE(std::vector<std::string>(std::begin(listed), std::end(listed)), known);
        };
        same(kNodeKinds, wordsOf<NodeKind>());
        same(kBoundaryKinds, wordsOf<BoundaryKind>());
        same(kFlowKinds, wordsOf<FlowKind>());
        same(kFaultKinds, wordsOf<FaultKind>());
        std::vector<std::string> platforms{"unspecified"};
        platforms.insert(platforms.end(), std::begin(kPlatforms), std::end(kPlatforms));
        QCOMPARE(platforms, wordsOf<Platform>());
    }
    void every_key_of_every_node_kind_is_read_kept_and_written() {
        for (const auto& kind : names(NodeKind{})) {
            Architecture architecture;
            Node node{.id = "it", .spec = defaultSpec(kind.value)};
            fill(node, nodeSchema(kind.value));
            architecture.topology.nodes.push_back(node);
            isReadKeptAndWritten(architecture, nodeSchema(kind.value));
        }
    }
    void every_key_of_a_boundary_and_a_flow_is_read_kept_and_written() {
        Architecture architecture;
        for (const auto& kind : names(BoundaryKind{})) {
            Boundary boundary{.id = "it", .kind = kind.value};
            fill(boundary, boundarySchema());
            architecture.topology.boundaries = {boundary};
            isReadKeptAndWritten(architecture, boundarySchema());
        }
        architecture = {};
        for (const auto& kind : names(FlowKind{})) {
            Flow flow{.kind = kind.value};
            fill(flow, flowSchema());
            architecture.topology.flows = {flow};
            isReadKeptAndWritten(architecture, flowSchema());
        }
    }
    void every_key_of_a_scenario_and_every_fault_is_read_kept_and_written() {
        for (const auto& kind : names(FaultKind{})) {
            Architecture architecture;
            Scenario scenario{.id = "it", .name = "It", .notes = "two\nlines", .duration = std::chrono::seconds{77}};
            Fault fault{.spec = defaultFaultSpec(kind.value)};
            fill(fault, faultSchema(kind.value));
            Load load;
            fill(load, loadSchema());
            Objective objective;
            fill(objective, objectiveSchema());
            scenario.faults = {fault};
            scenario.load = {load};
            scenario.objectives = {objective};
            architecture.scenarios = {scenario};
            isReadKeptAndWritten(architecture, faultSchema(kind.value));
            isReadKeptAndWritten(architecture, loadSchema());
            isReadKeptAndWritten(architecture, objectiveSchema());
        }
    }
};

QTEST_GUILESS_MAIN(DesignWordsTest)
#include "design_words_test.moc"
