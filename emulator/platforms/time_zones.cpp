#include "base/assert.h"
#include "platforms/cron.h"
#include "platforms/embedded_messaging.h"

#include <yaml-cpp/yaml.h>

#include <map>
#include <string>

namespace spillway {

Result<TimeZone> findTimeZone(std::string_view name) {
    static const std::map<std::string, std::string, std::less<>> kRules = [] {
        std::map<std::string, std::string, std::less<>> rules;
        const YAML::Node sheet = YAML::Load(detail::kCalendarYaml);
        for (const auto& zone : sheet["zones"]) rules[zone["name"].as<std::string>()] = zone["rule"].as<std::string>();
        return rules;
    }();
    const auto found = kRules.find(name);
    if (found != kRules.end()) return TimeZone::parse(found->second);
    std::string known;
    for (const auto& [each, rule] : kRules) known += (known.empty() ? "" : ", ") + each;
    return Error{"no rule is known of the time zone \"" + std::string{name} + "\": " + known};
}

}  // namespace spillway
