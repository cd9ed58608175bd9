#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

// A definition made ready to be deployed: what it says of drawn nodes becomes tokens.
namespace spillway::step_functions {

enum class Attribute { arn, url, name };

struct Reference {
    std::string node;  // its id
    Attribute attribute = Attribute::arn;
    friend bool operator==(const Reference&, const Reference&) = default;
};

// "charge-card" is ChargeCard, its ARN ChargeCardArn.
std::string resourceName(std::string_view id);
std::string tokenOf(const Reference& reference);

struct Substituted {
    std::string text;                                         // JSON with two blanks a level, a line end behind it
    std::vector<Reference> references;                        // in the order of their first use
    std::vector<std::pair<std::string, std::string>> untold;  // states whose node has no place in the definition
    bool hasOtherTokens = false;                              // "${" stood there already
};

// `nodes`: ids of what it may call; `tasks`: state and node where the definition does not say. Empty text: no JSON.
Substituted substituted(const std::string& definition, const std::vector<std::string>& nodes,
                        const std::vector<std::pair<std::string, std::string>>& tasks);

}  // namespace spillway::step_functions
