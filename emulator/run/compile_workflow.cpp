#include "base/text.h"
#include "nodes/workflow_model.h"
#include "platforms/step_functions.h"
#include "run/compiler.h"
#include "workflow/load.h"

#include <algorithm>
#include <set>

namespace spillway {
namespace {

using workflow::CallPattern;
using workflow::State;
using workflow::StateType;
using workflow::Template;

// Letters and digits only, small: ChargeCard is charge-card.
std::string plain(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c >= 'A' && c <= 'Z')
            result += static_cast<char>(c + 32);
        else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80)
            result += c;
    }
    return result;
}

// "arn:aws:lambda:eu-west-1:1:function:charge" names it as a whole and in each of its parts, the last first.
void appendNames(std::vector<std::string>& names, const std::string& text) {
    names.push_back(text);
    std::size_t end = text.size();
    while (end != 0 && end != std::string::npos) {
        const std::size_t cut = text.find_last_of(":/", end - 1);
        const std::size_t begin = cut == std::string::npos ? 0 : cut + 1;
        if (begin < end) names.push_back(text.substr(begin, end - begin));
        end = cut;
    }
}

// Parameters that name a resource: FunctionName, QueueUrl, TopicArn, TableName, StateMachineArn, EventBusName ...
bool namesResource(std::string_view key) {
    for (const std::string_view end : {"Name", "Url", "Arn", "Endpoint", "Bucket", "Definition", "Cluster"}) {
        if (key.ends_with(end)) return true;
    }
    return false;
}

void appendNames(std::vector<std::string>& names, const workflow::Json& value, bool isName) {
    if (isName && value.is_string()) return appendNames(names, value.get<std::string>());
    if (value.is_array())
        for (const workflow::Json& item : value) appendNames(names, item, isName);
    if (value.is_object())
        for (const auto& [key, item] : value.items()) appendNames(names, item, namesResource(key));
}

void appendNames(std::vector<std::string>& names, const Template& part, bool isName) {
    if (const auto* literal = std::get_if<workflow::Json>(&part.content)) return appendNames(names, *literal, isName);
    if (const auto* array = std::get_if<Template::Array>(&part.content))
        for (const Template& element : array->elements) appendNames(names, element, isName);
    if (const auto* object = std::get_if<Template::Object>(&part.content))
        for (const auto& member : object->members) appendNames(names, *member.value, namesResource(member.key));
}

bool isCalling(const State& state) {
    return state.type == StateType::task || (state.type == StateType::map && state.map->reader);
}

const std::string& resourceOf(const State& state) {
    return state.type == StateType::map ? state.map->reader->resource : state.resource;
}

// What a state says of whom it calls, most telling first.
std::vector<std::string> namesOf(const State& state) {
    std::vector<std::string> names;
    const auto& parameters = state.type == StateType::map ? state.map->reader->parameters : state.parameters;
    if (parameters) appendNames(names, *parameters, false);
    appendNames(names, resourceOf(state));
    names.push_back(state.name);
    return names;
}

// One workflow node while its tasks are tied to flows.
class TaskCompiler {
public:
    TaskCompiler(Compiler& compiler, std::uint32_t node, WorkflowModel& draft)
        : m_compiler{compiler},
          m_stated{std::get<Workflow>(compiler.topology.nodes[node].spec)},
          m_id{compiler.topology.nodes[node].id},
          m_draft{draft} {
        for (std::uint32_t i = 0; i < compiler.model.statedFlows; ++i) {
            if (compiler.model.flows[i].from == node) m_flows.push_back(i);
        }
    }

    void compile() {
        m_draft.tasks.resize(m_draft.states.size());
        checkStates();
        for (std::uint32_t i = 0; i < m_draft.states.size(); ++i) {
            if (!isCalling(*m_draft.states[i])) continue;
            compileTask(*m_draft.states[i], m_draft.tasks[i]);
            compileResults(*m_draft.states[i], m_draft.tasks[i]);
        }
        compileInputs();
        compileListeners();
        for (const std::uint32_t flow : m_flows) {
            if (!m_used.contains(flow) && m_compiler.topology.flows[flow].kind == FlowKind::call)
                m_compiler.warn(flowName(m_compiler.topology.flows[flow]), "",
                                "no state of \"" + m_id + "\" calls over it: nothing is sent");
        }
    }

private:
    const Flow& flowAt(std::uint32_t flow) const { return m_compiler.topology.flows[flow]; }

