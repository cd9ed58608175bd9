#include "workflow/jsonata/time_picture.h"
#include "workflow/jsonata/value.h"
#include "workflow/regex.h"
#include "workflow/timestamp.h"

#include <algorithm>
#include <array>
#include <charconv>

// Times out of texts: the picture becomes a regular expression with a group for each piece, and what the groups caught
// is read component by component.
namespace spillway::workflow::jsonata {
namespace {

constexpr std::int64_t kDay = 86'400'000;

// By letter of the component; what was not in the text stays empty.
using Components = std::array<std::optional<std::int64_t>, 128>;

std::string escaped(const std::string& plain) {
    std::string pattern;
    for (const char c : plain) {
        if (std::string_view{".*+?^${}()|[]\\/"}.find(c) != std::string_view::npos) pattern += '\\';
        pattern += c;
    }
    return pattern;
}

// Whether a zone is written with something between hours and minutes.
std::string zoneSeparator(const TimePiece& piece) {
    if (piece.integer->every == 0) return "";
    return std::string(1, static_cast<char>(piece.integer->separators.front().sign));
}

std::string patternOf(const TimePiece& piece) {
    if (piece.letter == 0) return escaped(piece.plain);
    if (piece.letter == 'Z' || piece.letter == 'z') {
        const std::string separator = zoneSeparator(piece);
        return std::string{piece.letter == 'z' ? "GMT" : ""} + "[-+][0-9]+" +
               (separator.empty() ? "" : escaped(separator) + "[0-9]+");
    }
    if (!piece.integer) {
        if (std::string_view{"MxFP"}.find(piece.letter) == std::string_view::npos)
            throw Problem{"D3133", std::string{"The 'name' modifier can only be applied to months and days in the "
                                               "date/time picture string, not "} +
                                       piece.letter};
        return "[a-zA-Z]+";
    }
    if (piece.places == 0) return piece.integer->pattern("+");
    const std::size_t optional = std::min(piece.integer->digitsOptional, piece.places);
    const std::string most = std::to_string(piece.places);
    return piece.integer->pattern(optional == 0 ? "{" + most + "}"
                                                : "{" + std::to_string(piece.places - optional) + "," + most + "}");
}

std::optional<std::int64_t> whole(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    return problem == std::errc{} ? std::optional{value} : std::nullopt;
}

std::optional<std::int64_t> zoneMinutes(std::string text, const TimePiece& piece) {
    if (piece.letter == 'z') text.erase(0, 3);
    std::string hours = text, minutes;
    if (const std::string separator = zoneSeparator(piece); !separator.empty()) {
        const std::size_t at = text.find(separator, 1);
        hours = text.substr(0, at);
        minutes = text.substr(at + 1);
    } else if (text.size() > 3) {
        hours = text.substr(0, 3);
        minutes = text.substr(3);
    }
    const std::int64_t size = whole(hours).value_or(0) * 60;
    const std::int64_t rest = whole(minutes).value_or(0);
    return hours.starts_with('-') ? size - rest : size + rest;
}

std::optional<std::int64_t> nameNumber(const std::string& text, const TimePiece& piece) {
    if (piece.letter == 'P') {
        if (text == "am" || text == "AM") return 0;
        return text == "pm" || text == "PM" ? std::optional<std::int64_t>{1} : std::nullopt;
    }
    const std::int64_t count = piece.letter == 'F' ? 7 : 12;
    for (std::int64_t i = 1; i <= count; ++i) {
        const std::string name = piece.letter == 'F' ? dayName(i) : monthName(i);
        if (text == name.substr(0, piece.widthMost.value_or(name.size()))) return i;
    }
    return std::nullopt;
}

std::optional<std::int64_t> read(const TimePiece& piece, const std::string& text) {
    if (piece.letter == 'Z' || piece.letter == 'z') return zoneMinutes(text, piece);
    if (!piece.integer) return nameNumber(text, piece);
    const double number = piece.integer->number(text);
    return std::abs(number) < 1e9 ? std::optional{static_cast<std::int64_t>(number)} : std::nullopt;
}

// Which of the ways to write a date the components are of: none of those it must not have, one of those it may.
bool isOf(const Components& found, std::string_view all, std::string_view may) {
    bool any = false;
    for (const char letter : all) {
        // A zero counts as not given: so the language's own implementation has it.
        if (found[static_cast<std::size_t>(letter)].value_or(0) == 0) continue;
        if (may.find(letter) == std::string_view::npos) return false;
        any = true;
    }
    return any;
}

// Above the greatest component given: as it is now. Below the least: the first there is. Between: refused.
void complete(Components& found, std::string_view order, std::int64_t now) {
    const auto refuse = [] {
        throw Problem{"D3136", "The date/time picture string is missing specifiers required to parse the timestamp"};
    };
    bool started = false, ended = false;
    for (const char letter : order) {
        auto& component = found[static_cast<std::size_t>(letter)];
        if (component) {
            started = true;
            if (ended) refuse();
        } else if (started) {
            component = letter == 'M' || letter == 'D' || letter == 'd' ? 1 : 0;
            ended = true;
        } else {
            component = letter == 'P' ? 0 : timeComponent(now, letter);
        }
    }
}

std::int64_t dayOf(std::int64_t year, std::int64_t month, std::int64_t day) {
    // Years of two digits are of the last century, as for everybody who writes JavaScript.
    if (year >= 0 && year <= 99) year += 1900;
    const std::int64_t months = year * 12 + month;
    const std::int64_t civil = months / 12 - (months % 12 < 0 ? 1 : 0);
    return daysFromCivil({civil, static_cast<unsigned>(months - civil * 12 + 1), 1}) + day - 1;
}

std::int64_t moment(Components& found, std::int64_t now) {
    constexpr std::string_view kDate = "YXMxWwdD", kTime = "PHhmsf";
    const bool byDay = !isOf(found, kDate, "YMD") && isOf(found, kDate, "Yd");
    const bool byWeek = isOf(found, kDate, "Xxw") || isOf(found, kDate, "XW");
    const bool isHalf = !isOf(found, kTime, "Hmsf") && isOf(found, kTime, "Phmsf");
    const std::string time = isHalf ? "Phmsf" : "Hmsf";
    complete(found, (byDay ? "YD" : (byWeek ? "XWF" : "YMD")) + time, now);
    if (byWeek)
        throw Problem{"D3136", "The date/time picture string is missing specifiers required to parse the timestamp"};
    const auto at = [&](char letter) { return found[static_cast<std::size_t>(letter)].value_or(0); };
    const std::int64_t day =
        byDay ? dayOf(at('Y'), 0, 1) + at('d') - 1 : dayOf(at('Y'), at('M') > 0 ? at('M') - 1 : 0, at('D'));
    std::int64_t hour = at('H');
    if (isHalf) hour = (at('h') == 12 ? 0 : at('h')) + (at('P') == 1 ? 12 : 0);
    const std::int64_t east = at('Z') != 0 ? at('Z') : at('z');
    return day * kDay + ((hour * 60 + at('m') - east) * 60 + at('s')) * 1000 + at('f');
}

}  // namespace

std::optional<std::int64_t> parsedTime(const std::string& text, const std::string& picture, std::int64_t now) {
    const std::vector<TimePiece> pieces = timePieces(picture);
    std::string pattern = "^";
    for (const TimePiece& piece : pieces) pattern += "(" + patternOf(piece) + ")";
    const Result<Regex> regex = Regex::parse(pattern + "$", {.ignoreCase = true});
    if (!regex) throw Problem{"D3133", "the picture cannot be read: " + regex.error().message};
    Regex::Match match;
    if (regex->search(text, 0, match) != Regex::Found::yes) return std::nullopt;
    Components found{};
    bool any = false;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (pieces[i].letter == 0) continue;
        const auto [begin, end] = match.groups[i];
        found[static_cast<std::size_t>(pieces[i].letter)] = read(pieces[i], text.substr(begin, end - begin));
        any = true;
    }
    if (!any) return std::nullopt;
    return moment(found, now);
}

std::optional<std::int64_t> isoMilliseconds(const std::string& text) {
    std::string all = text;
    if (all.size() == 4) all += "-01-01";
    if (all.size() == 7) all += "-01";
    if (all.size() == 10) all += "T00:00:00";
    const std::size_t time = all.find('T');
    if (time == std::string::npos) return std::nullopt;
    const std::size_t zone = all.find_first_of("Z+-", time);
    if (zone == std::string::npos) all += "Z";
    // +0100 is as good as +01:00.
    else if (all[zone] != 'Z' && all.find(':', zone) == std::string::npos && all.size() == zone + 5)
        all.insert(zone + 3, ":");
    const auto nanoseconds = parseTimestamp(all);
    if (!nanoseconds) return std::nullopt;
    return *nanoseconds / 1'000'000 - (*nanoseconds % 1'000'000 < 0 ? 1 : 0);
}

}  // namespace spillway::workflow::jsonata
