#include "document/disk.h"
#include "document/layout_text.h"
#include "io/architecture_text.h"
#include "run/run.h"

#include <QDir>
#include <QTest>

#include <algorithm>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

QDir folder() { return QDir{qEnvironmentVariable("SPILLWAY_SOURCE") + "/examples"}; }

Architecture example(const QString& name) {
    const Result<QByteArray> bytes = readFile(folder().filePath(name + ".spillway"));
    return bytes ? ArchitectureText::parse(bytes->toStdString(), name.toStdString()).architecture() : Architecture{};
}

RunReport runOf(const Architecture& architecture, const std::string& scenario, std::optional<Duration> until = {}) {
    const auto found = std::ranges::find(architecture.scenarios, scenario, &Scenario::id);
    if (found == architecture.scenarios.end()) return {};
    Run run{compile(architecture.topology, *found).plan, RunOptions{.until = until}};
    run.advanceTo(run.end());
    return run.report();
}

const NodeReport& node(const RunReport& report, const std::string& id) {
    const auto found = std::ranges::find(report.nodes, id, &NodeReport::id);
    SPILLWAY_ASSERT(found != report.nodes.end(), "the example has this node");
    return *found;
}

const FlowReport& flow(const RunReport& report, const std::string& from, const std::string& to) {
    const auto found = std::ranges::find_if(report.flows, [&](const FlowReport& f) { return f.from == from && f.to == to; });
    SPILLWAY_ASSERT(found != report.flows.end(), "the example has this flow");
    return *found;
}

double failedShare(const NodeReport& node) {
    std::uint64_t failed = 0;
    for (const std::uint64_t count : node.failed) failed += count;
    return static_cast<double>(failed) / static_cast<double>(std::max<std::uint64_t>(node.succeeded + failed, 1));
}

// The largest value of a series in the simulated seconds [from, to).
float most(const std::vector<float>& series, std::size_t from, std::size_t to) {
    return *std::max_element(series.begin() + static_cast<std::ptrdiff_t>(from), series.begin() + static_cast<std::ptrdiff_t>(to));
}

bool allMet(const RunReport& report) { return std::ranges::all_of(report.objectives, &ObjectiveResult::met); }

}  // namespace

// What the notes of an example claim is what its run shows.
class ExamplesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyExampleIsSoundAndRuns_data() {
        QTest::addColumn<QString>("name");
        for (const QString& file : folder().entryList({"*.spillway"}, QDir::Files)) QTest::newRow(qPrintable(file)) << file.chopped(9);
    }
    void everyExampleIsSoundAndRuns() {
        QFETCH(QString, name);
        const Result<QByteArray> bytes = readFile(folder().filePath(name + ".spillway"));
        QVERIFY(bytes);
        const ArchitectureText text = ArchitectureText::parse(bytes->toStdString(), name.toStdString());
        for (const Diagnostic& diagnostic : text.diagnostics()) QVERIFY2(diagnostic.severity == Severity::note, format(diagnostic).c_str());
        QVERIFY(!text.architecture().topology.notes.empty());
        QVERIFY(!text.architecture().scenarios.empty());
        for (const Scenario& scenario : text.architecture().scenarios) {
            const Compiled compiled = compile(text.architecture().topology, scenario);
            QVERIFY(compiled.plan);
            Run run{compiled.plan, RunOptions{.until = 5s}};
            run.advanceTo(run.end());
            QVERIFY(run.report().sent > 0);
        }
    }

    void theDrawingOfCheckoutIsComplete() {
        const Result<QByteArray> bytes = readFile(folder().filePath("checkout.layout.yaml"));
        QVERIFY(bytes);
        const Result<Layout> layout = parseLayout(bytes->toStdString());
        QVERIFY(layout);
        for (const Node& drawn : example("checkout").topology.nodes) QVERIFY2(layout->boxes.contains(drawn.id), drawn.id.c_str());
    }

    void aSlowBankOpensTheBreakerButBrowsingGoesOn() {
        const RunReport report = runOf(example("checkout"), "friday-peak");
        QCOMPARE(node(report, "charge-card").peakInstances, 100);
        QVERIFY(flow(report, "place-order", "charge-card").breakerOpened >= 1);
        QVERIFY(failedShare(node(report, "place-order")) > 0.1);
        QVERIFY(failedShare(node(report, "storefront")) < 0.001);
        QVERIFY(!allMet(report));
        // Before the fault all is well: the breaker has seen no reason.
        QCOMPARE(most(node(report, "shoppers").series.errors, 0, 239), 0.0F);
    }

    void pickersForATuesdayAreTooFewOnAFriday() {
        const Architecture checkout = example("checkout");
        const NodeReport peak = node(runOf(checkout, "friday-peak"), "pick-queue");
        QVERIFY(most(peak.series.backlog, 120, 240) > 20000);
        QCOMPARE(peak.deadLettered + peak.expired, std::uint64_t{0});  // late, not lost
        const RunReport tuesday = runOf(checkout, "tuesday");
        QVERIFY(allMet(tuesday));
        QVERIFY(node(tuesday, "pick-queue").series.backlog.back() < 200);
    }

    void inTheMonolithTheSlowBankTakesBrowsingDown() {
        const RunReport report = runOf(example("checkout-monolith"), "friday-peak");
        const NodeReport shop = node(report, "shop");
        QVERIFY(flow(report, "load-balancer", "shop").failed[static_cast<std::size_t>(FailureCause::refused)] > 1000);
        QVERIFY(most(shop.series.p99Ms, 250, 355) > 1500);
        QVERIFY(most(shop.series.p99Ms, 130, 235) < 800);
        // The autoscaler watches CPU, and waiting burns none: no instance more than the load alone asked for.
        QCOMPARE(most(shop.series.instances, 250, 355), most(shop.series.instances, 200, 235));
    }

    void functionsPayTheSlowBankWithInstances() {
        const RunReport report = runOf(example("checkout-serverless"), "friday-peak");
        QVERIFY(allMet(report));
        QCOMPARE(failedShare(node(report, "shoppers")), 0.0);
        const NodeReport card = node(report, "charge-card");
        QVERIFY(card.peakInstances > 140);
        QVERIFY(card.coldStarts >= static_cast<std::uint64_t>(card.peakInstances));
        QVERIFY(most(node(report, "storefront").series.p99Ms, 0, 30) > 2 * most(node(report, "storefront").series.p99Ms, 300, 470));
    }
};

QTEST_GUILESS_MAIN(ExamplesTest)
#include "examples_test.moc"
