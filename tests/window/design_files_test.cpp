#include "stage.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
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

QFileDialog* openDialog() {
    for (QWidget* widget : QApplication::topLevelWidgets()) {
        if (auto* dialog = qobject_cast<QFileDialog*>(widget); dialog != nullptr && dialog->isVisible()) return dialog;
    }
    return nullptr;
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

    void anotherFileIsOverwrittenOnlyWhenAsked() {
        Stage stage;
        const QString other = stage.path(QStringLiteral("other.spillway"));
        write(other, "spillway: 1\nname: Other\n");
        const QByteArray was = contents(other);
        QVERIFY(!stage.workspace().saveToUrl(QUrl::fromLocalFile(other)));
        stage.settle();
        stage.click(QStringLiteral("answerCancel"));
        QCOMPARE(contents(other), was);
        QCOMPARE(stage.document().path(), stage.path());
        QVERIFY(!stage.workspace().saveToUrl(QUrl::fromLocalFile(other)));
        stage.settle();
        stage.key(Qt::Key_Escape);  // loses nothing
        QCOMPARE(contents(other), was);
        QVERIFY(!stage.workspace().saveToUrl(QUrl::fromLocalFile(other)));
        stage.settle();
        stage.click(QStringLiteral("answerDiscard"));
        QVERIFY(contents(other).contains("charge-card"));
        QCOMPARE(stage.document().path(), other);
        // Its own file is no question.
        QVERIFY(stage.workspace().saveToUrl(QUrl::fromLocalFile(other)));
        const QString picture = stage.path(QStringLiteral("drawing.png"));
        write(picture, "mine");
        stage.workspace().exportPictureTo(QUrl::fromLocalFile(picture));
        stage.settle();
        QCOMPARE(contents(picture), QByteArray("mine"));
        stage.click(QStringLiteral("answerDiscard"));
        QVERIFY(contents(picture).startsWith("\x89PNG"));
    }

    void whatCannotBeWrittenIsSaidInASentence() {
        Stage stage;
        QVERIFY(
            !stage.workspace().saveToUrl(QUrl::fromLocalFile(stage.path(QStringLiteral("no/such/folder.spillway")))));
        QVERIFY(stage.workspace().message().contains(QStringLiteral("folder.spillway")));
        stage.workspace().exportPictureTo(QUrl::fromLocalFile(stage.path(QStringLiteral("no/such/picture.png"))));
        QVERIFY(stage.workspace().message().contains(QStringLiteral("cannot be written")));
    }

    void aFileIsSavedUnderAnotherNameInTheDialog() {
        Stage stage;
        stage.key(Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);
        QFileDialog* dialog = nullptr;
        QTRY_VERIFY((dialog = openDialog()));
        auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
        QVERIFY(name != nullptr);
        QCOMPARE(name->text(), QStringLiteral("checkout.spillway"));
        name->selectAll();
        QTest::keyClicks(name, QStringLiteral("second"));
        QTest::keyClick(name, Qt::Key_Return);
        QTRY_COMPARE(stage.document().path(), stage.path(QStringLiteral("second.spillway")));
        QVERIFY(contents(stage.path(QStringLiteral("second.spillway"))).contains("charge-card"));
        QCOMPARE(stage.workspace().dialogFolder(QStringLiteral("save")),
                 QUrl::fromLocalFile(QFileInfo(stage.path()).path()));
    }

    void filesThatAreReferredToComeAlong() {
        Stage stage;
        const QString compose = stage.path(QStringLiteral("compose.yaml"));
        write(compose, "services:\n  web:\n    image: nginx\n    env_file: web.env\n  api:\n    image: api\n");
        write(stage.path(QStringLiteral("web.env")), "API_URL=http://api:8080\n");
        stage.workspace().importUrls({QUrl::fromLocalFile(compose)});
        stage.settle();
        QVERIFY(std::ranges::any_of(stage.topology().flows,
                                    [](const Flow& flow) { return flowName(flow) == "web -> api"; }));
    }

    void whatCannotBeImportedLeavesTheDrawingAlone() {
        Stage stage;
        const QString broken = stage.path(QStringLiteral("broken.yaml"));
        write(broken, "services:\n  web: [\n");
        stage.workspace().importUrls({QUrl::fromLocalFile(broken)});
        stage.settle();
        QVERIFY(findNode(stage.topology(), "charge-card") != nullptr);
        QVERIFY(stage.shows(QStringLiteral("problemsPanel")));
        QVERIFY(stage.says(QStringLiteral("Nothing was imported")));
    }

    void theLastFilesAreInTheFileMenu() {
        Stage stage;
        ActionTable& actions = *stage.workspace().actions();
        QVERIFY(stage.workspace().saveToUrl(QUrl::fromLocalFile(stage.path(QStringLiteral("second.spillway")))));
        QVERIFY(actions.textOf(QStringLiteral("file.recent1")).startsWith(QStringLiteral("second.spillway")));
        QVERIFY(actions.textOf(QStringLiteral("file.recent2")).startsWith(QStringLiteral("checkout.spillway")));
        actions.trigger(QStringLiteral("file.recent2"));
        QCOMPARE(stage.document().path(), stage.path());
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

    // Before anything runs; and another document does not answer for it.
    void whatCouldNotBeDeployedIsSaidWhileOneDraws() {
        Stage stage;
        const QString slow = stage.path(QStringLiteral("slow.spillway"));
        write(slow, "spillway: 1\nname: Slow\nnodes:\n  - id: fn\n    kind: function\n    timeout: 20m\n");
        stage.workspace().openPath(slow);
        QTRY_COMPARE(stage.workspace().problems()->summary(), QStringLiteral("1 problem"));
        stage.click(QStringLiteral("problemsButton"));
        QVERIFY(stage.says(QStringLiteral("20m cannot be deployed")));
        stage.workspace().openPath(stage.path());
        QVERIFY(!stage.says(QStringLiteral("20m cannot be deployed")));
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
