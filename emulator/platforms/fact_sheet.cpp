#include "platforms/fact_sheet.h"

namespace spillway::detail {

FactSheet::FactSheet(std::string_view yaml) {
    try {
        m_root = YAML::Load(std::string{yaml});
        m_platform = m_root["platform"].as<std::string>();
        for (const auto& source : m_root["sources"])
            m_sources[source.first.as<std::string>()] = source.second.as<std::string>();
        readFacts();
    } catch (const YAML::Exception& exception) {
        fail(exception.what());
    }
}

void FactSheet::readFacts() {
    for (const auto& fact : m_root["facts"]) {
        const auto key = fact["key"].as<std::string>();
        const auto value = fact["value"].as<std::string>();
        const auto source = fact["source"].as<std::string>();
        if (!m_values.emplace(key, value).second) fail("the fact \"" + key + "\" stands there twice");
        m_notes.push_back({m_platform, key, value, fact["means"].as<std::string>(), sourceText(source),
                           source == "assumed" || source == "remembered"});
    }
}

std::vector<InstanceSize> FactSheet::readFunctionSizes() {
    std::vector<InstanceSize> sizes;
    const YAML::Node functions = m_root["functions"];
    const std::string source = sourceText(functions["source"].as<std::string>());
    for (const auto& row : functions["table"]) {
        const auto memory = row["memory"].as<std::string>();
        const auto cpu = row["cpu"].as<std::string>();
        sizes.emplace_back();
        convert("functions", memory, sizes.back().memory);
        convert("functions", cpu, sizes.back().cpu);
        note({m_platform, "function " + memory, cpu, "vCPU of a function with this memory", source, false});
    }
    if (sizes.empty()) fail("there are no sizes of functions");
    return sizes;
}

const std::string& FactSheet::sourceText(const std::string& id) {
    const auto found = m_sources.find(id);
    if (found != m_sources.end()) return found->second;
    fail("there is no source \"" + id + "\"");
    return id;
}

}  // namespace spillway::detail
