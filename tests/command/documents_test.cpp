#include "broken_documents.h"
#include "command/files.h"
#include "told.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace spillway;

namespace {

std::vector<BrokenDocument> all() {
    std::vector<BrokenDocument> documents = brokenLayouts();
    for (const auto& more : {brokenFields(), brokenReferences()})
        documents.insert(documents.end(), more.begin(), more.end());
    return documents;
}

}  // namespace

// Every document of tests/io that is wrong, through every command that reads one.
class DocumentsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("SPILLWAY_RUNS", m_folder.filePath("runs.sqlite").toLocal8Bit()); }

    void aBrokenDocumentIsToldWholeAndNothingIsWritten_data() {
        QTest::addColumn<std::size_t>("row");
        const std::vector<BrokenDocument> documents = all();
        QVERIFY(documents.size() >= 30);
        for (std::size_t i = 0; i < documents.size(); ++i) QTest::newRow(documents[i].name) << i;
    }
    void aBrokenDocumentIsToldWholeAndNothingIsWritten() {
        QFETCH(std::size_t, row);
        const BrokenDocument broken = all()[row];
        const QTemporaryDir folder;
        const std::string file = folder.filePath("broken.spillway").toStdString();
        QVERIFY(writeText(file, broken.text));
        const Told told = tell({"check", file});
        for (const std::string& problem : broken.expected) {
            const std::string place = file + ':' + problem.substr(0, problem.find(' ')) + ": ";
            QVERIFY2(told.err.find(place) != std::string::npos, (place + '\n' + told.err).c_str());
        }
        if (told.err.find(": error: ") == std::string::npos) return;  // a warning stops nobody
        QCOMPARE(told.code, ExitCode::problems);
        const std::string out = folder.filePath("out").toStdString();
        for (const std::vector<std::string>& command : {std::vector<std::string>{"run", file},
                                                        {"fmt", file},
                                                        {"fmt", "--check", file},
                                                        {"export", "kubernetes", file, "-o", out}}) {
            const Told same = tell(command);
            QCOMPARE(same.code, ExitCode::problems);
            QCOMPARE(same.err, told.err);
            QVERIFY(same.out.empty());
        }
        QCOMPARE(QDir{folder.path()}.entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
                 QStringList{"broken.spillway"});
        QCOMPARE(*readText(file), broken.text);
        QVERIFY(!QFile::exists(m_folder.filePath("runs.sqlite")));
    }

    void oneBrokenDocumentAmongManyStopsTheFormattingOfAll() {
        const QTemporaryDir folder;
        const std::string good = folder.filePath("good.spillway").toStdString(),
                          bad = folder.filePath("bad.spillway").toStdString();
        const std::string untidy = "spillway: 1\nnodes: [{kind: clients, id: users}]\n";
        QVERIFY(writeText(good, untidy));
        QVERIFY(writeText(bad, "spillway: 1\nnods: []\n"));
        const Told told = tell({"fmt", good, bad});
        QCOMPARE(told.code, ExitCode::problems);
        QVERIFY(told.err.find("did you mean \"nodes\"?") != std::string::npos);
        QCOMPARE(*readText(good), untidy);
        QCOMPARE(tell({"fmt", "--check", good}).code, ExitCode::problems);
        QCOMPARE(*readText(good), untidy);
        QCOMPARE(tell({"fmt", good}).code, ExitCode::ok);
        QCOMPARE(*readText(good), std::string{"spillway: 1\nnodes:\n  - id: users\n    kind: clients\n"});
        QCOMPARE(tell({"fmt", "--check", good}).code, ExitCode::ok);
    }

private:
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(DocumentsTest)
#include "documents_test.moc"
