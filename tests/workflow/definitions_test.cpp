#include "machines.h"

#include <QDirIterator>
#include <QFile>
#include <QtTest>

#include <map>

using namespace spillway;
using namespace spillway::workflow;
using namespace spillway::workflow::testing;

class DefinitionsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void what_is_valid_is_accepted_and_what_is_not_is_refused_for_its_fault();
    void state_machines_that_people_published_load_or_their_defect_is_named();
    void every_problem_is_reported_with_its_place_and_the_nearest_word();
    void broken_flow_is_found();
    void a_mistake_is_told_once_and_a_state_that_hides_another_is_told();
    void expressions_are_read_when_the_definition_is();
};

#ifndef Q_MOC_RUN  // it loses its way in raw strings
namespace {

std::string read(const QString& path) {
    QFile file{path};
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : "";
}

std::string firstError(const Loaded& loaded) {
    for (const Diagnostic& problem : loaded.diagnostics) {
        if (problem.severity == Severity::error)
            return problem.code + " " + problem.place.field + ": " + problem.sentence;
    }
    return "";
}

std::string errors(const std::string& states, const std::string& language = "JSONPath") {
    std::string text;
    for (const Diagnostic& problem : machine(states, language).diagnostics)
        text += problem.place.item + problem.place.field + " " + problem.code + " " + problem.sentence + " " +
                problem.hint + "\n";
    return text;
}

// What each refused definition of the corpus is refused for: a word of the reason.
const std::map<std::string, std::string> kReasons{
    {"invalid-assign.asl.json", "/Assign/top-level/array/0/child-1"},
    {"invalid-cfn-definition-substitutions.json", "not closed"},
    {"invalid-choice-state.json", "/Choices/0/End"},
    {"invalid-choice-state-variable.json", "/Choices/0/Variable"},
    {"invalid-dupe-fields.asl.json", "conflict"},
    {"invalid-error-equals.json", "Error Equals"},
    {"invalid-fail-dupe-cause.json", "Cause and CausePath"},
    {"invalid-json-path.json", "/ResultPath"},
    {"invalid-json-surround-syntax-extra-spaces.json", "blank"},
    {"invalid-jsonata-fields.json", "JSONPath"},
    {"invalid-jsonata-path-fields.asl.json", "OutputPath"},
    {"invalid-jsonata-surround-syntax-no-close.json", "%} is missing"},
    {"invalid-jsonata-surround-syntax-no-open.json", "{% is missing"},
    {"invalid-jsonata-surround-syntax-no-spaces.json", "blank"},
    {"invalid-jsonata-syntax-arithmetic.json", "10 + * 2"},
    {"invalid-map-item-batcher-dupe-subfields.json", "MaxItemsPerBatch and MaxItemsPerBatchPath"},
    {"invalid-map-items.asl.json", "Items"},
    {"invalid-map-ob-link.json", "Final State"},
    {"invalid-math-add.json", "MathAdd"},
    {"invalid-missing-terminal-parallel.json", "neither Next nor End"},
    {"invalid-parallel-missing-branches.json", "Branches"},
    {"invalid-task-credentials-null.json", "Credentials"},
    {"invalid-task-credentials-object.json", "expectPath"},
    {"invalid-task-heartbeat.json", "HeartbeatSeconds and HeartbeatSecondsPath"},
    {"invalid-variable-result-path.json", "ResultPath"},
    {"invalid-wait-duration.json", "Seconds and SecondsPath"},
};

}  // namespace

void DefinitionsTest::a_mistake_is_told_once_and_a_state_that_hides_another_is_told() {
    // The wrong name is the mistake; that nothing ends follows from it.
    const std::string lost = errors(R"("A": {"Type": "Pass", "Next": "Bee"}, "Be": {"Type": "Succeed"})");
    contains(lost, "did you mean \"Be\"?");
    QVERIFY(lost.find("no-terminal") == std::string::npos);
    const Loaded twice = loadDefinition(std::string_view{
        R"({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}, "A": {"Type": "Succeed"}}})"});
    QVERIFY(!twice.machine);
    same(firstError(twice), "duplicate-name /States/A: \"A\" is given twice in one object: the second hides the first");
    contains(errors(R"("A": {"Type": "Pass", "Assign": {"1x": 2, "good_1.$": "$.a"}, "End": true})"),
             "\"1x\" cannot be the name of a variable");
    contains(errors(R"("A": {"Type": "Map", "MaxConcurrency": -1, "ItemProcessor": {"StartAt": "P", "States": {"P":
                     {"Type": "Succeed"}}}, "End": true})"),
             "MaxConcurrency is -1, it must lie between 0 and 100000000");
}