    // Names that only a mistake can explain.
    void checkStates() {
        std::vector<std::string> known;
        for (const State* state : m_draft.states)
            if (isCalling(*state)) known.push_back(state->name);
        const auto check = [&](const std::string& name, const std::string& field, bool mayBeEmpty) {
            if ((name.empty() && mayBeEmpty) || std::ranges::find(known, name) != known.end()) return;
            std::string hint = didYouMean(name, known);
            m_compiler.fail("unknown-state", m_id, field, "there is no task state \"" + name + "\" in the definition",
                            std::move(hint));
        };
        for (std::size_t i = 0; i < m_stated.tasks.size(); ++i)
            check(m_stated.tasks[i].state, "tasks[" + std::to_string(i) + "].state", false);
        for (std::size_t i = 0; i < m_stated.results.size(); ++i)
            check(m_stated.results[i].state, "results[" + std::to_string(i) + "].state", true);
    }

    // A queue, a topic or a bus takes messages; anything else is called when both are drawn.
    std::uint32_t flowTo(std::uint32_t target) const {
        std::uint32_t found = kNone;
        for (const std::uint32_t flow : m_flows) {
            if (m_compiler.model.flows[flow].to != target) continue;
            if (found == kNone || flowAt(flow).kind == FlowKind::call) found = flow;
        }
        return found;
    }

    std::uint32_t flowNamedBy(const State& state) const {
        const std::vector<std::string> names = namesOf(state);
        for (const bool exact : {true, false}) {
            for (const std::string& name : names) {
                for (const std::uint32_t flow : m_flows) {
                    const std::string& id = flowAt(flow).to;
                    if (exact ? id == name : (!plain(id).empty() && plain(id) == plain(name)))
                        return flowTo(m_compiler.model.flows[flow].to);
                }
            }
        }
        return kNone;
    }

    void compileTask(const State& state, WorkflowTaskModel& task) {
        const auto stated = std::ranges::find(m_stated.tasks, state.name, &WorkflowTask::state);
        const bool isStated = stated != m_stated.tasks.end();
        if (isStated && stated->answer) task.answer = Sampler{*stated->answer};
        if (isStated && stated->heartbeat) task.heartbeat = *stated->heartbeat;
        task.flow = isStated && !stated->to.empty() ? statedFlow(*stated) : flowNamedBy(state);
        if (task.flow != kNone) m_used.insert(task.flow);
        task.isEvent = task.flow != kNone && flowAt(task.flow).kind == FlowKind::event;
        const bool hasNode = task.flow != kNone;
        if (!hasNode && (!isStated || stated->to.empty()) && !task.answer) {
            m_compiler.note(m_id, "tasks",
                            "assumed: the task \"" + state.name +
                                "\" takes no time and succeeds: no flow leads to what it calls (" + resourceOf(state) +
                                ")");
        }
        const bool waits = workflow::patternOf(resourceOf(state)) == CallPattern::waitForToken;
        if (waits && !task.answer && (!hasNode || task.isEvent))
            m_compiler.warn(m_id, "tasks",
                            "nobody sends back the token of \"" + state.name + "\": state its `answer` time");
        else if (waits && !task.answer)
            m_compiler.note(m_id, "tasks",
                            "assumed: the token of \"" + state.name + "\" comes back when the call ends");
    }

    std::uint32_t statedFlow(const WorkflowTask& stated) {
        const auto target = m_compiler.nodeIndex.find(stated.to);
        const std::uint32_t flow = target == m_compiler.nodeIndex.end() ? kNone : flowTo(target->second);
        if (flow == kNone)
            m_compiler.fail("no-flow", m_id, "tasks",
                            "the task \"" + stated.state + "\" calls \"" + stated.to + "\", but no flow leads there",
                            "draw a flow from \"" + m_id + "\" to \"" + stated.to + '"');
        return flow;
    }

    void compileResults(const State& state, WorkflowTaskModel& task) {
        const auto append = [&](const std::string& of) {
            for (std::size_t i = 0; i < m_stated.results.size(); ++i) {
                const WorkflowResult& stated = m_stated.results[i];
                if (stated.state != of) continue;
                WorkflowResultModel result;
                result.share = stated.share.fraction();
                if (!stated.error.empty()) result.error = workflow::TaskError{stated.error, stated.cause};
                if (!stated.output.empty())
                    result.output = json(stated.output, "results[" + std::to_string(i) + "].output");
                m_draft.results.push_back(std::move(result));
            }
        };
        task.results.first = static_cast<std::uint32_t>(m_draft.results.size());
        append(state.name);
        if (m_draft.results.size() == task.results.first) append("");
        task.results.count = static_cast<std::uint32_t>(m_draft.results.size()) - task.results.first;
    }

    void compileInputs() {
        for (std::size_t i = 0; i < m_stated.inputs.size(); ++i) {
            const WorkflowInput& stated = m_stated.inputs[i];
            m_draft.inputs.push_back(
                {stated.share.fraction(), json(stated.value, "inputs[" + std::to_string(i) + "].value")});
        }
    }

