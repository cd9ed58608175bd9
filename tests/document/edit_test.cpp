#include "document/edit_history.h"
#include "random_document.h"

#include <QtTest>

using namespace spillway;
using namespace spillway::testing;

namespace {

DocumentState twoNodes() {
    DocumentState state;
    state.architecture.topology.nodes = {{.id = "shoppers", .spec = Clients{}}, {.id = "api", .spec = Service{}}};
    state.layout.boxes = {{"api", {200, 0, 152, 70}}, {"shoppers", {0, 0, 152, 70}}};
    return state;
}

PlaceBoxes moved(const std::string& id, double x) { return {{{id, Box{x, 0, 152, 70}}}}; }

}  // namespace

class EditTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void applying_the_inverse_restores_the_state_exactly();
    void undo_and_redo_of_many_random_steps_walk_through_the_same_states();
    void merged_random_steps_are_undone_as_one();
    void a_drag_of_a_thousand_moves_is_one_small_step();
    void a_group_is_undone_in_reverse();
    void a_step_after_saving_does_not_join_the_saved_one();
    void a_step_after_an_undo_does_not_join_the_one_before();
    void clean_follows_undo_and_redo();
    void clean_is_lost_when_the_saved_step_was_undone_and_another_taken();
    void an_edit_that_changes_nothing_is_no_step();
    void an_absent_box_is_taken_away();
};

void EditTest::applying_the_inverse_restores_the_state_exactly() {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        Random random{seed};
        DocumentState state = randomState(random);
        const DocumentState before = state;
        const Edit edit = randomEdit(random, state);
        const Edit inverse = spillway::apply(state, edit);
        const DocumentState after = state;
        const Edit again = spillway::apply(state, inverse);
        QVERIFY2(state == before, qPrintable(QStringLiteral("SEED=%1").arg(seed)));
        spillway::apply(state, again);
        QVERIFY2(state == after, qPrintable(QStringLiteral("SEED=%1").arg(seed)));
    }
}

void EditTest::undo_and_redo_of_many_random_steps_walk_through_the_same_states() {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        Random random{seed};
        EditHistory history;
        std::vector<DocumentState> states{randomState(random)};
        DocumentState state = states.front();
        for (int step = 0; step < 60; ++step) {
            if (history.push(state, randomEdit(random, state), "step")) states.push_back(state);
        }
        // A random walk to and fro, never outside the states that were.
        std::size_t at = states.size() - 1;
        for (int step = 0; step < 400; ++step) {
            const bool back = random() % 2 == 0;
            if (back ? !history.canUndo() : !history.canRedo()) continue;
            back ? history.undo(state) : history.redo(state);
            back ? --at : ++at;
            QVERIFY2(state == states[at], qPrintable(QStringLiteral("SEED=%1 step %2").arg(seed).arg(step)));
        }
        while (history.canUndo()) history.undo(state);
        QVERIFY2(state == states.front(), qPrintable(QStringLiteral("SEED=%1").arg(seed)));
        QVERIFY(history.isClean());
    }
}

void EditTest::merged_random_steps_are_undone_as_one() {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        Random random{seed};
        EditHistory history;
        DocumentState state = randomState(random);
        const DocumentState before = state;
        bool any = false;
        for (int step = 0; step < 10; ++step) any |= history.push(state, randomEdit(random, state), "drag", "drag");
        const DocumentState after = state;
        if (!any) continue;
        // The first step never joins the clean state before it; all others join the first.
        history.undo(state);
        QVERIFY2(state == before && !history.canUndo(), qPrintable(QStringLiteral("SEED=%1").arg(seed)));
        history.redo(state);
        QVERIFY2(state == after, qPrintable(QStringLiteral("SEED=%1").arg(seed)));
    }
}