void DefinitionsTest::what_is_valid_is_accepted_and_what_is_not_is_refused_for_its_fault() {
    const QString folder =
        sharedFolder() + QStringLiteral("/corpora/ChristopheBougere+asl-validator/src/__tests__/definitions");
    if (!QFile::exists(folder)) QSKIP("SKIPPED LOUDLY: the shared corpora are not here (SPILLWAY_SHARED)");
    int valid = 0, invalid = 0;
    for (QDirIterator it{folder, {QStringLiteral("*.json")}, QDir::Files}; it.hasNext();) {
        const QString path = it.next();
        const std::string name = it.fileName().toStdString();
        const Loaded loaded = loadDefinition(std::string_view{read(path)});
        if (name.starts_with("valid-")) {
            QVERIFY2(loaded.machine && !hasErrors(loaded.diagnostics), (name + ": " + firstError(loaded)).c_str());
            ++valid;
            continue;
        }
        QVERIFY2(hasErrors(loaded.diagnostics), name.c_str());
        ++invalid;
        std::string all;
        for (const Diagnostic& problem : loaded.diagnostics)
            all += problem.place.field + " " + problem.sentence + " " + problem.hint + "\n";
        const auto reason = kReasons.find(name);
        QVERIFY2(reason == kReasons.end() || all.find(reason->second) != std::string::npos,
                 (name + ": " + all).c_str());
    }
    qInfo("%d valid definitions accepted, %d invalid ones refused", valid, invalid);
    QVERIFY(valid > 25 && invalid > 20);
}

void DefinitionsTest::state_machines_that_people_published_load_or_their_defect_is_named() {
    const QString folder = sharedFolder() + QStringLiteral("/corpora");
    if (!QFile::exists(folder)) QSKIP("SKIPPED LOUDLY: the shared corpora are not here (SPILLWAY_SHARED)");
    int loadedCount = 0, defective = 0;
    QDirIterator it{folder, {QStringLiteral("*.asl.json")}, QDir::Files, QDirIterator::Subdirectories};
    while (it.hasNext()) {
        const QString path = it.next();
        if (!path.contains(QStringLiteral("/aws-samples+"))) continue;
        const Loaded loaded = loadDefinition(std::string_view{read(path)});
        if (loaded.machine) {
            ++loadedCount;
            continue;
        }
        ++defective;
        qInfo("%s\n   %s", qPrintable(path.section('/', -4)), firstError(loaded).c_str());
        QVERIFY(!firstError(loaded).empty());
    }
    qInfo("%d published state machines load, %d have a defect", loadedCount, defective);
    QVERIFY(loadedCount >= 100);
    QVERIFY2(defective <= 12, "more definitions are refused than the defects that were looked at and found to be real");
}

void DefinitionsTest::every_problem_is_reported_with_its_place_and_the_nearest_word() {
    const std::string all =
        errors(R"("A": {"Type": "Task", "Resorce": "x", "Next": "Bee"}, "B": {"Type": "Pas", "End": true},
            "C": {"Type": "Wait", "Seconds": -1, "Next": "B", "End": true})");
    for (const char* needed :
         {"A/States/A/Resorce unknown-field", "did you mean \"Resource\"?", "Resource is missing",
          "A/States/A/Next no-such-state", "B/States/B/Type unknown-word", "did you mean \"Pass\"?",
          "C/States/C/Seconds out-of-range", "Next and End exclude each other"})
        contains(all, needed);
}

void DefinitionsTest::broken_flow_is_found() {
    contains(errors(R"("A": {"Type": "Pass", "Next": "A"})"), "no-terminal");
    contains(errors(R"("A": {"Type": "Succeed"}, "B": {"Type": "Pass", "End": true})"), "unreachable");
    contains(errors(R"("A": {"Type": "Pass", "Result": 1, "End": true, "Catch": []})"),
             "unknown field \"Catch\" in a Pass state");
    contains(
        errors(
            R"J("A": {"Type": "Task", "Resource": "r", "End": true, "Retry": [{"ErrorEquals": ["States.ALL", "E"]}, {"ErrorEquals": ["States.Timeot"]}]})J"),
        "did you mean \"States.Timeout\"?");
}

void DefinitionsTest::expressions_are_read_when_the_definition_is() {
    contains(errors(R"J("A": {"Type": "Pass", "Parameters": {"x.$": "States.Formt('{}', $.a)"}, "End": true})J"),
             "did you mean \"Format\"?");
    contains(errors(R"J("A": {"Type": "Pass", "Parameters": {"x.$": "$.a["}, "End": true})J"), "bad-path");
    contains(errors(R"J("A": {"Type": "Pass", "Output": "{% $sum( %}", "End": true})J", "JSONata"), "bad-expression");
}

#endif

QTEST_GUILESS_MAIN(DefinitionsTest)
#include "definitions_test.moc"
