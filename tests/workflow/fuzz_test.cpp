#include "machines.h"
#include "workflow/fault.h"
#include "workflow/jsonata/expression.h"

#include <QFile>
#include <QtTest>

using namespace spillway;
using namespace spillway::workflow;
using namespace spillway::workflow::testing;

namespace {

const std::vector<std::string> kSeeds{
    R"J({"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"x.$": "States.Format('{} {}', $.a, $$.Execution.Name)",
    "y" : [ {"z.$" : "$.b[?(@.c > 1 && @.d =~ /a+/)]"} ]
},
    "ResultSelector" : {"r.$" : "$.Payload"},
                       "ResultPath" : "$.out.here",
                                      "Retry"
    : [ {"ErrorEquals" : ["E"], "MaxAttempts" : 2, "BackoffRate" : 1.5, "JitterStrategy" : "FULL"} ],
      "Catch" : [ {"ErrorEquals" : ["States.ALL"], "Next" : "C", "ResultPath" : "$.e"} ],
                "TimeoutSeconds" : 9,
                "Next" : "B"
}
, "B" : {
    "Type" : "Choice",
    "Choices" : [ {
        "And" :
            [ {"Variable" : "$.a", "IsPresent" : true}, {"Not" : {"Variable" : "$.a", "StringMatches" : "x*\\*y"}} ],
        "Next" : "C"
    } ],
    "Default" : "D"
},
        "C" : {"Type" : "Wait", "SecondsPath" : "$.s", "Next" : "D"},
              "D" : {"Type" : "Pass", "Assign" : {"v.$" : "$.a", "w.$" : "$v"}, "OutputPath" : "$..*", "Next" : "M"},
                    "M" : {
                        "Type" : "Map",
                        "ItemsPath" : "$",
                        "MaxConcurrency" : 2,
                        "ToleratedFailurePercentage" : 30,
                        "ItemSelector" : {"i.$" : "$$.Map.Item.Index", "v.$" : "$$.Map.Item.Value"},
                        "ItemProcessor" : {
                            "ProcessorConfig" : {"Mode" : "DISTRIBUTED", "ExecutionType" : "EXPRESS"},
                            "StartAt" : "In",
                            "States" : {"In" : {"Type" : "Fail", "ErrorPath" : "$.v"}}
                        },
                        "Next" : "P"
                    },
                          "P" : {
    "Type": "Parallel", "Branches": [{"StartAt": "P1", "States": {"P1": {"Type": "Pass", "Result": [1, 2.5, null], "End": true}}}, {"StartAt": "P2", "States": {"P2": {"Type": "Succeed"}}}], "End": true
}
}
})J",
    R"J({"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Pass", "Assign": {"n": "{% $states.input.a %}", "f": [1, "{% $sum([1..5]) %}"]}, "Output": {"x": "{% $map($states.input.items, function($v, $i){ $v.p[q > 1]{k: $count(z)} }) %}"}, "Next": "B"},
       "B": {"Type": "Choice", "Choices": [{"Condition": "{% $n in ['a', 'b'] and $contains($string($n), /^a(b|c)*$/i) %}", "Next": "E", "Output": "{% {'k': $n} %}"}], "Default": "C"},
       "C": {"Type": "Map", "Items": "{% [1..3].($ * 2) %}", "ItemSelector": "{% $states.context.Map.Item.Value %}", "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "Output": "{% $states.input ~> |$|{'b': 1}| %}", "End": true}}}, "Next": "D"},
       "D": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "Arguments": "{% $merge([$states.input, {'t': $now()}]) %}", "Output": "{% $states.result %}", "End": true},
       "E": {"Type": "Fail", "Error": "{% 'E' & 1 %}", "Cause": "{% $formatNumber(1234.5, '#,##0.00') & $fromMillis(0, '[Y]-[M01]-[D1o]') %}"}}})J",
    R"J({"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "Next": "A", "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": 1}], "Branches": [
       {"StartAt": "L", "States": {"L": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Next": "L2"}, "L2": {"Type": "Map", "End": true, "MaxConcurrency": 1, "ItemsPath": "$.items",
         "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true}}}}}},
       {"StartAt": "R", "States": {"R": {"Type": "Wait", "Seconds": 1, "End": true}}}]},
     "A": {"Type": "Map", "End": true, "ToleratedFailureCount": 1, "MaxConcurrency": 2,
       "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "MANIFEST", "MaxItems": 4}, "Parameters": {"Bucket": "b", "Key": "k"}},
       "ItemSelector": {"s.$": "$$.Map.Item.Source", "v.$": "$$.Map.Item.Value"}, "ItemBatcher": {"MaxItemsPerBatch": 2, "MaxInputBytesPerBatch": 100},
       "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b", "Prefix": "p"}, "WriterConfig": {"OutputType": "JSONL", "Transformation": "FLATTEN"}},
       "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "C", "States": {"C": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true}}}}}})J"};
