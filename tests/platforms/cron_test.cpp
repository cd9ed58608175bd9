#include "platforms/cron.h"

#include <QTest>

#include <string>

using namespace spillway;

class CronTest : public QObject {
    Q_OBJECT

    static std::string textOf(std::int64_t seconds) {
        const CivilTime at = civilOf(seconds);
        char text[40];
        std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", static_cast<int>(at.year), at.month, at.day,
                      at.hour, at.minute, at.second);
        return text;
    }
    static std::string after(const char* expression, const char* instant, const char* zone = "UTC") {
        const auto cron = CronExpression::parse(expression);
        if (!cron) return cron.error().message;
        const auto next = cron->next(*parseInstant(instant), *findTimeZone(zone));
        return next ? textOf(*next) : "never";
    }

private Q_SLOTS:
    void instantsAndTheCalendarAgree() {
        for (const std::int64_t day : {-719'468, -1, 0, 59, 11'016, 20'454, 47'541}) {
            const std::int64_t seconds = day * 86'400 + 12'345;
            QCOMPARE(secondsOf(civilOf(seconds)), seconds);
        }
        QCOMPARE(civilOf(*parseInstant("2026-01-05")).weekday, 1);
        QCOMPARE(civilOf(*parseInstant("2000-02-29T23:59:59Z")).day, 29);
        QVERIFY(!parseInstant("2026-02-29"));
        QVERIFY(!parseInstant("tomorrow"));
        QVERIFY(!parseInstant("2026-01-05T24:00:00Z"));
        QVERIFY(!parseInstant("99999-01-05T00:2000000000:00Z"));
    }
    void expressions_data() {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("next");
        const auto row = [](const char* expression, const char* from, const char* next) {
            QTest::newRow(expression) << QString::fromLatin1(expression) << QString::fromLatin1(from)
                                      << QString::fromLatin1(next);
        };
        // Kubernetes and Unix.
        row("*/5 * * * *", "2026-01-05T00:00:00Z", "2026-01-05T00:05:00Z");
        row("0 0 * * *", "2026-12-31T00:00:00Z", "2027-01-01T00:00:00Z");
        row("30 4 1,15 * 5", "2026-01-05T00:00:00Z", "2026-01-09T04:30:00Z");  // the first, the 15th, and every Friday
        row("0 12 * * MON-FRI", "2026-01-09T12:00:00Z", "2026-01-12T12:00:00Z");
        row("0 0 29 2 *", "2026-03-01T00:00:00Z", "2028-02-29T00:00:00Z");
        row("15-45/10 8 * * 7", "2026-01-05T00:00:00Z", "2026-01-11T08:15:00Z");
        // Azure: seconds first.
        row("*/20 * * * * *", "2026-01-05T00:00:00Z", "2026-01-05T00:00:20Z");
        row("0 30 9 * Jan Mon", "2026-01-05T10:00:00Z", "2026-01-12T09:30:00Z");
        row("0 0 9 1-7 * 1", "2026-01-06T00:00:00Z", "2026-02-02T09:00:00Z");  // the first Monday: both have to match
        // AWS: the examples of its user guide, and its own signs.
        row("cron(0 10 * * ? *)", "2026-01-05T11:00:00Z", "2026-01-06T10:00:00Z");
        row("cron(15 12 * * ? *)", "2026-01-05T00:00:00Z", "2026-01-05T12:15:00Z");
        row("cron(0 18 ? * MON-FRI *)", "2026-01-09T18:00:00Z", "2026-01-12T18:00:00Z");
        row("cron(0 8 1 * ? *)", "2026-01-05T00:00:00Z", "2026-02-01T08:00:00Z");
        row("cron(0/15 * * * ? *)", "2026-01-05T00:01:00Z", "2026-01-05T00:15:00Z");
        row("cron(0 9 ? * 2#1 *)", "2026-01-06T00:00:00Z", "2026-02-02T09:00:00Z");  // the first Monday
        row("cron(0 9 L * ? *)", "2026-02-01T00:00:00Z", "2026-02-28T09:00:00Z");
        row("cron(0 9 ? * 6L *)", "2026-01-05T00:00:00Z", "2026-01-30T09:00:00Z");  // the last Friday
        row("cron(0 9 3W * ? *)", "2026-01-05T00:00:00Z", "2026-02-03T09:00:00Z");
        row("cron(0 9 1W * ? *)", "2026-01-30T10:00:00Z", "2026-02-02T09:00:00Z");  // the first is a Sunday
        row("cron(0 0 1 1 ? 2030-2031)", "2026-01-05T00:00:00Z", "2030-01-01T00:00:00Z");
        row("cron(0 0 1 1 ? 2020)", "2026-01-05T00:00:00Z", "never");
        row("rate(5 minutes)", "2026-01-05T00:00:00Z", "2026-01-05T00:05:00Z");
        row("rate(1 hour)", "2026-01-05T00:00:00Z", "2026-01-05T01:00:00Z");
    }
    void expressions() {
        QFETCH(QString, expression);
        QFETCH(QString, from);
        QFETCH(QString, next);
        QCOMPARE(QString::fromStdString(after(expression.toLatin1().constData(), from.toLatin1().constData())), next);
    }
    void clocksThatChangeSkipAndDoNotRepeat() {
        // Central Europe, 2026-03-29: 02:00 becomes 03:00. Half past two does not exist that day.
        QCOMPARE(after("30 2 * * *", "2026-03-28T12:00:00Z", "Europe/Berlin"), std::string{"2026-03-30T00:30:00Z"});
        // 2026-10-25: 03:00 becomes 02:00. Half past two comes twice and is due once.
        QCOMPARE(after("30 2 * * *", "2026-10-24T12:00:00Z", "Europe/Berlin"), std::string{"2026-10-25T00:30:00Z"});
        QCOMPARE(after("30 2 * * *", "2026-10-25T00:30:00Z", "Europe/Berlin"), std::string{"2026-10-26T01:30:00Z"});
        // What is due every hour is due in each of the 25 hours of that day.
        const auto hourly = *CronExpression::parse("0 * * * *");
        const TimeZone berlin = *findTimeZone("Europe/Berlin");
        int count = 0;
        for (std::int64_t at = *parseInstant("2026-10-24T21:59:00Z"); at < *parseInstant("2026-10-25T22:30:00Z");
             ++count)
            at = *hourly.next(at, berlin);
        QCOMPARE(count, 26);  // both midnights
    }
    void theOffsetsAreThoseOfTheRules() {
        QCOMPARE(findTimeZone("America/New_York")->offset(*parseInstant("2026-07-01")), std::int64_t{-4 * 3600});
        QCOMPARE(findTimeZone("America/New_York")->offset(*parseInstant("2026-12-01")), std::int64_t{-5 * 3600});
        QCOMPARE(findTimeZone("Asia/Kolkata")->offset(0), std::int64_t{19'800});
        QCOMPARE(findTimeZone("Australia/Sydney")->offset(*parseInstant("2026-01-01")), std::int64_t{11 * 3600});
        QCOMPARE(findTimeZone("America/Sao_Paulo")->offset(0), std::int64_t{-3 * 3600});
        QVERIFY(!findTimeZone("Mars/Olympus"));
        QVERIFY(!TimeZone::parse("CET-1CEST,M3"));
        QVERIFY(!TimeZone::parse("CET-9223372036854775807"));
        QVERIFY(!TimeZone::parse("CET-1CEST,M4294967299.5.0,M10.5.0"));
    }
    void whatIsNoExpressionSaysWhy() {
        QCOMPARE(after("* * * *", "2026-01-05"),
                 std::string{"five fields (Kubernetes), six (Azure) or cron(...) (AWS) are expected"});
        QCOMPARE(after("0 25 * * *", "2026-01-05"), std::string{"hour \"25\" is not from 0 to 23"});
        QCOMPARE(after("cron(0 9 * * * *)", "2026-01-05"), std::string{"AWS wants `?` as the day or as the weekday"});
        for (const char* wrong : {"rate(5 weeks)", "rate(1 minutes)", "rate(5 minute)", "rate(2 dayss)"})
            QVERIFY2(after(wrong, "2026-01-05").find("rate(5 minutes)") != std::string::npos, wrong);
        QCOMPARE(after("0 0 1 1/2147483647 *", "2026-01-05"), std::string{"2027-01-01T00:00:00Z"});
        QVERIFY(after("5-1 * * * *", "2026-01-05").find("5-1") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(CronTest)
#include "cron_test.moc"
