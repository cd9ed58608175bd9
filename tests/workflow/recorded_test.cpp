#include "recorded.h"
#include "workflow/load.h"
#include "workflow/standalone.h"

#include <QtTest>

#include <fstream>
#include <map>
#include <sstream>

using namespace spillway;
using namespace spillway::workflow;
using namespace spillway::workflow::testing;

namespace {

Json corpus(const QString& name) {
    const QString shared =
        qEnvironmentVariable("SPILLWAY_SHARED", qEnvironmentVariable("SPILLWAY_SOURCE") + QStringLiteral("/../shared"));
    std::ifstream file{(shared + QStringLiteral("/corpora/asl-recorded/") + name).toStdString()};
    std::stringstream text;
    text << file.rdbuf();
    const Result<Json> value = readJson(text.str());
    return value ? *value : Json(nullptr);
}

std::string listed(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += " " + word;
    return text;
}

std::optional<std::string> textIn(const Json& object, const char* key) {
    const Json* value = member(object, key);
    return value == nullptr || value->is_null()
               ? std::nullopt
               : std::optional{value->is_string() ? value->get<std::string>() : jsonText(*value)};
}

// Empty when it went as recorded, else what differs.
std::string difference(const Json& recording) {
    const Loaded loaded = loadDefinition(recording["definition"]);
    if (!loaded.machine) return "refused: " + format(loaded.diagnostics.front());
    const StandaloneRun run = runStandalone(loaded.machine, recording["input"], {}, {});
    const Json& expected = recording["expected"];
    if (statusWord(run.status) != expected["status"].get<std::string>())
        return "status " + std::string{statusWord(run.status)} + " " + run.error.value_or("") + ": " +
               run.cause.value_or("");
    if (run.status == ExecutionStatus::succeeded && !sameJson(run.output, outputOf(expected["output"])))
        return "output " + jsonText(run.output) + ", recorded " + jsonText(expected["output"]);
    if (run.error != textIn(expected, "error"))
        return "error " + run.error.value_or("none") + ", recorded " + textIn(expected, "error").value_or("none");
    std::vector<std::string> types;
    for (const HistoryEvent& event : run.history) types.emplace_back(event.type);
    const std::vector<std::string> recorded = recording["expected_event_types"].get<std::vector<std::string>>();
    if (types != recorded && asRecorded(types) != recorded)
        return "events" + listed(types) + "\n      recorded" + listed(recorded);
    return "";
}

struct Tally {
    int passed = 0, of = 0;
};

}  // namespace

class RecordedTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void every_recorded_execution_goes_as_on_the_real_service() {
        const Json all = corpus(QStringLiteral("executions.json"));
        if (!all.is_array()) QSKIP("SKIPPED LOUDLY: the shared corpora are not here (SPILLWAY_SHARED)");
        std::map<std::string, Tally> tallies;
        int failed = 0, otherCauses = 0;
        for (const Json& recording : all) {
            if (!recording["strict"].get<bool>()) continue;
            Tally& tally = tallies[recording["query"].get<std::string>()];
            ++tally.of;
            const std::string what = difference(recording);
            if (what.empty()) {
                ++tally.passed;
                otherCauses += hasOtherCause(recording) ? 1 : 0;
            } else {
                ++failed;
                qWarning("%s\n   %s", recording["id"].get<std::string>().c_str(), what.c_str());
            }
        }
        for (const auto& [query, tally] : tallies)
            qInfo("%s: %d of %d recorded executions", query.c_str(), tally.passed, tally.of);
        qInfo("failures whose cause is worded otherwise than recorded: %d", otherCauses);
        QCOMPARE(failed, 0);
        QCOMPARE(otherCauses, 0);
    }

    void every_recorded_choice_goes_the_same_way() {
        const Json all = corpus(QStringLiteral("choice_cases.json"));
        if (!all.is_array()) QSKIP("SKIPPED LOUDLY: the shared corpora are not here (SPILLWAY_SHARED)");
        int passed = 0;
        for (const Json& recording : all) {
            const Loaded loaded = loadDefinition(recording["definition"]);
            const StandaloneRun run =
                loaded.machine ? runStandalone(loaded.machine, recording["input"], {}, {}) : StandaloneRun{};
            if (run.status == ExecutionStatus::succeeded && sameJson(run.output, outputOf(recording["output"])))
                ++passed;
            else
                qWarning("%s %s", recording["test"].get<std::string>().c_str(), jsonText(recording["input"]).c_str());
        }
        qInfo("%d of %zu recorded choices", passed, all.size());
        QCOMPARE(static_cast<std::size_t>(passed), all.size());
    }

private:
    static bool hasOtherCause(const Json& recording) {
        const Loaded loaded = loadDefinition(recording["definition"]);
        const StandaloneRun run = runStandalone(loaded.machine, recording["input"], {}, {});
        const std::optional<std::string> cause = textIn(recording["expected"], "cause");
        if (run.cause == cause) return false;
        qWarning("%s\n   cause %s\n   recorded %s", recording["id"].get<std::string>().c_str(),
                 run.cause.value_or("none").c_str(), cause.value_or("none").c_str());
        return true;
    }
};

QTEST_GUILESS_MAIN(RecordedTest)
#include "recorded_test.moc"
