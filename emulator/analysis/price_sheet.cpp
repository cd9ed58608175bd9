#include "analysis/price_sheet.h"

#include "analysis/embedded_prices.h"
#include "analysis/usage.h"
#include "base/assert.h"
#include "base/text.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <limits>
#include <map>

namespace spillway {
namespace {

// A sheet while it is read.
class Reader {
public:
    explicit Reader(std::string_view yaml) {
        try {
            read(YAML::Load(std::string{yaml}));
        } catch (const YAML::Exception& exception) {
            fail(exception.mark, exception.msg);
        }
    }
    ReadPriceSheet take() && { return std::move(m_read); }

private:
    void fail(const YAML::Mark& mark, const std::string& sentence) {
        Diagnostic problem;
        problem.code = "price-sheet";
        problem.sentence = sentence;
        problem.place.line = mark.line + 1;  // -1 when the parser does not know
        problem.place.column = mark.column + 1;
        m_read.problems.push_back(std::move(problem));
    }
    std::string word(const YAML::Node& map, const char* key) {
        const YAML::Node value = map[key];
        if (value && value.IsScalar()) return value.Scalar();
        fail(map.Mark(), std::string{"\""} + key + "\" is missing");
        return {};
    }
    // Not negative; `otherwise` when the key is absent.
    double number(const YAML::Node& map, const char* key, double otherwise) {
        const YAML::Node value = map[key];
        if (!value) return otherwise;
        double read = 0;
        if (value.IsScalar() && YAML::convert<double>::decode(value, read) && read >= 0 &&
            read <= std::numeric_limits<double>::max())
            return read;
        fail(value.Mark(), std::string{"\""} + key + "\" is no number of at least 0");
        return otherwise;
    }
    void read(const YAML::Node& root) {
        if (!root.IsMap()) return fail(root.Mark(), "a price sheet is a mapping (prices, currency, asof, items ...)");
        m_sheet.provider = word(root, "prices");
        m_sheet.currency = word(root, "currency");
        m_sheet.asOf = word(root, "asof");
        m_sheet.region = word(root, "region");
        m_sheet.hoursPerMonth = number(root, "hours_per_month", 730);
        if (!(m_sheet.hoursPerMonth > 0)) fail(root.Mark(), "\"hours_per_month\" must be more than 0");
        readMachine(root["machine"]);
        if (!root["items"] || !root["items"].IsSequence()) return fail(root.Mark(), "\"items\" is missing");
        for (const auto& item : root["items"]) readItem(item, root["sources"]);
        for (const std::string_view key : usageKeys(m_sheet.provider))
            if (!m_sheet.find(key)) fail(root["items"].Mark(), "there is no price \"" + std::string{key} + '"');
    }
    void readMachine(const YAML::Node& node) {
        if (!node) return;
        if (!node.IsMap())
            return fail(node.Mark(), "a machine is {cores, gib, allocatable, assumed_cores, assumed_gib}");
        Machine& machine = m_sheet.machine;
        for (const auto& [key, into] :
             std::initializer_list<std::pair<const char*, double*>>{{"cores", &machine.cores},
                                                                    {"gib", &machine.gigabytes},
                                                                    {"allocatable", &machine.allocatable},
                                                                    {"assumed_cores", &machine.assumedCores},
                                                                    {"assumed_gib", &machine.assumedGigabytes}}) {
            *into = number(node, key, *into);
            if (!(*into > 0)) fail(node.Mark(), std::string{"\""} + key + "\" must be more than 0");
        }
        if (machine.allocatable > 1) fail(node.Mark(), "\"allocatable\" is a share of the machine: at most 1");
    }
    void readItem(const YAML::Node& item, const YAML::Node& sources) {
        if (!item.IsMap()) return fail(item.Mark(), "a price is a mapping (key, unit, price, source, means)");
        Price price{.key = word(item, "key"), .unit = word(item, "unit"), .means = word(item, "means")};
        const std::string source = word(item, "source");
        if (!sources || !sources.IsMap() || !sources[source])
            fail(item.Mark(), "there is no source \"" + source + '"');
        else
            price.source = sources[source].Scalar();
        price.remembered = source == "remembered";
        price.per = number(item, "per", 1);
        if (!(price.per > 0)) fail(item.Mark(), "\"per\" must be more than 0");
        price.free = number(item, "free", 0);
        readTiers(item, price);
        readTerms(item, price.terms);
        if (m_sheet.find(price.key)) fail(item.Mark(), "the price \"" + price.key + "\" stands there twice");
        m_sheet.items.push_back(std::move(price));
    }
    template <class T>
    void readTerm(const YAML::Node& item, const char* key, std::optional<T>& into) {
        const YAML::Node value = item[key];
        if (!value) return;
        const Result<T> read = fromText<T>(value.IsScalar() ? value.Scalar() : std::string{});
        if (!read) return fail(value.Mark(), std::string{"\""} + key + "\": " + read.error().message);
        if (!(*read > T{})) return fail(value.Mark(), std::string{"\""} + key + "\" must be more than 0");
        into = *read;
    }
    void readTerms(const YAML::Node& item, BillingTerms& terms) {
        readTerm(item, "size", terms.size);
        readTerm(item, "first", terms.first);
        readTerm(item, "least_size", terms.leastSize);
        readTerm(item, "step", terms.step);
        readTerm(item, "each", terms.each);
    }
    void readTiers(const YAML::Node& item, Price& price) {
        const YAML::Node tiers = item["tiers"];
        if (item["price"] && !tiers) return price.tiers.push_back({std::nullopt, number(item, "price", 0)});
        if (item["price"] || !tiers || !tiers.IsSequence() || tiers.size() == 0)
            return fail(item.Mark(), "either \"price\" or \"tiers\" is expected");
        double reached = 0;
        for (std::size_t i = 0; i < tiers.size(); ++i) {
            const bool last = i + 1 == tiers.size();
            if (!tiers[i].IsMap() || !tiers[i]["price"] || tiers[i]["up_to"].IsDefined() == last)
                return fail(tiers[i].Mark(), "a tier is {up_to, price}; the last one has no up_to");
            PriceTier tier{std::nullopt, number(tiers[i], "price", 0)};
            if (!last) {
                tier.upTo = number(tiers[i], "up_to", 0);
                if (*tier.upTo <= reached) fail(tiers[i].Mark(), "tiers rise");
                reached = *tier.upTo;
            }
            price.tiers.push_back(tier);
        }
    }

