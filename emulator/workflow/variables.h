#pragma once

#include "workflow/json.h"

#include <functional>
#include <map>
#include <string>

namespace spillway::workflow {

// The workflow's variables as one state sees them: its own scope, then those around it. A branch or an iteration reads
// what is around it and writes its own. `outer` must outlive this; it does not change meanwhile, its states are
// waiting.
class Variables {
public:
    explicit Variables(const Variables* outer = nullptr) : m_outer{outer} {}

    const Json* find(std::string_view name) const {
        if (const auto found = m_values.find(name); found != m_values.end()) return &found->second;
        return m_outer == nullptr ? nullptr : m_outer->find(name);
    }
    void set(const std::string& name, Json value) { m_values.insert_or_assign(name, std::move(value)); }
    const Variables* outer() const { return m_outer; }
    void setOuter(const Variables* outer) { m_outer = outer; }
    // Of this scope alone.
    const std::map<std::string, Json, std::less<>>& own() const { return m_values; }

private:
    const Variables* m_outer;
    std::map<std::string, Json, std::less<>> m_values;
};

}  // namespace spillway::workflow
