#include "stage.h"

#include <QApplication>
#include <QTest>

using namespace spillway;

namespace {

const Service& service(Stage& stage, const char* id) { return std::get<Service>(findNode(stage.topology(), id)->spec); }

QString textOf(Stage& stage, const QString& name) {
    QQuickItem* field = stage.item(name);
    return field == nullptr ? QString() : field->property("text").toString();
}

}  // namespace

// Every shape of field, edited as a person does.
class DesignInspectorTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aNumberIsChangedAndUndone() {
        Stage stage;
        stage.click(stage.nodeAt(QStringLiteral("order-api")));
        const std::int64_t before = service(stage, "order-api").concurrency;
        stage.fill(QStringLiteral("field-concurrency"), QStringLiteral("77"));
        QCOMPARE(service(stage, "order-api").concurrency, std::int64_t{77});
        stage.workspace().actions()->trigger(QStringLiteral("edit.undo"));
        QCOMPARE(service(stage, "order-api").concurrency, before);
        QCOMPARE(textOf(stage, QStringLiteral("field-concurrency")), QString::number(before));
        stage.workspace().actions()->trigger(QStringLiteral("edit.redo"));
        QCOMPARE(textOf(stage, QStringLiteral("field-concurrency")), QStringLiteral("77"));
    }

    void aBadValueIsKeptWithASentenceUntilItFits() {
        Stage stage;
        stage.click(stage.nodeAt(QStringLiteral("order-api")));
        stage.fill(QStringLiteral("field-work"), QStringLiteral("12 parsecs"));
        QCOMPARE(textOf(stage, QStringLiteral("field-work")), QStringLiteral("12 parsecs"));
        QVERIFY(stage.item(QStringLiteral("field-work"))->property("bad").toBool());
        QVERIFY(!textOf(stage, QStringLiteral("error-work")).isEmpty());
        QVERIFY(!stage.document().isModified());
        stage.fill(QStringLiteral("field-work"), QStringLiteral("constant(3ms)"));
        QVERIFY(!stage.item(QStringLiteral("field-work"))->property("bad").toBool());
        QVERIFY(!stage.shows(QStringLiteral("error-work")));
        QCOMPARE(service(stage, "order-api").work, Distribution::constant(std::chrono::milliseconds{3}));
    }

    void theUnitOfANumberIsShownAsTheDocumentWritesIt() {
        Stage stage;
        stage.click(stage.nodeAt(QStringLiteral("order-api")));
        stage.fill(QStringLiteral("field-resources.memory"), QStringLiteral("1024MiB"));
        QCOMPARE(textOf(stage, QStringLiteral("field-resources.memory")), QStringLiteral("1GiB"));
    }

    void leavingAFieldKeepsWhatWasTyped() {
        Stage stage;
        stage.click(stage.nodeAt(QStringLiteral("order-api")));
        stage.click(QStringLiteral("field-replicas"));
        stage.key(Qt::Key_A, Qt::ControlModifier);
        stage.type(QStringLiteral("9"));
        stage.click(stage.nodeAt(QStringLiteral("notify")));
        QCOMPARE(service(stage, "order-api").replicas, std::int64_t{9});
        QCOMPARE(stage.selection().single(), QStringLiteral("notify"));
    }

    void aComponentAddedMeanwhileDoesNotTakeWhatWasTyped() {
        Stage stage;
        stage.click(stage.nodeAt(QStringLiteral("order-api")));
        stage.click(QStringLiteral("field-replicas"));
        stage.key(Qt::Key_A, Qt::ControlModifier);
        stage.type(QStringLiteral("9"));
        stage.click(QStringLiteral("palette-service"));
        QCOMPARE(service(stage, "order-api").replicas, std::int64_t{9});
        QCOMPARE(service(stage, "service").replicas, std::int64_t{1});
    }

    void escapeBringsTheOldTextBack() {
        Stage stage;
        stage.click(stage.nodeAt(QStringLiteral("order-api")));
        const QString before = textOf(stage, QStringLiteral("field-replicas"));
        stage.click(QStringLiteral("field-replicas"));
        stage.type(QStringLiteral("5"));
        stage.key(Qt::Key_Escape);
        QCOMPARE(textOf(stage, QStringLiteral("field-replicas")), before);
        QVERIFY(!stage.document().isModified());
    }

    void aFocusedFieldHasItsOwnUndo() {
        Stage stage;
        stage.click(stage.nodeAt(QStringLiteral("notify")));
        stage.key(Qt::Key_Right);
        stage.click(QStringLiteral("field-name"));
        stage.type(QStringLiteral("x"));
        stage.key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(textOf(stage, QStringLiteral("field-name")), QString());
        QVERIFY(stage.document().isModified());
    }

    void aLongTextShowsHowItBegins() {
        Stage stage;
        stage.click(stage.nodeAt(QStringLiteral("order-api")));
        QCOMPARE(stage.item(QStringLiteral("field-work"))->property("cursorPosition").toInt(), 0);
    }

    void aChoiceIsMadeWithMouseAndWithKeys() {
        Stage stage;
        stage.click(stage.nodeAt(QStringLiteral("order-api")));
        stage.click(QStringLiteral("field-platform"));
        stage.key(Qt::Key_Down);
        stage.key(Qt::Key_Return);
        const Platform chosen = findNode(stage.topology(), "order-api")->platform;
        QVERIFY(chosen != Platform::unspecified);
        stage.workspace().actions()->trigger(QStringLiteral("edit.undo"));
        QCOMPARE(findNode(stage.topology(), "order-api")->platform, Platform::unspecified);
        QCOMPARE(stage.item(QStringLiteral("field-platform"))->property("displayText").toString(),
                 QStringLiteral("unspecified"));
    }

    void notesHaveSeveralLines() {
        Stage stage;
        stage.click(stage.nodeAt(QStringLiteral("order-api")));
        stage.click(QStringLiteral("field-notes"));
        stage.type(QStringLiteral("one"));
        stage.key(Qt::Key_Return);
        stage.type(QStringLiteral("two"));
        stage.key(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(findNode(stage.topology(), "order-api")->notes, std::string("one\ntwo"));
        stage.key(Qt::Key_Tab);
        QVERIFY(stage.window().activeFocusItem()->objectName() != QStringLiteral("field-notes"));
    }

    void aGroupIsAddedEditedAndRemoved() {
        Stage stage;
        stage.selection().select(QStringLiteral("order-api -> orders-db"));
        stage.settle();
        stage.click(QStringLiteral("tab-Policies"));
        stage.click(QStringLiteral("toggle-Retry"));
        const auto flow = [&]() -> const Flow& {
            return *std::ranges::find_if(stage.topology().flows,
                                         [](const Flow& f) { return flowName(f) == "order-api -> orders-db"; });
        };
        QVERIFY(flow().retry.has_value());
        stage.fill(QStringLiteral("field-retry.attempts"), QStringLiteral("5"));
        QCOMPARE(flow().retry->attempts, std::int64_t{5});
        stage.click(QStringLiteral("toggle-Retry"));
        QVERIFY(!flow().retry.has_value());
        for (int i = 0; i < 3; ++i) stage.workspace().actions()->trigger(QStringLiteral("edit.undo"));
        QVERIFY(!stage.document().isModified());
    }

    void theScenarioIsEditedWhenNothingIsSelected() {
        Stage stage;
        stage.fill(QStringLiteral("field-duration"), QStringLiteral("3m"));
        QCOMPARE(stage.document().architecture().scenarios.front().duration, Duration(std::chrono::minutes{3}));
        const std::size_t faults = stage.document().architecture().scenarios.front().faults.size();
        stage.click(QStringLiteral("toggle-Faults"));
        QCOMPARE(stage.document().architecture().scenarios.front().faults.size(), faults + 1);
        stage.workspace().actions()->trigger(QStringLiteral("edit.undo"));
        QCOMPARE(stage.document().architecture().scenarios.front().faults.size(), faults);
    }

    void aChangeToSeveralGoesToAllOfThemAsOneStep() {
        Stage stage;
        stage.click(stage.nodeAt(QStringLiteral("order-api")));
        stage.click(stage.nodeAt(QStringLiteral("storefront")), Qt::ShiftModifier);
        QCOMPARE(stage.selection().count(), 2);
        stage.click(QStringLiteral("tab-Policies"));
        stage.fill(QStringLiteral("field-queue_limit"), QStringLiteral("11"));
        QCOMPARE(service(stage, "order-api").queueLimit, std::int64_t{11});
        stage.workspace().actions()->trigger(QStringLiteral("edit.undo"));
        QVERIFY(!stage.document().isModified());
    }

    void theSourceFollowsTheFields() {
        Stage stage;
        stage.click(stage.nodeAt(QStringLiteral("order-api")));
        stage.fill(QStringLiteral("field-replicas"), QStringLiteral("6"));
        stage.click(QStringLiteral("tab-Source"));
        QVERIFY(textOf(stage, QStringLiteral("sourceText")).contains(QStringLiteral("replicas: 6")));
    }
};

SPILLWAY_WINDOW_TEST(DesignInspectorTest)
#include "design_inspector_test.moc"
