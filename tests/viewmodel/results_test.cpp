#include "store/report_json.h"
#include "viewmodel/measures.h"
#include "viewmodel/run_export.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace spillway;

namespace {

Measure amount(double value) { return {QStringLiteral("m"), QString::number(value), value, true}; }

Measure written(double value) {
    Measure measure = amount(value);
    measure.write = [](double other) { return QString::number(other); };
    return measure;
}

RunReport report() {
    RunReport made{.architecture = "shop", .scenario = "peak", .seed = 7};
    NodeReport node{.id = "api"};
    node.series.throughput = {200, 0};
    node.series.errors = {1, 0};
    node.series.p50Ms = {12.5, 0};
    node.series.p95Ms = {20, 0};
    node.series.p99Ms = {40, 0};
    node.series.instances = {4, 4};
    node.series.starting = {0, 1};
    node.series.backlog = {3, 0};
    node.series.utilization = {0.5, 0};
    made.nodes.push_back(node);
    return made;
}

}  // namespace

class ResultsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void a_difference_reads_as_people_say_it() {
        QCOMPARE(difference(amount(100), amount(112)), QStringLiteral("+12 %"));
        QCOMPARE(difference(amount(100), amount(96.5)), QStringLiteral("−3.5 %"));
        QCOMPARE(difference(amount(100), amount(410)), QStringLiteral("×4.1"));
        QCOMPARE(difference(amount(0), amount(12)), QStringLiteral("+12"));
        QCOMPARE(difference(amount(5), amount(5)), QStringLiteral("="));
        const Measure good{QStringLiteral("s"), QStringLiteral("99.9 %"), 0.999, false, MeasureKind::share};
        const Measure poor{QStringLiteral("s"), QStringLiteral("91.8 %"), 0.918, false, MeasureKind::share};
        QCOMPARE(difference(good, poor), QStringLiteral("−8.1 points"));
        const Measure met{QStringLiteral("o"), QStringLiteral("met"), 0.0, true, MeasureKind::verdict};
        const Measure missed{QStringLiteral("o"), QStringLiteral("missed"), 1.0, true, MeasureKind::verdict};
        QCOMPARE(difference(met, missed), QString());
        QCOMPARE(difference(met, met), QStringLiteral("="));
    }

    void seeds_become_a_mean_with_its_interval() {
        // Student's t of 0.95 with two degrees of freedom is 4.303; the three deviate by 10: 4.303 * 10 / sqrt(3).
        const Measure mean = overSeeds(std::vector{written(90), written(100), written(110)});
        QCOMPARE(*mean.value, 100.0);
        QVERIFY(std::abs(*mean.halfWidth - 24.84) < 0.01);
        QCOMPARE(mean.text, QStringLiteral("100"));
        QVERIFY(!overSeeds(std::vector{written(7), written(7)}).halfWidth);
        const Measure met{QStringLiteral("o"), QStringLiteral("met"), 0.0, true, MeasureKind::verdict};
        const Measure missed{QStringLiteral("o"), QStringLiteral("missed"), 1.0, true, MeasureKind::verdict};
        QCOMPARE(overSeeds(std::vector{met, missed, met}).text, QStringLiteral("missed in 1 of 3"));
    }

    void a_difference_within_chance_is_called_that() {
        const std::vector first{written(100), written(120), written(80)};
        // Seed by seed it is 12 more, though the seeds themselves differ by far more.
        QCOMPARE(pairedDifference(first, std::vector{written(112), written(133), written(91)}),
                 QStringLiteral("+12 %"));
        QCOMPARE(pairedDifference(first, std::vector{written(140), written(90), written(85)}),
                 QStringLiteral("within chance"));
        QCOMPARE(pairedDifference(first, first), QStringLiteral("="));
    }

    void intervals_that_overlap_have_no_best_and_no_worst() {
        QCOMPARE(rank({1.0, 2.0}, true).tones[0], QStringLiteral("good"));
        QCOMPARE(rank({1.0, 2.0}, true, {0.1, 0.2}).tones[1], QStringLiteral("bad"));
        QCOMPARE(rank({1.0, 2.0}, true, {0.6, 0.5}).tones[0], QString());
        // What reads the same is neither better nor worse.
        const QString one = QStringLiteral("27 ms"), other = QStringLiteral("28 ms");
        QCOMPARE(rank({26.9, 27.1}, true, {}, {one, one}).tones[0], QString());
        QCOMPARE(rank({26.9, 27.6}, true, {}, {one, other}).tones[0], QStringLiteral("good"));
    }

    void the_series_leave_percentiles_empty_where_nothing_was_answered() {
        const QStringList lines = seriesCsv(report()).split(QChar(u'\n'));
        QCOMPARE(lines[1], QStringLiteral("0,api,200,1,12.5,20,40,4,0,3,0.5"));
        QCOMPARE(lines[2], QStringLiteral("1,api,0,0,,,,4,1,0,0"));
        QCOMPARE(lines.size(), 4);
    }

    void a_json_file_holds_the_whole_run() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("run.json"));
        QVERIFY(writeRun(report(), path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto read = parseReport(file.readAll().toStdString());
        QVERIFY(read);
        QVERIFY(read->nodes == report().nodes);
    }

    void what_cannot_be_written_says_so() {
        const auto done = writeRun(report(), QStringLiteral("/no/such/folder/run.csv"));
        QVERIFY(!done);
        QVERIFY(done.error().message.find("/no/such/folder/run.csv") != std::string::npos);
        QVERIFY(!writeRun(report(), QString()));
    }
};

QTEST_GUILESS_MAIN(ResultsTest)
#include "results_test.moc"
