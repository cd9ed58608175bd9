#include "reference/outcome.h"

#include <QProcess>
#include <QtTest>

using namespace spillway;

// The engine against the same behaviours on one std::priority_queue, no frame used twice: whatever makes it fast must
// change nothing. SPILLWAY_SWARM_SEED=n replays one case, SPILLWAY_SWARM_CASES=n draws more, SPILLWAY_SWARM_FIRST=n
// begins there.
class ReferenceTest : public QObject {
    Q_OBJECT

    static quint64 wish(const char* variable, quint64 otherwise) {
        return qEnvironmentVariableIsSet(variable) ? qgetenv(variable).toULongLong() : otherwise;
    }

private Q_SLOTS:
    void thousands_of_architectures_run_as_in_the_reference_engine() {
        const quint64 first = wish("SPILLWAY_SWARM_SEED", wish("SPILLWAY_SWARM_FIRST", 1));
        const quint64 count = qEnvironmentVariableIsSet("SPILLWAY_SWARM_SEED") ? 1 : wish("SPILLWAY_SWARM_CASES", 4000);
        QProcess plain;
        plain.start(QStringLiteral(SPILLWAY_REFERENCE_ENGINE), {QString::number(first), QString::number(count)});
        QVERIFY2(plain.waitForStarted(), qPrintable(plain.errorString()));
        quint64 events = 0;
        for (quint64 seed = first; seed < first + count; ++seed) {
            while (!plain.canReadLine() && plain.waitForReadyRead(300'000)) continue;
            const QString wanted = QString::fromUtf8(plain.readLine()).trimmed();
            // Several lanes now and then: the reference has one.
            const auto lanes = seed % 5 == 0 ? std::optional<std::uint32_t>{3} : std::nullopt;
            QCOMPARE(QString::fromStdString(reference::outcomeOf(seed, lanes)), wanted);
            events += wanted.section(QLatin1Char(' '), 4, 4).toULongLong();
        }
        QVERIFY(plain.waitForFinished(60'000));
        QCOMPARE(plain.exitCode(), 0);
        qInfo("%llu architectures, %llu events", count, events);
        QVERIFY2(events > 500 * count || count < 100, "architectures in which nothing happens prove nothing");
    }
};

QTEST_GUILESS_MAIN(ReferenceTest)
#include "reference_test.moc"
