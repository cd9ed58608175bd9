#include "topology/schema.h"

#include "topology/words.h"

#include <QTest>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

const FieldInfo* find(const Schema& schema, std::string_view path) {
    const auto found = std::ranges::find(schema, path, &FieldInfo::path);
    return found == schema.end() ? nullptr : &*found;
}

Node nodeOf(NodeKind kind) {
    Node node;
    node.id = "it";
    node.spec = defaultSpec(kind);
    return node;
}

// A text other than the default that a field of this type accepts.
std::string anotherText(const FieldInfo& field) {
    switch (field.type) {
        case FieldType::duration: return "17ms";
        case FieldType::rate: return "17/s";
        case FieldType::share: return "17%";
        case FieldType::bytes: return "17MiB";
        case FieldType::cpu: return "1700m";
        case FieldType::distribution: return "lognormal(p50 17ms, p99 60ms)";
        case FieldType::backoff: return "exponential(17ms, x3, cap 2s)";
        case FieldType::window: return "17s";
        case FieldType::profile: return "17/s at 0s, 20/s at 2m";
        case FieldType::count: return "17";
        case FieldType::number: return "1.7";
        case FieldType::text: return "seventeen";
        case FieldType::choice: return field.choices.back();
        case FieldType::flag: return field.defaultText == "true" ? "false" : "true";
        case FieldType::group: return "{}";
        case FieldType::list:
            if (field.ofGroups) return "{}, {}";
            return field.choices.empty() ? "a, b" : field.choices.front() + ", " + field.choices.back();
    }
    return {};
}

template <class T>
void everyFieldCanBeSetAndTakenBack(const T& fresh, const Schema& schema) {
    for (const FieldInfo& field : schema) {
        if (field.path == "id" || field.path == "kind") continue;
        T changed = fresh;
        const std::string text = anotherText(field);
        const auto done = setFieldText(changed, field.path, text);
        QVERIFY2(done, field.path.c_str());
        QCOMPARE(fieldText(changed, field.path), field.type == FieldType::group && !field.optional ? "{}" : text);
        QVERIFY2(!(changed == fresh) || (field.type == FieldType::group && !field.optional), field.path.c_str());
        QVERIFY2(setFieldText(changed, field.path, ""), field.path.c_str());
        const std::string back = field.optional ? std::string{} : field.defaultText;
        QCOMPARE(fieldText(changed, field.path), field.type == FieldType::group && !field.optional ? "{}" : back);
    }
}

}  // namespace

class SchemaTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void every_field_of_every_kind_can_be_set_and_taken_back() {
        for (const auto& kind : names(NodeKind{}))
            everyFieldCanBeSetAndTakenBack(nodeOf(kind.value), nodeSchema(kind.value));
        everyFieldCanBeSetAndTakenBack(Flow{}, flowSchema());
        everyFieldCanBeSetAndTakenBack(Boundary{}, boundarySchema());
    }
    void a_field_says_what_it_is() {
        const FieldInfo* work = find(nodeSchema(NodeKind::service), "work");
        QVERIFY(work);
        QCOMPARE(work->type, FieldType::distribution);
        QCOMPARE(work->defaultText, std::string{"exponential(10ms)"});
        QVERIFY(!work->optional);
        const FieldInfo* max = find(nodeSchema(NodeKind::service), "scaling.hpa.max");
        QVERIFY(max);
        QCOMPARE(max->type, FieldType::count);
        QCOMPARE(max->defaultText, std::string{"10"});
        QCOMPARE(max->depth(), std::size_t{2});
        QVERIFY(find(nodeSchema(NodeKind::service), "scaling.hpa")->optional);
        QCOMPARE(find(flowSchema(), "retry.jitter")->choices,
                 (std::vector<std::string>{"none", "full", "equal", "decorrelated"}));
        QCOMPARE(find(flowSchema(), "from")->refers, Refers::node);
        QCOMPARE(find(nodeSchema(NodeKind::queue), "in")->refers, Refers::boundary);
        QVERIFY(!find(nodeSchema(NodeKind::queue), "work"));
    }
    void every_field_has_a_help() {
        for (const auto& kind : names(NodeKind{}))
            for (const FieldInfo& field : nodeSchema(kind.value)) QVERIFY2(!field.help.empty(), field.path.c_str());
    }
    void setting_a_field_of_an_absent_group_creates_it() {
        Flow flow;
        QVERIFY(setFieldText(flow, "retry.attempts", "5"));
        QVERIFY(flow.retry);
        QCOMPARE(flow.retry->attempts, 5);
        QCOMPARE(fieldText(flow, "retry"), std::string{"{attempts: 5}"});
        QVERIFY(setFieldText(flow, "retry", ""));
        QVERIFY(!flow.retry);
        QCOMPARE(fieldText(flow, "retry.attempts"), std::string{});
        QVERIFY(setFieldText(flow, "breaker", "{}"));
        QCOMPARE(flow.breaker, std::optional<Breaker>{Breaker{}});
        Node service = nodeOf(NodeKind::service);
        QVERIFY(setFieldText(service, "scaling.hpa.max", "20"));
        QCOMPARE(std::get<Service>(service.spec).scaling.hpa->max, 20);
    }
    void a_wrong_text_changes_nothing_and_says_what_was_expected() {
        Flow flow;
        const Flow before = flow;
        const auto timeout = setFieldText(flow, "timeout", "800");
        QVERIFY(!timeout);
        QCOMPARE(timeout.error().message,
                 std::string{"a duration needs a unit: 800ms, 800s ... (ns, us, ms, s, m, h, d)"});
        const auto jitter = setFieldText(flow, "retry.jitter", "ful");
        QVERIFY(!jitter);
        QCOMPARE(jitter.error().message, std::string{"unknown word \"ful\": did you mean \"full\"?"});
        QCOMPARE(flow, before);
    }
    void another_kind_keeps_what_both_kinds_have() {
        Node node = nodeOf(NodeKind::service);
        node.name = "Orders";
        QVERIFY(setFieldText(node, "work", "17ms"));
        QVERIFY(setFieldText(node, "kind", "function"));
        QCOMPARE(node.kind(), NodeKind::function);
        QCOMPARE(node.name, std::string{"Orders"});
        QCOMPARE(std::get<Function>(node.spec).work, Distribution::constant(17ms));
        QVERIFY(!setFieldText(node, "kind", "funktion2"));
    }
    void backoffs_and_windows_have_one_canonical_text() {
        Flow flow;
        for (const char* text :
             {"exponential(50ms, x2, cap 2s)", "constant(50ms)", "exponential(50ms, x1.5, cap 2s)"}) {
            QVERIFY(setFieldText(flow, "retry.backoff", text));
            QCOMPARE(fieldText(flow, "retry.backoff"), std::string{text});
        }
        QVERIFY(setFieldText(flow, "retry.backoff", "exponential(50ms)"));
        QCOMPARE(flow.retry->backoff, (Backoff{50ms, 2, 20s}));
        for (const char* text :
             {"", "exponential()", "linear(5ms)", "exponential(50ms, x0.5)", "constant(1ms, 2ms)", "exponential(5)"})
            QVERIFY2(*text == 0 || !setFieldText(flow, "retry.backoff", text), text);
        for (const char* text : {"100 calls", "10s"}) {
            QVERIFY(setFieldText(flow, "breaker.window", text));
            QCOMPARE(fieldText(flow, "breaker.window"), std::string{text});
        }
        QVERIFY(!setFieldText(flow, "breaker.window", "100"));
    }
};

QTEST_GUILESS_MAIN(SchemaTest)
#include "schema_test.moc"
