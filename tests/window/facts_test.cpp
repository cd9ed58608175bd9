#include "shop.h"

#include "document/document.h"

using namespace spillway;

namespace {

// The sheet is open, and shows facts with these words.
void openFacts(Stage& stage, const QString& words) {
    stage.key(Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
    QTest::qWait(200);
    stage.settle();
    stage.type(words);
    stage.settle();
}

}  // namespace

// The numbers that platforms are emulated by, as people look them up and state better ones.
class FactsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aBetterNumberIsTypedOverTheBuiltInOne() {
        Stage stage;
        openFacts(stage, QStringLiteral("lambda account"));
        const QString field = QStringLiteral("fact-lambda.account_concurrency");
        QVERIFY(stage.shows(field));
        QVERIFY(!stage.shows(QStringLiteral("fact-knative.tick")));
        stage.fill(field, QStringLiteral("5000"));
        QCOMPARE(stage.topology().facts.size(), std::size_t{1});
        QCOMPARE(stage.topology().facts.front().value, std::string{"5000"});
        stage.fill(QStringLiteral("factSource-lambda.account_concurrency"), QStringLiteral("our quota"));
        QCOMPARE(stage.topology().facts.front().source, std::string{"our quota"});
        QVERIFY(stage.document().text().find(
                    "  - id: lambda.account_concurrency\n    value: 5000\n    source: our quota") != std::string::npos);
        stage.document().undo();
        stage.document().undo();
        QVERIFY(stage.topology().facts.empty());
    }
    void aStatedNumberIsTakenBack() {
        Stage stage;
        openFacts(stage, QStringLiteral("account_concurrency"));
        const QString field = QStringLiteral("fact-lambda.account_concurrency");
        stage.fill(field, QStringLiteral("5000"));
        stage.click(QStringLiteral("factForget-lambda.account_concurrency"));
        QVERIFY(stage.topology().facts.empty());
        QCOMPARE(stage.item(field)->property("text").toString(), QStringLiteral("1000"));
        stage.fill(field, QStringLiteral("1000"));
        QVERIFY(stage.topology().facts.empty());
    }
    void aNumberThatCannotBeIsRefusedWhereItIsTyped() {
        Stage stage;
        openFacts(stage, QStringLiteral("keep_alive"));
        stage.fill(QStringLiteral("fact-lambda.keep_alive"), QStringLiteral("twenty minutes"));
        QVERIFY(stage.topology().facts.empty());
        QVERIFY(stage.item(QStringLiteral("fact-lambda.keep_alive"))->property("bad").toBool());
        stage.fill(QStringLiteral("fact-lambda.keep_alive"), QStringLiteral("20m"));
        QVERIFY(!stage.item(QStringLiteral("fact-lambda.keep_alive"))->property("bad").toBool());
        QCOMPARE(stage.topology().facts.front().value, std::string{"20m"});
    }
    void whatIsAssumedAndWhatIsStatedIsFound() {
        Stage stage;
        FactsModel& facts = *stage.workspace().facts();
        const int all = facts.count();
        openFacts(stage, QString());
        stage.click(QStringLiteral("tab-Assumed"));
        QVERIFY(facts.count() > 20 && facts.count() < all);
        for (int row = 0; row < facts.count(); ++row) QVERIFY(facts.value(row, QStringLiteral("assumed")).toBool());
        stage.click(QStringLiteral("tab-Stated here"));
        QCOMPARE(facts.count(), 0);
        QVERIFY(stage.says(QStringLiteral("This document takes every fact as it is built in")));
    }
    // Inspector and box say what counts here, not what is built in.
    void whatIsStatedIsShownWhereNothingElseIs() {
        Stage stage;
        openShop(stage, R"(spillway: 1
nodes:
  - id: jobs
    kind: queue
facts:
  - id: messaging.sqs_visibility
    value: 45s
)");
        stage.click(stage.nodeAt(QStringLiteral("jobs")));
        const QQuickItem* field = stage.item(QStringLiteral("field-visibility_timeout"));
        QVERIFY(field != nullptr);
        QCOMPARE(field->property("placeholderText").toString(), QStringLiteral("45s"));
        QVERIFY(stage.canvas().scene().nodes.front().subtitle.endsWith(QStringLiteral("45 s")));
        stage.workspace().facts()->forget(QStringLiteral("messaging.sqs_visibility"));
        stage.settle();
        QCOMPARE(stage.item(QStringLiteral("field-visibility_timeout"))->property("placeholderText").toString(),
                 QStringLiteral("30s"));
    }
    // The run of the window is the run of the document, stated facts included.
    void whatIsStatedCountsInTheRun() {
        Stage stage;
        openShop(stage, R"(spillway: 1
nodes:
  - id: users
    kind: clients
  - id: resize
    kind: function
    work: 1s
flows:
  - from: users
    to: resize
    kind: call
facts:
  - id: lambda.account_concurrency
    value: 5
scenarios:
  - id: steady
    duration: 20s
    load:
      - {from: users, rate: 20/s}
)");
        QVERIFY(runToTheEnd(stage));
        const auto& report = *stage.workspace().deck()->report();
        QVERIFY(report.nodes[1].peakInstances <= 5);
        QVERIFY(total(report.failed) > report.sent / 2);
    }
};

SPILLWAY_WINDOW_TEST(FactsTest)
#include "facts_test.moc"