void EditTest::a_drag_of_a_thousand_moves_is_one_small_step() {
    DocumentState state = twoNodes();
    const DocumentState before = state;
    EditHistory history;
    for (int x = 1; x <= 1000; ++x) {
        const Edit move = EditGroup{{moved("api", x), moved("shoppers", -x)}};
        QVERIFY(history.push(state, move, "Move 2 nodes", "drag-1"));
    }
    QCOMPARE(history.undoLabel(), std::string{"Move 2 nodes"});
    history.undo(state);
    QVERIFY(state == before);
    QVERIFY(!history.canUndo());
    history.redo(state);
    QCOMPARE(state.layout.boxes["api"].x, 1000.0);
}

void EditTest::a_group_is_undone_in_reverse() {
    DocumentState state = twoNodes();
    const DocumentState before = state;
    const Edit inverse =
        spillway::apply(state, EditGroup{{RemoveNode{0}, RemoveNode{0}, InsertNode{0, {.id = "only"}}}});
    QCOMPARE(state.architecture.topology.nodes.size(), std::size_t{1});
    spillway::apply(state, inverse);
    QVERIFY(state == before);
}

void EditTest::a_step_after_saving_does_not_join_the_saved_one() {
    DocumentState state = twoNodes();
    EditHistory history;
    history.push(state, moved("api", 1), "Move", "drag");
    history.markClean();
    history.push(state, moved("api", 2), "Move", "drag");
    QVERIFY(!history.isClean());
    history.undo(state);
    QVERIFY(history.isClean());
    QCOMPARE(state.layout.boxes["api"].x, 1.0);
}

void EditTest::a_step_after_an_undo_does_not_join_the_one_before() {
    DocumentState state = twoNodes();
    EditHistory history;
    history.push(state, moved("api", 1), "Move", "drag");
    history.endMerge();
    history.push(state, moved("api", 2), "Move", "drag");
    history.undo(state);
    history.push(state, moved("api", 3), "Move", "drag");
    history.undo(state);
    QCOMPARE(state.layout.boxes["api"].x, 1.0);
    QVERIFY(history.canUndo());
}

void EditTest::clean_follows_undo_and_redo() {
    DocumentState state = twoNodes();
    EditHistory history;
    QVERIFY(history.isClean());
    history.push(state, ReplaceTitle{"Checkout", ""}, "Rename");
    QVERIFY(!history.isClean());
    history.undo(state);
    QVERIFY(history.isClean());
    history.redo(state);
    history.markClean();
    history.undo(state);
    QVERIFY(!history.isClean());
    history.redo(state);
    QVERIFY(history.isClean());
}

void EditTest::clean_is_lost_when_the_saved_step_was_undone_and_another_taken() {
    DocumentState state = twoNodes();
    EditHistory history;
    history.push(state, ReplaceTitle{"One", ""}, "Rename");
    history.markClean();
    history.undo(state);
    history.push(state, ReplaceTitle{"Two", ""}, "Rename");
    QVERIFY(!history.isClean());
    history.undo(state);
    QVERIFY(!history.isClean());
    QVERIFY(!history.canRedo() || history.redoLabel() == "Rename");
}

void EditTest::an_edit_that_changes_nothing_is_no_step() {
    DocumentState state = twoNodes();
    EditHistory history;
    QVERIFY(!history.push(state, moved("api", 200), "Move"));
    QVERIFY(!history.push(state, EditGroup{}, "Nothing"));
    QVERIFY(!history.push(state, EditGroup{{ReplaceNode{1, state.architecture.topology.nodes[1]}, moved("api", 200)}},
                          "Same"));
    QVERIFY(!history.canUndo());
}

void EditTest::an_absent_box_is_taken_away() {
    DocumentState state = twoNodes();
    const DocumentState before = state;
    const Edit inverse = spillway::apply(state, PlaceBoxes{{{"api", std::nullopt}, {"new", Box{1, 2, 3, 4}}}});
    QVERIFY(!state.layout.boxes.contains("api"));
    QVERIFY(state.layout.boxes.contains("new"));
    spillway::apply(state, inverse);
    QVERIFY(state == before);
}

QTEST_GUILESS_MAIN(EditTest)
#include "edit_test.moc"
