#include "command/figures.h"
#include "command/run_summary.h"
#include "command/text_table.h"

#include <QTest>

using namespace spillway;
using namespace std::chrono_literals;

class FiguresTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void timesTakeTheUnitThatSuits() {
        QCOMPARE(figure(840us), std::string{"0.84 ms"});
        QCOMPARE(figure(12'340us), std::string{"12.3 ms"});
        QCOMPARE(figure(999'400us), std::string{"999 ms"});
        QCOMPARE(figure(999'900us), std::string{"1.00 s"});
        QCOMPARE(figure(1'920ms), std::string{"1.92 s"});
        QCOMPARE(figure(185s), std::string{"3m 5s"});
        QCOMPARE(figure(0s), std::string{"-"});
    }

    void largeCountsAreGrouped() {
        QCOMPARE(countFigure(0), std::string{"0"});
        QCOMPARE(countFigure(999), std::string{"999"});
        QCOMPARE(countFigure(1204), std::string{"1 204"});
        QCOMPARE(countFigure(1'204'311), std::string{"1 204 311"});
        QCOMPARE(rateFigure(1204.4), std::string{"1 204/s"});
        QCOMPARE(rateFigure(0.03), std::string{"0.03/s"});
    }

    void aFewFailuresAreNeverRoundedToNone() {
        QCOMPARE(shareFigure(0), std::string{"0 %"});
        QCOMPARE(shareFigure(1e-7), std::string{"<0.01 %"});
        QCOMPARE(shareFigure(0.037), std::string{"3.7 %"});
        QCOMPARE(shareFigure(0.99995), std::string{">99.99 %"});
        QCOMPARE(shareFigure(1), std::string{"100 %"});
        QCOMPARE(shareFigure(-2.5), std::string{"-250 %"});
    }

    void timesOfARunReadLikeAStopwatch() { QCOMPARE(clockFigure(SimTime{242'150ms}), std::string{"04:02.1"}); }

    void columnsAlignByWhatIsSeenNotByBytes() {
        TextTable table{{{"n\u00f8de", TextTable::Align::left}, {"rate"}}};
        table.add({"a \u2192 b", "5/s"});
        table.add({"api"});
        QCOMPARE(table.text(0), std::string{"n\u00f8de   rate\na \u2192 b   5/s\napi\n"});
    }

    // Who sends an event waits for nobody: there is no response to be sure of, and no time that goes anywhere.
    void ofEventsNoResponseIsTold() {
        RunReport report;
        report.nodes = {{.id = "shop", .kind = NodeKind::clients, .arrived = 10, .steady = SteadyMean{}}};
        report.attributions = {{.of = "shop", .requests = 1}};
        QCOMPARE(summaryText(report, {}).find("How sure"), std::string::npos);
        QCOMPARE(summaryText(report, {}).find("p99 of shop"), std::string::npos);
        report.nodes[0].response.max = 5ms;
        report.attributions[0].parts = {{.node = "shop", .part = SpanPart::network, .share = 1}};
        QVERIFY(summaryText(report, {}).find("shop: mean response") != std::string::npos);
        QVERIFY(summaryText(report, {}).find("p99 of shop") != std::string::npos);
    }

    // What the sampled requests took is not what the p99 is: no more than that is said of it.
    void aP99ThatWasNotSampledIsNotExplained() {
        const auto says = [](std::uint64_t requests, Duration threshold) {
            RunReport report;
            report.nodes = {{.id = "shop", .kind = NodeKind::clients}, {.id = "api", .kind = NodeKind::service}};
            for (NodeReport& node : report.nodes) node.response = {.count = 600, .p99 = 2100ms, .max = 3s};
            report.attributions = {{.of = "shop", .requests = requests, .threshold = threshold}};
            const std::string text = summaryText(report, {});
            if (text.find("api: too few") != std::string::npos) return false;  // nobody asked
            return text.find("shop: too few requests were sampled to say where its p99 of 2.10 s goes") !=
                   std::string::npos;
        };
        QVERIFY(says(0, 0s) && says(3, 101ms));
        QVERIFY(!says(3, 2s) && !says(3, 1500ms));
    }

    // That a dependency failed is not why: what it failed of stands behind it, however far away that is.
    void whatADependencyFailedOfStandsBehindIt() {
        const auto failing = [](const char* from, const char* to, FailureCause cause, std::uint64_t count) {
            FlowReport flow;
            flow.from = from;
            flow.to = to;
            flow.failed[static_cast<std::size_t>(cause)] = count;
            return flow;
        };
        RunReport report;
        report.nodes = {{.id = "shop", .kind = NodeKind::clients},
                        {.id = "api", .kind = NodeKind::service},
                        {.id = "gateway", .kind = NodeKind::service},
                        {.id = "bank", .kind = NodeKind::external}};
        report.flows = {failing("shop", "api", FailureCause::dependency, 40),
                        failing("api", "gateway", FailureCause::dependency, 60),
                        failing("gateway", "bank", FailureCause::throttled, 60)};
        QVERIFY(summaryText(report, {}).find("behind it") == std::string::npos);  // nobody heard of it
        report.sent = 100;
        report.failed[static_cast<std::size_t>(FailureCause::dependency)] = 40;
        QVERIFY(summaryText(report, {}).find("behind it: gateway -> bank: throttled 60\n") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(FiguresTest)
#include "figures_test.moc"
