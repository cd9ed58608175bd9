#include "judging.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace spillway::testing;

// Broken files as people have them, given to the real program. Each tells all its problems beside the file (NAME.txt,
// rewritten with SPILLWAY_BLESS=1), every problem of the text with its line and column; nothing crashes and nothing is
// overwritten, not even by force.
class BrokenFilesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void problemsAreToldAndNothingIsWritten_data() {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("name");
        for (const QString& format : {QStringLiteral("kubernetes"), QStringLiteral("compose")}) {
            for (const QString& file :
                 QDir{folder(format)}.entryList({QStringLiteral("*.yaml")}, QDir::Files, QDir::Name))
                QTest::addRow("%s %s", qPrintable(format), qPrintable(file)) << format << file.chopped(5);
        }
    }
    void problemsAreToldAndNothingIsWritten() {
        QFETCH(QString, format);
        QFETCH(QString, name);
        QTemporaryDir scratch;
        const QString document = scratch.filePath(QStringLiteral("mine.spillway"));
        QFile mine{document};
        QVERIFY(mine.open(QIODevice::WriteOnly));
        mine.write("mine\n");
        mine.close();
        const Verdict told = run(QStringLiteral(SPILLWAY_BINARY),
                                 {QStringLiteral("import"), format, name + QStringLiteral(".yaml"),
                                  QStringLiteral("-o"), document, QStringLiteral("--force")},
                                 folder(format));
        QCOMPARE(told.code, 1);
        QCOMPARE(told.said, QByteArray{});
        QCOMPARE(readAll(document), QByteArray{"mine\n"});
        QCOMPARE(QDir{scratch.path()}.entryList(QDir::Files | QDir::Hidden).size(), 1);
        QVERIFY(told.remarks.contains("error:"));
        const QString problem =
            compareWith(folder(format) + QLatin1Char('/') + name + QStringLiteral(".txt"), told.remarks);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }
    void everyProblemOfATextHasItsPlace() {
        const QRegularExpression placed{QStringLiteral("^[^:]+\\.yaml:\\d+:\\d+: (error|warning|note): ")};
        // What concerns the file as a whole has no line; an assumption about the drawing has no file.
        const QRegularExpression whole{
            QStringLiteral("^([^:]+\\.yaml: error: (there is no|this is not a text|more than)|note: )")};
        int lines = 0;
        for (const QString& format : {QStringLiteral("kubernetes"), QStringLiteral("compose")}) {
            for (const QString& file : QDir{folder(format)}.entryList({QStringLiteral("*.txt")}, QDir::Files)) {
                for (const QByteArray& line : readAll(folder(format) + QLatin1Char('/') + file).split('\n')) {
                    const QString text = QString::fromUtf8(line);
                    QVERIFY2(text.isEmpty() || placed.match(text).hasMatch() || whole.match(text).hasMatch(),
                             line.constData());
                    ++lines;
                }
            }
        }
        QVERIFY(lines > 100);
    }

private:
    static QString folder(const QString& format) {
        return sourceFolder() + QStringLiteral("/tests/manifests/broken/") + format;
    }
};

QTEST_GUILESS_MAIN(BrokenFilesTest)
#include "broken_files_test.moc"