const std::vector<std::string> kInputs{
    R"({"a": "abc", "b": [{"c": 2, "d": "aa"}], "s": 3, "items": [{"p": [{"q": 2, "k": "x", "z": [1]}]}]})",
    "[[1,2],[3]]", "null", "\"text\"", "{}"};
const std::vector<std::string> kWords{"$",
                                      "$$",
                                      "$.a",
                                      "$..*",
                                      "[*]",
                                      "[-1]",
                                      "[0:2]",
                                      "States.Array(",
                                      "{%",
                                      "%}",
                                      "null",
                                      "true",
                                      "1e308",
                                      "-0",
                                      "\"",
                                      "{",
                                      "}",
                                      "[",
                                      "]",
                                      ",",
                                      ":",
                                      "()",
                                      "$states",
                                      "(a+)+$",
                                      "9999999999999999999",
                                      "\\u0000",
                                      "\xff",
                                      "?",
                                      "..",
                                      "**",
                                      "~>",
                                      "function($x){$x($x)}",
                                      "\"Next\": \"A\""};

std::string mutated(std::string text, RngStream& random) {
    const std::uint32_t changes = 1 + random.below(4);
    for (std::uint32_t i = 0; i < changes && !text.empty(); ++i) {
        const auto size = static_cast<std::uint32_t>(text.size());
        const std::size_t at = random.below(size);
        switch (random.below(5)) {
            case 0: text.erase(at, 1 + random.below(12)); break;
            case 1: text.insert(at, kWords[random.below(static_cast<std::uint32_t>(kWords.size()))]); break;
            case 2: text[at] = static_cast<char>(random.below(256)); break;
            case 3: text.insert(at, text.substr(random.below(size), 1 + random.below(40))); break;
            default:
                text.replace(at, 1 + random.below(6), kWords[random.below(static_cast<std::uint32_t>(kWords.size()))]);
                break;
        }
    }
    return text;
}

// Changes values but leaves the JSON whole, so that more definitions get past the reader.
void graft(Json& value, RngStream& random, int depth = 0) {
    if (value.is_string() && random.below(60) == 0) {
        value = mutated(value.get<std::string>(), random);
        if (jsonText(value).find("\\ufffd") != std::string::npos) value = "$.a";
    } else if (!value.is_structured() && random.below(60) == 0) {
        value = random.below(2) == 0 ? Json(nullptr) : Json(static_cast<int>(random.below(5)) - 1);
    } else if (value.is_structured() && depth > 2 && random.below(60) == 0) {
        value = json(kInputs[random.below(static_cast<std::uint32_t>(kInputs.size()))]);
    } else if (value.is_structured()) {
        for (Json& child : value) graft(child, random, depth + 1);
    }
}

bool executed(const Loaded& loaded, const std::string& input, std::uint64_t seed) {
    if (!loaded.machine) return false;
    ExecutionSettings settings{.seed = seed};
    settings.quotas.stepsMax = 300;
    settings.quotas.historyEventsMax = 500;
    const Result<Json> value = readJson(input);
    const Json file = "1,2\n3,\"4\n";
    const Mocks mocks{
        {"A",
         {fails("E"), gives(R"({"Payload": 1, "files": [{"key": "a"}, {"key": "b"}]})"), MockAnswer{.result = file}}},
        {"C", {fails("E"), gives("[1]")}},
        {"I", {gives("1"), fails("E"), gives("2")}}};
    const StandaloneRun done =
        runStandalone(loaded.machine, value ? *value : Json(nullptr), mocks, std::move(settings), 2);
    return done.status != ExecutionStatus::running;
}

}  // namespace

class FuzzTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void no_mutant_crashes_or_hangs() {
        int run = 0, wellFormed = 0;
        for (std::uint64_t seed = 1; seed <= 2500; ++seed) {
            RngStream random{mix64(seed)};
            const std::string& parent = kSeeds[random.below(static_cast<std::uint32_t>(kSeeds.size()))];
            const std::string input =
                mutated(kInputs[random.below(static_cast<std::uint32_t>(kInputs.size()))], random);
            if (seed % 3 == 0) {
                const Loaded loaded = loadDefinition(std::string_view{mutated(parent, random)});
                QVERIFY2(loaded.machine || hasErrors(loaded.diagnostics), ("SEED=" + std::to_string(seed)).c_str());
                run += executed(loaded, input, seed) ? 1 : 0;
                continue;
            }
            Json definition = json(parent);
            graft(definition, random);
            ++wellFormed;
            const Loaded loaded = loadDefinition(definition);
            if (loaded.machine) QVERIFY2(executed(loaded, input, seed), ("SEED=" + std::to_string(seed)).c_str());
            run += loaded.machine ? 1 : 0;
        }
        qInfo("%d mutants were executed, %d were well formed", run, wellFormed);
        QVERIFY(run > 100);
    }

    void no_mutated_expression_crashes_or_hangs() {
        const std::vector<std::string> expressions{
            "$sum(a.b[c > 1].(d * 2)) & $string([1..5])", "$reduce([1..9], function($x, $y){$x + $y}) ~> $round(1)",
            "a.{b: c}^(>d)[0..1].*.**", "$replace($t, /(a|b)+?c{2,3}/i, function($m){$m.match})",
            "(x := 1; $f := function($n){$n <= 1 ? 1 : $n * $f($n - 1)}; $f(5))"};
        int valid = 0;
        for (std::uint64_t seed = 1; seed <= 4000; ++seed) {
            RngStream random{mix64(seed * 7919)};
            const std::string text =
                mutated(expressions[random.below(static_cast<std::uint32_t>(expressions.size()))], random);
            const Result<jsonata::Expression> expression = jsonata::Expression::parse(text);
            if (!expression) continue;
            ++valid;
            const jsonata::Outcome outcome =
                expression->evaluate(json(R"({"a": {"b": [{"c": 2, "d": 3}]}, "t": "abcabcc"})"), random);
            QVERIFY(outcome.kind != jsonata::Outcome::Kind::error || !outcome.problem.empty());
        }
        QVERIFY(valid > 100);
    }

    void paths_and_calls_read_back_what_they_are_or_refuse() {
        int valid = 0;
        for (std::uint64_t seed = 1; seed <= 4000; ++seed) {
            RngStream random{mix64(seed * 104729)};
            const Json input = json(kInputs[0]);
            const Json context = Json::object();
            const Variables variables;
            const std::string text =
                mutated(seed % 2 == 0 ? "$.b[?(@.c >= 1 || !(@.d == 'x'))].d..e[0,1][1:-1]"
                                      : "States.Format('a{}b\\'', States.ArrayGetItem($.b, 0), States.MathAdd(1, $.s))",
                        random);
            try {
                if (const auto path = parsePath(text)) ++valid, evaluate(*path, {input, context, variables});
                if (const auto call = parseIntrinsic(text))
                    ++valid, evaluate(*call, {input, context, variables}, random);
            } catch (const Fault& fault) {
                QVERIFY(!fault.cause.empty());
            }
        }
        QVERIFY(valid > 100);
    }
};

QTEST_GUILESS_MAIN(FuzzTest)
#include "fuzz_test.moc"