    ReadPriceSheet m_read;
    PriceSheet& m_sheet = m_read.sheet;
};

template <class T>
void fill(std::optional<T>& empty, const std::optional<T>& from) {
    if (!empty) empty = from;
}

void complete(BillingTerms& terms, const BillingTerms& listed) {
    fill(terms.size, listed.size);
    fill(terms.first, listed.first);
    fill(terms.leastSize, listed.leastSize);
    fill(terms.step, listed.step);
    fill(terms.each, listed.each);
}

}  // namespace

double Price::monthly(double units) const {
    double left = std::max(0.0, units - free);
    double cost = 0;
    double reached = 0;
    for (const PriceTier& tier : tiers) {
        const double here = tier.upTo ? std::min(left, *tier.upTo - reached) : left;
        cost += here / per * tier.price;
        left -= here;
        reached = tier.upTo.value_or(reached);
    }
    return cost;
}

const Price* PriceSheet::find(std::string_view key) const {
    const auto found = std::ranges::find(items, key, &Price::key);
    return found == items.end() ? nullptr : &*found;
}

ReadPriceSheet parsePriceSheet(std::string_view yaml) { return Reader{yaml}.take(); }

PriceSheet completed(PriceSheet sheet) {
    for (const Price& price : listPrices().items) {
        const auto own = std::ranges::find(sheet.items, price.key, &Price::key);
        if (own == sheet.items.end())
            sheet.items.push_back(price);
        else
            complete(own->terms, price.terms);
    }
    return sheet;
}

const PriceSheet& listPrices() {
    // Immutable, so the one copy is a constant, not a shared state. AWS's sheet has the machine and the region.
    static const PriceSheet kPrices = [] {
        PriceSheet all;
        for (const char* const* text = detail::kPriceSheets; *text != nullptr; ++text) {
            ReadPriceSheet read = parsePriceSheet(*text);
            SPILLWAY_ASSERT(read.problems.empty(), read.problems.empty() ? "" : read.problems.front().sentence.c_str());
            if (all.items.empty())
                all = std::move(read.sheet);
            else
                all.items.insert(all.items.end(), read.sheet.items.begin(), read.sheet.items.end());
        }
        return all;
    }();
    return kPrices;
}

}  // namespace spillway
