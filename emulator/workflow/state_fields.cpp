#include "workflow/state_fields.h"

#include <array>

namespace spillway::workflow {
namespace {

using enum FieldOf;
using Fields = std::initializer_list<StateField>;

constexpr std::array<std::pair<std::string_view, StateType>, 8> kTypes{{{"Task", StateType::task},
                                                                        {"Pass", StateType::pass},
                                                                        {"Choice", StateType::choice},
                                                                        {"Wait", StateType::wait},
                                                                        {"Parallel", StateType::parallel},
                                                                        {"Map", StateType::map},
                                                                        {"Succeed", StateType::succeed},
                                                                        {"Fail", StateType::fail}}};

const Fields kCommon{{"Type", both}, {"Comment", both}, {"QueryLanguage", both}};
const Fields kData{{"InputPath", jsonPath}, {"OutputPath", jsonPath}, {"Output", jsonata}};
const Fields kFlow{{"Next", both}, {"End", both}, {"Assign", both}};
const Fields kErrors{
    {"Retry", both}, {"Catch", both}, {"ResultPath", jsonPath}, {"ResultSelector", jsonPath}, {"Parameters", jsonPath}};

const Fields kTask{{"Resource", both},
                   {"Arguments", jsonata},
                   {"Credentials", both},
                   {"TimeoutSeconds", both},
                   {"TimeoutSecondsPath", jsonPath},
                   {"HeartbeatSeconds", both},
                   {"HeartbeatSecondsPath", jsonPath}};
const Fields kPass{{"Result", jsonPath}, {"ResultPath", jsonPath}, {"Parameters", jsonPath}};
const Fields kChoice{{"Choices", both}, {"Default", both}, {"Assign", both}};
const Fields kWait{{"Seconds", both}, {"Timestamp", both}, {"SecondsPath", jsonPath}, {"TimestampPath", jsonPath}};
const Fields kFail{{"Error", both}, {"Cause", both}, {"ErrorPath", jsonPath}, {"CausePath", jsonPath}};
const Fields kParallel{{"Branches", both}, {"Arguments", jsonata}};
const Fields kMap{{"ItemProcessor", both},
                  {"Iterator", both},
                  {"ItemReader", both},
                  {"ItemSelector", both},
                  {"ItemBatcher", both},
                  {"ResultWriter", both},
                  {"MaxConcurrency", both},
                  {"MaxConcurrencyPath", jsonPath},
                  {"ToleratedFailureCount", both},
                  {"ToleratedFailureCountPath", jsonPath},
                  {"ToleratedFailurePercentage", both},
                  {"ToleratedFailurePercentagePath", jsonPath},
                  {"Label", both},
                  {"ItemsPath", jsonPath},
                  {"Items", jsonata}};

}  // namespace

std::string_view stateTypeWord(StateType type) {
    for (const auto& [word, known] : kTypes) {
        if (known == type) return word;
    }
    return "";
}

std::optional<StateType> stateType(std::string_view word) {
    for (const auto& [known, type] : kTypes) {
        if (known == word) return type;
    }
    return std::nullopt;
}

std::vector<std::string> stateTypeWords() {
    std::vector<std::string> words;
    for (const auto& [word, type] : kTypes) words.emplace_back(word);
    return words;
}

std::vector<StateField> fieldsOf(StateType type) {
    std::vector<StateField> fields{kCommon};
    const auto add = [&](const Fields& more) { fields.insert(fields.end(), more); };
    if (type != StateType::fail) add(kData);
    switch (type) {
        case StateType::task: add(kFlow), add(kErrors), add(kTask); break;
        case StateType::pass: add(kFlow), add(kPass); break;
        case StateType::choice: add(kChoice); break;
        case StateType::wait: add(kFlow), add(kWait); break;
        case StateType::succeed: break;
        case StateType::fail: add(kFail); break;
        case StateType::parallel: add(kFlow), add(kErrors), add(kParallel); break;
        case StateType::map: add(kFlow), add(kErrors), add(kMap); break;
    }
    return fields;
}

}  // namespace spillway::workflow
