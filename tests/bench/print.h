#pragma once

#include <nlohmann/json.hpp>

#include <iostream>
#include <string>

namespace spillway::bench {

// One figure as one JSON line.
inline void print(const std::string& name, const char* unit, double value, const nlohmann::ordered_json& more = {}) {
    nlohmann::ordered_json line{{"name", name}, {"unit", unit}, {"value", value}};
    if (more.is_object()) line.update(more);
    std::cout << line.dump() << std::endl;
}

}  // namespace spillway::bench
