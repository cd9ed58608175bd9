#include "viewmodel/design_check.h"

#include "viewmodel/problems_model.h"

#include <QSignalSpy>
#include <QtTest>

#include <algorithm>

using namespace spillway;
using namespace std::chrono_literals;

// What `spillway check` would say is told while the drawing is edited.
class DesignCheckTest : public QObject {
    Q_OBJECT

    static Node function(Duration timeout) { return {.id = "fn", .spec = Function{.timeout = timeout}}; }
    static bool tells(const ProblemsModel& problems, const QString& words) {
        for (int row = 0; row < problems.rowCount(); ++row)
            if (problems.value(row, QStringLiteral("sentence")).toString().contains(words)) return true;
        return false;
    }
    struct Desk {
        Document document;
        ProblemsModel problems{document};
        DesignCheck check{document};
        QSignalSpy told{&check, &DesignCheck::checked};
        Desk() { connect(&check, &DesignCheck::checked, &problems, &ProblemsModel::setChecked); }
        void have(Duration timeout) {
            const bool there = !document.architecture().topology.nodes.empty();
            document.edit(there ? Edit{ReplaceNode{0, function(timeout)}} : Edit{InsertNode{0, function(timeout)}},
                          QStringLiteral("Change"));
        }
    };

private Q_SLOTS:
    void whatCouldNotBeDeployedIsToldUntilItIsMended() {
        Desk desk;
        desk.have(20min);
        QTRY_VERIFY(tells(desk.problems, QStringLiteral("20m cannot be deployed")));
        QCOMPARE(desk.problems.warnings(), 1);
        desk.have(15min);
        QTRY_COMPARE(desk.problems.warnings(), 0);
        desk.document.undo();
        QTRY_COMPARE(desk.problems.warnings(), 1);
    }
    // Each key press is an edit; what counts is how it stands when the hand rests.
    void manyEditsAreLookedAtOnce() {
        Desk desk;
        for (int i = 0; i < 50; ++i) desk.have(i % 2 == 0 ? 20min : 10min);
        desk.have(30min);
        QVERIFY(desk.told.wait());
        QVERIFY(tells(desk.problems, QStringLiteral("30m cannot be deployed")));
        QCOMPARE(desk.told.count(), 1);
    }
    void whereABoxLiesIsNoReasonToLook() {
        Desk desk;
        desk.have(1s);
        QVERIFY(desk.told.wait());
        PlaceBoxes moved;
        moved.boxes["fn"] = Box{};
        desk.document.edit(moved, QStringLiteral("Move"));
        QVERIFY(!desk.told.wait(1000));
    }
    // What a run was told stays as long as it is true, what it assumed as long as it is shown.
    void whatARunWasWarnedForGoesWhenItIsMended() {
        Desk desk;
        desk.have(1s);
        QVERIFY(desk.told.wait());
        const auto about = [](const char* code, Severity severity, const char* sentence) {
            return Diagnostic{code, severity, {.item = "fn"}, sentence, {}};
        };
        desk.problems.setCompiled({about("beyond-limit", Severity::warning, "too much"),
                                   about("assumption", Severity::note, "assumed: this")});
        QCOMPARE(desk.problems.warnings(), 1);
        desk.have(2s);
        QTRY_COMPARE(desk.problems.warnings(), 0);
        QVERIFY(tells(desk.problems, QStringLiteral("assumed: this")));
    }
    // The document tells its own errors with their place; nothing is guessed of a drawing that is wrong.
    void aDocumentWithErrorsHasItsOwnOnly() {
        Desk desk;
        desk.have(20min);
        QTRY_COMPARE(desk.problems.warnings(), 1);
        desk.document.edit(InsertFlow{0, Flow{.from = "fn", .to = "nobody"}}, QStringLiteral("Connect"));
        QTRY_COMPARE(desk.problems.warnings(), 0);
        QVERIFY(desk.problems.errors() > 0);
    }
};

QTEST_GUILESS_MAIN(DesignCheckTest)
#include "design_check_test.moc"
