#include "io/architecture_text.h"
#include "run/run.h"
#include "scenario/fault_fit.h"
#include "shop.h"
#include "topology/words.h"
#include "viewmodel/fault_face.h"

#include <QApplication>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

// Something of everything that a fault can take hold of.
const char* kMall = R"(spillway: 1
name: mall

nodes:
  - id: shoppers
    kind: clients
  - id: nightly
    kind: schedule
    every: 3s
  - id: order-api
    kind: service
    work: 5ms
    replicas: 3
    concurrency: 20
  - id: prices
    kind: cache
  - id: stock
    kind: database
    work: exponential(4ms)
  - id: jobs
    kind: queue
    visibility_timeout: 2s
  - id: packer
    kind: service
    work: exponential(8ms)
    concurrency: 8

flows:
  - from: shoppers
    to: order-api
    kind: call
    timeout: 500ms
  - from: order-api
    to: prices
    kind: call
  - from: prices
    to: stock
    kind: call
    timeout: 300ms
  - from: order-api
    to: jobs
    kind: event
  - from: jobs
    to: packer
    kind: event
  - from: nightly
    to: stock
    kind: call

scenarios:
  - id: day
    duration: 12s
    load:
      - {from: shoppers, rate: 60/s}
)";

std::string fingerprintOf(const Architecture& architecture, std::uint64_t seed) {
    Run run{compile(architecture.topology, architecture.scenarios.front()).plan, {.seed = seed}};
    run.advanceTo(run.end());
    return run.report().fingerprint;
}

// Nodes first, so that a click on the drawing can select it.
QString targetOf(FaultKind kind, const Topology& topology) {
    for (const Node& node : topology.nodes) {
        if (fits(kind, {.node = &node}, topology)) return QString::fromStdString(node.id);
    }
    return {};
}

}  // namespace

// Every kind of fault: broken in through the window while it runs, kept as a line of the scenario, saved, read again,
// replayed: the same run, bit for bit.
class FaultKindsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void every_kind_is_injected_recorded_and_replayed_data() {
        QTest::addColumn<int>("kind");
        for (const auto& name : names(FaultKind{})) QTest::newRow(name.word.data()) << static_cast<int>(name.value);
    }
    void every_kind_is_injected_recorded_and_replayed() {
        QFETCH(int, kind);
        const auto fault = static_cast<FaultKind>(kind);
        const QString word = QString::fromUtf8(wordOf(fault).data());
        Stage stage(QString(), {1680, 1050});
        openShop(stage, kMall);
        RunDeck& deck = *stage.workspace().deck();
        enter(stage, QStringLiteral("run"));
        deck.setSpeed(0);
        deck.runUntil(SimTime{std::chrono::seconds{4}});
        QTRY_COMPARE(deck.phase(), QStringLiteral("paused"));
        stage.click(stage.nodeAt(targetOf(fault, stage.topology())));
        if (!faceOf(fault).atHand) {
            stage.click(QStringLiteral("fault-more"));
            QTRY_VERIFY(stage.shows(QStringLiteral("fault-") + word));
        }
        stage.click(QStringLiteral("fault-") + word);
        QTRY_VERIFY(deck.hasInjected());
        QCOMPARE(deck.shownFaults().size(), std::size_t{1});
        QCOMPARE(deck.shownFaults().front().kind(), fault);
        const QString label = faultLabel(deck.shownFaults().front());
        QVERIFY(!label.contains(QLatin1Char('{')));
        QTRY_VERIFY2(stage.shows(QStringLiteral("timelineBlock-") + label), qPrintable(label));
        stage.key(Qt::Key_F5);
        QTRY_VERIFY_WITH_TIMEOUT(deck.report() != nullptr && !deck.active(), 20'000);
        stage.click(QStringLiteral("keepFaults"));
        stage.key(Qt::Key_S, Qt::ControlModifier);
        QTRY_VERIFY(!stage.workspace().modified());
        QFile file(stage.path(QStringLiteral("shop.spillway")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto kept = ArchitectureText::parse(file.readAll().toStdString(), "shop.spillway");
        QVERIFY(kept.diagnostics().empty());
        QCOMPARE(kept.architecture().scenarios[0].faults.size(), std::size_t{1});
        QCOMPARE(kept.architecture().scenarios[0].faults[0].kind(), fault);
        QCOMPARE(fingerprintOf(kept.architecture(), deck.report()->seed), deck.report()->fingerprint);
    }
};

SPILLWAY_WINDOW_TEST(FaultKindsTest)
#include "fault_kinds_test.moc"
