#include "workflow/fault.h"
#include "workflow/reading.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace spillway::workflow {
namespace {

const std::vector<std::string> kKnownErrors{"States.ALL",
                                            "States.DataLimitExceeded",
                                            "States.ExceedToleratedFailureThreshold",
                                            "States.HeartbeatTimeout",
                                            "States.Http.Socket",
                                            "States.IntrinsicFailure",
                                            "States.ItemReaderFailed",
                                            "States.NoChoiceMatched",
                                            "States.ParameterPathFailure",
                                            "States.Permissions",
                                            "States.QueryEvaluationError",
                                            "States.ResultPathMatchFailure",
                                            "States.ResultWriterFailed",
                                            "States.Runtime",
                                            "States.TaskFailed",
                                            "States.Timeout",
                                            "States.BranchFailed",
                                            "States.ListenerTimeout"};

constexpr double kDelayMax = 31'622'400;
constexpr double kSecondsMax = 99'999'999;

std::vector<std::string> errorNames(const Json& entry, bool isLast, const Site& site) {
    if (member(entry, "ErrorEquals") == nullptr) {
        site.error("missing-field", "ErrorEquals is missing: the names of the errors this is for");
        return {};
    }
    std::vector<std::string> names = readTexts(entry, "ErrorEquals", site);
    const Site here = site.at("ErrorEquals");
    if (names.empty()) here.error("empty", "ErrorEquals names no error");
    for (const std::string& name : names) {
        if (name == kAllErrors && names.size() > 1) here.error("states-all", "States.ALL must stand alone");
        if (name == kAllErrors && !isLast)
            here.error("states-all", "States.ALL must be in the last entry: what follows is never looked at");
        if (name.starts_with("States.") && std::ranges::find(kKnownErrors, name) == kKnownErrors.end())
            here.report(Severity::warning, "unknown-error", "the service has no error \"" + name + "\"",
                        didYouMean(name, kKnownErrors));
    }
    return names;
}

// The entries of Retry or Catch; reports anything else.
const Json& entriesOf(const Json& state, std::string_view key, const Site& site) {
    static const Json kNone = Json::array();
    const Json* entries = member(state, key);
    if (entries == nullptr) return kNone;
    if (entries->is_array()) return *entries;
    site.at(key).error("wrong-kind", std::string{key} + " must be an array");
    return kNone;
}

Retrier retrierOf(const Json& entry, bool isLast, const Site& site) {
    static const std::vector<std::string> kFields{"ErrorEquals", "IntervalSeconds", "MaxAttempts",   "BackoffRate",
                                                  "Comment",     "MaxDelaySeconds", "JitterStrategy"};
    refuseUnknown(entry, kFields, site);
    Retrier retrier{.errors = errorNames(entry, isLast, site)};
    retrier.intervalSeconds = readNumber(entry, "IntervalSeconds", 1, kSecondsMax, site).value_or(1);
    retrier.attemptsMax = static_cast<std::int64_t>(readNumber(entry, "MaxAttempts", 0, kSecondsMax, site).value_or(3));
    retrier.backoffRate = readNumber(entry, "BackoffRate", 1, 1e6, site).value_or(2);
    retrier.delayMaxSeconds = readNumber(entry, "MaxDelaySeconds", 1, kDelayMax, site);
    if (const auto jitter = readText(entry, "JitterStrategy", site)) {
        retrier.fullJitter = *jitter == "FULL";
        if (*jitter != "FULL" && *jitter != "NONE")
            site.at("JitterStrategy")
                .error("unknown-word", "unknown jitter strategy \"" + *jitter + "\": it is FULL or NONE");
    }
    if (retrier.delayMaxSeconds && *retrier.delayMaxSeconds <= retrier.intervalSeconds)
        site.report(Severity::warning, "backoff",
                    "MaxDelaySeconds is not above IntervalSeconds: every wait is cut to it");
    return retrier;
}

Catcher catcherOf(const Json& entry, bool isLast, const Site& site) {
    static const std::vector<std::string> kPathFields{"ErrorEquals", "Next", "ResultPath", "Assign", "Comment"};
    static const std::vector<std::string> kJsonataFields{"ErrorEquals", "Next", "Output", "Assign", "Comment"};
    refuseUnknown(entry, site.language == QueryLanguage::jsonata ? kJsonataFields : kPathFields, site);
    Catcher catcher{.errors = errorNames(entry, isLast, site)};
    catcher.next = readText(entry, "Next", site).value_or("");
    if (catcher.next.empty()) site.error("missing-field", "Next is missing: where to go when the error is caught");
    if (site.language == QueryLanguage::jsonPath)
        catcher.resultPath = readResultPath(entry, catcher.discardsResult, site);
    catcher.assign = readTemplate(entry, "Assign", site);
    if (site.language == QueryLanguage::jsonata) catcher.output = readTemplate(entry, "Output", site);
    return catcher;
}

}  // namespace

std::vector<Retrier> readRetriers(const Json& state, const Site& site) {
    const Json& entries = entriesOf(state, "Retry", site);
    std::vector<Retrier> retriers;
    for (std::size_t i = 0; i < entries.size(); ++i)
        retriers.push_back(retrierOf(entries[i], i + 1 == entries.size(), site.at("Retry").at(i)));
    return retriers;
}

std::vector<Catcher> readCatchers(const Json& state, const Site& site) {
    const Json& entries = entriesOf(state, "Catch", site);
    std::vector<Catcher> catchers;
    for (std::size_t i = 0; i < entries.size(); ++i)
        catchers.push_back(catcherOf(entries[i], i + 1 == entries.size(), site.at("Catch").at(i)));
    return catchers;
}

}  // namespace spillway::workflow
