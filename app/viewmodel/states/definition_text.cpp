#include "viewmodel/states/definition_text.h"

#include "workflow/json_places.h"
#include "workflow/load.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace spillway::states {
namespace {

using workflow::Json;
using workflow::TextPlace;
using Places = std::map<std::string, TextPlace>;

constexpr std::size_t kValuesMax = 100'000;

struct Refused {
    std::string sentence;
    int line = 0;
};

// The core schema of YAML 1.2, which is JSON's: what is not quoted and looks like a number is one.
Json plainScalar(const std::string& text) {
    if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return nullptr;
    if (text == "true" || text == "True" || text == "TRUE") return true;
    if (text == "false" || text == "False" || text == "FALSE") return false;
    std::int64_t whole = 0;
    const char* end = text.data() + text.size();
    if (const auto read = std::from_chars(text.data(), end, whole); read.ec == std::errc{} && read.ptr == end)
        return whole;
    double number = 0;
    const bool starts = text[0] == '-' || text[0] == '.' || (text[0] >= '0' && text[0] <= '9');
    if (starts) {
        if (const auto read = std::from_chars(text.data(), end, number); read.ec == std::errc{} && read.ptr == end)
            return number;
    }
    return text;
}

class YamlReader {
public:
    Places places;

    Json read(const YAML::Node& node, const std::string& pointer, int depth) {
        places.emplace(pointer, TextPlace{node.Mark().line + 1, node.Mark().column + 1});
        if (++m_values > kValuesMax) throw Refused{"more than 100,000 values", node.Mark().line + 1};
        if (depth > workflow::kJsonDepthMax) throw Refused{"nested too deeply", node.Mark().line + 1};
        if (node.IsMap()) return readMap(node, pointer, depth);
        if (node.IsSequence()) {
            Json list = Json::array();
            for (std::size_t i = 0; i < node.size(); ++i)
                list.push_back(read(node[i], pointer + "/" + std::to_string(i), depth + 1));
            return list;
        }
        if (!node.IsScalar()) return nullptr;
        return node.Tag() == "!" ? Json(node.Scalar()) : plainScalar(node.Scalar());
    }

private:
    Json readMap(const YAML::Node& node, const std::string& pointer, int depth) {
        Json object = Json::object();
        for (const auto& entry : node) {
            const int line = entry.first.Mark().line + 1;
            if (!entry.first.IsScalar()) throw Refused{"a key that is no word", line};
            const std::string key = entry.first.Scalar();
            if (object.contains(key)) throw Refused{"\"" + key + "\" stands here twice", line};
            const std::string at = workflow::pointerStep(pointer, key);
            places.emplace(at, TextPlace{line, entry.first.Mark().column + 1});
            object[key] = read(entry.second, at, depth + 1);
        }
        return object;
    }

