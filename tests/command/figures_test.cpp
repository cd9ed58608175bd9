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
};

QTEST_GUILESS_MAIN(FiguresTest)
#include "figures_test.moc"
