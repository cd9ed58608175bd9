#include "shop.h"

#include "charts/chart_feed.h"
#include "io/architecture_text.h"
#include "store/run_store.h"
#include "viewmodel/measures.h"
#include "viewmodel/text_format.h"

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

// The small shop, open so long that no study of it ends before a hand has stopped it.
QByteArray shopFor(const char* duration) {
    return QByteArray(kShop).replace("duration: 60s", QByteArray("duration: ") + duration);
}

QString cell(RowModel& table, const QString& label, const QString& role) {
    for (int row = 0; row < table.count(); ++row) {
        if (table.value(row, QStringLiteral("label")).toString() == label) return table.value(row, role).toString();
    }
    return {};
}

QStringList list(RowModel& table, const QString& label, const QString& role = QStringLiteral("cells")) {
    for (int row = 0; row < table.count(); ++row) {
        if (table.value(row, QStringLiteral("label")).toString() == label) return table.value(row, role).toStringList();
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

    void the_search_for_faults_can_be_stopped() {
        Stage stage(QString(), {1680, 1050});
        openShop(stage, shopFor("24h"));
        enter(stage, QStringLiteral("compare"));
        FaultMatrix& matrix = *stage.workspace().faultMatrix();
        stage.click(QStringLiteral("tryEveryFault"));
        QVERIFY(matrix.running());
        stage.click(QStringLiteral("tryEveryFault"));  // says Stop now
        QTRY_VERIFY_WITH_TIMEOUT(!matrix.running(), 60'000);
        QVERIFY2(matrix.note().contains(QStringLiteral("stopped after")), qPrintable(matrix.note()));
    }

    void every_single_fault_is_tried_in_the_background() {
        Stage stage(QString(), {1680, 1050});
        openShop(stage);
        enter(stage, QStringLiteral("compare"));
        FaultMatrix& matrix = *stage.workspace().faultMatrix();
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

    void the_faults_of_a_kept_run_are_tried_on_what_it_was_made_from() {
        Stage stage(QString(), {1680, 1050});
        openShop(stage);
        runTwice(stage);
        enter(stage, QStringLiteral("compare"));
        FaultMatrix& matrix = *stage.workspace().faultMatrix();
        QCOMPARE(matrix.subjects(),
                 (QStringList{QStringLiteral("the drawing"), QStringLiteral("run #1"), QStringLiteral("run #2")}));
        matrix.setSubject(2);
        stage.click(QStringLiteral("tryEveryFault"));
        QTRY_VERIFY_WITH_TIMEOUT(!matrix.running(), 120'000);
        QVERIFY(matrix.note().contains(QStringLiteral("run #2")));
        const QStringList cells =
            list(*stage.workspace().compare()->measures(), QStringLiteral("Lost to the worst single fault"));
        QCOMPARE(cells.value(0), QStringLiteral("–"));
        double worst = 0;
        for (const FaultTrial& trial : matrix.found().trials) worst = std::max(worst, trial.lost);
        QCOMPARE(cells.value(1), text::share(worst));
    }

    void the_chosen_runs_are_run_again_on_thirty_seeds() {
        Stage stage(QString(), {1680, 1050});
        openShop(stage);
        runTwice(stage);
        enter(stage, QStringLiteral("compare"));
        CompareDesk& desk = *stage.workspace().compare();
        stage.click(QStringLiteral("studySeeds"));
        QTRY_VERIFY_WITH_TIMEOUT(!stage.workspace().seedStudy()->running(), 120'000);
        QVERIFY(desk.scenarioLine().contains(QStringLiteral("30 seeds, 95 % intervals")));
        // The first seed is the one of the run itself, as it was.
        for (const CompareDesk::Chosen& chosen : desk.chosen()) {
            const SeedSummary* seeds = desk.seedsOf(chosen.run.number);
            QVERIFY(seeds != nullptr);
            QCOMPARE(seeds->measures.size(), SeedStudy::kSeeds);
            QCOMPARE(*seeds->of(QStringLiteral("p99 latency"))[0].value,
                     *std::ranges::find(chosen.measures, QStringLiteral("p99 latency"), &Measure::label)->value);
            QCOMPARE(seeds->p99.mean.size(), 60U);
            for (std::size_t second = 0; second < 60; ++second)
                QVERIFY(seeds->p99.low[second] <= seeds->p99.mean[second] &&
                        seeds->p99.mean[second] <= seeds->p99.high[second]);
        }
        QVERIFY(list(*desk.measures(), QStringLiteral("Requests sent"), QStringLiteral("spreads"))
                    .value(0)
                    .startsWith(QStringLiteral("±")));
        // Both see the same arrivals, seed by seed.
        QCOMPARE(cell(*desk.measures(), QStringLiteral("Requests sent"), QStringLiteral("difference")),
                 QStringLiteral("="));
        QVERIFY(cell(*desk.measures(), QStringLiteral("p99 latency"), QStringLiteral("difference"))
                    .contains(QStringLiteral("×")));
    }

    void a_study_can_be_stopped() {
        Stage stage(QString(), {1680, 1050});
        openShop(stage, shopFor("2h"));
        QVERIFY(runToTheEnd(stage));
        enter(stage, QStringLiteral("compare"));
        for (Study* study :
             std::initializer_list<Study*>{stage.workspace().seedStudy(), stage.workspace().loadStudy()}) {
            const bool seeds = study == stage.workspace().seedStudy();
            const QString button = seeds ? QStringLiteral("studySeeds") : QStringLiteral("studyLoad");
            stage.click(button);
            QVERIFY(study->running());
            stage.click(button);
            QTRY_VERIFY_WITH_TIMEOUT(!study->running(), 60'000);
            QVERIFY2(study->note().contains(QStringLiteral("topped")), qPrintable(study->note()));
        }
    }

    void each_design_is_run_under_more_and_less_load() {
        Stage stage(QString(), {1680, 1050});
        openShop(stage);
        runTwice(stage);
        enter(stage, QStringLiteral("compare"));
        CompareDesk& desk = *stage.workspace().compare();
        stage.click(QStringLiteral("studyLoad"));
        QTRY_VERIFY_WITH_TIMEOUT(!stage.workspace().loadStudy()->running(), 120'000);
        for (const CompareDesk::Chosen& chosen : desk.chosen()) {
            const LoadCurve* curve = desk.loadsOf(chosen.run.number);
            QVERIFY(curve != nullptr && curve->size() > 10);
            for (std::size_t i = 1; i < curve->size(); ++i) QVERIFY((*curve)[i].offered > (*curve)[i - 1].offered);
            const auto asDrawn = std::ranges::find(*curve, 1.0, &LoadPoint::factor);
            QCOMPARE(asDrawn->p99Ms,
                     *std::ranges::find(chosen.measures, QStringLiteral("p99 latency"), &Measure::label)->value);
        }
        QVERIFY(list(*desk.measures(), QStringLiteral("Succeed under load ×3")).value(0).endsWith(QStringLiteral("%")));
        QVERIFY(list(*desk.measures(), QStringLiteral("Cost at a tenth of the load"))
                    .value(0)
                    .startsWith(QStringLiteral("$ ")));
        ChartFeed feed;
        feed.setNames({QStringLiteral("0"), QStringLiteral("1"), QStringLiteral("2")});
        feed.setMeasure(QStringLiteral("load"));
        feed.setCompare(&desk);
        QCOMPARE(feed.lines()[1].size(), static_cast<qsizetype>(desk.loadsOf(2)->size()));
        QVERIFY(feed.lines()[2].isEmpty());
        QVERIFY(
            feed.timeMarks().last().toMap().value(QStringLiteral("text")).toString().endsWith(QStringLiteral("/s")));
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
