#include "command/files.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace spillway;

class FilesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrittenIsRead() {
        const QTemporaryDir folder;
        const std::string path = folder.filePath("a.spillway").toStdString();
        QVERIFY(writeText(path, "first\n"));
        QVERIFY(writeText(path, "second\n"));
        QCOMPARE(*readText(path), std::string{"second\n"});
        QCOMPARE(QDir{folder.path()}.entryList(QDir::Files | QDir::Hidden).size(), 1);  // no temporary stays behind
    }

    void permissionsSurvive() {
        const QTemporaryDir folder;
        const QString path = folder.filePath("a");
        QVERIFY(writeText(path.toStdString(), "1"));
        const auto secret = QFile::ReadOwner | QFile::WriteOwner;
        QVERIFY(QFile::setPermissions(path, secret));
        QVERIFY(writeText(path.toStdString(), "2"));
        const auto others = QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther;
        QCOMPARE(QFile::permissions(path) & others, QFile::Permissions{});
    }

    void aLinkIsWrittenThrough() {
        const QTemporaryDir folder;
        const QString target = folder.filePath("target"), link = folder.filePath("link");
        QVERIFY(writeText(target.toStdString(), "1"));
        QVERIFY(QFile::link(target, link));
        QVERIFY(writeText(link.toStdString(), "2"));
        QVERIFY(QFileInfo{link}.isSymLink());
        QCOMPARE(*readText(target.toStdString()), std::string{"2"});
    }

    void whatTheDiskRefusesIsASentence() {
        const QTemporaryDir folder;
        const std::string absent = folder.filePath("no/such/file").toStdString();
        QCOMPARE(readText(absent).error().message, "cannot read \"" + absent + "\": it does not exist");
        QCOMPARE(readText(folder.path().toStdString()).error().message,
                 "cannot read \"" + folder.path().toStdString() + "\": it is a folder");
        QVERIFY(!writeText(absent, "1"));
    }
};

QTEST_GUILESS_MAIN(FilesTest)
#include "files_test.moc"
