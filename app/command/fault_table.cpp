#include "command/fault_table.h"

#include "command/figures.h"
#include "command/text_table.h"
#include "topology/words.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace spillway {
namespace {

using Json = nlohmann::ordered_json;

std::string recoveryWord(const FaultTrial& trial) {
    switch (trial.recovery.verdict) {
        case RecoveryVerdict::held: return "-";
        case RecoveryVerdict::recovered:
            return trial.recovery.took.value_or(Duration{0}) == Duration{0} ? "at once" : figure(*trial.recovery.took);
        case RecoveryVerdict::not_recovered: return "NOT BACK";
        case RecoveryVerdict::too_early: return "too early to tell";
        case RecoveryVerdict::fault_lasts: return "fault lasts";
    }
    return {};
}

std::string listed(const std::vector<std::string>& names, std::size_t most) {
    if (names.size() <= most) return fmt::format("{}", fmt::join(names, ", "));
    return fmt::format("{} and {} more",
                       fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(most), ", "),
                       names.size() - most);
}

std::vector<const FaultTrial*> worstFirst(const SingleFaults& faults) {
    std::vector<const FaultTrial*> order;
    for (const FaultTrial& trial : faults.trials) {
        if (trial.done && !trial.second) order.push_back(&trial);
    }
    std::ranges::stable_sort(order, [](const FaultTrial* a, const FaultTrial* b) {
        const bool downA = a->recovery.verdict == RecoveryVerdict::not_recovered;
        const bool downB = b->recovery.verdict == RecoveryVerdict::not_recovered;
        if (downA != downB) return downA;
        return a->lost > b->lost;
    });
    return order;
}

Json jsonOf(const FaultTrial& trial) {
    Json object{{"on", trial.fault.on},
                {"kind", std::string{wordOf(trial.fault.kind())}},
                {"second", nullptr},
                {"lost_share", trial.lost},
                {"p99_ms", trial.p99Ms},
                {"p99_ms_calm", trial.p99MsCalm},
                {"takes_all_down", trial.takesAllDown},
                {"recovery", std::string{wordOf(trial.recovery.verdict)}},
                {"recovery_ns", nullptr},
                {"keeps_down", trial.recovery.keepsDown},
                {"hit", trial.hit}};
    if (trial.recovery.took) object["recovery_ns"] = trial.recovery.took->count();
    if (trial.second)
        object["second"] = {{"on", trial.second->on}, {"kind", std::string{wordOf(trial.second->kind())}}};
    return object;
}

// What one of the two does alone, at its worst.
double worseAlone(const FaultTrial& pair, const SingleFaults& faults) {
    double lost = 0;
    for (const FaultTrial& trial : faults.trials) {
        const bool part = !trial.second && trial.done && (trial.fault == pair.fault || trial.fault == *pair.second);
        if (part) lost = std::max(lost, trial.lost);
    }
    return lost;
}

// Pairs that are worse than each of their faults alone, the worst first.
std::string pairTable(const SingleFaults& faults) {
    std::vector<std::pair<const FaultTrial*, double>> worse;
    std::size_t tried = 0;
    for (const FaultTrial& trial : faults.trials) {
        if (!trial.second || !trial.done) continue;
        ++tried;
        const double alone = worseAlone(trial, faults);
        if (trial.lost > alone + 0.01) worse.emplace_back(&trial, alone);
    }
    if (tried == 0) return {};
    if (worse.empty())
        return fmt::format("\nNone of {} pairs is worse than the worse of its two faults alone.\n", tried);
    std::ranges::stable_sort(worse, std::ranges::greater{}, [](const auto& each) { return each.first->lost; });
    TextTable table{{{"two at a time", TextTable::Align::left}, {"lost"}, {"one alone"}, {"back after"}}};
    for (const auto& [trial, alone] : worse) {
        table.add({fmt::format("{} {} + {} {}", trial->fault.on, wordOf(trial->fault.kind()), trial->second->on,
                               wordOf(trial->second->kind())),
                   shareFigure(trial->lost), shareFigure(alone), recoveryWord(*trial)});
    }
    return fmt::format("\n{} of {} pairs are worse than the worse of their two faults alone:\n{}", worse.size(), tried,
                       table.text());
}

}  // namespace

std::string faultTable(const SingleFaults& faults) {
    const std::vector<const FaultTrial*> order = worstFirst(faults);
    std::string text =
        fmt::format("{} · {} · seed {} · {} single faults, each from {} to {}\n", faults.architecture, faults.scenario,
                    faults.seed, order.size(), clockFigure(faults.at), clockFigure(faults.to));
    text += fmt::format("  without a fault {} of the requests are good\n\n", shareFigure(faults.goodCalm));
    TextTable table{{{"component", TextTable::Align::left},
                     {"fault", TextTable::Align::left},
                     {"lost"},
                     {"p99"},
                     {"back after"},
                     {"also hit", TextTable::Align::left}}};
    std::size_t harmless = 0;
    for (const FaultTrial* trial : order) {
        const bool slower = trial->p99Ms > 1.5 * trial->p99MsCalm;
        const bool unharmed = trial->lost < 0.0005 && !slower && trial->recovery.verdict == RecoveryVerdict::held;
        if (unharmed) {
            ++harmless;
            continue;
        }
        table.add({trial->fault.on, std::string{wordOf(trial->fault.kind())}, shareFigure(trial->lost),
                   figure(secondsToDuration(trial->p99Ms * 1e-3)), recoveryWord(*trial), listed(trial->hit, 4)});
    }
    text += table.text();
    if (harmless > 0) text += fmt::format("  and {} that nobody notices\n", harmless);
    text += faults.indispensable.empty()
                ? "\nNo single component takes everything down.\n"
                : fmt::format("\nWithout these everything fails: {}\n", fmt::join(faults.indispensable, ", "));
    for (const FaultTrial* trial : order) {
        if (trial->recovery.verdict != RecoveryVerdict::not_recovered) continue;
        text += fmt::format("{} on {} does not heal: {}{}{}\n", wordOf(trial->fault.kind()), trial->fault.on,
                            trial->recovery.keepsDown, trial->recovery.keepsDown.empty() ? "" : ": ",
                            trial->recovery.reason);
    }
    return text + pairTable(faults);
}

std::string faultJson(const SingleFaults& faults) {
    Json root{{"spillway_faults", 1},
              {"architecture", faults.architecture},
              {"scenario", faults.scenario},
              {"seed", faults.seed},
              {"at_ns", faults.at.time_since_epoch().count()},
              {"to_ns", faults.to.time_since_epoch().count()},
              {"good_calm", faults.goodCalm},
              {"indispensable", faults.indispensable},
              {"faults", Json::array()}};
    for (const FaultTrial& trial : faults.trials) {
        if (trial.done) root["faults"].push_back(jsonOf(trial));
    }
    return root.dump(2) + '\n';
}

}  // namespace spillway
