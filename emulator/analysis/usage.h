#pragma once

#include "run/report.h"
#include "topology/topology.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

// What a run used of the things that are billed, from what was emulated and from nothing else.
namespace spillway {

struct PriceSheet;

// So much of one priced thing, by one node, in the whole run.
struct Usage {
    std::string node;  // empty: by the architecture as a whole
    std::string key;   // of a Price
    double units = 0;  // in the run
    // The other way to buy the same work: counted apart, never in a total.
    bool alternative = false;
    friend bool operator==(const Usage&, const Usage&) = default;
};

struct UsageReport {
    std::vector<Usage> used;           // in the order of the topology's nodes
    std::vector<std::string> assumed;  // sentences: what the document does not say
    std::vector<std::string> omitted;  // sentences: what is billed and not counted here
};

// The machine that is bought by the hour, and what one instance is taken to ask for when the document does not say.
struct Machine {
    double cores = 2;
    double gigabytes = 8;
    double allocatable = 0.9;  // the rest is the system's own
    double assumedCores = 1;
    double assumedGigabytes = 2;
    friend bool operator==(const Machine&, const Machine&) = default;
};

// `report` is of a run of `topology`; the terms of `prices` say what a large or a short request counts for.
UsageReport usageOf(const Topology& topology, const RunReport& report, const PriceSheet& prices);

// The keys usageOf can give: all, and those that the sheet of a provider must have (of any other name: those of AWS).
std::vector<std::string_view> usageKeys();
std::span<const std::string_view> usageKeys(std::string_view provider);

}  // namespace spillway
