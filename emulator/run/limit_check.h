#pragma once

#include "base/text.h"
#include "run/compiler.h"

#include <optional>
#include <string>

namespace spillway {

// What a document states beyond what its platform can be set to: it is emulated as stated, and could not be deployed.
// Quotas that are raised on request are facts that a document may state (`facts:`).
struct LimitCheck {
    Compiler& compiler;
    std::string item;  // a node's id, or a flow's name

    // `what`: "the timeout of a Lambda function"; `key`: of the fact.
    template <class T>
    void atMost(const std::optional<T>& stated, const T& most, const char* field, const std::string& what,
                const char* key) const {
        if (stated && *stated > most) beyond(toText(*stated), what + " is " + toText(most) + " at most", field, key);
    }
    template <class T>
    void atLeast(const std::optional<T>& stated, const T& least, const char* field, const std::string& what,
                 const char* key) const {
        if (stated && *stated < least) beyond(toText(*stated), what + " is " + toText(least) + " at least", field, key);
    }

    template <class T>
    struct Bounds {
        T least, most;
    };
    // `key` without its "_least" and "_most".
    template <class T>
    void within(const std::optional<T>& stated, const Bounds<T>& bounds, const char* field, const std::string& what,
                const std::string& key) const {
        atLeast(stated, bounds.least, field, what, (key + "_least").c_str());
        atMost(stated, bounds.most, field, what, (key + "_most").c_str());
    }

    // What nobody can be granted either.
    void cannot(const char* field, const std::string& rule) const {
        compiler.warn("beyond-limit", item, field, rule + ": this cannot be deployed", "leave it out");
    }

private:
    void beyond(const std::string& stated, const std::string& rule, const char* field, const char* key) const {
        compiler.warn("beyond-limit", item, field, rule + ": " + stated + " cannot be deployed",
                      std::string{"state what you were granted under facts: "} + key);
    }
};

}  // namespace spillway
