#pragma once

#include "analysis/usage.h"
#include "base/diagnostic.h"
#include "base/units.h"

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

// How what was measured becomes units of a price, where a price has such terms.
struct BillingTerms {
    std::optional<ByteCount> size;       // a request counts once for each of these that it has begun
    std::optional<ByteCount> first;      // and once for so much before
    std::optional<ByteCount> leastSize;  // a message counts for at least this
    std::optional<Duration> step;        // times are rounded up to this
    std::optional<double> each;          // units that one counts for, whatever the price means by it
    friend bool operator==(const BillingTerms&, const BillingTerms&) = default;
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
    BillingTerms terms;

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

// A sheet of one's own says what it says; what it has no price for costs what is listed, and terms that it does not
// state are those of the list.
PriceSheet completed(PriceSheet sheet);

}  // namespace spillway
