#include "platforms/platform_table.h"

#include "platforms/code_engine.h"
#include "platforms/kinvey.h"
#include "platforms/tars.h"

#include <algorithm>
#include <array>
#include <utility>

namespace spillway {
namespace {

constexpr std::array<std::pair<Platform, PoolRulesOf>, 9> kRules{{
    {Platform::knative, &knativeRules},
    {Platform::cloud_run, &cloudRunRules},
    {Platform::azure_functions, &azureRules},
    {Platform::code_engine, &codeEngineRules},
    {Platform::openwhisk, &openWhiskRules},
    {Platform::workers, &workersRules},
    {Platform::tars, &tarsRules},
    {Platform::kinvey, &kinveyRules},
    {Platform::vm, &vmRules},
}};

}  // namespace

PoolRulesOf poolRulesOf(Platform platform) {
    const auto found = std::ranges::find(kRules, platform, &std::pair<Platform, PoolRulesOf>::first);
    return found == kRules.end() ? nullptr : found->second;
}

}  // namespace spillway