    void compileListeners() {
        for (const std::uint32_t flow : m_flows) {
            if (flowAt(flow).kind != FlowKind::event || m_used.contains(flow)) continue;
            constexpr std::uint8_t kEvery = 0b1'1111;
            std::uint8_t statuses = m_stated.events.empty() ? kEvery : std::uint8_t{0};
            for (const WorkflowEvents& stated : m_stated.events) {
                if (stated.to != flowAt(flow).to) continue;
                if (stated.statuses.empty()) statuses = kEvery;
                for (const WorkflowStatus status : stated.statuses)
                    statuses = static_cast<std::uint8_t>(statuses | 1U << static_cast<unsigned>(status));
            }
            if (statuses != 0) m_draft.listeners.push_back({flow, statuses});
        }
        for (const WorkflowEvents& stated : m_stated.events) {
            const bool isDrawn = std::ranges::any_of(m_draft.listeners, [&](const WorkflowListener& listener) {
                return flowAt(listener.flow).to == stated.to;
            });
            if (!isDrawn)
                m_compiler.fail("no-flow", m_id, "events",
                                "\"" + stated.to + "\" is to hear of executions, but no event flow leads there",
                                "draw an event flow from \"" + m_id + "\" to \"" + stated.to + '"');
        }
    }

    workflow::Json json(const std::string& text, const std::string& field) {
        Result<workflow::Json> value = workflow::readJson(text);
        if (value) return std::move(*value);
        m_compiler.fail("not-json", m_id, field, "not JSON: " + value.error().message);
        return workflow::Json::object();
    }

    Compiler& m_compiler;
    const Workflow& m_stated;
    const std::string& m_id;
    WorkflowModel& m_draft;
    std::vector<std::uint32_t> m_flows;
    std::set<std::uint32_t> m_used;
};

}  // namespace

void Compiler::compileWorkflow(const Node& node, const Workflow& stated, NodeModel& nodeModel) {
    const std::string& file = definitionFileOf(stated);
    const std::string& text = definitionTextOf(stated);
    if (text.empty() && file.empty())
        return note(node.id, "definition", "assumed: without a definition it runs its flows one after the other");
    if (text.empty())
        return fail("unread-file", node.id, "definition_file", "the definition \"" + file + "\" has not been read");
    const workflow::Loaded loaded = workflow::loadDefinition(std::string_view{text});
    for (const Diagnostic& problem : loaded.diagnostics) {
        if (loaded.machine || problem.severity != Severity::error) continue;
        fail(problem.code, node.id, "definition",
             problem.sentence + (problem.place.field.empty() ? "" : ", at " + problem.place.field), problem.hint);
    }
    if (!loaded.machine) return;
    auto draft = std::make_shared<WorkflowModel>();
    draft->machine = loaded.machine;
    draft->states = workflow::allStates(*loaded.machine);
    for (std::uint32_t i = 0; i < draft->states.size(); ++i) draft->numberOf.emplace(draft->states[i], i);
    const bool isExpress = stated.type == WorkflowType::express;
    const StepFunctionsFacts& facts = model.facts->stepFunctions;
    draft->account = accountOf(node.id);
    draft->kind = isExpress ? workflow::WorkflowKind::express : workflow::WorkflowKind::standard;
    draft->transition = stated.transition.value_or(isExpress ? facts.expressTransition : facts.standardTransition);
    draft->answersAtStart = stated.answers ? *stated.answers == WorkflowAnswer::started : !isExpress;
    draft->horizon = SimTime{scenario.duration};
    nodeModel.behavior = Behavior::workflow;
    nodeModel.hasWork = false;
    nodeModel.extra = static_cast<std::uint32_t>(workflowDrafts.size());
    workflowDrafts.push_back(std::move(draft));
}

void Compiler::compileTasks() {
    for (std::uint32_t node = 0; node < model.nodes.size(); ++node) {
        if (model.nodes[node].behavior != Behavior::workflow) continue;
        WorkflowModel& draft = *workflowDrafts[model.nodes[node].extra];
        TaskCompiler{*this, node, draft}.compile();
        for (std::uint32_t i = 0; i < draft.tasks.size(); ++i) {
            const std::uint32_t flow = draft.tasks[i].flow;
            if (flow == kNone || workflow::patternOf(resourceOf(*draft.states[i])) != CallPattern::runJob) continue;
            const NodeModel& callee = model.nodes[model.flows[flow].to];
            if (callee.behavior == Behavior::workflow) workflowDrafts[callee.extra]->waitingFlows.push_back(flow);
        }
    }
    for (const std::shared_ptr<WorkflowModel>& draft : workflowDrafts) {
        std::ranges::sort(draft->waitingFlows);
        model.workflows.push_back(draft);
    }
}

}  // namespace spillway
