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

std::int64_t clockSeconds(SimTime time) { return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count(); }

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
        QCOMPARE(QString::fromStdString(text.formatted()), QString::fromUtf8(*bytes));
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

    void aBreakerThatTakesOverloadForFailureHoldsOrderingDown() {
        const RunReport report = runOf(example("checkout"), "friday-peak");
        QCOMPARE(node(report, "charge-card").peakInstances, 100);
        // Long after the bank is well, until the lost zone is back: orders fail. Browsing does not notice.
        const NodeReport orders = node(report, "order-api");
        QCOMPARE(most(orders.series.errors, 0, 239), 0.0F);
        QVERIFY(most(orders.series.errors, 400, 450) > 200);
        QVERIFY(most(orders.series.errors, 490, 599) < 5);
        QVERIFY(failedShare(orders) > 0.3);
        QVERIFY(failedShare(node(report, "storefront")) < 0.001);
        QVERIFY(!allMet(report));
        const auto opened = std::ranges::find_if(report.decisions, [](const Decision& d) { return d.what == "open"; });
        QVERIFY(opened != report.decisions.end());
        QCOMPARE(clockSeconds(opened->at), std::int64_t{251});
    }

    void theLostZoneAloneIsHardlyFelt() {
        Architecture checkout = example("checkout");
        std::erase_if(checkout.scenarios.front().faults, [](const Fault& fault) { return fault.on == "bank-api"; });
        QVERIFY(failedShare(node(runOf(checkout, "friday-peak"), "order-api")) < 0.001);
    }

    // The three remedies of the notes, in their order.
    void eachRemedyOfTheNotesHelps_data() {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("instead");
        QTest::addColumn<double>("failedMax");
        QTest::newRow("no breaker") << "    breaker: {window: 20s, minimum_calls: 2000, open: 10s}\n" << "" << 0.04;
        QTest::newRow("a retry budget") << "cap 2s)}" << "cap 2s), budget: 20%}" << 0.05;
        QTest::newRow("more instances") << "reserved_concurrency: 100" << "reserved_concurrency: 150" << 0.001;
    }
    void eachRemedyOfTheNotesHelps() {
        QFETCH(QString, line);
        QFETCH(QString, instead);
        QFETCH(double, failedMax);
        QString text = QString::fromUtf8(*readFile(folder().filePath("checkout.spillway")));
        QCOMPARE(text.count(line), 1);
        const ArchitectureText remedied = ArchitectureText::parse(text.replace(line, instead).toStdString(), "checkout");
        QVERIFY(!hasErrors(remedied.diagnostics()));
        QVERIFY(failedShare(node(runOf(remedied.architecture(), "friday-peak"), "order-api")) < failedMax);
    }

    void pickersForATuesdayAreTooFewOnAFriday() {
        const Architecture checkout = example("checkout");
        const NodeReport peak = node(runOf(checkout, "friday-peak"), "pick-queue");
        QVERIFY(most(peak.series.backlog, 120, 240) > 15000);
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
