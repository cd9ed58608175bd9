#pragma once

#include "base/diagnostic.h"
#include "workflow/definition.h"

#include <initializer_list>
#include <span>

// What the readers of a definition have in common: where they are, and how they say what is wrong there.
namespace spillway::workflow {

struct Site {
    Diagnostics& problems;
    std::string pointer;
    std::string state;
    QueryLanguage language = QueryLanguage::jsonPath;  // of the state
    QueryLanguage machine = QueryLanguage::jsonPath;   // of the definition: what states inside a state start from

    Site at(std::string_view key) const;
    Site at(std::size_t index) const;
    void report(Severity severity, const std::string& code, const std::string& sentence,
                const std::string& hint = {}) const;
    void error(const std::string& code, const std::string& sentence, const std::string& hint = {}) const;
};

// Reports the members of `object` that are not among `known`, each with the nearest known word.
void refuseUnknown(const Json& object, std::span<const std::string> known, const Site& site);

// Each reads one member of `object`; absent is no problem, a wrong kind is reported.
std::optional<std::string> readText(const Json& object, std::string_view key, const Site& site);
std::optional<bool> readBool(const Json& object, std::string_view key, const Site& site);
// A whole or broken number within these bounds.
std::optional<double> readNumber(const Json& object, std::string_view key, double least, double most, const Site& site);
std::vector<std::string> readTexts(const Json& object, std::string_view key, const Site& site);

std::optional<Path> readPath(const Json& object, std::string_view key, const Site& site);
// A path, or null, which sets `discards`.
std::optional<Path> readPathOrNull(const Json& object, std::string_view key, bool& discards, const Site& site);
// Where a result is put: one definite path of the data.
std::optional<Path> readResultPath(const Json& object, bool& discards, const Site& site);

// JSON with computed values, in the language of the state.
std::optional<Template> readTemplate(const Json& object, std::string_view key, const Site& site);
// The same for a value that is at hand.
Template templateOf(const Json& value, const Site& site);
// A path or an intrinsic function, as ErrorPath has it.
std::optional<Template> readPathOrCall(const Json& object, std::string_view key, const Site& site);

// `key`: a number within bounds (or, in JSONata, an expression); `key`Path: a path to one. Not both.
std::optional<Quantity> readQuantity(const Json& object, const std::string& key, double least, double most,
                                     const Site& site);

// Only some of these members may be given together.
void refuseTogether(const Json& object, std::initializer_list<std::string_view> keys, const Site& site);

// Names that a query language does not know, or that only one knows.
std::optional<QueryLanguage> readLanguage(const Json& object, const Site& site);

std::vector<Retrier> readRetriers(const Json& state, const Site& site);
std::vector<Catcher> readCatchers(const Json& state, const Site& site);
std::vector<ChoiceRule> readChoices(const Json& state, const Site& site);
MapFields readMapFields(const Json& state, const Site& site, int depth);
// One machine with all it contains. Null when it is too broken to go on; problems are reported either way.
std::shared_ptr<const StateMachine> readMachine(const Json& machine, const Site& site, int depth);

inline constexpr int kMachineDepthMax = 20;
// The code of errors that a validator refuses and the service executes all the same.
inline constexpr const char* kStyleCode = "expression-blanks";

}  // namespace spillway::workflow