    std::size_t m_values = 0;
};

Diagnostic unreadable(const std::string& sentence, int line) {
    return {.code = "unreadable", .place = {.line = line}, .sentence = sentence};
}

// "parse error at line 3, column 2: ..." says where; the sentence goes on after it.
Diagnostic unreadableJson(const std::string& sentence) {
    int line = 0;
    const std::string mark = "line ";
    if (const auto at = sentence.find(mark); at != std::string::npos)
        std::from_chars(sentence.data() + at + mark.size(), sentence.data() + sentence.size(), line);
    const auto words = sentence.find(": ");
    const bool told = line > 0 && words != std::string::npos;
    return unreadable(told ? sentence.substr(words + 2) : sentence, line);
}

void locate(Diagnostics& problems, const Places& places) {
    for (Diagnostic& problem : problems) {
        const TextPlace place = workflow::placeOf(places, problem.place.field);
        problem.place.line = place.line;
        problem.place.column = place.column;
    }
}

ReadDefinition readYamlText(std::string_view text) {
    YamlReader reader;
    ReadDefinition done;
    try {
        const YAML::Node root = YAML::Load(std::string(text));
        done.value = reader.read(root, {}, 0);
    } catch (const YAML::Exception& problem) {
        done.problems.push_back(unreadable(problem.msg, problem.mark.is_null() ? 0 : problem.mark.line + 1));
    } catch (const Refused& problem) {
        done.problems.push_back(unreadable(problem.sentence, problem.line));
    }
    if (!done.value) return done;
    if (!done.value->is_object()) {
        done.value.reset();
        done.problems.push_back(unreadable("a definition is a list of members: StartAt, States", 1));
        return done;
    }
    done.problems = checkDefinition(*done.value);
    locate(done.problems, reader.places);
    return done;
}

bool needsQuotes(const std::string& text) {
    if (text.empty() || text.front() == ' ' || text.back() == ' ' || !plainScalar(text).is_string()) return true;
    if (std::string_view("-?:,[]{}#&*!|>'\"%@`").find(text.front()) != std::string_view::npos) return true;
    if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; })) return true;
    constexpr std::array<std::string_view, 6> kOldWords{"yes", "no", "on", "off", "y", "n"};
    std::string low = text;
    std::ranges::transform(low, low.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (std::ranges::find(kOldWords, low) != kOldWords.end()) return true;
    return text.find(": ") != std::string::npos || text.find(" #") != std::string::npos || text.ends_with(':');
}

std::string yamlScalar(const Json& value) {
    if (!value.is_string()) return value.empty() && value.is_structured() ? value.dump() : workflow::jsonText(value);
    const auto& text = value.get_ref<const std::string&>();
    return needsQuotes(text) ? workflow::jsonText(value) : text;
}

void writeYaml(const Json& value, std::size_t indent, std::string& out) {
    const std::string space(indent, ' ');
    const auto child = [&](const Json& each, std::size_t deeper) {
        if (each.is_structured() && !each.empty()) {
            out += '\n';
            writeYaml(each, deeper, out);
        } else {
            out += ' ' + yamlScalar(each) + '\n';
        }
    };
    if (value.is_object()) {
        for (const auto& [key, each] : value.items()) {
            out += space + yamlScalar(Json(key)) + ':';
            child(each, indent + 2);
        }
        return;
    }
    for (const Json& each : value) {
        if (!each.is_object() || each.empty()) {
            out += space + '-';
            child(each, indent + 2);
            continue;
        }
        // The first member stands beside the dash.
        std::string item;
        writeYaml(each, indent + 2, item);
        out += space + "- " + item.substr(indent + 2);
    }
}

}  // namespace

TextForm formOf(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos || text[first] == '{' ? TextForm::json : TextForm::yaml;
}

Diagnostics checkDefinition(const Json& definition) { return workflow::loadDefinition(definition).diagnostics; }

ReadDefinition readDefinition(std::string_view text) {
    if (formOf(text) == TextForm::yaml) return readYamlText(text);
    ReadDefinition done;
    auto value = workflow::readJson(text);
    if (!value) {
        done.problems.push_back(unreadableJson(value.error().message));
        return done;
    }
    done.problems = checkDefinition(*value);
    locate(done.problems, workflow::jsonPlaces(text));
    done.value = std::move(*value);
    return done;
}

int lineOf(std::string_view text, const std::string& pointer) {
    Places places;
    if (formOf(text) == TextForm::json) {
        places = workflow::jsonPlaces(text);
    } else {
        YamlReader reader;
        try {
            reader.read(YAML::Load(std::string(text)), {}, 0);
        } catch (const YAML::Exception&) {
            return 0;
        } catch (const Refused&) {
            return 0;
        }
        places = std::move(reader.places);
    }
    const auto found = places.find(pointer);
    return found == places.end() ? 0 : found->second.line;
}

std::string writeDefinition(const Json& definition, TextForm form) {
    if (form == TextForm::json) return definition.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
    std::string out;
    writeYaml(definition, 0, out);
    return out.empty() ? "{}\n" : out;
}

}  // namespace spillway::states
