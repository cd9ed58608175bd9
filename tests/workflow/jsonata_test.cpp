#include "machines.h"
#include "workflow/jsonata/expression.h"

#include <QtTest>

using namespace spillway;
using namespace spillway::workflow;
using namespace spillway::workflow::testing;

namespace {

// The order of the language's own tutorial, shortened.
const char* const kOrder = R"({"Account": {"Name": "Firefly", "Order": [
    {"OrderID": "order103", "Product": [
        {"Name": "Bowler Hat", "Price": 34.45, "Quantity": 2, "Colour": "Purple"},
        {"Name": "Trilby hat", "Price": 21.67, "Quantity": 1, "Colour": "Orange"}]},
    {"OrderID": "order104", "Product": [
        {"Name": "Bowler Hat", "Price": 34.45, "Quantity": 4, "Colour": "Purple"},
        {"Name": "Cloak", "Price": 107.99, "Quantity": 1, "Colour": "Black"}]}]},
    "nest": [{"n": [1, 2]}, {"n": [3]}], "empty": [], "one": [7], "text": "Hello World"})";

std::string evaluated(const std::string& expression, const std::string& input = kOrder) {
    const Result<jsonata::Expression> parsed = jsonata::Expression::parse(expression);
    if (!parsed) return parsed.error().message.substr(0, 5);
    RngStream random{1};
    const jsonata::Outcome outcome = parsed->evaluate(json(input), random);
    switch (outcome.kind) {
        case jsonata::Outcome::Kind::value: return jsonText(outcome.value);
        case jsonata::Outcome::Kind::undefined: return "undefined";
        case jsonata::Outcome::Kind::unsupported: return "function";
        case jsonata::Outcome::Kind::error: return outcome.problem.substr(0, 5);
    }
    return "";
}

struct Case {
    const char* expression;
    const char* expected;
};

// What jsonata.js 2.0.6 answers to the same input, expression by expression; its errors by their code.
constexpr Case kCases[] = {
#include "jsonata_cases.inc"
};

}  // namespace

class JsonataTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void answers_as_the_reference_implementation_does_data() {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("expected");
        for (const Case& one : kCases)
            QTest::newRow(one.expression) << QString::fromUtf8(one.expression) << QString::fromUtf8(one.expected);
    }
    void answers_as_the_reference_implementation_does() {
        QFETCH(QString, expression);
        QFETCH(QString, expected);
        const std::string told = evaluated(expression.toStdString());
        const std::string wanted = expected.toStdString();
        const Result<Json> left = readJson(told), right = readJson(wanted);
        if (left && right)
            QVERIFY2(sameJson(*left, *right), (told + "\n   expected " + wanted).c_str());
        else
            QCOMPARE(QString::fromStdString(told), expected);
    }

    void nothing_hangs_and_nothing_overflows() {
        QCOMPARE(evaluated("($f := function($n){$f($n+1)}; $f(0))").substr(0, 5), "D1012");
        QCOMPARE(evaluated("($f := function($n){1 + $f($n+1)}; $f(0))").substr(0, 5), "U1001");
        QCOMPARE(evaluated("$sum([1..1000000])"), "500000500000");
        // Recursion in the last place needs neither stack nor memory; any other as much as the language's own.
        QCOMPARE(evaluated("($f := function($n, $sum){$n = 0 ? $sum : $f($n-1, $sum+$n)}; $f(200000, 0))"),
                 "20000100000");
        QCOMPARE(evaluated("($even := function($n){$n = 0 ? true : $odd($n-1)}; $odd := function($n){($m := $n; "
                           "$m = 0 ? false : $even($m-1))}; $even(50001))"),
                 "false");
        QCOMPARE(evaluated("($f := function($n){$n = 0 ? 0 : 1 + $f($n-1)}; $f(4000))"), "4000");
        QCOMPARE(evaluated("[1..10000000]").substr(0, 5), "D2014");
        QCOMPARE(
            evaluated("$map([1..1000], function($x){$map([1..1000], function($y){$map([1..1000], function($z){1})})})")
                .substr(0, 5),
            "D1012");
        QCOMPARE(evaluated("$contains('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /^(a+)+$/)").substr(0, 5),
                 "D1012");
        QCOMPARE(evaluated("$reduce([1..1000], function($a, $b){{\"x\": $a}})").substr(0, 5), "D1001");
        QCOMPARE(evaluated("$reduce([1..100], function($a, $b){$a & $a}, 'ab')").substr(0, 5), "D1012");
        QCOMPARE(evaluated(std::string(10'000, '(')).substr(0, 5), "S0500");
    }
};

QTEST_GUILESS_MAIN(JsonataTest)
#include "jsonata_test.moc"
