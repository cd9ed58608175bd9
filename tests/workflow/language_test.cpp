#include "machines.h"

#include "base/text.h"

#include <QtTest>

// A row for each thing that a state can do to its data, in both query languages. What is expected is what the Amazon
// States Language specification and the developer guide say of it.
using namespace spillway;
using namespace spillway::workflow;
using namespace spillway::workflow::testing;
using namespace std::chrono_literals;

#ifndef Q_MOC_RUN  // it loses its way in raw strings
namespace {

struct Row {
    const char* name;
    const char* language;
    const char* states;
    const char* input;
    const char* expected;
};

constexpr const char* kPath = "JSONPath";
constexpr const char* kQuery = "JSONata";
#define SPILLWAY_CALL R"("Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage")"

// Tasks of these names answer: "Bad" fails with Oops: no luck; "Late" never answers; "Second" fails once; all others
// give back what they were sent.
const Row
    kRows[] =
        {
            // Data on its way through a state
            {"null paths", kPath, R"("A": {"Type": "Pass", "InputPath": null, "End": true})", R"({"a": 1})",
             "SUCCEEDED {}"},
            {"output path null", kPath, R"("A": {"Type": "Pass", "OutputPath": null, "End": true})", R"({"a": 1})",
             "SUCCEEDED {}"},
            {"result path null keeps the input", kPath,
             R"("A": {"Type": "Pass", "Result": 5, "ResultPath": null, "End": true})", R"({"a": 1})",
             R"(SUCCEEDED {"a":1})"},
            {"result path makes its way", kPath,
             R"("A": {"Type": "Pass", "Result": 5, "ResultPath": "$.b.c.d", "End": true})", R"({"a": 1})",
             R"(SUCCEEDED {"a":1,"b":{"c":{"d":5}}})"},
            {"result path replaces", kPath, R"("A": {"Type": "Pass", "Result": 5, "ResultPath": "$.a", "End": true})",
             R"({"a": {"x": 1}})", R"(SUCCEEDED {"a":5})"},
            {"a result wins over parameters", kPath,
             R"("A": {"Type": "Pass", "Parameters": {"x": 1}, "Result": 5, "End": true})", "{}", "SUCCEEDED 5"},
            {"the whole way in its order", kPath,
             R"("A": {)" SPILLWAY_CALL
             R"(, "InputPath": "$.in", "Parameters": {"v.$": "$.v", "all.$": "$"}, "ResultSelector": {"got.$": "$.v"}, "ResultPath": "$.out", "OutputPath": "$.out.got", "End": true})",
             R"({"in": {"v": 7}})", "SUCCEEDED 7"},
            {"parameters that lead nowhere", kPath,
             R"("A": {"Type": "Pass", "Parameters": {"x.$": "$.no"}, "End": true})", R"({"a": 1})",
             R"J(FAILED States.Runtime: An error occurred while executing the state 'A' (entered at the event id #2). The JSONPath '$.no' specified for the field 'x.$' could not be found in the input '{"a":1}')J"},
            {"an input path that leads nowhere", kPath,
             R"("A": {"Type": "Pass", "InputPath": "$.no.way", "End": true})", R"({"a": 1})",
             "FAILED States.Runtime: An error occurred while executing the state 'A' (entered at the event id #2). "
             "Invalid "
             "path '$.no.way' : Missing property in path $['no']"},
            {"a result path through a value", kPath,
             R"("A": {"Type": "Pass", "Result": 1, "ResultPath": "$.a.b", "End": true})", R"({"a": 5})",
             R"J(FAILED States.ResultPathMatchFailure: An error occurred while executing the state 'A' (entered at the event id #2). Unable to apply ReferencePath $.a.b to input {"a":5})J"},
            // Variables
            {"all values are computed before any is set", kPath,
             R"("A": {"Type": "Pass", "Assign": {"x": 1, "y": 2}, "Next": "B"}, "B": {"Type": "Pass", "Assign": {"x.$": "$y", "y.$": "$x"}, "Next": "C"},
        "C": {"Type": "Pass", "Parameters": {"x.$": "$x", "y.$": "$y"}, "End": true})",
             "{}", R"(SUCCEEDED {"x":2,"y":1})"},
            {"the same in JSONata", kQuery,
             R"("A": {"Type": "Pass", "Assign": {"x": 1, "y": 2}, "Next": "B"}, "B": {"Type": "Pass", "Assign": {"x": "{% $y %}", "y": "{% $x %}"}, "Output": "{% [$x, $y] %}", "Next": "C"},
        "C": {"Type": "Pass", "Output": "{% [$states.input, $x, $y] %}", "End": true})",
             "{}", "SUCCEEDED [1,2,2,1]"},
            {"a branch hides a variable and the outer one stays", kQuery,
             R"("A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "P"}, "P": {"Type": "Parallel", "Assign": {"got": "{% $states.result %}"}, "Next": "Z", "Branches": [
        {"StartAt": "I", "States": {"I": {"Type": "Pass", "Assign": {"z": "{% $x + 1 %}"}, "Next": "J"}, "J": {"Type": "Pass", "Output": "{% $z %}", "End": true}}}]},
        "Z": {"Type": "Pass", "Output": "{% {'x': $x, 'got': $got, 'z': $exists($z)} %}", "End": true})",
             "{}", R"(SUCCEEDED {"x":1,"got":[2],"z":false})"},
            {"a Catch assigns what went wrong", kPath,
             R"("Bad": {)" SPILLWAY_CALL
             R"(, "Catch": [{"ErrorEquals": ["States.ALL"], "Assign": {"why.$": "$.Cause"}, "ResultPath": "$.e", "Next": "B"}], "End": true},
        "B": {"Type": "Pass", "Parameters": {"why.$": "$why", "e.$": "$.e.Error", "k.$": "$.k"}, "End": true})",
             R"({"k": 1})", R"(SUCCEEDED {"why":"no luck","e":"Oops","k":1})"},
            {"a Catch puts out what it likes", kQuery,
             R"("Bad": {)" SPILLWAY_CALL
             R"(, "Catch": [{"ErrorEquals": ["Oops"], "Output": "{% $states.errorOutput.Error & ' ' & $states.input.k %}", "Next": "B"}], "End": true}, "B": {"Type": "Succeed"})",
             R"({"k": 1})", R"(SUCCEEDED "Oops 1")"},
            // Choices
            {"a rule assigns", kPath,
             R"("A": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericGreaterThan": 1, "Assign": {"big": true}, "Next": "B"}], "Default": "B"}, "B": {"Type": "Pass", "Parameters": {"big.$": "$big"}, "End": true})",
             R"({"n": 2})", R"(SUCCEEDED {"big":true})"},
            {"a rule puts out, the state puts out for its default", kQuery,
             R"("A": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input.n > 9 %}", "Output": "rule", "Next": "B"}], "Output": "{% 'default ' & $states.input.n %}", "Default": "B"}, "B": {"Type": "Succeed"})",
             R"({"n": 2})", R"(SUCCEEDED "default 2")"},
            {"a rule without an output passes the input on", kQuery,
             R"("A": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input.n > 1 %}", "Next": "B"}], "Output": "default", "Default": "B"}, "B": {"Type": "Succeed"})",
             R"({"n": 2})", R"(SUCCEEDED {"n":2})"},
            {"no rule and no default", kQuery,
             R"("A": {"Type": "Choice", "Choices": [{"Condition": "{% false %}", "Next": "B"}]}, "B": {"Type": "Succeed"})",
             "{}",
             "FAILED States.NoChoiceMatched: An error occurred while executing the state 'A' (entered at the event "
             "id #2). "
             "Failed to transition out of the state. The state does not point to a next state."},
            // Errors
            {"no catcher for runtime errors", kPath,
             R"("A": {)" SPILLWAY_CALL
             R"(, "InputPath": "$.no", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}], "End": true}, "B": {"Type": "Succeed"})",
             "{}",
             "FAILED States.Runtime: An error occurred while executing the state 'A' (entered at the event id #2). "
             "Invalid "
             "path '$.no' : No results for path: $['no']"},
            {"a value out of its range is a failed query", kQuery,
             R"("A": {)" SPILLWAY_CALL
             R"(, "TimeoutSeconds": "{% $states.input.t %}", "Catch": [{"ErrorEquals": ["States.QueryEvaluationError"], "Output": "{% $states.errorOutput.Cause %}", "Next": "B"}], "End": true}, "B": {"Type": "Succeed"})",
             R"({"t": -1})",
             R"J(SUCCEEDED "An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression '$states.input.t' specified for the field 'TimeoutSeconds' returned an unexpected result type. Expected 'positive integer', but was 'number' for value: -1")J"},
            {"and ends what does not fit a path", kPath,
             R"("A": {)" SPILLWAY_CALL
             R"(, "TimeoutSecondsPath": "$.t", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}], "End": true}, "B": {"Type": "Succeed"})",
             R"({"t": -1})",
             R"J(FAILED States.Runtime: An error occurred while executing the state 'A' (entered at the event id #2). The TimeoutSecondsPath field must be between 1 and 99999999, but was -1.)J"},
            {"as many at once as no number", kQuery,
             R"("M": {"Type": "Map", "Items": [1], "MaxConcurrency": "{% -1 %}", "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}, "Catch": [{"ErrorEquals": ["States.QueryEvaluationError"], "Output": "caught", "Next": "B"}], "End": true}, "B": {"Type": "Succeed"})",
             "{}", R"(SUCCEEDED "caught")"},
            {"more tolerated than all", kQuery,
             R"("M": {"Type": "Map", "Items": [1], "ToleratedFailurePercentage": "{% 101 %}", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}, "Catch": [{"ErrorEquals": ["States.QueryEvaluationError"], "Output": "caught", "Next": "B"}], "End": true}, "B": {"Type": "Succeed"})",
             "{}", R"(SUCCEEDED "caught")"},
            {"batches of none", kPath,
             R"("M": {"Type": "Map", "ItemsPath": "$.items", "ItemBatcher": {"MaxItemsPerBatchPath": "$.most"}, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}, "End": true})",
             R"({"most": 0, "items": [1]})",
             R"J(FAILED States.Runtime: An error occurred while executing the state 'M' (entered at the event id #2). MaxItemsPerBatchPath must be positive.)J"},
            {"failed queries are caught", kQuery,
             R"("A": {)" SPILLWAY_CALL
             R"(, "Arguments": "{% $nothing %}", "Catch": [{"ErrorEquals": ["States.QueryEvaluationError"], "Output": "caught", "Next": "B"}], "End": true}, "B": {"Type": "Succeed"})",
             "{}", R"(SUCCEEDED "caught")"},
            {"a timeout is caught by its name", kPath,
             R"("Late": {)" SPILLWAY_CALL
             R"(, "TimeoutSeconds": 3, "Catch": [{"ErrorEquals": ["States.TaskFailed"], "Next": "No"}, {"ErrorEquals": ["States.Timeout"], "ResultPath": null, "Next": "Yes"}], "End": true}, "No": {"Type": "Fail"}, "Yes": {"Type": "Succeed"})",
             R"({"k": 1})", R"(SUCCEEDED {"k":1})"},
            {"a heartbeat is a timeout", kQuery, R"("Late": {)" SPILLWAY_CALL R"(, "HeartbeatSeconds": "{% 2 %}", "TimeoutSeconds": 9, "Catch": [{"ErrorEquals": ["States.HeartbeatTimeout"], "Output": "{% $states.errorOutput %}", "Next": "B"}], "End": true}, "B": {"Type": "Succeed"})",
             "{}", R"(SUCCEEDED {"Error":"States.HeartbeatTimeout","Cause":""})"},
            {"attempts are counted in the context", kPath,
             R"("Second": {)" SPILLWAY_CALL
             R"(, "Parameters": {"n.$": "$$.State.RetryCount"}, "Retry": [{"ErrorEquals": ["States.TaskFailed"]}], "End": true})",
             "{}", R"(SUCCEEDED {"n":1})"},
            {"the same in JSONata", kQuery,
             R"("Second": {)" SPILLWAY_CALL
             R"(, "Arguments": {"n": "{% $states.context.State.RetryCount %}"}, "Retry": [{"ErrorEquals": ["States.TaskFailed"]}], "End": true})",
             "{}", R"(SUCCEEDED {"n":1})"},
            {"a Fail says what it likes", kQuery,
             R"("A": {"Type": "Fail", "Error": "{% 'E' & $states.input.n %}", "Cause": "{% $string($states.input) %}"})",
             R"({"n": 1})", R"(FAILED E1: {"n":1})"},
            {"a Fail asks the data", kPath,
             R"J("A": {"Type": "Fail", "ErrorPath": "$.e", "CausePath": "States.Format('{} of {}', $.n, $.e)"})J",
             R"({"n": 1, "e": "E"})", "FAILED E: 1 of E"},
            {"a failed branch fails the state", kPath,
             R"("P": {"Type": "Parallel", "Branches": [{"StartAt": "Bad", "States": {"Bad": {)" SPILLWAY_CALL
             R"(, "End": true}}}], "Catch": [{"ErrorEquals": ["Oops"], "ResultPath": "$.e", "Next": "B"}], "End": true}, "B": {"Type": "Succeed"})",
             "{}", R"(SUCCEEDED {"e":{"Error":"Oops","Cause":"no luck"}})"},
            // Maps
            {"items by a path and a selector", kPath,
             R"("M": {"Type": "Map", "ItemsPath": "$.items", "ItemSelector": {"i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value.n", "k.$": "$.k"}, "ResultPath": "$.out", "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}, "End": true})",
             R"({"k": "x", "items": [{"n": 5}, {"n": 6}]})",
             R"(SUCCEEDED {"k":"x","items":[{"n":5},{"n":6}],"out":[{"i":0,"v":5,"k":"x"},{"i":1,"v":6,"k":"x"}]})"},
            {"items by a query", kQuery,
             R"("M": {"Type": "Map", "Items": "{% $states.input.n ~> $map(function($v){$v * 2}) %}", "ItemSelector": {"v": "{% $states.context.Map.Item.Value %}"}, "Output": "{% $sum($states.result.v) %}", "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}, "End": true})",
             R"({"n": [1, 2, 3]})", "SUCCEEDED 12"},
            {"items that are written out", kQuery,
             R"("M": {"Type": "Map", "Items": [1, "{% 1 + 1 %}"], "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}, "End": true})",
             "{}", "SUCCEEDED [1,2]"},
            {"no array", kPath,
             R"("M": {"Type": "Map", "ItemsPath": "$.n", "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}, "End": true})",
             R"({"n": 5})",
             R"J(FAILED States.Runtime: An error occurred while executing the state 'M' (entered at the event id #2). Reference path "$.n" must point to array.)J"},
            {"a limit by a path", kPath,
             R"("M": {"Type": "Map", "MaxConcurrencyPath": "$[0]", "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Wait", "Seconds": 10, "End": true}}}, "End": true})",
             "[1, 2]", "SUCCEEDED [1,2] after 20s"},
            {"the members of an object are items of a distributed Map", kPath,
             R"("M": {"Type": "Map", "ItemsPath": "$.o", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}, "End": true})",
             R"({"o": {"z": 1, "a": {"x": 2}}})", R"(SUCCEEDED [{"Key":"z","Value":1},{"Key":"a","Value":{"x":2}}])"},
            {"the context has their names", kPath,
             R"("M": {"Type": "Map", "ItemSelector": {"all.$": "$$.Map.Item", "k.$": "$$.Map.Item.Key"}, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}, "End": true})",
             R"({"z": 1})", R"(SUCCEEDED [{"all":{"Index":0,"Key":"z","Value":1,"Source":"STATE_DATA"},"k":"z"}])"},
            {"the context has their names", kQuery,
             R"("M": {"Type": "Map", "Items": "{% $states.input.o %}", "ItemSelector": "{% $states.context.Map.Item.(Key & Value) %}", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}, "End": true})",
             R"({"o": {"z": 1, "a": 2}})", R"(SUCCEEDED ["z1","a2"])"},
            {"an object that is written out", kQuery,
             R"("M": {"Type": "Map", "Items": {"p": "{% 1 + 1 %}"}, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}, "End": true})",
             "{}", R"(SUCCEEDED [{"Key":"p","Value":2}])"},
            {"batches of members", kPath,
             R"("M": {"Type": "Map", "ItemBatcher": {"MaxItemsPerBatch": 2}, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "I", "States": {"I": {"Type": "Pass", "OutputPath": "$.Items[*].Key", "End": true}}}, "End": true})",
             R"({"a": 1, "b": 2, "c": 3})", R"(SUCCEEDED [["a","b"],["c"]])"},
            {"no members", kPath,
             R"("M": {"Type": "Map", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}, "End": true})",
             "{}", "SUCCEEDED []"},
            {"an inline Map takes arrays only", kPath,
             R"("M": {"Type": "Map", "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}, "End": true})",
             R"({"a": 1})",
             R"J(FAILED States.Runtime: An error occurred while executing the state 'M' (entered at the event id #2). Reference path "$" must point to array.)J"},
            {"a failed member comes with its name", kPath,
             R"("M": {"Type": "Map", "ToleratedFailureCount": 1, "ResultWriter": {"WriterConfig": {"Transformation": "COMPACT"}}, "ResultSelector": {"in.$": "$[1].Input"}, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "I", "States": {"I": {"Type": "Choice", "Choices": [{"Variable": "$.Value", "NumericEquals": 2, "Next": "F"}], "Default": "S"}, "F": {"Type": "Fail"}, "S": {"Type": "Succeed"}}}, "End": true})",
             R"({"a": 1, "b": 2})", R"(SUCCEEDED {"in":"{\"Key\":\"b\",\"Value\":2}"})"},
            {"batches by bytes", kPath, R"j("M": {"Type": "Map", "ItemBatcher": {"MaxInputBytesPerBatch": 24}, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "I", "States": {"I": {"Type": "Pass", "Parameters": {"n.$": "States.ArrayLength($.Items)"}, "OutputPath": "$.n", "End": true}}}, "End": true})j",
             R"(["aaaa", "bbbb", "cccc"])", "SUCCEEDED [1,1,1]"},
            {"batches by a path", kPath,
             R"("M": {"Type": "Map", "ItemsPath": "$.items", "ItemBatcher": {"MaxItemsPerBatchPath": "$.most"}, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "I", "States": {"I": {"Type": "Pass", "OutputPath": "$.Items", "End": true}}}, "End": true})",
             R"({"most": 2, "items": [1, 2, 3]})", "SUCCEEDED [[1,2],[3]]"},
            {"tolerated by a path", kPath,
             R"("M": {"Type": "Map", "ItemsPath": "$.items", "ToleratedFailureCountPath": "$.most", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Bad", "States": {"Bad": {)" SPILLWAY_CALL
             R"(, "End": true}}}, "End": true})",
             R"({"most": 2, "items": [1, 2]})", "SUCCEEDED []"},
            {"too few tolerated", kQuery,
             R"("M": {"Type": "Map", "Items": "{% $states.input.items %}", "ToleratedFailureCount": "{% $states.input.most %}", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Bad", "States": {"Bad": {)" SPILLWAY_CALL
             R"(, "End": true}}}, "Catch": [{"ErrorEquals": ["States.ExceedToleratedFailureThreshold"], "Output": "too many", "Next": "B"}], "End": true}, "B": {"Type": "Succeed"})",
             R"({"most": 1, "items": [1, 2]})", R"(SUCCEEDED "too many")"},
            // Waits
            {"seconds by a path", kPath, R"("W": {"Type": "Wait", "SecondsPath": "$.s", "End": true})", R"({"s": 4})",
             R"(SUCCEEDED {"s":4} after 4s)"},
            {"seconds by a query", kQuery,
             R"("W": {"Type": "Wait", "Seconds": "{% $states.input.s * 2 %}", "Output": "{% $states.input.s %}", "End": true})",
             R"({"s": 4})", "SUCCEEDED 4 after 8s"},
            {"a time with fractions", kPath,
             R"("W": {"Type": "Wait", "Timestamp": "2026-01-01T00:00:03.500Z", "End": true})", "{}",
             "SUCCEEDED {} after 3.5s"},
            {"a time elsewhere", kPath, R"("W": {"Type": "Wait", "TimestampPath": "$.t", "End": true})",
             R"({"t": "2026-01-01T02:00:05+02:00"})", R"(SUCCEEDED {"t":"2026-01-01T02:00:05+02:00"} after 5s)"},
            {"a time that has passed", kQuery,
             R"("W": {"Type": "Wait", "Timestamp": "{% '2016-03-14T01:59:00Z' %}", "End": true})", "{}",
             "SUCCEEDED {}"},
            // The functions that only this service has
            {"partition", kQuery, R"("A": {"Type": "Pass", "Output": "{% $partition([1..5], 2) %}", "End": true})",
             "{}", "SUCCEEDED [[1,2],[3,4],[5]]"},
            {"range", kQuery, R"("A": {"Type": "Pass", "Output": "{% $range(0, 10, 5) %}", "End": true})", "{}",
             "SUCCEEDED [0,5,10]"},
            {"hash", kQuery, R"("A": {"Type": "Pass", "Output": "{% $hash('input data', 'MD5') %}", "End": true})",
             "{}", R"(SUCCEEDED "812f45842bc6d66ee14572ce20db8e86")"},
            {"parse", kQuery, R"("A": {"Type": "Pass", "Output": "{% $parse($states.input).a[1] %}", "End": true})",
             R"("{\"a\": [1, 2]}")", "SUCCEEDED 2"},
            {"a random number of a seed", kQuery,
             R"("A": {"Type": "Pass", "Output": "{% $random(7) = $random(7) %}", "End": true})", "{}",
             "SUCCEEDED true"},
            // Comments are allowed where the language has them
            {"comments", kPath,
             R"("A": {"Type": "Choice", "Comment": "c", "Choices": [{"Comment": "c", "And": [{"Variable": "$.n", "IsPresent": true, "Comment": "c"}], "Next": "B"}], "Default": "B"},
        "B": {)" SPILLWAY_CALL
             R"(, "Comment": "c", "Retry": [{"Comment": "c", "ErrorEquals": ["X"]}], "Catch": [{"Comment": "c", "ErrorEquals": ["X"], "Next": "C"}], "Parameters": {"Comment": "kept"}, "Next": "C"}, "C": {"Type": "Succeed", "Comment": "c"})",
             R"({"n": 1})", R"(SUCCEEDED {"Comment":"kept"})"},
};

// What a call of an intrinsic function comes to, and what it says when it cannot.
struct Call {
    const char* call;
    const char* expected;
};
const Call kCalls[] = {
    {"States.Format('{}-{}', $.n, $.t)", "SUCCEEDED \"3-x\""},
    {"States.Format('\\{{}\\}', 1)", "SUCCEEDED \"{1}\""},
    {"States.Format('{} {}', 1)", "FAILED States.IntrinsicFailure"},
    {"States.StringToJson('[1')", "FAILED States.IntrinsicFailure"},
    {"States.JsonToString($.l)", "SUCCEEDED \"[1,2,2]\""},
    {"States.Array()", "SUCCEEDED []"},
    {"States.ArrayPartition($.l, 0)", "FAILED States.IntrinsicFailure"},
    {"States.ArrayPartition($.t, 1)", "FAILED States.IntrinsicFailure"},
    {"States.ArrayContains($.l, 2)", "SUCCEEDED true"},
    {"States.ArrayContains($.t, 2)", "FAILED States.IntrinsicFailure"},
    {"States.ArrayRange(1, 9, 4)", "SUCCEEDED [1,5,9]"},
    {"States.ArrayRange(3, 1, -1)", "SUCCEEDED [3,2,1]"},
    {"States.ArrayRange(1, 9, 0)", "FAILED States.IntrinsicFailure"},
    {"States.ArrayRange(1, 1001, 1)", "FAILED States.IntrinsicFailure"},
    {"States.ArrayGetItem($.l, 1)", "SUCCEEDED 2"},
    {"States.ArrayGetItem($.l, 3)", "FAILED States.IntrinsicFailure"},
    {"States.ArrayLength($.l)", "SUCCEEDED 3"},
    {"States.ArrayLength($.n)", "FAILED States.IntrinsicFailure"},
    {"States.ArrayUnique($.l)", "SUCCEEDED [1,2]"},
    {"States.Base64Encode('Data to encode')", "SUCCEEDED \"RGF0YSB0byBlbmNvZGU=\""},
    {"States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", "SUCCEEDED \"Data to encode\""},
    {"States.Base64Decode('&')", "FAILED States.IntrinsicFailure"},
    {"States.Hash('input data', 'SHA-1')", "SUCCEEDED \"aaff4a450a104cd177d28d18d74485e8cae074b7\""},
    {"States.Hash('input data', 'SHA-2')", "FAILED States.IntrinsicFailure"},
    {"States.JsonMerge($.o, $.p, false)", "SUCCEEDED {\"a\":2,\"b\":1,\"c\":3}"},
    {"States.JsonMerge($.o, $.p, true)", "FAILED States.IntrinsicFailure"},
    {"States.JsonMerge($.o, $.l, false)", "FAILED States.IntrinsicFailure"},
    {"States.MathAdd($.n, -1)", "SUCCEEDED 2"},
    {"States.MathAdd($.t, 1)", "FAILED States.IntrinsicFailure"},
    {"States.MathRandom(5, 5)", "FAILED States.IntrinsicFailure"},
    {"States.StringSplit('1,2;3', ',;')", "SUCCEEDED [\"1\",\"2\",\"3\"]"},
    {"States.StringSplit($.n, ',')", "FAILED States.IntrinsicFailure"},
    {"States.ArrayGetItem(States.StringSplit('a b', ' '), States.MathAdd(0, 1))", "SUCCEEDED \"b\""},
};

std::string withTime(const StandaloneRun& run) {
    return told(run) + (run.took == Duration{0} ? "" : " after " + toText(run.took));
}

const char* const kSecondAnswer = R"({"n": 1})";
const char* const kCallInput = R"({"n": 3, "t": "x", "l": [1, 2, 2], "o": {"a": 1, "b": 1}, "p": {"a": 2, "c": 3}})";

}  // namespace

#endif

class LanguageTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void a_state_does_what_the_language_says_data() {
        QTest::addColumn<int>("row");
        for (int i = 0; i < static_cast<int>(std::size(kRows)); ++i)
            QTest::addRow("%s, %s", kRows[i].name, kRows[i].language) << i;
    }
    void a_state_does_what_the_language_says() {
        QFETCH(int, row);
        const Row& one = kRows[row];
        const Mocks mocks{{"Bad", {fails("Oops", "no luck")}},
                          {"Late", {MockAnswer{}}},
                          {"Second", {fails("Busy"), gives(kSecondAnswer)}}};
        const StandaloneRun done = run(machine(one.states, one.language), one.input, mocks);
        const std::string expected = one.expected;
        same(expected.find(" after ") == std::string::npos ? told(done) : withTime(done), expected);
        // What the second attempt was sent is what its answer says it was.
        if (std::string_view{one.states}.starts_with("\"Second\"")) {
            const auto sent =
                std::ranges::find_if(done.history.rbegin(), done.history.rend(),
                                     [](const HistoryEvent& event) { return event.type == "TaskScheduled"; });
            same(sent->details["taskScheduledEventDetails"]["parameters"].get<std::string>(), jsonText(done.output));
        }
    }
    void a_function_gives_or_says_what_is_wrong_data() {
        QTest::addColumn<int>("row");
        for (int i = 0; i < static_cast<int>(std::size(kCalls)); ++i) QTest::addRow("%s", kCalls[i].call) << i;
    }
    void a_function_gives_or_says_what_is_wrong() {
        QFETCH(int, row);
        Json state{{"Type", "Pass"}, {"Parameters", {{"r.$", kCalls[row].call}}}, {"OutputPath", "$.r"}, {"End", true}};
        const StandaloneRun done = run("\"A\": " + jsonText(state), kCallInput);
        const std::string expected = kCalls[row].expected;
        if (expected.starts_with("SUCCEEDED")) return same(told(done), expected);
        same("FAILED " + done.error.value_or("-"), expected);
        contains(done.cause.value_or(""),
                 std::string{"The function '"} + kCalls[row].call + "' had the following error: ");
    }
};

QTEST_GUILESS_MAIN(LanguageTest)
#include "language_test.moc"
