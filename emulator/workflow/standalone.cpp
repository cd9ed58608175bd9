#include "workflow/standalone.h"

#include "workflow/fault.h"
#include "workflow/timestamp.h"

#include <algorithm>
#include <set>

namespace spillway::workflow {
namespace {

// What happens when, in the order of time and, at one instant, in the order in which it was arranged.
struct Occurrence {
    SimTime at;
    std::int64_t sequence;
    TaskId task;
    bool isTimer;
    MockAnswer answer;
    friend bool operator<(const Occurrence& left, const Occurrence& right) {
        return std::pair{left.at, left.sequence} < std::pair{right.at, right.sequence};
    }
};

class Driver {
public:
    Driver(std::shared_ptr<const StateMachine> machine, const Mocks& mocks, ExecutionSettings settings)
        : m_execution{std::move(machine), std::move(settings)}, m_mocks{mocks} {}

    StandaloneRun run(Json input, int redrivesMax) {
        m_execution.start(std::move(input), m_now);
        goOn();
        int redrives = 0;
        while (redrives < redrivesMax && m_execution.whyNotRedriven().empty()) {
            ++redrives;
            m_agenda.clear();
            m_execution.redrive(m_now);
            goOn();
        }
        StandaloneRun result{.status = m_execution.status(), .output = m_execution.output()};
        result.error = m_execution.error();
        result.cause = m_execution.cause();
        result.history = m_execution.history().events();
        result.took = m_now.time_since_epoch();
        result.unmockedCalls = std::move(m_unmocked);
        result.redrives = redrives;
        result.written = std::move(m_written);
        return result;
    }

private:
    void goOn() {
        arrange();
        while (m_execution.status() == ExecutionStatus::running && !m_agenda.empty()) {
            const Occurrence next = *m_agenda.begin();
            m_agenda.erase(m_agenda.begin());
            m_now = next.at;
            deliver(next);
            arrange();
        }
    }
    void arrange() {
        std::vector<TaskId> submitted;
        for (Command& command : m_execution.takeCommands()) {
            switch (command.kind) {
                case Command::Kind::startTimer:
                    m_agenda.insert({command.at, ++m_sequence, command.task, true, {}});
                    break;
                case Command::Kind::callTask:
                    // A job that takes its time, a token that is waited for: the call itself is over at once.
                    if (!call(command) && command.pattern != CallPattern::requestResponse)
                        submitted.push_back(command.task);
                    break;
                case Command::Kind::readItems: call(command); break;
                case Command::Kind::enterState:
                case Command::Kind::cancelTask: break;
                case Command::Kind::writeItems:
                    m_written.push_back({command.payload["Bucket"].get<std::string>(),
                                         command.payload["Key"].get<std::string>(),
                                         command.payload["Body"].get<std::string>()});
                    break;
            }
        }
        for (const TaskId task : submitted) m_execution.taskSubmitted(task, m_now);
    }
    // A file that the manifest given last names.
    const Json* fileOf(const Command& command) const {
        const auto last = m_lastAnswers.find(command.state);
        const Json* key = member(command.payload, "Key");
        if (command.kind != Command::Kind::readItems || last == m_lastAnswers.end() || key == nullptr ||
            !key->is_string())
            return nullptr;
        const auto file = last->second->files.find(key->get<std::string>());
        return file == last->second->files.end() ? nullptr : &file->second;
    }
    // Whether it is answered at once.
    bool call(const Command& command) {
        const auto found = m_mocks.find(command.state);
        MockAnswer answer;
        if (const Json* file = fileOf(command)) {
            answer.result = *file;
        } else if (found == m_mocks.end() || found->second.empty()) {
            answer.result =
                command.kind == Command::Kind::readItems ? Json::array() : echoOf(command.resource, command.payload);
            if (std::ranges::find(m_unmocked, command.state) == m_unmocked.end()) m_unmocked.push_back(command.state);
        } else {
            const std::size_t call = std::min(m_calls[command.state]++, found->second.size() - 1);
            answer = found->second[call];
            m_lastAnswers[command.state] = &found->second[call];
        }
        if (!answer.result && !answer.error) return false;
        const bool atOnce = answer.after == Duration{0};
        m_agenda.insert({m_now + answer.after, ++m_sequence, command.task, false, std::move(answer)});
        return atOnce;
    }
    void deliver(const Occurrence& next) {
        if (next.isTimer)
            m_execution.timerFired(next.task, m_now);
        else if (next.answer.error)
            m_execution.taskFailed(next.task, *next.answer.error, m_now);
        else
            m_execution.taskSucceeded(next.task, *next.answer.result, m_now);
    }

    Execution m_execution;
    const Mocks& m_mocks;
    SimTime m_now{};
    std::int64_t m_sequence = 0;
    std::set<Occurrence> m_agenda;
    std::map<std::string, std::size_t> m_calls;
    std::map<std::string, const MockAnswer*> m_lastAnswers;
    std::vector<std::string> m_unmocked;
    std::vector<StandaloneRun::File> m_written;
};

}  // namespace

Json wrappedResult(const std::string& resource, Json output) {
    if (resource.find(":lambda:invoke") == std::string::npos) return output;
    return {{"ExecutedVersion", "$LATEST"}, {"Payload", std::move(output)}, {"StatusCode", 200}};
}

Json echoOf(const std::string& resource, const Json& payload) {
    if (resource.find(":lambda:invoke") == std::string::npos) return payload;
    const Json* inside = member(payload, "Payload");
    return wrappedResult(resource, inside == nullptr ? Json::object() : *inside);
}

StandaloneRun runStandalone(std::shared_ptr<const StateMachine> machine, Json input, const Mocks& mocks,
                            ExecutionSettings settings, int redrivesMax) {
    settings.keepsForRedrive = redrivesMax > 0;
    return Driver{std::move(machine), mocks, std::move(settings)}.run(std::move(input), redrivesMax);
}

Json historyJson(const std::vector<HistoryEvent>& events, Duration epoch) {
    Json all = Json::array();
    for (const HistoryEvent& event : events) {
        Json one{{"timestamp", timestampText((epoch + event.at).count())},
                 {"type", event.type},
                 {"id", event.id},
                 {"previousEventId", event.previous}};
        if (event.details.is_object()) one.update(event.details);
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace spillway::workflow
