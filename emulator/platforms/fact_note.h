#pragma once

#include <string>

namespace spillway {

// One believed value, for the list of assumptions.
struct FactNote {
    std::string platform;  // "lambda"
    std::string key;       // "account_concurrency"
    std::string value;     // "1000"
    std::string means;
    std::string source;    // a sentence with its date
    bool assumed = false;  // nobody publishes it

    // What it is called everywhere: "lambda.account_concurrency".
    std::string id() const { return platform + '.' + key; }
};

}  // namespace spillway
