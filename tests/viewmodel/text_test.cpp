#include "viewmodel/text_format.h"

#include <QTest>

using namespace spillway;
using namespace std::chrono_literals;

class TextTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void latenciesHaveThreeFigures_data() {
        QTest::addColumn<qint64>("nanoseconds");
        QTest::addColumn<QString>("said");
        const auto row = [](const char* name, Duration value, const char* said) {
            QTest::newRow(name) << qint64{value.count()} << QString::fromUtf8(said);
        };
        row("nothing", 0ns, "0 ms");
        row("micro", 412us, "412 µs");
        row("few ms", 4200us, "4.2 ms");
        row("ms", 84ms, "84 ms");
        row("seconds", 2310ms, "2.31 s");
        row("almost a second", 999600us, "1.00 s");
        row("minutes", 65s, "1 m 05 s");
        row("hours", 3720s, "1 h 02 m");
    }
    void latenciesHaveThreeFigures() {
        QFETCH(qint64, nanoseconds);
        QFETCH(QString, said);
        QCOMPARE(text::latency(Duration{nanoseconds}), said);
    }

    void clocksAreReadable() {
        QCOMPARE(text::clock(SimTime{4min + 12s + 350ms}), QStringLiteral("00:04:12.350"));
        QCOMPARE(text::shortClock(SimTime{4min + 2s + 100ms}), QStringLiteral("04:02.1"));
        QCOMPARE(text::span(10min), QStringLiteral("10:00"));
        QCOMPARE(text::span(3750s), QStringLiteral("1:02:30"));
    }

    void countsAreGrouped() {
        QCOMPARE(text::count(18402), QStringLiteral("18\u202F402"));
        QCOMPARE(text::rate(412.6), QStringLiteral("413 /s"));
        QCOMPARE(text::rate(41.26), QStringLiteral("41.3 /s"));
        QCOMPARE(text::compact(3.9e6), QStringLiteral("3.9 M"));
        QCOMPARE(text::share(0.037), QStringLiteral("3.7 %"));
        QCOMPARE(text::share(0.9956), QStringLiteral("99.56 %"));
        QCOMPARE(text::share(1), QStringLiteral("100 %"));
    }

    void spansAreParsedOrRefused() {
        QCOMPARE(text::parseSpan(QStringLiteral("4m12s")), Duration(252s));
        QCOMPARE(text::parseSpan(QStringLiteral("1h")), Duration(3600s));
        QCOMPARE(text::parseSpan(QStringLiteral("1500ms")), Duration(1500ms));
        QCOMPARE(text::parseSpan(QStringLiteral("90")), Duration(90s));
        QVERIFY(text::parseSpan(QStringLiteral("soon")) < Duration{0});
        QVERIFY(text::parseSpan(QString()) < Duration{0});
    }
};

QTEST_GUILESS_MAIN(TextTest)
#include "text_test.moc"
