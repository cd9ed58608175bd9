#include "manifests/writer.h"
#include "manifests/lock.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

using namespace spillway;

namespace {

const std::vector<std::string> kTargets{"kubernetes"};

ManifestFile file(const char* path, const char* text) { return {path, text, {}}; }

}  // namespace

class WriterTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void hashesLikeTheStandardSays() {
        QCOMPARE(sha256("abc"), std::string{"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"});
        QCOMPARE(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
                 std::string{"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"});
    }
    void aFirstExportIsAllNew() {
        const auto done = writer().write({file("kubernetes/a.yaml", "a\n")}, kTargets);
        QVERIFY(done.has_value());
        QCOMPARE(done->at(0).state, FileState::added);
        QCOMPARE(read("kubernetes/a.yaml"), QByteArray{"a\n"});
        QVERIFY(read(".spillway-manifest").contains("kubernetes/a.yaml"));
    }
    void theSameAgainChangesNothing() {
        write("a\n");
        QCOMPARE(stateOf("a\n"), FileState::unchanged);
    }
    void whatWeWroteMayBeRewritten() {
        write("a\n");
        QCOMPARE(stateOf("b\n"), FileState::modified);
        write("b\n");
        QCOMPARE(read("kubernetes/a.yaml"), QByteArray{"b\n"});
    }
    void aFileEditedByHandIsKept() {
        write("a\n");
        put("kubernetes/a.yaml", "mine\n");
        QCOMPARE(stateOf("b\n"), FileState::conflict);
        write("b\n");
        QCOMPARE(read("kubernetes/a.yaml"), QByteArray{"mine\n"});
        QCOMPARE(stateOf("b\n"), FileState::conflict);
    }
    void aFileThatWasNeverOursIsKept() {
        put("kubernetes/a.yaml", "theirs\n");
        write("a\n");
        QCOMPARE(read("kubernetes/a.yaml"), QByteArray{"theirs\n"});
    }
    void overwritingMustBeAskedFor() {
        put("kubernetes/a.yaml", "theirs\n");
        QVERIFY(writer().write({file("kubernetes/a.yaml", "a\n")}, kTargets, ConflictChoice::overwrite).has_value());
        QCOMPARE(read("kubernetes/a.yaml"), QByteArray{"a\n"});
        QCOMPARE(stateOf("b\n"), FileState::modified);
    }
    void anEditThatEqualsTheExportIsNoConflict() {
        write("a\n");
        put("kubernetes/a.yaml", "b\n");
        QCOMPARE(stateOf("b\n"), FileState::unchanged);
        write("b\n");
        QCOMPARE(stateOf("c\n"), FileState::modified);
    }
    void whatIsNoLongerExportedGoes() {
        QVERIFY(writer().write({file("kubernetes/x/gone.yaml", "a\n")}, kTargets).has_value());
        const auto done = writer().write({file("kubernetes/a.yaml", "a\n")}, kTargets);
        QCOMPARE(done->at(1).state, FileState::obsolete);
        QVERIFY(!QFile::exists(path("kubernetes/x")));
        QVERIFY(QFile::exists(path("kubernetes/a.yaml")));
    }
    void whatIsNoLongerExportedButEditedStays() {
        write("a\n");
        put("kubernetes/a.yaml", "mine\n");
        const auto done = writer().write({}, kTargets);
        QCOMPARE(done->at(0).state, FileState::abandoned);
        QCOMPARE(read("kubernetes/a.yaml"), QByteArray{"mine\n"});
    }
    void anotherTargetsFilesAreLeftAlone() {
        QVERIFY(writer().write({file("terraform/main.tf", "t\n")}, {"terraform"}).has_value());
        QVERIFY(writer().write({file("kubernetes/a.yaml", "a\n")}, kTargets).has_value());
        QCOMPARE(read("terraform/main.tf"), QByteArray{"t\n"});
        const auto both = writer().preview({file("terraform/main.tf", "u\n")}, {"terraform"});
        QCOMPARE(both->at(0).state, FileState::modified);
    }
    void noTemporaryIsLeftBehind() {
        write("a\n");
        QCOMPARE(QDir{path("kubernetes")}.entryList(QDir::Files | QDir::Hidden), QStringList{"a.yaml"});
    }
    void aStrangeLockIsRefusedAndNothingWritten() {
        put(".spillway-manifest", "not ours\n");
        const auto done = writer().write({file("kubernetes/a.yaml", "a\n")}, kTargets);
        QVERIFY(!done.has_value());
        QVERIFY(done.error().message.find("line 1") != std::string::npos);
        QVERIFY(!QFile::exists(path("kubernetes/a.yaml")));
    }
    void aLockCannotPointOutOfItsFolder() {
        const std::string hash(64, 'a');
        QVERIFY(!parseLock("spillway-manifest 1\n" + hash + "  ../outside\n").has_value());
        QVERIFY(!parseLock("spillway-manifest 1\n" + hash + "  /etc/passwd\n").has_value());
        QVERIFY(parseLock("spillway-manifest 1\n" + hash + "  kubernetes/a.yaml\n").has_value());
    }
    void aFolderInTheWayIsASentence() {
        QVERIFY(QDir{m_folder->path()}.mkpath("kubernetes/a.yaml"));
        const auto done = writer().write({file("kubernetes/a.yaml", "a\n")}, kTargets);
        QVERIFY(!done.has_value());
        QVERIFY(done.error().message.find("kubernetes/a.yaml") != std::string::npos);
    }

private:
    ManifestWriter writer() const { return ManifestWriter{m_folder->path().toStdString()}; }
    QString path(const char* name) const { return m_folder->filePath(QString::fromUtf8(name)); }
    QByteArray read(const char* name) const {
        QFile source{path(name)};
        return source.open(QIODevice::ReadOnly) ? source.readAll() : QByteArray{};
    }
    void put(const char* name, const char* text) const {
        QDir{m_folder->path()}.mkpath("kubernetes");
        QFile target{path(name)};
        QVERIFY(target.open(QIODevice::WriteOnly));
        target.write(text);
    }
    void write(const char* text) const {
        QVERIFY(writer().write({file("kubernetes/a.yaml", text)}, kTargets).has_value());
    }
    FileState stateOf(const char* text) const {
        return writer().preview({file("kubernetes/a.yaml", text)}, kTargets)->at(0).state;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(WriterTest)
#include "writer_test.moc"
