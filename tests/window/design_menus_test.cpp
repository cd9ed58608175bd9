#include "stage.h"

#include <QApplication>
#include <QFileDialog>
#include <QTest>

using namespace spillway;

namespace {

const QStringList kMenus{QStringLiteral("File"),     QStringLiteral("Edit"),    QStringLiteral("View"),
                         QStringLiteral("Insert"),   QStringLiteral("Arrange"), QStringLiteral("Run"),
                         QStringLiteral("Scenario"), QStringLiteral("Results"), QStringLiteral("Tools"),
                         QStringLiteral("Window"),   QStringLiteral("Help")};

QList<QQuickItem*> all(QQuickItem* from, const std::function<bool(QQuickItem&)>& fits) {
    QList<QQuickItem*> found;
    if (!from->isVisible()) return found;
    if (fits(*from)) found.append(from);
    for (QQuickItem* child : from->childItems()) found += all(child, fits);
    return found;
}

QFileDialog* openDialog() {
    for (QWidget* widget : QApplication::topLevelWidgets()) {
        if (auto* dialog = qobject_cast<QFileDialog*>(widget); dialog != nullptr && dialog->isVisible()) return dialog;
    }
    return nullptr;
}

}  // namespace

// Frame, menus and palette as they stand on the screen.
class DesignMenusTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyMenuIsNamedInFull() {
        Stage stage;
        for (const QString& menu : kMenus) {
            QQuickItem* head = stage.item(QStringLiteral("menu-") + menu);
            QVERIFY2(head != nullptr, qPrintable(menu));
            QVERIFY2(!head->property("contentItem").value<QQuickItem*>()->property("truncated").toBool(),
                     qPrintable(menu));
        }
    }

    void aMenuOpensAndItsEntryWorks() {
        Stage stage;
        stage.click(QStringLiteral("menu-Edit"));
        QVERIFY(stage.shows(QStringLiteral("entry-edit.selectAll")));
        stage.click(QStringLiteral("entry-edit.selectAll"));
        QCOMPARE(stage.selection().count(),
                 static_cast<int>(stage.topology().nodes.size() + stage.topology().boundaries.size()));
    }

    void theStatusBarSaysThingsBesideEachOther() {
        Stage stage(QStringLiteral("checkout.spillway"), {900, 600});
        stage.selection().select(QStringLiteral("order-api"));
        stage.workspace().say(
            QStringLiteral("A sentence that is rather longer than the place that is left for it in a small window"));
        stage.settle();
        QQuickItem* bar = stage.item(QStringLiteral("statusBar"));
        QVERIFY(bar != nullptr);
        double end = 0;
        for (QQuickItem* part : all(bar, [](QQuickItem& i) {
                 return !i.property("text").toString().isEmpty() && i.property("elide").isValid();
             })) {
            const QRectF place = part->mapRectToScene(part->boundingRect());
            QVERIFY2(place.left() >= end, qPrintable(part->property("text").toString()));
            end = place.right();
        }
        QVERIFY(end > 0 && end <= 900);
    }

    void thePaletteNamesItsGroups() {
        Stage stage;
        for (const char* group : {"Sources", "Edge", "Compute", "Messaging", "Data", "Outside", "Areas"}) {
            QVERIFY2(stage.shows(QStringLiteral("group-") + QString::fromLatin1(group)), group);
        }
        stage.click(QStringLiteral("paletteFilter"));
        stage.type(QStringLiteral("queue"));
        QVERIFY(stage.shows(QStringLiteral("group-Compute")) && stage.shows(QStringLiteral("group-Messaging")));
        QVERIFY(!stage.shows(QStringLiteral("group-Data")));
    }

    void aTypedFilterAndReturnAddTheFirstFit() {
        Stage stage(QString{});
        stage.click(QStringLiteral("paletteFilter"));
        stage.type(QStringLiteral("database"));
        stage.key(Qt::Key_Return);
        QCOMPARE(stage.topology().nodes.size(), std::size_t{1});
        QCOMPARE(stage.topology().nodes.front().kind(), NodeKind::database);
    }

    void anEmptyDrawingSaysWhatToDo() {
        Stage stage(QString{});
        QVERIFY(stage.shows(QStringLiteral("welcome")));
        stage.click(QStringLiteral("welcomeExample"));
        QVERIFY(!stage.shows(QStringLiteral("welcome")));
        QCOMPARE(stage.workspace().title(), QStringLiteral("checkout"));
    }

    void theTitleSaysWhatIsNotSaved() {
        Stage stage;
        QVERIFY(!stage.says(QStringLiteral("edited")));
        stage.click(stage.nodeAt(QStringLiteral("notify")));
        QCOMPARE(stage.selection().single(), QStringLiteral("notify"));
        stage.key(Qt::Key_Delete);
        QVERIFY(stage.says(QStringLiteral("edited")));
        stage.key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(!stage.says(QStringLiteral("edited")));
    }

    void everySheetOpensByItsActionAndClosesByEscape_data() {
        QTest::addColumn<QString>("action");
        QTest::addColumn<QString>("shown");
        const auto row = [](const char* action, const char* shown) {
            QTest::newRow(action) << QString::fromLatin1(action) << QString::fromUtf8(shown);
        };
        row("file.settings", "Settings");
        row("edit.rename", "Rename order-api");
        row("edit.find", "A node, a boundary");
        row("view.commands", "An action, a node, a boundary");
        row("tools.create", "Create a node");
        row("tools.append", "Append to order-api");
        row("tools.replace", "Replace the kind of order-api");
        row("help.shortcuts", "Keyboard shortcuts");
        row("help.about", "Draw a service architecture");
    }
    void everySheetOpensByItsActionAndClosesByEscape() {
        QFETCH(QString, action);
        QFETCH(QString, shown);
        Stage stage;
        stage.selection().select(QStringLiteral("order-api"));
        QVERIFY(!stage.says(shown));
        stage.workspace().actions()->trigger(action);
        stage.settle();
        QTRY_VERIFY(stage.says(shown));
        stage.key(Qt::Key_Escape);
        QTRY_VERIFY(!stage.says(shown));
    }

    void everyFileDialogOpensByItsActionAndClosesByEscape_data() {
        QTest::addColumn<QString>("action");
        QTest::addColumn<QString>("title");
        const auto row = [](const char* action, const char* title) {
            QTest::newRow(action) << QString::fromLatin1(action) << QString::fromUtf8(title);
        };
        row("file.open", "Open an architecture");
        row("file.import", "Import Kubernetes manifests or Compose files");
        row("file.saveAs", "Save the architecture");
        row("file.picture", "Export the drawing");
    }
    void everyFileDialogOpensByItsActionAndClosesByEscape() {
        QFETCH(QString, action);
        QFETCH(QString, title);
        Stage stage;
        QVERIFY(openDialog() == nullptr);
        stage.workspace().actions()->trigger(action);
        QFileDialog* dialog = nullptr;
        QTRY_VERIFY((dialog = openDialog()));
        QCOMPARE(dialog->windowTitle(), title);
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(openDialog() == nullptr);
    }

    void theThemeChangesTheWholeWindow() {
        Stage stage;
        stage.workspace().actions()->trigger(QStringLiteral("view.themeLight"));
        stage.settle();
        const QImage light = stage.window().grabWindow();
        stage.workspace().actions()->trigger(QStringLiteral("view.themeDark"));
        stage.settle();
        const QImage dark = stage.window().grabWindow();
        for (const QPoint at :
             {QPoint(700, 12), QPoint(20, 500), QPoint(400, 200), QPoint(1480, 900), QPoint(700, 990)}) {
            QVERIFY2(light.pixelColor(at).lightness() > 200 && dark.pixelColor(at).lightness() < 60,
                     qPrintable(QString::number(at.x())));
        }
    }

    void thePanelsAreShownHiddenAndRemembered() {
        Stage stage;
        QVERIFY(stage.shows(QStringLiteral("inspectorPanel")) && stage.shows(QStringLiteral("palettePanel")));
        stage.key(Qt::Key_I, Qt::ControlModifier | Qt::AltModifier);
        stage.key(Qt::Key_P, Qt::ControlModifier | Qt::AltModifier);
        QVERIFY(!stage.shows(QStringLiteral("inspectorPanel")) && !stage.shows(QStringLiteral("palettePanel")));
        stage.workspace().actions()->trigger(QStringLiteral("window.reset"));
        stage.settle();
        QVERIFY(stage.shows(QStringLiteral("inspectorPanel")) && stage.shows(QStringLiteral("palettePanel")));
    }

    void theOutlineIsTheDrawingAsAList() {
        Stage stage;
        stage.click(QStringLiteral("tab-Outline"));
        stage.click(QStringLiteral("outline-pick-queue"));
        QCOMPARE(stage.selection().single(), QStringLiteral("pick-queue"));
    }

    void theWholeWindowIsReachedWithTheTabKey() {
        Stage stage;
        stage.click(QStringLiteral("paletteFilter"));
        QSet<QString> reached;
        for (int i = 0; i < 120; ++i) {
            stage.key(Qt::Key_Tab);
            if (QQuickItem* item = stage.window().activeFocusItem()) reached.insert(item->objectName());
        }
        for (const char* name : {"palette-clients", "drawing", "field-id", "field-work", "tab-Properties",
                                 "problemsButton", "commandBox", "mode-run"}) {
            QVERIFY2(reached.contains(QString::fromLatin1(name)), name);
        }
    }

    void theModesChangeByClickAndByKey() {
        Stage stage;
        stage.click(QStringLiteral("mode-compare"));
        QCOMPARE(stage.workspace().mode(), QStringLiteral("compare"));
        stage.key(Qt::Key_4, Qt::AltModifier);
        QCOMPARE(stage.workspace().mode(), QStringLiteral("ship"));
        stage.key(Qt::Key_2, Qt::AltModifier);
        QCOMPARE(stage.workspace().mode(), QStringLiteral("run"));
        stage.key(Qt::Key_1, Qt::AltModifier);
        QCOMPARE(stage.workspace().mode(), QStringLiteral("design"));
    }
};

SPILLWAY_WINDOW_TEST(DesignMenusTest)
#include "design_menus_test.moc"
