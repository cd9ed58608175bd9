#include "stage.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QSignalSpy>
#include <QTest>

using namespace spillway;

namespace {

QByteArray contents(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString& path, const QByteArray& text) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
}

void change(Stage& stage) {
    stage.click(stage.nodeAt(QStringLiteral("notify")));
    stage.key(Qt::Key_Delete);
    QVERIFY(stage.document().isModified());
}

}  // namespace

// New, open, save, close, and what the window asks before it lets go of anything.
class DesignFilesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void savingWritesWhatIsDrawn() {
        Stage stage;
        change(stage);
        stage.key(Qt::Key_S, Qt::ControlModifier);
        QVERIFY(!stage.document().isModified());
        QVERIFY(!contents(stage.path()).contains("id: notify"));
        QVERIFY(stage.says(QStringLiteral("Saved checkout.spillway")));
    }

    void newAsksAndCancelKeepsEverything() {
        Stage stage;
        change(stage);
        stage.key(Qt::Key_N, Qt::ControlModifier);
        QVERIFY(stage.says(QStringLiteral("has changes that are not saved")));
        stage.click(QStringLiteral("answerCancel"));
        QVERIFY(stage.document().isModified());
        stage.key(Qt::Key_N, Qt::ControlModifier);
        stage.key(Qt::Key_Escape);
        QVERIFY(!stage.says(QStringLiteral("has changes that are not saved")));
        QVERIFY(stage.document().isModified());
    }

    void newAsksAndDiscardThrowsAway() {
        Stage stage;
        change(stage);
        stage.key(Qt::Key_N, Qt::ControlModifier);
        stage.click(QStringLiteral("answerDiscard"));
        QVERIFY(stage.workspace().empty());
        QVERIFY(stage.shows(QStringLiteral("welcome")));
        QVERIFY(contents(stage.path()).contains("id: notify"));
    }

    void closeAsksAndSaveSavesFirstAndReopenBringsItBack() {
        Stage stage;
        change(stage);
        stage.key(Qt::Key_W, Qt::ControlModifier);
        stage.key(Qt::Key_Return);
        QVERIFY(stage.workspace().empty());
        QVERIFY(!contents(stage.path()).contains("id: notify"));
        stage.key(Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(stage.workspace().title(), QStringLiteral("checkout"));
    }

    void quittingAsksToo() {
        Stage stage;
        change(stage);
        QSignalSpy quit(&stage.workspace(), &Workspace::quitConfirmed);
        QVERIFY(!stage.window().close());
        stage.settle();
        QVERIFY(stage.says(QStringLiteral("has changes that are not saved")));
        stage.click(QStringLiteral("answerCancel"));
        QCOMPARE(quit.count(), 0);
    }

    void aFileChangedOutsideIsOfferedForReloading() {
        Stage stage;
        write(stage.path(), contents(stage.path()).replace("name: checkout\n", "name: elsewhere\n"));
        QTRY_VERIFY(stage.says(QStringLiteral("The file changed outside")));
        stage.click(QStringLiteral("answerSave"));
        QCOMPARE(stage.workspace().title(), QStringLiteral("elsewhere"));
    }

    void keepingMineKeepsMine() {
        Stage stage;
        change(stage);
        write(stage.path(), contents(stage.path()).replace("name: checkout\n", "name: elsewhere\n"));
        QTRY_VERIFY(stage.says(QStringLiteral("and you have changes too")));
        stage.click(QStringLiteral("answerDiscard"));
        QCOMPARE(stage.workspace().title(), QStringLiteral("checkout"));
        QVERIFY(stage.document().isModified());
    }

    // As a program leaves it that ends without saving.
    void leaveAJournal(const QString& path) {
        Document crashed;
        QVERIFY(crashed.open(path));
        crashed.edit(InsertNode{0, Node{.id = "rescued", .spec = Service{}}}, QStringLiteral("Add"));
    }

    void afterACrashTheUnsavedChangesAreOffered() {
        Stage stage;
        leaveAJournal(stage.path());
        stage.workspace().openPath(stage.path());
        stage.settle();
        QVERIFY(stage.says(QStringLiteral("Recover unsaved changes?")));
        stage.click(QStringLiteral("answerSave"));
        QVERIFY(findNode(stage.topology(), "rescued") != nullptr);
        QVERIFY(stage.document().isModified());
        QVERIFY(!contents(stage.path()).contains("rescued"));
    }

    void unsavedChangesOfACrashCanBeDropped() {
        Stage stage;
        leaveAJournal(stage.path());
        stage.workspace().openPath(stage.path());
        stage.settle();
        stage.click(QStringLiteral("answerDiscard"));
        QVERIFY(findNode(stage.topology(), "rescued") == nullptr);
        QVERIFY(!Document::hasJournal(stage.path()));
    }

    void theDrawingIsExportedAsAPicture_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("begins");
        QTest::newRow("png") << QStringLiteral("drawing.png") << QByteArray("\x89PNG");
        QTest::newRow("svg") << QStringLiteral("drawing.svg") << QByteArray("<?xml");
        QTest::newRow("pdf") << QStringLiteral("drawing.pdf") << QByteArray("%PDF");
    }
    void theDrawingIsExportedAsAPicture() {
        QFETCH(QString, name);
        QFETCH(QByteArray, begins);
        Stage stage;
        stage.workspace().exportPictureTo(QUrl::fromLocalFile(stage.path(name)));
        QVERIFY(contents(stage.path(name)).startsWith(begins));
        if (name.endsWith(QStringLiteral("svg"))) QVERIFY(contents(stage.path(name)).contains("charge-card"));
    }

    void theDrawingGoesToTheClipboardAsAPicture() {
        Stage stage;
        stage.key(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        const QImage image = QGuiApplication::clipboard()->image();
        QVERIFY(image.width() > 1000 && image.height() > 500);
    }

    void aFileWithErrorsIsOpenedSaysSoAndIsNeverOverwritten() {
        Stage stage;
        const QString broken = stage.path(QStringLiteral("broken.spillway"));
        const QByteArray text = "spillway: 1\nname: Broken\nnodes:\n  - id: a\n    kind: servise\n";
        write(broken, text);
        stage.workspace().openPath(broken);
        stage.settle();
        QVERIFY(stage.workspace().problems()->errors() > 0);
        stage.click(QStringLiteral("problemsButton"));
        QVERIFY(stage.shows(QStringLiteral("problemsPanel")));
        QVERIFY(stage.says(QStringLiteral("servise")));
        stage.key(Qt::Key_S, Qt::ControlModifier);
        QCOMPARE(contents(broken), text);
    }

    void aFileThatIsNotThereIsSaidToBeMissing() {
        Stage stage;
        stage.workspace().openPath(stage.path(QStringLiteral("nowhere.spillway")));
        stage.settle();
        QVERIFY(!stage.workspace().message().isEmpty());
        QCOMPARE(stage.workspace().title(), QStringLiteral("checkout"));
    }

    void manifestsAreImportedWithTheirAssumptionsListed() {
        Stage stage;
        const QString compose = stage.path(QStringLiteral("compose.yaml"));
        write(compose,
              "services:\n  web:\n    image: nginx\n    environment:\n      API_URL: http://api:8080\n  api:\n    "
              "image: api\n");
        stage.workspace().importUrls({QUrl::fromLocalFile(compose)});
        stage.settle();
        QVERIFY(findNode(stage.topology(), "api") != nullptr);
        QVERIFY(stage.workspace().message().contains(QStringLiteral("2 workloads")));
        QVERIFY(stage.workspace().problems()->count() > 0);
    }
};

SPILLWAY_WINDOW_TEST(DesignFilesTest)
#include "design_files_test.moc"
