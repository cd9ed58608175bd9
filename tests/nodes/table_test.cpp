#include "run/build.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace spillway;
using namespace spillway::build;

// Tables of DynamoDB whose indexes and autoscaler have a say.
class TableTest : public QObject {
    Q_OBJECT

    static Setting asked(const TableSpec& table, const Load& load, Duration length) {
        Database made;
        made.work = Distribution::constant(5ms);
        made.table = table;
        return setting({clients("user"), node("orders", made)}, {call("user", "orders")}, {load}, length);
    }
    static RunReport run(const TableSpec& table, double rate, Duration length) {
        return finish(asked(table, uniform("user", rate), length));
    }
    static double figure(const RunReport& report, std::string_view name) {
        for (const Figure& each : nodeOf(report, "orders").figures.value_or(Figures{})) {
            if (each.name == name) return each.value;
        }
        return 0;
    }
    static const Decision* decision(const RunReport& report, std::string_view what) {
        const auto found = std::ranges::find_if(
            report.decisions, [&](const Decision& each) { return each.what.find(what) != std::string::npos; });
        return found == report.decisions.end() ? nullptr : &*found;
    }
    static double doneAt(const RunReport& report, std::size_t second) {
        return static_cast<double>(nodeOf(report, "orders").series.throughput.at(second));
    }
    static bool about(double value, double expected, double off) { return std::abs(value - expected) <= off; }
    static Rate units(double perSecond) { return Rate::perSecond(perSecond); }
    // Only writes, to many keys.
    static TableSpec written(double capacity, std::vector<TableIndex> indexes = {}) {
        return {.read = units(1000),
                .write = units(capacity),
                .keys = 100'000,
                .reads = Share{},
                .indexes = std::move(indexes)};
    }

private Q_SLOTS:
    // 1,500 writes a second to many keys, all of which are "open": one key of the index, one partition of it.
    void anIndexWithOneKeyHoldsTheTableBack() {
        const RunReport report = run(written(9000, {{.name = "by-status", .keys = 1}}), 1500, 20s);
        QVERIFY(about(doneAt(report, 15), 1000, 5));
        QCOMPARE(figure(report, "Throttled by index by-status"), static_cast<double>(total(report.failed)));
        QCOMPARE(figure(report, "Throttled by the table") + figure(report, "Throttled by a hot partition"), 0.0);
        const Decision* told = decision(report, "index by-status: throttling 500/s");
        QVERIFY(told != nullptr);
        QVERIFY2(told->reason.starts_with("a hot partition of the index by-status"), told->reason.c_str());
        QVERIFY(doneAt(run(written(9000), 1500, 20s), 15) > 1490);
    }
    void whatHasNoKeyOfTheIndexIsNotInIt() {
        const RunReport report =
            run(written(9000, {{.name = "open", .keys = 1, .items = Share::percent(20)}}), 1500, 20s);
        QCOMPARE(total(report.failed), 0U);
        QVERIFY(about(figure(report, "Write units taken"), 30'000 * 1.2, 400));
    }
    // 20 a second are provisioned and 6,000 saved up: 100 a second last for 75 s. The table has room for all.
    void anIndexHasCapacityOfItsOwn() {
        const RunReport report = run(written(500, {{.name = "late", .write = units(20)}}), 100, 120s);
        QCOMPARE(doneAt(report, 70), 100.0);
        QVERIFY(about(doneAt(report, 100), 20, 2));
        QVERIFY(decision(report, "index late: throttling")->reason.starts_with("the index late gives"));
    }
    // Reads that find no room in an index are throttled; writes are not.
    void readsOfAnIndexTakeFromItAlone() {
        TableSpec table = written(1000, {{.name = "list", .read = units(10), .reads = Share::percent(50)}});
        table.reads = Share::percent(80);
        const RunReport report = run(table, 1000, 60s);
        // 400 reads a second of half a unit, with 10 and 3,000 saved up; 8 left of them: 392 a second fail.
        const auto failed = static_cast<double>(nodeOf(report, "orders").series.errors.at(50));
        QVERIFY2(about(failed, 400 - 20, 45), qPrintable(QString::number(failed)));
        QCOMPARE(figure(report, "Throttled by index list"), static_cast<double>(total(report.failed)));
    }
    // Three units in the table and in the index of whole items, one where a key is projected; a transaction takes twice
    // as many of the table.
    void unitsOfIndexesAndTransactionsAreCounted() {
        const auto taken = [](Share transactional) {
            TableSpec table = written(1000, {{.name = "whole"}, {.name = "keys", .itemSize = ByteCount{100}}});
            table.itemSize = ByteCount{2500};
            table.transactional = transactional;
            const Setting made = asked(table, burst("user", 10, 10), 5s);
            return figure(finish(made), "Write units taken");
        };
        QCOMPARE(taken(Share{}), 10 * (3 + 3 + 1.0));
        QCOMPARE(taken(Share::percent(100)), 10 * (6 + 3 + 1.0));
    }
    // 50 units and 15,000 saved up: of 100 writes a second none is throttled until there are 143 at 3:00.
    void theBurstBridgesTheAutoscaler() {
        TableSpec table = written(50);
        table.scaling = TableScaling{.writeMost = units(500)};
        const RunReport report = run(table, 100, 5min);
        QCOMPARE(total(report.failed), 0U);
        const Decision* told = decision(report, "write capacity 50 -> 143");
        QVERIFY(told != nullptr);
        QCOMPARE(told->at, SimTime{3min});
        // Without: 15,000 last 300 s.
        QVERIFY(total(run(written(50), 100, 6min).failed) > 2500);
    }
    // 1,000 writes a second: the burst is gone after 16 s, and from then on no more is taken than is provisioned, so
    // that the autoscaler sees no more than that: 50 / 0.7 = 72 at 3:00, 103 at 6:00.
    void theAutoscalerDoesNotSeeWhatIsThrottled() {
        TableSpec table = written(50);
        table.scaling = TableScaling{.writeMost = units(2000)};
        const RunReport report = run(table, 1000, 7min);
        QVERIFY(decision(report, "write capacity 50 -> 72") != nullptr);
        QVERIFY(about(doneAt(report, 200), 72, 1));
        QVERIFY(about(doneAt(report, 400), 103, 1));
        QVERIFY(about(figure(report, "Write capacity on average"), (180 * 50 + 180 * 72 + 60 * 103) / 420.0, 1));
    }
    // The indexes follow the table's autoscaler, unless they have one of their own.
    void anIndexIsScaledAsTheTableIs() {
        TableSpec table = written(100, {{.name = "as-table"}, {.name = "own", .scaling = TableScaling{}}});
        table.scaling = TableScaling{.writeMost = units(500)};
        const RunReport report = run(table, 110, 4min);
        QVERIFY(decision(report, "index as-table: write capacity 100 -> 158") != nullptr);
        QVERIFY(decision(report, "index own: write capacity") == nullptr);
    }
    void onDemandEachIndexTakesWhatANewTableTakes() {
        TableSpec table = written(0, {{.name = "all", .keys = 100'000}});
        table.read = table.write = {};
        table.partitions = 40;
        const RunReport report = run(table, 6000, 20s);
        QVERIFY(about(doneAt(report, 15), 4000, 60));
    }
    // What a table with an index writes is what a run with the same seed writes, however often it is asked.
    void whatHasNoEffectIsTold() {
        const auto says = [](const TableSpec& table, std::string_view code, std::string_view field) {
            const Setting made = asked(table, uniform("user", 1), 5s);
            return std::ranges::any_of(compile(made.topology, made.scenario).diagnostics, [&](const Diagnostic& each) {
                return each.code == code && each.place.field == field;
            });
        };
        TableSpec onDemand{.scaling = TableScaling{.writeMost = units(5)}, .indexes = {{.write = units(5)}}};
        QVERIFY(says(onDemand, "no-effect", "table.autoscaling"));
        QVERIFY(says(onDemand, "no-effect", "table.indexes[0].write"));
        TableSpec table = written(10);
        QVERIFY(!says(table, "no-effect", "table.autoscaling"));
        table.scaling = TableScaling{.readLeast = units(5)};
        QVERIFY(says(table, "no-effect", "table.autoscaling"));
        QVERIFY(says(table, "no-effect", "table.autoscaling.read_min"));
        table.scaling = TableScaling{.writeMost = units(5), .writeLeast = units(6)};
        QVERIFY(says(table, "out-of-range", "table.autoscaling.write_max"));
        table.indexes = {{.keys = 0, .reads = Share::percent(60)}, {.write = Rate{}, .reads = Share::percent(60)}};
        QVERIFY(says(table, "out-of-range", "table.indexes[0].keys"));
        QVERIFY(says(table, "out-of-range", "table.indexes"));
    }
};

QTEST_GUILESS_MAIN(TableTest)
#include "table_test.moc"
