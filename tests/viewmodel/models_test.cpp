#include "viewmodel/action_table.h"
#include "viewmodel/palette_model.h"
#include "viewmodel/preferences.h"
#include "viewmodel/row_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace spillway;

class ModelsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rowsThatDidNotChangeAreNotReported() {
        RowModel model({QStringLiteral("name")});
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRows({{1}, {2}, {3}});
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        model.setRows({{1}, {5}, {3}, {4}});
        QCOMPARE(changes.count(), 1);
        QCOMPARE(changes[0][0].toModelIndex().row(), 1);
        QCOMPARE(changes[0][1].toModelIndex().row(), 1);
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(model.value(1, QStringLiteral("name")).toInt(), 5);
    }

    void shrinkingKeepsTheHead() {
        RowModel model({QStringLiteral("name")});
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRows({{1}, {2}, {3}});
        model.setRows({{1}});
        QCOMPARE(model.count(), 1);
        model.setRows({});
        QCOMPARE(model.value(0, QStringLiteral("name")), QVariant());
    }

    void thePaletteHasEveryKindAndFiltersByWords() {
        PaletteModel palette;
        QAbstractItemModelTester tester(&palette, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(palette.count(), 19);
        QCOMPARE(palette.value(0, QStringLiteral("group")).toString(), QStringLiteral("Sources"));
        palette.setFilter(QStringLiteral("queue"));
        QCOMPARE(palette.value(0, QStringLiteral("kind")).toString(), QStringLiteral("service"));  // "bounded queue"
        palette.setFilter(QStringLiteral("messaging queue"));
        QCOMPARE(palette.count(), 1);
        palette.setFilter(QStringLiteral("no such thing"));
        QCOMPARE(palette.count(), 0);
    }

    void thePaletteOfTheWindowOffersTheBoundaryToo() {
        const PaletteModel palette(PaletteModel::Offers::everything);
        QCOMPARE(palette.count(), 20);
        QCOMPARE(palette.value(19, QStringLiteral("kind")).toString(), QStringLiteral("boundary"));
    }

    void onlyBoundActionsAreListedInTheOrderOfTheMenus() {
        QTemporaryDir folder;
        Preferences preferences(folder.filePath(QStringLiteral("p.ini")));
        ActionTable actions(preferences);
        QAbstractItemModelTester tester(&actions, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(actions.rowCount(), 0);
        bool can = false;
        int runs = 0;
        actions.bind("run.play", {.run = [&] { ++runs; }, .enabled = [&] { return can; }});
        actions.bind("file.new", {.run = [] {}});
        QCOMPARE(actions.menus(), (QStringList{QStringLiteral("File"), QStringLiteral("Run")}));
        actions.trigger(QStringLiteral("run.play"));
        QCOMPARE(runs, 0);
        can = true;
        actions.refresh();
        QVERIFY(actions.isEnabled(QStringLiteral("run.play")));
        actions.trigger(QStringLiteral("run.play"));
        QCOMPARE(runs, 1);
        QCOMPARE(actions.keysText(QStringLiteral("run.play")), QStringLiteral("F5"));
    }

    void keysAreReboundOnceAndRemembered() {
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("p.ini"));
        {
            Preferences preferences(file);
            ActionTable actions(preferences);
            actions.bind("run.play", {.run = [] {}});
            actions.bind("run.pause", {.run = [] {}});
            QVERIFY(!actions.rebind(QStringLiteral("run.play"), QStringLiteral("F6")));  // pause has it
            QVERIFY(actions.rebind(QStringLiteral("run.play"), QStringLiteral("F7")));
            QCOMPARE(actions.ownerOfKeys(QStringLiteral("F7")), QStringLiteral("run.play"));
        }
        Preferences preferences(file);
        ActionTable actions(preferences);
        actions.bind("run.play", {.run = [] {}});
        QCOMPARE(actions.keysText(QStringLiteral("run.play")), QStringLiteral("F7"));
        actions.restoreKeys(QStringLiteral("run.play"));
        QCOMPARE(actions.keysText(QStringLiteral("run.play")), QStringLiteral("F5"));
    }

    void recentFilesAreTheLastTenWithoutRepeats() {
        QTemporaryDir folder;
        Preferences preferences(folder.filePath(QStringLiteral("p.ini")));
        for (int i = 0; i < 12; ++i) preferences.addRecentFile(folder.filePath(QString::number(i)));
        preferences.addRecentFile(folder.filePath(QStringLiteral("5")));
        QCOMPARE(preferences.recentFiles().size(), 10);
        QCOMPARE(preferences.recentFiles().first(), folder.filePath(QStringLiteral("5")));
        QCOMPARE(preferences.recentFiles().filter(QStringLiteral("/5")).size(), 1);
    }
};

QTEST_MAIN(ModelsTest)
#include "models_test.moc"
