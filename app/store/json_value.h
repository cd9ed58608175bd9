#pragma once

#include "base/text.h"
#include "topology/words.h"

#include <nlohmann/json.hpp>

#include <array>
#include <concepts>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

// C++ values to JSON and back, exactly: times are whole nanoseconds, floats are written with the fewest digits that
// read back as the same float. A struct takes part by a `describe(visitor, value)` that names its members once for both
// ways, or by the `fields()` of the document. Reading throws the library's exceptions; report_json.cpp catches them.
namespace spillway::json {

using Json = nlohmann::ordered_json;

template <class T>
Json write(const T& value);
template <class T>
void read(const Json& json, T& value);

template <class T>
concept HasFields = requires {
    T::fields();
};
template <class T>
inline constexpr bool isTime =
    std::is_same_v<T, Duration> || std::is_same_v<T, SimTime> || std::is_same_v<T, std::optional<Duration>>;
template <class T>
inline constexpr bool isOptional = false;
template <class T>
inline constexpr bool isOptional<std::optional<T>> = true;
template <class T>
inline constexpr bool isVector = false;
template <class T>
inline constexpr bool isVector<std::vector<T>> = true;

// Called by describe() for each member.
class Writer {
public:
    explicit Writer(Json& into) : m_json{into} {}
    template <class T>
    void operator()(const std::string& key, const T& value) {
        if constexpr (isOptional<T>) {
            if (value) m_json[key] = write(*value);
        } else {
            m_json[key] = write(value);
        }
    }
    // A member that came when reports had been stored already: see Reader.
    template <class T>
    void since(const std::string& key, const T& value) {
        operator()(key, value);
    }

private:
    Json& m_json;
};

class Reader {
public:
    // What a document's value may leave out keeps its default: older programs did not know every field of a fault.
    enum class Absent { isAnError, keepsItsDefault };
    explicit Reader(const Json& from, Absent absent = Absent::isAnError) : m_json{from}, m_absent{absent} {}
    Reader forgiving() const { return Reader{m_json, Absent::keepsItsDefault}; }
    template <class T>
    void operator()(const std::string& key, T& value) {
        if (m_absent == Absent::keepsItsDefault && !m_json.contains(key)) return;
        if constexpr (isOptional<T>) {
            value.reset();
            if (m_json.contains(key)) read(m_json.at(key), value.emplace());
        } else {
            read(m_json.at(key), value);
        }
    }
    // Keeps its default where it was not written.
    template <class T>
    void since(const std::string& key, T& value) {
        if (m_json.contains(key)) operator()(key, value);
    }

private:
    const Json& m_json;
    Absent m_absent;
};

// A number without its unit is no promise: times say in their key what they count.
template <class T>
std::string unitKey(std::string_view key) {
    const char* unit = "";
    if (isTime<T>) unit = "_ns";
    if (std::is_same_v<T, Rate>) unit = "_per_s";
    if (std::is_same_v<T, ByteCount>) unit = "_bytes";
    return std::string{key} + unit;
}

template <class Visitor, class T>
requires HasFields<std::remove_const_t<T>>
void describe(Visitor& visitor, T& value) {
    std::apply(
        [&](const auto&... field) {
            (visitor(unitKey<std::remove_cvref_t<decltype(value.*field.member)>>(field.key), value.*field.member), ...);
        },
        std::remove_const_t<T>::fields());
}

// The double nearest to the shortest text of the float: it prints short and converts back to the same float.
double shortDouble(float value);

template <class T>
Json write(const T& value) {
    if constexpr (std::is_same_v<T, Duration>) {
        return value.count();
    } else if constexpr (std::is_same_v<T, SimTime>) {
        return value.time_since_epoch().count();
    } else if constexpr (std::is_same_v<T, Share>) {
        return value.fraction();
    } else if constexpr (std::is_same_v<T, Rate>) {
        return value.perSecond();
    } else if constexpr (std::is_same_v<T, ByteCount>) {
        return value.bytes;
    } else if constexpr (std::is_same_v<T, Distribution>) {
        return toText(value);
    } else if constexpr (std::is_same_v<T, float>) {
        return shortDouble(value);
    } else if constexpr (Worded<T>) {
        return std::string{wordOf(value)};
    } else if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string>) {
        return value;
    } else if constexpr (isVector<T>) {
        Json array = Json::array();
        for (const auto& item : value) array.push_back(write(item));
        return array;
    } else {
        Json object = Json::object();
        Writer writer{object};
        describe(writer, value);
        return object;
    }
}

template <class T>
void read(const Json& json, T& value) {
    if constexpr (std::is_same_v<T, Duration>) {
        value = Duration{json.get<std::int64_t>()};
    } else if constexpr (std::is_same_v<T, SimTime>) {
        value = SimTime{Duration{json.get<std::int64_t>()}};
    } else if constexpr (std::is_same_v<T, Share>) {
        const auto share = Share::from(json.get<double>());
        if (!share) throw std::out_of_range{"a share lies between 0 and 1"};
        value = *share;
    } else if constexpr (std::is_same_v<T, Rate>) {
        value = Rate::perSecond(json.get<double>());
    } else if constexpr (std::is_same_v<T, ByteCount>) {
        value = ByteCount{json.get<std::int64_t>()};
    } else if constexpr (std::is_same_v<T, Distribution>) {
        const auto distribution = fromText<Distribution>(json.get<std::string>());
        if (!distribution) throw std::out_of_range{distribution.error().message};
        value = *distribution;
    } else if constexpr (std::is_same_v<T, float>) {
        value = static_cast<float>(json.get<double>());
    } else if constexpr (Worded<T>) {
        const auto word = json.get<std::string>();
        const auto found = fromWord<T>(word);
        if (!found) throw std::out_of_range{"unknown word \"" + word + "\""};
        value = *found;
    } else if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string>) {
        value = json.get<T>();
    } else if constexpr (isVector<T>) {
        value.clear();
        if (!json.is_array()) throw std::out_of_range{"a list was expected"};
        value.reserve(json.size());
        for (const Json& item : json) read(item, value.emplace_back());
    } else {
        if (!json.is_object()) throw std::out_of_range{"an object was expected"};
        Reader reader{json};
        describe(reader, value);
    }
}

}  // namespace spillway::json
