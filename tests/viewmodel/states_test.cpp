#include "viewmodel/field_row.h"
#include "viewmodel/states/definition_text.h"
#include "viewmodel/states/live_states.h"
#include "viewmodel/states/state_edits.h"
#include "viewmodel/states/state_rows.h"
#include "workflow/load.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <algorithm>

using namespace spillway;
using namespace spillway::states;

namespace {

const char* kOrder = R"({
  "StartAt": "Reserve",
  "States": {
    "Reserve": {
      "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "stock"},
      "Retry": [{"ErrorEquals": ["States.Timeout"], "MaxAttempts": 2}],
      "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Sorry"}], "Next": "Large?"
    },
    "Large?": {
      "Type": "Choice",
      "Choices": [{"And": [{"Variable": "$.total", "NumericGreaterThan": 100},
                           {"Variable": "$.vip", "BooleanEquals": false}], "Next": "Both"}],
      "Default": "Done"
    },
    "Both": {
      "Type": "Parallel", "Next": "Done",
      "Branches": [{"StartAt": "Pick", "States": {"Pick": {"Type": "Pass", "End": true}}},
                   {"StartAt": "Bill", "States": {"Bill": {"Type": "Wait", "Seconds": 3, "End": true}}}]
    },
    "Sorry": {"Type": "Fail", "Error": "OutOfStock"},
    "Done": {"Type": "Succeed"}
  }
})";

Json order() { return *readDefinition(kOrder).value; }
std::string text(const Json& value) { return workflow::jsonText(value); }
bool canRun(const Json& definition) { return !hasErrors(checkDefinition(definition)); }

std::string waysOf(const Graph& graph) {
    std::string all;
    for (const Transition& way : graph.transitions)
        all += graph.states[way.from].name + "-" + (way.label.empty() ? "" : "[" + way.label + "]-") + ">" +
               graph.states[way.to].name + "; ";
    return all;
}

}  // namespace

