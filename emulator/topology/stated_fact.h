#pragma once

#include "topology/field.h"

#include <string>
#include <tuple>

namespace spillway {

// One number of resources/platforms/ that this document knows better: a quota that was raised, a start that somebody
// measured. It is part of the document, so that the same document is the same run everywhere.
struct StatedFact {
    std::string id;     // sheet and key: "lambda.account_concurrency"; platforms/stated_facts.h knows them all
    std::string value;  // as the sheet writes it: "5000", "lognormal(p50 60ms, p99 192ms)"
    std::string source;

    static constexpr auto fields() {
        return std::tuple{
            field("id", &StatedFact::id, "Its name in `spillway facts`: lambda.account_concurrency."),
            field("value", &StatedFact::value, "What it is here, written as it is there."),
            field("source", &StatedFact::source, "Who says so. Default: this document."),
        };
    }
    friend bool operator==(const StatedFact&, const StatedFact&) = default;
};

}  // namespace spillway
