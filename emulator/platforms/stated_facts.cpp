#include "platforms/stated_facts.h"

#include "base/text.h"
#include "topology/excess.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>

namespace spillway {
namespace {

// "lambda.account_concurrency" of the sheet "lambda".
struct FactName {
    std::string sheet;
    std::string key;
};

FactName nameOf(const std::string& id) {
    const std::size_t dot = std::min(id.find('.'), id.size());
    return {id.substr(0, dot), id.substr(std::min(dot + 1, id.size()))};
}

// A sheet with other values in it; the fact is there.
void state(YAML::Node& sheet, const std::string& key, const StatedFact& fact) {
    const std::string source = "stated: " + (fact.source.empty() ? std::string{"this document"} : fact.source);
    for (auto each : sheet["facts"]) {
        if (each["key"].as<std::string>() != key) continue;
        each["value"] = fact.value;
        each["source"] = source;
        sheet["sources"][source] = source;
    }
}

// Only the sheets in which something is stated.
FactTexts textsWith(std::span<const StatedFact> stated) {
    std::map<std::string, YAML::Node> sheets;
    for (const StatedFact& fact : stated) {
        const FactName name = nameOf(fact.id);
        const auto [sheet, isNew] = sheets.try_emplace(name.sheet);
        if (isNew) sheet->second = YAML::Load(allFactTexts().at(name.sheet));
        state(sheet->second, name.key, fact);
    }
    FactTexts texts;
    for (const auto& [name, sheet] : sheets) texts[name] = YAML::Dump(sheet);
    return texts;
}

// What is written like `T` must have the range of its kind; whether it is what the sheet wants there is the sheet's
// affair.
template <class T>
std::string excessIn(const std::string& key, const std::string& text) {
    const Result<T> value = fromText<T>(text);
    return value ? excessOf(key, *value) : "";
}

template <class T>
bool isBelow(const std::string& text, T least) {
    const Result<T> value = fromText<T>(text);
    return value && *value < least;
}

std::string rangeProblemOf(const std::string& key, const std::string& text, const std::string& builtIn) {
    constexpr std::int64_t kMostCount = 100'000'000;
    std::string problem = excessIn<Duration>(key, text) + excessIn<Rate>(key, text) + excessIn<ByteCount>(key, text);
    if (problem.empty()) problem = excessIn<Distribution>(key, text);
    if (const auto count = fromText<std::int64_t>(text); count && *count > kMostCount)
        problem = '"' + key + "\" must be at most " + toText(kMostCount);
    if (!problem.empty()) return problem;
    // What is nothing by default may be nothing; anything else is divided by, waited for or counted down from.
    const bool mayBeNothing = builtIn == "0" || builtIn == "0s" || builtIn == "0%";
    const bool isNothing = isBelow<std::int64_t>(text, 1) || isBelow<Duration>(text, Duration{1}) ||
                           isBelow<ByteCount>(text, ByteCount{1}) || text == "0%" || text.starts_with("0/");
    const bool isNegative = text.starts_with('-');
    if (isNegative || (isNothing && !mayBeNothing))
        return '"' + key + (mayBeNothing ? "\" must not be negative" : "\" must be more than nothing");
    return "";
}

class FactCheck {
public:
    FactCheck(const std::vector<StatedFact>& stated, const PlatformFacts& base) : m_stated{stated}, m_base{base} {
        for (const FactNote& fact : knownFacts(base)) m_known.emplace(fact.id(), fact.value);
    }
    StatedFacts check() && {
        for (std::size_t i = 0; i < m_stated.size(); ++i) {
            if (isFine(i)) m_fine.push_back(i);
        }
        auto read = parsePlatformFacts(textsWith(facts(m_fine)), m_base);
        if (!read) blame(read.error().message);
        std::ranges::stable_sort(m_findings, {}, &Finding::index);
        if (!m_findings.empty()) return {m_base, std::move(m_findings)};
        return {*std::move(read), {}};
    }

private:
    std::vector<StatedFact> facts(std::span<const std::size_t> places) const {
        std::vector<StatedFact> some;
        for (const std::size_t place : places) some.push_back(m_stated[place]);
        return some;
    }
    // Whose value its sheet cannot take.
    void blame(const std::string& together) {
        const std::size_t before = m_findings.size();
        for (const std::size_t place : m_fine) {
            const auto alone = parsePlatformFacts(textsWith({&m_stated[place], 1}), m_base);
            if (!alone) report(place, "bad-value", "value", alone.error().message);
        }
        // Each is fine by itself; together they are not.
        if (m_findings.size() == before) report(m_fine.back(), "bad-value", "value", together);
    }
    // What can be said without its sheet.
    bool isFine(std::size_t index) {
        const StatedFact& fact = m_stated[index];
        const std::size_t before = m_findings.size();
        const auto known = m_known.find(fact.id);
        if (fact.id.empty())
            report(index, "missing-key", "id", "a fact needs its name", "see: spillway facts");
        else if (!m_seen.insert(fact.id).second)
            report(index, "duplicate-id", "id", '"' + fact.id + "\" is stated twice");
        else if (known == m_known.end())
            reportUnknown(index);
        else if (fact.value.empty())
            report(index, "missing-key", "value", '"' + fact.id + "\" needs a value");
        else if (std::string problem = rangeProblemOf(fact.id, fact.value, known->second); !problem.empty())
            report(index, "out-of-range", "value", std::move(problem));
        return m_findings.size() == before;
    }
    void reportUnknown(std::size_t index) {
        std::vector<std::string> names;
        for (const auto& [name, value] : m_known) names.push_back(name);
        const std::string near = didYouMean(m_stated[index].id, names);
        report(index, "unknown-word", "id", "there is no fact \"" + m_stated[index].id + '"',
               near.empty() ? "see: spillway facts" : near);
    }
    void report(std::size_t index, std::string code, std::string field, std::string sentence, std::string hint = {}) {
        m_findings.push_back({Section::facts,
                              index,
                              {std::move(code),
                               Severity::error,
                               {.item = m_stated[index].id, .field = std::move(field)},
                               std::move(sentence),
                               std::move(hint)}});
    }

    const std::vector<StatedFact>& m_stated;
    const PlatformFacts& m_base;
    std::map<std::string, std::string> m_known;  // what is built in, by name
    std::set<std::string> m_seen;
    std::vector<std::size_t> m_fine;  // as far as can be said without their sheets
    Findings m_findings;
};

}  // namespace

std::vector<FactNote> knownFacts(const PlatformFacts& facts) {
    std::vector<FactNote> all = facts.notes;
    // Measured for each runtime, not one number.
    std::erase_if(all, [](const FactNote& note) { return note.key.find(' ') != std::string::npos; });
    for (const auto* notes : {&facts.messaging.notes, &facts.data.notes, &facts.stepFunctions.notes})
        all.insert(all.end(), notes->begin(), notes->end());
    return all;
}

StatedFacts statedFacts(const std::vector<StatedFact>& stated, const PlatformFacts& base) {
    return FactCheck{stated, base}.check();
}

const PlatformFacts& FactsInForce::of(const Topology& topology) {
    if (topology.facts != m_stated) {
        m_stated = topology.facts;
        StatedFacts read = statedFacts(m_stated, platformFacts());
        m_facts.reset();
        if (!m_stated.empty() && read.problems.empty()) m_facts = std::move(read.facts);
    }
    return m_facts ? *m_facts : platformFacts();
}

}  // namespace spillway
