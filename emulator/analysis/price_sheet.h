#pragma once

#include "analysis/usage.h"
#include "base/diagnostic.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What things cost. The numbers live in resources/prices/*.yaml with their sources and date, never in code.
namespace spillway {

struct PriceTier {
    std::optional<double> upTo;  // units of a month, cumulative; absent in the last tier
    double price = 0;            // for Price::per units
    friend bool operator==(const PriceTier&, const PriceTier&) = default;
};

struct Price {
    std::string key;   // "lambda_requests"
    std::string unit;  // "requests"
    std::string means;
    std::string source;       // a sentence with its date
    bool remembered = false;  // nobody looked it up
    double per = 1;           // units that one tier price buys
    double free = 0;          // units a month that cost nothing
    std::vector<PriceTier> tiers;

    // What so many units cost in one month: free units first, then tier by tier. Tiers count billed units.
    double monthly(double units) const;
    friend bool operator==(const Price&, const Price&) = default;
};

struct PriceSheet {
    std::string provider;
    std::string currency;
    std::string asOf;
    std::string region;
    double hoursPerMonth = 730;
    Machine machine;
    std::vector<Price> items;

    const Price* find(std::string_view key) const;  // null when it has no such price
};

// The text of a file like resources/prices/aws.yaml, every problem with its line. Every price of its
// provider that usage (usage.h) can ask for must be there.
struct ReadPriceSheet {
    PriceSheet sheet;      // to be used only without problems
    Diagnostics problems;  // errors only
};
ReadPriceSheet parsePriceSheet(std::string_view yaml);

// The prices this build was made with, of all providers; parsed once.
const PriceSheet& listPrices();

// A sheet of one's own says what it says; what it has no price for costs what is listed.
PriceSheet completed(PriceSheet sheet);

}  // namespace spillway
