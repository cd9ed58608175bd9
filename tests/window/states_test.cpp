#include "canvas/states/state_canvas.h"
#include "shop.h"

#include <QApplication>
#include <QClipboard>

using namespace spillway;

namespace {

const char* kOrders = R"(spillway: 1
name: orders

nodes:
  - id: shoppers
    kind: clients
  - id: place-order
    kind: workflow
    definition: |
      {
        "StartAt": "Reserve",
        "States": {
          "Reserve": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {"FunctionName": "stock"},
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Sorry"}],
            "Next": "Done"
          },
          "Sorry": {"Type": "Fail", "Error": "OutOfStock"},
          "Done": {"Type": "Succeed"}
        }
      }
  - id: stock
    kind: function
    work: 10ms

flows:
  - from: shoppers
    to: place-order
    kind: call
  - from: place-order
    to: stock
    kind: call

scenarios:
  - id: steady
    duration: 30s
    load:
      - {from: shoppers, rate: 20/s}
)";

const QString kReserve = QStringLiteral("/States/Reserve");
const QString kDone = QStringLiteral("/States/Done");
const QString kSorry = QStringLiteral("/States/Sorry");

StateCanvas& drawing(Stage& stage) {
    auto* found = qobject_cast<StateCanvas*>(stage.item(QStringLiteral("stateDrawing")));
    if (found == nullptr) qFatal("no workflow is open");
    return *found;
}

QPoint at(Stage& stage, const QString& state) {
    return drawing(stage).mapToScene(drawing(stage).stateRect(state).center()).toPoint();
}

QPoint knob(Stage& stage, const QString& state, bool error) {
    return drawing(stage).mapToScene(drawing(stage).knob(state, error)).toPoint();
}

void doubleClick(Stage& stage, QPoint at) {
    QTest::mouseMove(&stage.window(), at);
    QTest::mouseDClick(&stage.window(), Qt::LeftButton, {}, at);
    stage.settle();
}

void openOrders(Stage& stage) {
    openShop(stage, kOrders);
    doubleClick(stage, stage.nodeAt(QStringLiteral("place-order")));
    QTest::qWait(30);
    stage.window().grabWindow();
}

WorkflowDesk& desk(Stage& stage) { return *stage.workspace().states(); }
QString inDocument(Stage& stage) {
    return QString::fromStdString(std::get<Workflow>(findNode(stage.topology(), "place-order")->spec).definition);
}
QString value(Stage& stage, const char* pointer) {
    const auto* found = states::at(desk(stage).definition(), pointer);
    return found == nullptr ? QStringLiteral("nothing") : QString::fromStdString(workflow::jsonText(*found));
}
QQuickItem& text(Stage& stage) { return *stage.item(QStringLiteral("definitionText")); }

}  // namespace

