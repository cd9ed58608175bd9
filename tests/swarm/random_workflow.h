#pragma once

#include "base/random.h"
#include "topology/topology.h"

#include <string>
#include <vector>

namespace spillway::swarm {

// Gives workflow nodes a state machine that calls what they are joined to: sequences, branches and maps of tasks with
// retries, catches and timeouts, waits, choices, results and inputs by share; in JSONPath or in JSONata.
class RandomWorkflow {
public:
    explicit RandomWorkflow(std::uint64_t seed)
        : m_stream{RngStream::derive(seed, "swarm workflows", Purpose::choice)} {}

    void draw(Topology& topology) {
        for (Node& node : topology.nodes) {
            auto* spec = std::get_if<Workflow>(&node.spec);
            if (spec == nullptr || m_stream.chance(0.2)) continue;
            m_targets.clear();
            for (const Flow& flow : topology.flows)
                if (flow.from == node.id) m_targets.push_back(flow.to);
            define(*spec);
        }
    }

private:
    std::uint32_t below(std::uint32_t count) { return m_stream.below(count); }
    bool chance(double probability) { return m_stream.chance(probability); }

    void define(Workflow& spec) {
        m_spec = &spec;
        m_states = 0;
        m_isJsonata = chance(0.4);
        if (chance(0.5)) spec.type = WorkflowType::express;
        if (chance(0.3)) spec.answers = chance(0.5) ? WorkflowAnswer::started : WorkflowAnswer::ended;
        if (chance(0.5)) spec.transition = std::chrono::milliseconds{1 + below(30)};
        spec.definition = machine(0);
        if (chance(0.7)) {
            spec.inputs.push_back({Share::percent(60), R"({"flag": true, "items": [1, 2, 3]})"});
            spec.inputs.push_back({Share::percent(40), R"({"flag": false, "items": []})"});
        }
        if (chance(0.5)) {
            WorkflowResult result;
            result.share = *Share::from(m_stream.uniform());
            if (chance(0.5))
                result.error = "Declined";
            else
                result.output = R"({"flag": true, "items": [7]})";
            spec.results.push_back(result);
        }
    }

    // States one after the other; the last one ends.
    std::string machine(int depth) {
        const std::uint32_t count = 1 + below(depth == 0 ? 4 : 2);
        std::vector<std::string> names;
        for (std::uint32_t i = 0; i < count; ++i) names.push_back("S" + std::to_string(m_states++));
        const std::string last = "E" + std::to_string(m_states++);
        const bool isFirst = m_isJsonata && depth == 0;
        std::string text = R"({"StartAt": ")" + (isFirst ? std::string{"Given"} : names.front()) + R"(", "States": {)";
        if (isFirst) {
            text.insert(1, R"("QueryLanguage": "JSONata", )");
            text += R"("Given": {"Type": "Pass", "Assign": {"given": "{% $states.input %}"}, "Next": ")" +
                    names.front() + R"("}, )";
        }
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::string next = i + 1 < count ? names[i + 1] : last;
            text += '"' + names[i] + R"(": )" + state(names[i], next, last, depth) + ", ";
        }
        return text + '"' + last + R"(": {"Type": "Succeed"}}})";
    }

    std::string state(const std::string& name, const std::string& next, const std::string& last, int depth) {
        const std::string to = R"("Next": ")" + next + R"("})";
        if (m_isJsonata) return jsonataState(name, next, last, depth);
        switch (depth < 2 ? below(7) : below(5)) {
            case 0: return R"({"Type": "Wait", "Seconds": )" + std::to_string(1 + below(3)) + ", " + to;
            case 1: {
                const std::string flag = chance(0.5) ? "$.flag" : "$$.Execution.Input.flag";  // by now, or at first
                return R"({"Type": "Choice", "Choices": [{"And": [{"Variable": ")" + flag +
                       R"(", "IsPresent": true}, {"Variable": ")" + flag + R"(", "BooleanEquals": true}], "Next": ")" +
                       next + R"("}], "Default": ")" + last + R"("})";
            }
            case 5:
                return R"({"Type": "Parallel", "ResultPath": "$.both", "Branches": [)" + machine(depth + 1) + ", " +
                       machine(depth + 1) + "], " + guards(last) + to;
            case 6:
                return R"({"Type": "Map", "ItemsPath": "$.items", "ResultPath": "$.each", "MaxConcurrency": )" +
                       std::to_string(below(3)) + R"(, "ItemProcessor": )" + machine(depth + 1) + ", " + guards(last) +
                       to;
            default: return task(name) + guards(last) + to;
        }
    }

    // The same in the other language: what was given is a variable, some of what is computed cannot be.
    std::string jsonataState(const std::string& name, const std::string& next, const std::string& last, int depth) {
        const std::string to = R"("Next": ")" + next + R"("})";
        switch (depth < 2 ? below(8) : below(6)) {
            case 0: return R"({"Type": "Wait", "Seconds": "{% 1 + $count($given.items) %}", )" + to;
            case 1:
                return R"({"Type": "Choice", "Choices": [{"Condition": "{% $states.context.Execution.Input.flag = true %}",
                    "Next": ")" +
                       next + R"("}], "Default": ")" + last + R"("})";
            case 2:
                return R"({"Type": "Pass", "Assign": {"sum)" + name +
                       R"(": "{% $sum($map($given.items, function($v) {$v * 2})) %}"}, )" + to;
            case 6:
                return R"({"Type": "Parallel", "Output": "{% $count($states.result) %}", "Branches": [)" +
                       machine(depth + 1) + ", " + machine(depth + 1) + "], " + guards(last) + to;
            case 7:
                return R"({"Type": "Map", "Items": "{% $given.items %}", "ItemSelector": {"n":
                    "{% $states.context.Map.Item.Value %}"}, "MaxConcurrency": )" +
                       std::to_string(below(3)) + R"(, "ItemProcessor": )" + machine(depth + 1) + ", " + guards(last) +
                       to;
            default:
                return task(name) + R"("Arguments": {"order": "{% $given %}"}, "Output": ")" +
                       (chance(0.1) ? "{% $number('x') %}" : "{% $states.result %}") + R"(", )" + guards(last) + to;
        }
    }

    std::string task(const std::string& name) {
        if (!m_targets.empty()) {
            WorkflowTask task;
            task.state = name;
            task.to = m_targets[below(static_cast<std::uint32_t>(m_targets.size()))];
            if (chance(0.2)) task.answer = Distribution::exponential(std::chrono::milliseconds{300});
            if (chance(0.1)) task.heartbeat = std::chrono::milliseconds{50};
            m_spec->tasks.push_back(task);
        }
        std::string text = R"({"Type": "Task", "Resource": "something", )";
        if (!m_isJsonata) text += R"("ResultPath": "$.done", )";
        if (chance(0.2)) text += R"("TimeoutSeconds": 1, )";
        return text;
    }
    std::string guards(const std::string& last) {
        std::string text;
        if (chance(0.5))
            text += R"("Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": )" +
                    std::to_string(below(3)) + R"(, "JitterStrategy": ")" + (chance(0.5) ? "FULL" : "NONE") +
                    R"("}], )";
        if (chance(0.5)) text += R"("Catch": [{"ErrorEquals": ["States.ALL"], "Next": ")" + last + R"("}], )";
        return text;
    }

    RngStream m_stream;
    Workflow* m_spec = nullptr;
    std::uint32_t m_states = 0;
    bool m_isJsonata = false;
    std::vector<std::string> m_targets;
};

}  // namespace spillway::swarm
