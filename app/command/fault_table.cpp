#include "command/fault_table.h"

#include "command/figures.h"
#include "command/text_table.h"
#include "topology/words.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <utility>

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
                {"reason", trial.recovery.reason},
                {"hit", trial.hit},
                {"less_done", trial.lessDone}};
    if (trial.recovery.took) object["recovery_ns"] = trial.recovery.took->count();
    if (trial.second)
        object["second"] = {{"on", trial.second->on}, {"kind", std::string{wordOf(trial.second->kind())}}};
    return object;
}

// What single faults do, by where they strike and their kind.
class Alone {
public:
    explicit Alone(const SingleFaults& faults) {
        for (const FaultTrial& trial : faults.trials) {
            if (!trial.second && trial.done) m_trials.emplace(keyOf(trial.fault), &trial);
        }
    }
    // Of a pair: what both lose when neither makes the other worse.
    double lost(const FaultTrial& pair) const { return 1 - (1 - lostBy(pair.fault)) * (1 - lostBy(*pair.second)); }
    // Of a pair: each alone is got over, and both together are not.
    bool isHeldDownTogether(const FaultTrial& pair) const {
        return isDown(&pair) && !isDown(find(pair.fault)) && !isDown(find(*pair.second));
    }

private:
    using Key = std::pair<std::string, FaultKind>;
    static Key keyOf(const Fault& fault) { return {fault.on, fault.kind()}; }
    static bool isDown(const FaultTrial* trial) {
        return trial != nullptr && trial->recovery.verdict == RecoveryVerdict::not_recovered;
    }
    const FaultTrial* find(const Fault& fault) const {
        const auto found = m_trials.find(keyOf(fault));
        return found == m_trials.end() ? nullptr : found->second;
    }
    double lostBy(const Fault& fault) const {
        const FaultTrial* trial = find(fault);
        return trial == nullptr ? 0 : trial->lost;
    }
    std::map<Key, const FaultTrial*> m_trials;
};

// Users do not notice that an event got lost: then it is told whose work is missing.
std::string victims(const FaultTrial& trial) {
    if (!trial.hit.empty() || trial.lessDone.empty()) return listed(trial.hit, 4);
    return "less done at " + listed(trial.lessDone, 3);
}

std::string healing(const FaultTrial& trial) {
    std::string what = fmt::format("{} on {}", wordOf(trial.fault.kind()), trial.fault.on);
    if (trial.second) what += fmt::format(" with {} on {}", wordOf(trial.second->kind()), trial.second->on);
    return fmt::format("{} does not heal: {}{}{}\n", what, trial.recovery.keepsDown,
                       trial.recovery.keepsDown.empty() ? "" : ": ", trial.recovery.reason);
}

// Pairs that are worse than their faults apart, those first that are so by most.
std::string pairTable(const SingleFaults& faults) {
    // Less is chance.
    constexpr double kWorse = 0.02;
    constexpr std::size_t kMost = 40;
    const Alone alone{faults};
    std::vector<const FaultTrial*> worse;
    std::size_t tried = 0;
    for (const FaultTrial& trial : faults.trials) {
        if (!trial.second || !trial.done) continue;
        ++tried;
        if (trial.lost > alone.lost(trial) + kWorse || alone.isHeldDownTogether(trial)) worse.push_back(&trial);
    }
    if (tried == 0) return {};
    if (worse.empty()) return fmt::format("\nNone of {} pairs loses more than its two faults do apart.\n", tried);
    std::ranges::stable_sort(worse, std::ranges::greater{}, [&](const FaultTrial* pair) {
        return std::pair{alone.isHeldDownTogether(*pair), pair->lost - alone.lost(*pair)};
    });
    TextTable table{{{"two at a time", TextTable::Align::left},
                     {"lost"},
                     {"apart"},
                     {"back after"},
                     {"also hit", TextTable::Align::left}}};
    std::string unhealed;
    for (std::size_t i = 0; i < std::min(kMost, worse.size()); ++i) {
        const FaultTrial* trial = worse[i];
        if (alone.isHeldDownTogether(*trial)) unhealed += healing(*trial);
        table.add({fmt::format("{} {} + {} {}", trial->fault.on, wordOf(trial->fault.kind()), trial->second->on,
                               wordOf(trial->second->kind())),
                   shareFigure(trial->lost), shareFigure(alone.lost(*trial)), recoveryWord(*trial), victims(*trial)});
    }
    std::string text =
        fmt::format("\nWorse than the two faults apart, {} of {} pairs:\n{}", worse.size(), tried, table.text());
    if (worse.size() > kMost) text += fmt::format("  and {} more; --json has all\n", worse.size() - kMost);
    return text + unhealed;
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
        const bool unharmed = trial->lost < 0.0005 && !slower && trial->recovery.verdict == RecoveryVerdict::held &&
                              trial->hit.empty() && trial->lessDone.empty();
        if (unharmed) {
            ++harmless;
            continue;
        }
        table.add({trial->fault.on, std::string{wordOf(trial->fault.kind())}, shareFigure(trial->lost),
                   figure(secondsToDuration(trial->p99Ms * 1e-3)), recoveryWord(*trial), victims(*trial)});
    }
    text += table.text();
    if (harmless > 0) text += fmt::format("  and {} that nobody notices\n", harmless);
    text += faults.indispensable.empty()
                ? "\nNo single component takes everything down.\n"
                : fmt::format("\nWithout these everything fails: {}\n", fmt::join(faults.indispensable, ", "));
    for (const FaultTrial* trial : order) {
        if (trial->recovery.verdict != RecoveryVerdict::not_recovered) continue;
        text += healing(*trial);
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
              {"runs", faults.runs},
              {"faults", Json::array()}};
    const Alone alone{faults};
    for (const FaultTrial& trial : faults.trials) {
        if (!trial.done) continue;
        root["faults"].push_back(jsonOf(trial));
        if (trial.second) root["faults"].back()["lost_share_apart"] = alone.lost(trial);
    }
    return root.dump(2) + '\n';
}

}  // namespace spillway