// A workflow's definition as a graph, as fields and as text: what the window shows and changes.
class StatesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void a_definition_is_read_as_states_and_ways_with_their_words() {
        const Graph graph = graphOf(order());
        QCOMPARE(graph.machines.size(), std::size_t{3});
        QCOMPARE(graph.states.size(), std::size_t{7});
        QCOMPARE(graph.states[0].name, std::string("Reserve"));
        QVERIFY(graph.states[0].isStart && !graph.states[1].isStart);
        QCOMPARE(graph.states[0].detail, std::string("stock"));
        QCOMPARE(waysOf(graph), std::string("Reserve->Large?; Reserve-[any error]->Sorry; "
                                            "Large?-[$.total > 100 and $.vip = false]->Both; Large?-[else]->Done; "
                                            "Both->Done; "));
        QCOMPARE(graph.states[graph.find("/States/Both/Branches/1/States/Bill")].detail, std::string("3 s"));
    }

    void a_half_drawn_definition_is_shown_all_the_same() {
        const Json broken = Json::parse(R"({"States": {"A": {"Type": "Pass", "Next": "Nowhere"}, "B": 7, "C": null}})");
        const Graph graph = graphOf(broken);
        QCOMPARE(graph.states.size(), std::size_t{3});
        QVERIFY(graph.transitions.empty());
        QVERIFY(stateRows(broken, "/States/B").empty());
        for (const char* shape :
             {"[]", "3", "null", R"({"States": []})", R"({"States": {"P": {"Branches": [1, {}]}}})"})
            graphOf(Json::parse(shape));
    }

    void a_state_is_added_after_another_and_what_came_after_comes_after_it() {
        const Added added = addState(order(), "", "/States/Reserve", "Wait", "");
        QCOMPARE(added.pointer, std::string("/States/Wait"));
        QCOMPARE(text(*at(added.definition, "/States/Reserve/Next")), std::string("\"Wait\""));
        QCOMPARE(text(*at(added.definition, "/States/Wait/Next")), std::string("\"Large?\""));
        QVERIFY(canRun(added.definition));
        // A second one takes a name of its own, also beside one in a branch.
        const Added again =
            addState(added.definition, "/States/Both/Branches/0", "/States/Both/Branches/0/States/Pick", "Wait", "");
        QCOMPARE(again.pointer, std::string("/States/Both/Branches/0/States/Wait 2"));
        QVERIFY(canRun(again.definition));
    }

    void every_type_but_an_empty_choice_can_run_as_it_is_added() {
        for (const char* type : {"Task", "Parallel", "Map", "Wait", "Pass", "Succeed", "Fail"}) {
            const Added added = addState(freshDefinition(), "", "/States/Start", type, "stock");
            QVERIFY2(canRun(added.definition), type);
        }
        const Added choice = addState(freshDefinition(), "", "/States/Start", "Choice", "");
        QVERIFY(!canRun(choice.definition));
    }

    void a_state_taken_away_leaves_no_way_to_it() {
        const Json plain = removeState(order(), "/States/Both", false);
        QVERIFY(at(plain, "/States/Both") == nullptr);
        QCOMPARE(at(plain, "/States/Large?/Choices")->size(), std::size_t{0});
        const Json reconnected = removeState(order(), "/States/Both", true);
        QCOMPARE(text(*at(reconnected, "/States/Large?/Choices/0/Next")), std::string("\"Done\""));
        QVERIFY(canRun(reconnected));
        // The start moves on; a catcher whose target goes, goes with it.
        QCOMPARE(text(*at(removeState(order(), "/States/Reserve", false), "/StartAt")), std::string("\"Large?\""));
        QVERIFY(at(removeState(order(), "/States/Sorry", false), "/States/Reserve/Catch") == nullptr);
    }

    void a_new_name_goes_to_everything_that_leads_there() {
        const auto renamed = renameState(order(), "/States/Done", "Shipped");
        QVERIFY(renamed && canRun(*renamed));
        QCOMPARE(text(*at(*renamed, "/States/Large?/Default")), std::string("\"Shipped\""));
        QCOMPARE(text(*at(*renamed, "/States/Both/Next")), std::string("\"Shipped\""));
        QVERIFY(!renameState(order(), "/States/Done", "Pick"));  // in a branch, and names are one scope
        QVERIFY(!renameState(order(), "/States/Done", ""));
        QVERIFY(!renameState(order(), "/States/Done", std::string(81, 'x')));
        const auto odd = renameState(order(), "/States/Done", "a/b~c");
        QVERIFY(odd && at(*odd, statePointer("", "a/b~c")) != nullptr);
        QCOMPARE(placeOfState(statePointer("", "a/b~c")).name, std::string("a/b~c"));
    }

    void ways_are_drawn_and_taken_away() {
        const auto plain = states::connect(order(), "/States/Reserve", "/States/Done", Link::plain);
        QCOMPARE(text(*at(*plain, "/States/Reserve/Next")), std::string("\"Done\""));
        const auto caught = states::connect(order(), "/States/Both", "/States/Sorry", Link::error);
        QCOMPARE(text(*at(*caught, "/States/Both/Catch/0/ErrorEquals")), std::string("[\"States.ALL\"]"));
        QVERIFY(canRun(*caught));
        const auto rule = states::connect(order(), "/States/Large?", "/States/Sorry", Link::plain);
        QCOMPARE(at(*rule, "/States/Large?/Choices")->size(), std::size_t{2});
        QVERIFY(canRun(*rule));
        QVERIFY(!states::connect(order(), "/States/Sorry", "/States/Done", Link::plain));
        QVERIFY(!states::connect(order(), "/States/Large?", "/States/Sorry", Link::error));
        QVERIFY(!states::connect(order(), "/States/Reserve", "/States/Both/Branches/0/States/Pick", Link::plain));
        QCOMPARE(text(*at(states::disconnect(order(), "/States/Both/Next"), "/States/Both/End")), std::string("true"));
        QVERIFY(at(states::disconnect(order(), "/States/Reserve/Catch/0/Next"), "/States/Reserve/Catch") == nullptr);
        QVERIFY(at(states::disconnect(order(), "/States/Large?/Default"), "/States/Large?/Default") == nullptr);
    }

    void fields_go_back_and_forth() {
        const auto rows = stateRows(order(), "/States/Reserve");
        const auto value = [&](const char* path) -> QString {
            for (const FieldRow& row : rows) {
                if (row.path == QLatin1String(path)) return row.value;
            }
            return QStringLiteral("no such field");
        };
        QCOMPARE(value("Name"), QStringLiteral("Reserve"));
        QCOMPARE(value("Retry.0.ErrorEquals"), QStringLiteral("States.Timeout"));
        QCOMPARE(value("Retry.0.MaxAttempts"), QStringLiteral("2"));
        QCOMPARE(value("Catch.0.Next"), QStringLiteral("Sorry"));
        const auto set = [&](const char* path, const char* to) {
            return setStateField(order(), "/States/Reserve", path, to);
        };
        QCOMPARE(text(*at(*set("TimeoutSeconds", "30"), "/States/Reserve/TimeoutSeconds")), std::string("30"));
        QVERIFY(!set("TimeoutSeconds", "soon"));
        QVERIFY(!set("Parameters", "{"));
        QCOMPARE(text(*at(*set("Catch.0.ErrorEquals", "A, B"), "/States/Reserve/Catch/0/ErrorEquals")),
                 std::string(R"(["A","B"])"));
        QCOMPARE(text(*at(*set("Next", ""), "/States/Reserve/End")), std::string("true"));
        const Json retried = addStateItem(order(), "/States/Reserve", "Retry");
        QVERIFY(canRun(retried));
        QVERIFY(at(removeStateItem(order(), "/States/Reserve", "Retry.0"), "/States/Reserve/Retry") == nullptr);
    }

    void a_way_has_the_fields_it_is_made_of() {
        const auto caught = stateRows(order(), "/States/Reserve/Catch/0/Next");
        QCOMPARE(caught.size(), std::size_t{3});
        QCOMPARE(caught[0].path, QStringLiteral("Catch.0.ErrorEquals"));
        QCOMPARE(stateRows(order(), "/States/Both/Next").size(), std::size_t{1});
    }

    void what_went_over_a_transition_follows_from_what_left_and_entered() {
        const Graph graph = graphOf(order());
        const auto pointers = pointersInOrder(order());
        QCOMPARE(pointers.size(), graph.states.size());
        QCOMPARE(pointers[3], std::string("/States/Both/Branches/0/States/Pick"));
        WorkflowSnapshot now;
        now.counts.started = 100;
        now.states.resize(pointers.size());
        const auto of = [&](const char* pointer) -> StateCounts& {
            return now.states[static_cast<std::size_t>(std::ranges::find(pointers, pointer) - pointers.begin())].counts;
        };
        of("/States/Reserve") = {.entered = 100, .inside = 10, .succeeded = 60, .caught = 30};
        of("/States/Large?") = {.entered = 60, .succeeded = 60};
        of("/States/Both") = {.entered = 20, .inside = 5, .succeeded = 15};
        of("/States/Done") = {.entered = 55, .succeeded = 55};
        of("/States/Sorry") = {.entered = 30, .failed = 30};
        const StateLive live = liveOf(graph, pointers, now, {});
        const auto taken = [&](const char* pointer) { return live.transitions.value(QLatin1String(pointer)).taken; };
        QCOMPARE(taken("/States/Reserve/Next"), std::int64_t{60});
        QCOMPARE(taken("/States/Reserve/Catch/0/Next"), std::int64_t{30});
        QCOMPARE(taken("/States/Large?/Choices/0/Next"), std::int64_t{20});
        QCOMPARE(taken("/States/Large?/Default"), std::int64_t{40});
        QCOMPARE(live.transitions.value(QStringLiteral("/States/Reserve/Catch/0/Next")).share, 30.0 / 90.0);
        QCOMPARE(live.states.value(QStringLiteral("/States/Reserve")).inside, std::int64_t{10});
    }

    void an_execution_is_followed_to_where_it_is() {
        const Graph graph = graphOf(order());
        const auto pointers = pointersInOrder(order());
        WorkflowSnapshot now;
        now.states.resize(pointers.size());
        ExecutionSample one;
        one.steps = {{.type = "ExecutionStarted", .id = 1},
                     {.type = "TaskStateEntered", .state = 0, .id = 2, .previous = 1},
                     {.type = "TaskStateExited", .state = 0, .id = 3, .previous = 2},
                     {.type = "ChoiceStateEntered", .state = 1, .id = 4, .previous = 3}};
        const StateLive at = liveOf(graph, pointers, now, {&one, 3});
        QVERIFY(at.on.contains(QStringLiteral("/States/Large?")) && at.on.size() == 1);
        QVERIFY(at.visited.contains(QStringLiteral("/States/Reserve")));
        QVERIFY(at.taken.contains(QStringLiteral("/States/Reserve/Next")) && at.taken.size() == 1);
        QVERIFY(liveOf(graph, pointers, now, {&one, 1}).on.contains(QStringLiteral("/States/Reserve")));
    }

    void a_type_keeps_what_the_new_one_has_too() {
        const Json waits = changeType(order(), "/States/Reserve", "Wait");
        QVERIFY(canRun(waits));
        QVERIFY(at(waits, "/States/Reserve/Retry") == nullptr);
        QCOMPARE(text(*at(waits, "/States/Reserve/Next")), std::string("\"Large?\""));
    }

    void json_and_yaml_say_the_same() {
        const std::string yaml = writeDefinition(order(), TextForm::yaml);
        const auto back = readDefinition(yaml);
        QVERIFY(back.value.has_value());
        QVERIFY2(*back.value == order(), yaml.c_str());
        QVERIFY(yaml.starts_with("StartAt: Reserve\nStates:\n  Reserve:\n    Type: Task\n"));
        // What looks like another type keeps its own.
        Json odd = Json::object();
        for (const char* word : {"12", "true", "", "x: y", "a\nb", "- no", "ja #", "no", " blank", "1e3", "~"})
            odd[std::string("of ") + word] = word;
        odd["lists"] = Json::array({Json::array(), Json::object(), Json::array({1, Json::array({2})})});
        odd["deep"]["items"] = Json::array({Json::object({{"m", 1.5}, {"n", nullptr}})});
        const std::string text = writeDefinition(odd, TextForm::yaml);
        QVERIFY2(*readDefinition(text).value == odd, text.c_str());
    }

    void problems_have_their_line_and_state_in_both_forms() {
        Json broken = order();
        broken["States"]["Both"]["Next"] = "Don";
        for (const TextForm form : {TextForm::json, TextForm::yaml}) {
            const std::string shown = writeDefinition(broken, form);
            const auto read = readDefinition(shown);
            QVERIFY(hasErrors(read.problems));
            const Diagnostic& problem = read.problems.front();
            QCOMPARE(problem.place.item, std::string("Both"));
            const QStringList lines = QString::fromStdString(shown).split(QChar(u'\n'));
            QVERIFY2(lines[problem.place.line - 1].contains(QStringLiteral("Don")), shown.c_str());
            QVERIFY(lineOf(shown, "/States/Both") > 1);
        }
    }

    void a_text_that_cannot_be_read_says_where() {
        const auto json = readDefinition("{\n  \"StartAt\": ,\n}");
        QVERIFY(!json.value);
        QCOMPARE(json.problems.front().place.line, 2);
        const auto yaml = readDefinition("StartAt: A\nStates:\n  A: [1\n");
        QVERIFY(!yaml.value && yaml.problems.front().place.line >= 3);
        QVERIFY(!readDefinition("just words").value);
        QVERIFY(!readDefinition("StartAt: A\nStartAt: B\n").value);
        QVERIFY(!readDefinition("").value);
    }

    void the_recorded_definitions_of_others_are_shown_and_written_back() {
        const QString shared = qEnvironmentVariable(
            "SPILLWAY_SHARED", qEnvironmentVariable("SPILLWAY_SOURCE") + QStringLiteral("/../shared"));
        QDir corpus(shared + QStringLiteral("/corpora/ChristopheBougere+asl-validator"));
        if (!corpus.exists()) QSKIP("the shared corpora are not there");
        QStringList open{corpus.path()};
        int seen = 0;
        while (!open.isEmpty()) {
            const QDir folder(open.takeLast());
            for (const QFileInfo& entry : folder.entryInfoList(QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot)) {
                if (entry.isDir()) open.append(entry.filePath());
                if (!entry.fileName().endsWith(QStringLiteral(".json"))) continue;
                QFile file(entry.filePath());
                QVERIFY(file.open(QIODevice::ReadOnly));
                const auto read = readDefinition(file.readAll().toStdString());
                if (!read.value || !read.value->is_object()) continue;
                ++seen;
                const Graph graph = graphOf(*read.value);
                for (const State& state : graph.states) stateRows(*read.value, state.pointer);
                const auto yaml = readDefinition(writeDefinition(*read.value, TextForm::yaml));
                QVERIFY2(yaml.value && workflow::sameJson(*yaml.value, *read.value), qPrintable(entry.fileName()));
            }
        }
        QVERIFY(seen > 20);
    }
};

QTEST_GUILESS_MAIN(StatesTest)
#include "states_test.moc"
