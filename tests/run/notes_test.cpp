#include "run/build.h"

#include <QtTest>

#include <algorithm>

using namespace spillway;
using namespace spillway::build;

// What is not emulated says so.
class NotesTest : public QObject {
    Q_OBJECT

    static Diagnostics about(const Setting& setting, const std::string& item) {
        Diagnostics found = compile(setting.topology, setting.scenario).diagnostics;
        std::erase_if(found, [&](const Diagnostic& each) { return each.place.item != item; });
        return found;
    }
    static bool says(const Diagnostics& diagnostics, const std::string& field, Severity severity) {
        return std::ranges::any_of(diagnostics, [&](const Diagnostic& each) {
            return each.place.field == field && each.severity == severity && !each.sentence.empty();
        });
    }
    static Setting alone(Node what) { return setting({std::move(what)}, {}, {}, 1s); }

private Q_SLOTS:
    void aKindOrAFieldThatIsNotEmulatedSaysSo_data() {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("field");
        const auto row = [](int which, const char* field) {
            QTest::newRow(field) << which << QString::fromLatin1(field);
        };
        row(0, "runtime");
        row(1, "definition");
    }
    void aKindOrAFieldThatIsNotEmulatedSaysSo() {
        QFETCH(int, which);
        QFETCH(QString, field);
        Function unknown;
        unknown.runtime = "cobol85";
        const NodeSpec specs[] = {unknown, Workflow{}};
        Node made = node("it", specs[which]);
        QVERIFY(says(about(alone(made), "it"), field.toStdString(), Severity::warning));
    }
    // Every platform is emulated; what nobody publishes of it is an assumption, with its value.
    void everyPlatformSaysWhatIsAssumedOfIt() {
        for (const auto& name : names(Platform{})) {
            Node made = service("it");
            made.platform = name.value;
            const Diagnostics found = about(alone(made), "it");
            QVERIFY(!says(found, "platform", Severity::warning));
            const bool usual = name.value == Platform::unspecified || name.value == Platform::kubernetes;
            QCOMPARE(says(found, "platform", Severity::note), !usual);
        }
    }
    void theBoundarysPlatformCounts() {
        Setting made = alone(service("it"));
        made.topology.boundaries = {{.id = "box", .platform = Platform::knative}};
        made.topology.nodes[0].in = "box";
        QVERIFY(says(about(made, "it"), "platform", Severity::note));
    }
    void policiesOfAnEventAreNotExecuted() {
        Setting made = setting({clients("user"), service("api")}, {sends("user", "api")}, {poisson("user", 1)}, 1s);
        made.topology.flows[0].timeout = 1s;
        QVERIFY(says(about(made, "user -> api"), "", Severity::warning));
    }
    void aCutWithoutATimeoutIsWaitedOutForEver() {
        Setting made = setting({clients("user"), service("api")}, {call("user", "api")}, {burst("user", 10, 3)}, 2s);
        made.scenario.faults = {fault("api", 150ms, 1s, faults::Cut{})};
        QVERIFY(says(about(made, "user -> api"), "timeout", Severity::note));
        const RunReport report = finish(made);
        QCOMPARE(report.succeeded, 1U);  // the second and the third, at 200 and 300 ms, are swallowed
        QCOMPARE(report.inFlight, 2U);
        made.topology.flows[0].timeout = 1s;
        QVERIFY(!says(about(made, "user -> api"), "timeout", Severity::note));
        QCOMPARE(failures(finish(made), FailureCause::timeout), 2U);
    }
    void assumptionsAreListed() {
        Schedule nightly;
        nightly.cron = "0 3 * * *";
        QVERIFY(says(about(alone(node("it", nightly)), "it"), "starts", Severity::note));
        Service limited;
        limited.resources.cpuLimit = Cpu{500};
        QVERIFY(says(about(alone(node("it", limited)), "it"), "resources.cpu_limit", Severity::note));
        QVERIFY(says(about(alone(node("it", limited)), "it"), "startup", Severity::note));
        limited.cpuShare = Share::percent(50);
        QVERIFY(!says(about(alone(node("it", limited)), "it"), "resources.cpu_limit", Severity::note));
        QVERIFY(says(about(alone(node("it", Queue{})), "it"), "capacity", Severity::note));
        QVERIFY(says(about(alone(clients("it")), "it"), "load", Severity::note));
    }
};

QTEST_GUILESS_MAIN(NotesTest)
#include "notes_test.moc"
