#include "manifests/step_functions/triggers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

namespace spillway::step_functions {
namespace {

Diagnostic lossy(const std::string& item, const char* field, std::string sentence, std::string hint) {
    return {"lossy", Severity::note, {{}, 0, 0, item, field}, std::move(sentence), std::move(hint)};
}

std::vector<std::string> words(const std::string& text) {
    std::vector<std::string> all;
    for (std::size_t begin = text.find_first_not_of(" \t"); begin != std::string::npos;) {
        const std::size_t end = std::min(text.find_first_of(" \t", begin), text.size());
        all.push_back(text.substr(begin, end - begin));
        begin = text.find_first_not_of(" \t", end);
    }
    return all;
}

// Cron counts the days of the week from Sunday 0 (or 7), the service from Sunday 1. The step behind a slash is no day.
std::string daysOfWeek(const std::string& field) {
    std::string result;
    for (std::size_t i = 0; i < field.size();) {
        if (field[i] < '0' || field[i] > '9') {
            result += field[i++];
            continue;
        }
        std::size_t end = i;
        while (end < field.size() && field[end] >= '0' && field[end] <= '9') ++end;
        int day = 0;
        std::from_chars(field.data() + i, field.data() + end, day);
        const bool isStep = i > 0 && field[i - 1] == '/';
        result += std::to_string(isStep ? day : day % 7 + 1);
        i = end;
    }
    return result;
}

// Whole minutes: finer the service does not go.
std::string rateOf(Duration every) {
    const auto minutes = std::max<std::int64_t>(1, std::chrono::round<std::chrono::minutes>(every).count());
    constexpr std::int64_t kDay = 24 * 60;
    const auto unit = [](std::int64_t count, const std::string& name) {
        return "rate(" + std::to_string(count) + " " + name + (count == 1 ? ")" : "s)");
    };
    if (minutes % kDay == 0) return unit(minutes / kDay, "day");
    if (minutes % 60 == 0) return unit(minutes / 60, "hour");
    return unit(minutes, "minute");
}

void addClock(const PlannedWorkload& schedule, Triggers& triggers) {
    if (schedule.cron.empty()) {
        if (schedule.every != std::chrono::duration_cast<std::chrono::minutes>(schedule.every) ||
            schedule.every < std::chrono::minutes{1})
            triggers.losses.push_back(lossy(schedule.id, "every", "the service starts at whole minutes",
                                            "it is written as " + rateOf(schedule.every)));
        triggers.written.push_back({schedule.id, ClockTrigger{rateOf(schedule.every), {}}});
        return;
    }
    const std::string expression = schedulerExpression(schedule.cron);
    if (expression.empty()) {
        triggers.losses.push_back(lossy(schedule.id, "cron",
                                        "\"" + schedule.cron + "\" has no form in the service: it is not written",
                                        "five fields, with * as the day of the month or of the week"));
        triggers.others.push_back(schedule.id);
        return;
    }
    triggers.written.push_back({schedule.id, ClockTrigger{expression, schedule.timeZone}});
}

void add(const PlannedWorkload& from, Triggers& triggers) {
    switch (from.kind) {
        case NodeKind::schedule: return addClock(from, triggers);
        case NodeKind::event_bus: return triggers.written.push_back({from.id, RuleTrigger{}});
        case NodeKind::object_store:
            triggers.losses.push_back(lossy(from.id, "", "its events come to a rule only when the bucket sends them",
                                            "turn Amazon EventBridge on in the bucket's properties"));
            return triggers.written.push_back({from.id, RuleTrigger{.isBucket = true}});
        case NodeKind::queue: return triggers.written.push_back({from.id, PipeTrigger{.isQueue = true}});
        case NodeKind::stream:
            if (from.log == "kafka") break;
            return triggers.written.push_back({from.id, PipeTrigger{.isTable = from.log == "dynamodb"}});
        case NodeKind::gateway: return triggers.written.push_back({from.id, ApiTrigger{}});
        case NodeKind::topic:
            triggers.losses.push_back(lossy(from.id, "", "a topic cannot start executions: it is not written",
                                            "put a queue between it and the workflow"));
            break;
        default: break;
    }
    triggers.others.push_back(from.id);
}

}  // namespace

std::string schedulerExpression(const std::string& cron) {
    if (cron.starts_with("cron(") || cron.starts_with("rate(") || cron.starts_with("at(")) return cron;
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kNames{{{"@hourly", "0 * * * *"},
                                                                                          {"@daily", "0 0 * * *"},
                                                                                          {"@midnight", "0 0 * * *"},
                                                                                          {"@weekly", "0 0 * * 0"},
                                                                                          {"@monthly", "0 0 1 * *"},
                                                                                          {"@yearly", "0 0 1 1 *"},
                                                                                          {"@annually", "0 0 1 1 *"}}};
    const auto* named = std::ranges::find(kNames, std::string_view{cron}, [](const auto& one) { return one.first; });
    std::vector<std::string> fields = words(named == kNames.end() ? cron : std::string{named->second});
    if (fields.size() != 5) return {};
    std::string &month = fields[2], &week = fields[4];
    // One of the two days must be left open with ?.
    if (week == "*" || week == "?")
        week = "?";
    else if (month == "*" || month == "?")
        month = "?", week = daysOfWeek(week);
    else
        return {};
    std::string result = "cron(";
    for (const std::string& field : fields) result += field + " ";
    return result + "*)";
}

Triggers triggersOf(const DeploymentPlan& plan, const PlannedWorkload& workflow) {
    Triggers triggers;
    std::set<std::string> seen;
    const auto start = [&](const std::string& id) {
        const PlannedWorkload* from = findWorkload(plan, id);
        if (from == nullptr || from->role == DeploymentRole::source || !seen.insert(id).second) return;
        add(*from, triggers);
    };
    for (const std::string& caller : workflow.callers) start(caller);
    for (const PlannedFlow& flow : plan.elsewhere) {
        if (flow.to == workflow.id) start(flow.from);
    }
    return triggers;
}

}  // namespace spillway::step_functions