// A workflow's states in the window: opened, walked through, changed by mouse, keys, fields and as text.
class StatesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void a_double_click_opens_a_workflow_and_the_way_back_is_shown() {
        Stage stage(QString(), {1500, 900});
        openOrders(stage);
        QVERIFY(stage.shows(QStringLiteral("stateDrawing")) && !stage.shows(QStringLiteral("drawing")));
        QVERIFY(stage.says(QStringLiteral("orders")) && stage.says(QStringLiteral("place-order")));
        QCOMPARE(drawing(stage).scene().shapes.size(), std::size_t{3});
        QCOMPARE(drawing(stage).scene().lines.size(), std::size_t{2});
        stage.click(QStringLiteral("crumb-orders"));
        QVERIFY(stage.shows(QStringLiteral("drawing")) && !stage.shows(QStringLiteral("stateDrawing")));
        // By keys: Enter on the node, Escape out of it, and the menu's own.
        stage.click(stage.nodeAt(QStringLiteral("place-order")));
        stage.key(Qt::Key_Return);
        QVERIFY(stage.shows(QStringLiteral("stateDrawing")));
        stage.key(Qt::Key_Escape);
        QVERIFY(stage.shows(QStringLiteral("drawing")));
        stage.key(Qt::Key_Down, Qt::AltModifier);
        QVERIFY(stage.shows(QStringLiteral("stateDrawing")));
        stage.key(Qt::Key_Up, Qt::AltModifier);
        QVERIFY(stage.shows(QStringLiteral("drawing")));
        QCOMPARE(stage.selection().single(), QStringLiteral("place-order"));
    }

    void nothing_lies_over_anything_and_the_same_text_gives_the_same_picture() {
        Stage stage(QString(), {1500, 900});
        openOrders(stage);
        const StateScene first = drawing(stage).scene();
        for (std::size_t i = 0; i < first.shapes.size(); ++i) {
            for (std::size_t k = 0; k < i; ++k) QVERIFY(!first.shapes[i].box.intersects(first.shapes[k].box));
        }
        // Where an error goes is told by words and dashes, not by the colour alone.
        QVERIFY(first.lines[1].isError && first.lines[1].label == QStringLiteral("any error"));
        const StateScene again = stateSceneOf(desk(stage).graph());
        for (std::size_t i = 0; i < first.shapes.size(); ++i) QCOMPARE(again.shapes[i].box, first.shapes[i].box);
    }

    void a_state_is_added_after_the_selected_one_and_undone() {
        Stage stage(QString(), {1500, 900});
        openOrders(stage);
        const QString before = inDocument(stage);
        stage.click(at(stage, kReserve));
        QCOMPARE(desk(stage).selected(), kReserve);
        stage.click(QStringLiteral("palette-Wait"));
        QCOMPARE(desk(stage).selected(), QStringLiteral("/States/Wait"));
        QCOMPARE(value(stage, "/States/Reserve/Next"), QStringLiteral("\"Wait\""));
        QCOMPARE(value(stage, "/States/Wait/Next"), QStringLiteral("\"Done\""));
        QVERIFY(inDocument(stage).contains(QStringLiteral("\"Wait\"")));
        stage.key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(inDocument(stage), before);
        QCOMPARE(drawing(stage).scene().shapes.size(), std::size_t{3});
        stage.key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(drawing(stage).scene().shapes.size(), std::size_t{4});
    }

    void ways_are_drawn_from_the_knobs() {
        Stage stage(QString(), {1500, 900});
        openOrders(stage);
        stage.click(QStringLiteral("palette-Task"));
        const QString task = desk(stage).selected();
        QCOMPARE(task, QStringLiteral("/States/Task"));
        stage.drag(knob(stage, task, false), at(stage, kDone));
        QCOMPARE(value(stage, "/States/Task/Next"), QStringLiteral("\"Done\""));
        stage.drag(knob(stage, task, true), at(stage, kSorry));
        QCOMPARE(value(stage, "/States/Task/Catch/0/Next"), QStringLiteral("\"Sorry\""));
        stage.drag(knob(stage, kReserve, false), at(stage, task));
        QCOMPARE(value(stage, "/States/Reserve/Next"), QStringLiteral("\"Task\""));
        // To empty ground: the types are offered there.
        stage.drag(knob(stage, task, false), at(stage, task) + QPoint(0, 160));
        QTRY_VERIFY(stage.shows(QStringLiteral("offer-Pass")));
        stage.click(QStringLiteral("offer-Pass"));
        QCOMPARE(value(stage, "/States/Task/Next"), QStringLiteral("\"Pass\""));
        QCOMPARE(value(stage, "/States/Pass/Next"), QStringLiteral("\"Done\""));
    }

    void a_way_is_taken_away_and_a_state_with_its_ways() {
        Stage stage(QString(), {1500, 900});
        openOrders(stage);
        stage.click(at(stage, kReserve));
        stage.key(Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(desk(stage).selected(), QStringLiteral("/States/Reserve/Next"));
        stage.key(Qt::Key_Delete);
        QCOMPARE(value(stage, "/States/Reserve/End"), QStringLiteral("true"));
        stage.key(Qt::Key_Z, Qt::ControlModifier);
        stage.click(at(stage, kSorry));
        stage.key(Qt::Key_Delete);
        QCOMPARE(drawing(stage).scene().shapes.size(), std::size_t{2});
        QCOMPARE(value(stage, "/States/Reserve/Catch"), QStringLiteral("nothing"));
        // The node on the drawing behind is still there.
        QVERIFY(findNode(stage.topology(), "place-order") != nullptr);
    }

    void a_state_is_renamed_where_it_stands() {
        Stage stage(QString(), {1500, 900});
        openOrders(stage);
        stage.click(at(stage, kDone));
        stage.key(Qt::Key_F2);
        QVERIFY(stage.shows(QStringLiteral("stateName")));
        stage.type(QStringLiteral("Reserve"));
        stage.key(Qt::Key_Return);
        QVERIFY(stage.item(QStringLiteral("stateName"))->property("bad").toBool());
        stage.key(Qt::Key_A, Qt::ControlModifier);
        stage.type(QStringLiteral("Shipped"));
        stage.key(Qt::Key_Return);
        QVERIFY(!stage.shows(QStringLiteral("stateName")));
        QCOMPARE(value(stage, "/States/Reserve/Next"), QStringLiteral("\"Shipped\""));
        QCOMPARE(desk(stage).selected(), QStringLiteral("/States/Shipped"));
    }

    void the_fields_of_a_state_are_changed_in_the_inspector() {
        Stage stage(QString(), {1500, 900});
        openOrders(stage);
        stage.click(at(stage, kReserve));
        QVERIFY(stage.shows(QStringLiteral("statePanel")));
        stage.fill(QStringLiteral("field-TimeoutSeconds"), QStringLiteral("30"));
        QCOMPARE(value(stage, "/States/Reserve/TimeoutSeconds"), QStringLiteral("30"));
        stage.fill(QStringLiteral("field-TimeoutSeconds"), QStringLiteral("soon"));
        QVERIFY(stage.shows(QStringLiteral("error-TimeoutSeconds")));
        QCOMPARE(value(stage, "/States/Reserve/TimeoutSeconds"), QStringLiteral("30"));
        stage.click(QStringLiteral("toggle-Retry"));
        QCOMPARE(value(stage, "/States/Reserve/Retry/0/MaxAttempts"), QStringLiteral("3"));
        stage.key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(value(stage, "/States/Reserve/Retry"), QStringLiteral("nothing"));
    }

    void text_and_drawing_go_together() {
        Stage stage(QString(), {1500, 900});
        openOrders(stage);
        stage.click(QStringLiteral("definitionButton"));
        QVERIFY(stage.shows(QStringLiteral("definitionText")));
        QCOMPARE(text(stage).property("text").toString(), inDocument(stage));
        // The drawing changes the text.
        stage.click(at(stage, kReserve));
        stage.click(QStringLiteral("palette-Pass"));
        QVERIFY(text(stage).property("text").toString().contains(QStringLiteral("\"Pass\"")));
        // The text changes the drawing; one step back takes all that was typed.
        stage.click(QStringLiteral("definitionText"));
        stage.key(Qt::Key_A, Qt::ControlModifier);
        QGuiApplication::clipboard()->setText(QStringLiteral(
            "{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Wait\", \"Seconds\": 1, \"End\": true}}}"));
        stage.key(Qt::Key_V, Qt::ControlModifier);
        QTRY_COMPARE(drawing(stage).scene().shapes.size(), std::size_t{1});
        QVERIFY(inDocument(stage).contains(QStringLiteral("\"Seconds\": 1")));
        drawing(stage).forceActiveFocus();
        stage.key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(drawing(stage).scene().shapes.size(), std::size_t{4});
        QVERIFY(text(stage).property("text").toString().contains(QStringLiteral("\"Pass\"")));
        // As YAML it is the same definition.
        stage.click(QStringLiteral("tab-YAML"));
        QVERIFY(text(stage).property("text").toString().startsWith(QStringLiteral("StartAt: Reserve\n")));
        QCOMPARE(drawing(stage).scene().shapes.size(), std::size_t{4});
    }

    void a_text_that_cannot_be_read_is_kept_until_it_can_be() {
        Stage stage(QString(), {1500, 900});
        openOrders(stage);
        const QString good = inDocument(stage);
        stage.click(QStringLiteral("definitionButton"));
        stage.click(QStringLiteral("definitionText"));
        stage.key(Qt::Key_End, Qt::ControlModifier);
        stage.type(QStringLiteral(" oops"));
        QTRY_VERIFY(desk(stage).drafting());
        QTRY_VERIFY(stage.shows(QStringLiteral("definitionProblem")));
        QCOMPARE(inDocument(stage), good);
        // The drawing shows what was readable, and takes no edit that would lose the text.
        QCOMPARE(drawing(stage).scene().shapes.size(), std::size_t{3});
        stage.click(QStringLiteral("palette-Pass"));
        QCOMPARE(inDocument(stage), good);
        QVERIFY(stage.workspace().message().contains(QStringLiteral("cannot be read")));
        // It is there when one comes back.
        stage.click(QStringLiteral("crumb-orders"));
        doubleClick(stage, stage.nodeAt(QStringLiteral("place-order")));
        QVERIFY(text(stage).property("text").toString().endsWith(QStringLiteral("oops")));
        stage.click(QStringLiteral("definitionText"));
        stage.key(Qt::Key_End, Qt::ControlModifier);
        for (int letter = 0; letter < 5; ++letter) stage.key(Qt::Key_Backspace);
        QTRY_VERIFY(!desk(stage).drafting());
        stage.type(QStringLiteral("x"));
        QTRY_VERIFY(desk(stage).drafting());
        stage.click(QStringLiteral("discardDraft"));
        QCOMPARE(text(stage).property("text").toString(), inDocument(stage));
    }

    void problems_name_the_line_and_the_state() {
        Stage stage(QString(), {1500, 900});
        openShop(stage, QByteArray(kOrders).replace("\"Next\": \"Done\"", "\"Next\": \"Don\""));
        doubleClick(stage, stage.nodeAt(QStringLiteral("place-order")));
        stage.click(QStringLiteral("definitionButton"));
        stage.window().grabWindow();
        QVERIFY(stage.says(QStringLiteral("line 9 · Reserve")));
        // It can be mended by drawing.
        stage.drag(knob(stage, kReserve, false), at(stage, kDone));
        QCOMPARE(desk(stage).problems()->count(), 0);
    }

    void the_drawing_behind_takes_no_keys() {
        Stage stage(QString(), {1500, 900});
        openOrders(stage);
        stage.key(Qt::Key_Escape);
        stage.selection().select(QStringLiteral("place-order"));
        stage.workspace().openStates(QStringLiteral("place-order"));
        stage.settle();
        const std::size_t nodes = stage.topology().nodes.size();
        stage.key(Qt::Key_Delete);
        stage.key(Qt::Key_D, Qt::ControlModifier);
        stage.key(Qt::Key_G, Qt::ControlModifier);
        QCOMPARE(stage.topology().nodes.size(), nodes);
        QVERIFY(stage.topology().boundaries.empty());
    }

    void a_run_shows_how_many_are_where_and_one_of_them_is_followed() {
        Stage stage(QString(), {1500, 1000});
        openShop(stage, QByteArray(kOrders).replace("kind: workflow\n",
                                                    "kind: workflow\n    results:\n"
                                                    "      - {state: Reserve, share: 25%, error: SoldOut}\n"));
        QVERIFY(runToTheEnd(stage));
        stage.workspace().openStates(QStringLiteral("place-order"));
        stage.settle();
        const auto shape = [&](const QString& id) {
            const StateScene& scene = drawing(stage).scene();
            return scene.shapes[scene.find(id)];
        };
        const auto& ran = stage.workspace().deck()->view().snapshot.workflows.front();
        QVERIFY(ran.counts.started > 400);
        QVERIFY(shape(kReserve).live);
        // Entering a state takes a moment: a few are on their way.
        QVERIFY(static_cast<std::int64_t>(ran.counts.started) - shape(kReserve).entered < 5);
        // A quarter goes the way of errors: what left is what arrived.
        const StateLine& caught = drawing(stage).scene().lines[1];
        QVERIFY(caught.isError && caught.taken > 0);
        QVERIFY(std::abs(caught.taken - shape(kSorry).entered) < 5);
        QVERIFY2(std::abs(caught.share - 0.25) < 0.08, qPrintable(QString::number(caught.share)));
        QVERIFY(stage.says(QStringLiteral("started")));
        // One that failed, step by step.
        stage.click(QStringLiteral("tab-failed"));
        ExecutionDesk& executions = *stage.workspace().executions();
        QVERIFY(executions.executions()->count() > 0);
        const QString number = executions.executions()->value(0, QStringLiteral("number")).toString();
        stage.click(QStringLiteral("execution-") + number);
        QVERIFY(executions.failed());
        QVERIFY(stage.says(QStringLiteral("OutOfStock")));
        QVERIFY(shape(kSorry).wasOn && shape(kReserve).wasOn && !shape(kDone).wasOn);
        QVERIFY(drawing(stage).scene().lines[1].wasTaken && !drawing(stage).scene().lines[0].wasTaken);
        while (executions.step() > 1) stage.click(QStringLiteral("previousStep"));
        QVERIFY(shape(kReserve).isOn && !shape(kSorry).wasOn);
        QCOMPARE(desk(stage).selected(), kReserve);
        stage.click(QStringLiteral("nextStep"));
        QCOMPARE(executions.step(), 2);
    }

    void without_a_definition_a_workflow_begins_with_one_state() {
        Stage stage;
        stage.workspace().openStates(QStringLiteral("place-order"));
        stage.settle();
        QVERIFY(stage.shows(QStringLiteral("stateDrawing")));
        QVERIFY(!stage.workspace().modified());
        stage.click(QStringLiteral("palette-Succeed"));
        QVERIFY(stage.workspace().modified());
        QVERIFY(inDocument(stage).contains(QStringLiteral("\"Succeed\"")));
    }
};

SPILLWAY_WINDOW_TEST(StatesTest)
#include "states_test.moc"
