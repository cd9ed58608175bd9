#include "shop.h"

#include "io/architecture_text.h"
#include "store/run_store.h"
#include "viewmodel/measures.h"

#include <QApplication>

using namespace spillway;

namespace {

void runTwice(Stage& stage) {
    QVERIFY(runToTheEnd(stage));
    Node changed = stage.topology().nodes[2];
    std::get<Service>(changed.spec).work = Distribution::constant(std::chrono::milliseconds{400});
    stage.document().edit(ReplaceNode{2, changed}, QStringLiteral("Slower stock"));
    QVERIFY(runToTheEnd(stage));
}

QString cell(RowModel& table, const QString& label, const QString& role) {
    for (int row = 0; row < table.count(); ++row) {
        if (table.value(row, QStringLiteral("label")).toString() == label) return table.value(row, role).toString();
    }
    return {};
}

}  // namespace

// Runs side by side, on the real window.
class CompareTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void the_two_newest_runs_are_laid_side_by_side_with_their_difference() {
        Stage stage(QString(), {1680, 1050});
        openShop(stage);
        runTwice(stage);
        enter(stage, QStringLiteral("compare"));
        CompareDesk& desk = *stage.workspace().compare();
        QCOMPARE(desk.columns()->count(), 2);
        QCOMPARE(desk.columns()->value(0, QStringLiteral("number")).toInt(), 1);
        QCOMPARE(cell(*desk.measures(), QStringLiteral("Requests sent"), QStringLiteral("difference")),
                 QStringLiteral("="));
        QVERIFY(cell(*desk.measures(), QStringLiteral("p99 latency"), QStringLiteral("difference"))
                    .contains(QStringLiteral("×")));
        QVERIFY(stage.says(QStringLiteral("difference")));
    }

    void each_run_is_priced_by_the_architecture_it_ran_on() {
        Stage stage(QString(), {1680, 1050});
        openShop(stage);
        QVERIFY(runToTheEnd(stage));
        Node doubled = stage.topology().nodes[2];
        std::get<Service>(doubled.spec).replicas *= 2;
        stage.document().edit(ReplaceNode{2, doubled}, QStringLiteral("Twice the stock"));
        QVERIFY(runToTheEnd(stage));
        enter(stage, QStringLiteral("compare"));
        RowModel& measures = *stage.workspace().compare()->measures();
        QStringList costs;
        for (int row = 0; row < measures.count(); ++row) {
            if (measures.value(row, QStringLiteral("label")).toString() == QStringLiteral("Cost of a month"))
                costs = measures.value(row, QStringLiteral("cells")).toStringList();
        }
        QCOMPARE(costs.size(), 2);
        const auto store = RunStore::open(stage.path(QStringLiteral("runs.sqlite")));
        QVERIFY(store);
        for (int run = 0; run < 2; ++run) {
            const auto read = ArchitectureText::parse(*store->documentText(run + 1), {});
            const CostReport cost = costOf(read.architecture().topology, *store->load(run + 1), listPrices());
            QCOMPARE(costs[run], monthlyCost(cost).text);
            QVERIFY(costs[run].startsWith(QStringLiteral("$ ")));
        }
        QVERIFY(costs[0] != costs[1]);
    }

    void a_click_takes_a_run_away_and_brings_it_back() {
        Stage stage(QString(), {1280, 800});
        openShop(stage);
        runTwice(stage);
        enter(stage, QStringLiteral("compare"));
        CompareDesk& desk = *stage.workspace().compare();
        stage.click(QStringLiteral("run-1"));
        QCOMPARE(desk.columns()->count(), 1);
        QVERIFY(!stage.says(QStringLiteral("difference")));
        stage.click(QStringLiteral("run-1"));
        QCOMPARE(desk.columns()->count(), 2);
        // What was chosen by hand stays when the mode is left.
        stage.click(QStringLiteral("run-2"));
        enter(stage, QStringLiteral("run"));
        enter(stage, QStringLiteral("compare"));
        QCOMPARE(desk.columns()->count(), 1);
    }

    void a_run_opens_the_document_it_was_made_from() {
        Stage stage(QString(), {1280, 800});
        openShop(stage);
        runTwice(stage);
        QVERIFY(stage.document().save());
        enter(stage, QStringLiteral("compare"));
        hover(stage, QStringLiteral("run-1"));
        stage.workspace().openRunDocument(1);
        stage.settle();
        QCOMPARE(stage.workspace().mode(), QStringLiteral("design"));
        QVERIFY(std::get<Service>(stage.topology().nodes[2].spec).work ==
                Distribution::constant(std::chrono::milliseconds{10}));
        QVERIFY(stage.document().path().isEmpty());
    }

    void a_run_can_be_given_a_name() {
        Stage stage(QString(), {1680, 1050});
        openShop(stage);
        QVERIFY(runToTheEnd(stage));
        enter(stage, QStringLiteral("compare"));
        hover(stage, QStringLiteral("run-1"));
        stage.click(QStringLiteral("renameRun"));
        stage.type(QStringLiteral("before"));
        stage.key(Qt::Key_Return);
        QCOMPARE(stage.workspace().compare()->columns()->value(0, QStringLiteral("title")).toString(),
                 QStringLiteral("before"));
        const auto store = RunStore::open(stage.path(QStringLiteral("runs.sqlite")));
        QVERIFY(store);
        QCOMPARE(store->list()->front().label, std::string("before"));
    }

    void every_single_fault_is_tried_in_the_background_and_can_be_stopped() {
        Stage stage(QString(), {1680, 1050});
        openShop(stage);
        enter(stage, QStringLiteral("compare"));
        FaultMatrix& matrix = *stage.workspace().faultMatrix();
        stage.click(QStringLiteral("tryEveryFault"));
        QVERIFY(matrix.running());
        stage.click(QStringLiteral("tryEveryFault"));  // says Stop now
        QTRY_VERIFY_WITH_TIMEOUT(!matrix.running(), 60'000);
        QVERIFY(matrix.note().contains(QStringLiteral("stopped after")));
        stage.click(QStringLiteral("tryEveryFault"));
        QTRY_VERIFY_WITH_TIMEOUT(!matrix.running(), 120'000);
        QCOMPARE(matrix.progress(), 1.0);
        // The boundary, and what stands in it; users are not a component.
        QCOMPARE(matrix.rows()->count(), 3);
        const auto shareOf = [&](const QString& component, const QString& kind) {
            for (int row = 0; row < matrix.rows()->count(); ++row) {
                if (matrix.rows()->value(row, QStringLiteral("component")).toString() != component) continue;
                const QVariantList shares = matrix.rows()->value(row, QStringLiteral("shares")).toList();
                return shares.at(matrix.kinds().indexOf(kind)).toDouble();
            }
            return -2.0;
        };
        QVERIFY(shareOf(QStringLiteral("stock"), QStringLiteral("Outage")) > 0.95);
        QVERIFY(std::abs(shareOf(QStringLiteral("order-api"), QStringLiteral("Error burst")) - 0.5) < 0.1);
        QCOMPARE(shareOf(QStringLiteral("stock"), QStringLiteral("Cold cache")), -1.0);
        QVERIFY(matrix.rows()->value(0, QStringLiteral("indispensable")).toBool());
        QVERIFY(stage.says(QStringLiteral("requests lost while one component is broken")));
        Node changed = stage.topology().nodes[2];
        std::get<Service>(changed.spec).replicas = 3;
        stage.document().edit(ReplaceNode{2, changed}, QStringLiteral("One more"));
        QVERIFY(matrix.note().contains(QStringLiteral("has changed since")));
    }

    void a_run_is_forgotten_only_when_asked_twice() {
        Stage stage(QString(), {1680, 1050});
        openShop(stage);
        QVERIFY(runToTheEnd(stage));
        enter(stage, QStringLiteral("compare"));
        hover(stage, QStringLiteral("run-1"));
        stage.click(QStringLiteral("forgetRun"));
        QCOMPARE(stage.workspace().compare()->runs()->count(), 1);
        stage.click(QStringLiteral("forgetRun"));
        QCOMPARE(stage.workspace().compare()->runs()->count(), 0);
        QCOMPARE(stage.workspace().compare()->columns()->count(), 0);
    }

    void without_a_run_it_says_what_to_do() {
        Stage stage(QString(), {1280, 800});
        openShop(stage);
        enter(stage, QStringLiteral("compare"));
        QVERIFY(stage.says(QStringLiteral("No run is kept yet")));
    }
};

SPILLWAY_WINDOW_TEST(CompareTest)
#include "compare_test.moc"
