#include "workflow/json_places.h"

namespace spillway::workflow {
namespace {

class Walker {
public:
    Walker(std::string_view text, std::map<std::string, TextPlace>& places) : m_text{text}, m_places{places} {}
    std::vector<std::string> duplicates;

    // Recursion is bounded: readJson has refused what is nested too deeply.
    void value(const std::string& pointer) {
        blanks();
        m_places.emplace(pointer, m_place);
        if (peek() == '{')
            object(pointer);
        else if (peek() == '[')
            array(pointer);
        else if (peek() == '"')
            skipString();
        else
            while (m_at < m_text.size() && std::string_view{",]} \t\r\n"}.find(peek()) == std::string_view::npos)
                take();
    }

private:
    char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    void take() {
        if (m_text[m_at] == '\n') {
            ++m_place.line;
            m_place.column = 0;
        }
        // A character of several bytes is one column.
        if ((static_cast<unsigned char>(m_text[m_at]) & 0xC0U) != 0x80U) ++m_place.column;
        ++m_at;
    }
    void blanks() {
        while (m_at < m_text.size() && std::string_view{" \t\r\n"}.find(peek()) != std::string_view::npos) take();
    }
    bool accept(char c) {
        blanks();
        if (m_at >= m_text.size() || peek() != c) return false;
        take();
        return true;
    }
    void skipString() {
        take();
        while (m_at < m_text.size() && peek() != '"') {
            if (peek() == '\\' && m_at + 1 < m_text.size()) take();
            take();
        }
        if (m_at < m_text.size()) take();
    }
    std::string string() {
        const std::size_t begin = m_at;
        skipString();
        const Result<Json> value = readJson(m_text.substr(begin, m_at - begin));
        return value && value->is_string() ? value->get<std::string>() : std::string{};
    }
    void object(const std::string& pointer) {
        take();
        blanks();
        while (peek() == '"') {
            const TextPlace place = m_place;
            const std::string inside = pointerStep(pointer, string());
            if (!m_places.emplace(inside, place).second) duplicates.push_back(inside);
            if (!accept(':')) return;
            value(inside);
            if (!accept(',')) break;
            blanks();
        }
        accept('}');
    }
    void array(const std::string& pointer) {
        take();
        for (std::size_t i = 0; m_at < m_text.size(); ++i) {
            if (accept(']')) return;
            value(pointerStep(pointer, std::to_string(i)));
            if (!accept(',')) break;
        }
        accept(']');
    }

    std::string_view m_text;
    std::map<std::string, TextPlace>& m_places;
    std::size_t m_at = 0;
    TextPlace m_place;
};

}  // namespace

std::map<std::string, TextPlace> jsonPlaces(std::string_view text) {
    std::map<std::string, TextPlace> places;
    Walker{text, places}.value("");
    return places;
}

std::vector<std::string> jsonDuplicates(std::string_view text) {
    std::map<std::string, TextPlace> places;
    Walker walker{text, places};
    walker.value("");
    return walker.duplicates;
}

TextPlace placeOf(const std::map<std::string, TextPlace>& places, std::string pointer) {
    for (;;) {
        if (const auto found = places.find(pointer); found != places.end()) return found->second;
        const std::size_t last = pointer.rfind('/');
        if (last == std::string::npos) return {};
        pointer.resize(last);
    }
}

}  // namespace spillway::workflow
