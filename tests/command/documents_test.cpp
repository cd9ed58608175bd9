#include "broken_documents.h"
#include "command/files.h"
#include "io/architecture_text.h"
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

    // What would stop a run is told before it, with the line it stands in; and what no run depends on.
    void checkTellsWhatARunWouldTell() {
        const QTemporaryDir folder;
        const std::string file = folder.filePath("made.spillway").toStdString();
        QVERIFY(writeText(file,
                          "spillway: 1\n"
                          "nodes:\n"
                          "  - id: user\n"
                          "    kind: clients\n"
                          "  - id: resize\n"
                          "    kind: function\n"
                          "    snap_start: true\n"
                          "    package: image\n"
                          "  - id: pages\n"
                          "    kind: cache\n"
                          "    ttl: 5s\n"
                          "flows:\n"
                          "  - {from: user, to: resize, kind: call}\n"
                          "  - {from: user, to: pages, kind: call, batch: 5}\n"));
        const Told told = tell({"check", file});
        QCOMPARE(told.code, ExitCode::problems);
        const auto says = [&](const std::string& words) { return told.err.find(file + words) != std::string::npos; };
        QVERIFY2(says(":7:17: error: resize: SnapStart is not offered for container images"), told.err.c_str());
        QVERIFY(!says(":11:10: note: pages: ttl has no effect: hit_ratio is stated"));  // told when the errors are gone
        QVERIFY(writeText(file, "spillway: 1\nnodes:\n  - id: pages\n    kind: cache\n    ttl: 5s\n"));
        const Told later = tell({"check", file});
        QCOMPARE(later.code, ExitCode::ok);
        QVERIFY2(
            later.err.find(file + ":5:10: note: pages: ttl has no effect: hit_ratio is stated") != std::string::npos,
            later.err.c_str());
    }
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
        // A warning stops nobody, and what only a run cannot do stops only runs.
        if (!hasErrors(ArchitectureText::parse(broken.text, file).diagnostics())) return;
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
