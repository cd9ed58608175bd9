#include "workflow/jsonata/time_picture.h"

#include "workflow/jsonata/value.h"
#include "workflow/timestamp.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

namespace spillway::workflow::jsonata {
namespace {

constexpr std::array<const char*, 12> kMonths{"January", "February", "March",     "April",   "May",      "June",
                                              "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<const char*, 7> kDays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                           "Friday", "Saturday", "Sunday"};
constexpr std::int64_t kDay = 86'400'000;

std::int64_t floorDivided(std::int64_t value, std::int64_t by) { return value / by - (value % by < 0 ? 1 : 0); }

// How a component is shown that says nothing about it.
const char* standardShape(char letter) {
    switch (letter) {
        case 'm':
        case 's': return "01";
        case 'Z':
        case 'z': return "01:01";
        case 'F':
        case 'P':
        case 'C':
        case 'E': return "n";
        default: return "1";
    }
}

std::optional<std::size_t> widthOf(const std::string& text) {
    if (text.empty() || text == "*") return std::nullopt;
    return static_cast<std::size_t>(std::clamp(std::atoi(text.c_str()), 0, 100));
}

void readNumber(TimePiece& piece, const std::string& shape, std::optional<std::size_t> widthLeast) {
    piece.integer.emplace(shape);
    if (widthLeast) piece.integer->digitsLeast = std::max(piece.integer->digitsLeast, *widthLeast);
    if (std::string_view{"YMD"}.find(piece.letter) == std::string_view::npos) return;
    if (piece.widthMost) {
        piece.places = piece.integer->digitsLeast = *piece.widthMost;
    } else if (piece.integer->form == IntegerPicture::Form::decimal) {
        const std::size_t places = piece.integer->digitsLeast + piece.integer->digitsOptional;
        if (places >= 2) piece.places = places;
    }
}

// What stands between [ and ].
TimePiece pieceOf(std::string inside) {
    std::erase_if(inside, [](unsigned char c) { return std::isspace(c) != 0; });
    TimePiece piece;
    if (!inside.empty()) piece.letter = inside.front();
    if (piece.letter == 0 || std::string_view{"YMDdFWwXxHhPmsfZzCE"}.find(piece.letter) == std::string_view::npos)
        throw Problem{"D3132",
                      "Unknown component specifier \"" + inside.substr(0, 1) + "\" in date/time picture string"};
    std::optional<std::size_t> widthLeast;
    std::string shape = inside.substr(1);
    if (const std::size_t comma = shape.rfind(','); comma != std::string::npos) {
        const std::string width = shape.substr(comma + 1);
        const std::size_t dash = width.find('-');
        widthLeast = widthOf(width.substr(0, dash));
        if (dash != std::string::npos) piece.widthMost = widthOf(width.substr(dash + 1));
        shape.erase(comma);
    }
    std::string modifier;
    if (shape.size() > 1 && std::string_view{"atco"}.find(shape.back()) != std::string_view::npos) {
        modifier = std::string{";"} + shape.back();
        piece.isZulu = shape.back() == 't';
        shape.pop_back();
    }
    if (shape.empty()) shape = standardShape(piece.letter);
    if (piece.letter == 'Z' || piece.letter == 'z') {
        piece.integer.emplace(shape);
    } else if (shape.front() == 'n') {
        piece.name = TimePiece::Case::lower;
    } else if (shape.front() == 'N') {
        piece.name = shape.starts_with("Nn") ? TimePiece::Case::title : TimePiece::Case::upper;
    } else if (std::string_view{"PCE"}.find(piece.letter) == std::string_view::npos) {
        readNumber(piece, shape + modifier, widthLeast);
    }
    return piece;
}

void addPlain(std::vector<TimePiece>& pieces, std::string text) {
    for (std::size_t at = text.find("]]"); at != std::string::npos; at = text.find("]]", at + 1)) text.erase(at, 1);
    if (!text.empty()) pieces.push_back({.plain = std::move(text)});
}

// Monday of the first week of a year or month, which is the one with its first Thursday.
std::int64_t firstWeek(CivilDate first) {
    const std::int64_t day = daysFromCivil(first);
    const std::int64_t weekday = ((day + 3) % 7 + 7) % 7 + 1;
    return weekday > 4 ? day + 8 - weekday : day - (weekday - 1);
}

CivilDate monthAfter(std::int64_t year, std::int64_t month, int by) {
    const std::int64_t months = year * 12 + month - 1 + by;
    return {floorDivided(months, 12), static_cast<unsigned>(months - floorDivided(months, 12) * 12 + 1), 1};
}

std::int64_t weekWithin(std::int64_t day, CivilDate before, CivilDate here, CivilDate next) {
    if (day >= firstWeek(next)) return 1;
    const std::int64_t begin = day < firstWeek(here) ? firstWeek(before) : firstWeek(here);
    return (day - begin) / 7 + 1;
}

std::string named(std::string text, const TimePiece& piece) {
    if (piece.name == TimePiece::Case::upper)
        std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    if (piece.name == TimePiece::Case::lower)
        std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return piece.widthMost ? text.substr(0, *piece.widthMost) : text;
}

std::int64_t zoneMinutes(const std::string& zone) {
    const int value = zone.empty() ? 0 : std::atoi(zone.c_str());
    return value / 100 * 60 + value % 100;
}

std::string zoneText(std::int64_t minutes, const TimePiece& piece) {
    if (piece.isZulu && minutes == 0) return "Z";
    const double hours = static_cast<double>(minutes / 60), rest = static_cast<double>(std::abs(minutes % 60));
    const double both = static_cast<double>(minutes / 60 * 100 + minutes % 60);
    const IntegerPicture& picture = *piece.integer;
    std::string text;
    if (picture.every > 0 || picture.digitsLeast == 3 || picture.digitsLeast == 4) {
        text = picture.text(both);
    } else if (picture.digitsLeast == 1 || picture.digitsLeast == 2) {
        text = (minutes < 0 && hours == 0 ? "-" : "") + picture.text(hours);
        if (rest != 0) text += ":" + integerText(rest, "00");
    } else {
        throw Problem{"D3134", "The timezone integer format specifier cannot have more than four digits"};
    }
    return std::string{piece.letter == 'z' ? "GMT" : ""} + (minutes >= 0 ? "+" : "") + text;
}

std::string pieceText(const TimePiece& piece, std::int64_t local, std::int64_t east) {
    switch (piece.letter) {
        case 'Z':
        case 'z': return zoneText(east, piece);
        case 'P':
            return std::string{piece.name == TimePiece::Case::upper ? (timeComponent(local, 'P') > 0 ? "PM" : "AM")
                                                                    : (timeComponent(local, 'P') > 0 ? "pm" : "am")};
        case 'C':
        case 'E': return "ISO";
        default: break;
    }
    std::int64_t value = timeComponent(local, piece.letter);
    if (piece.name != TimePiece::Case::none) {
        if (piece.letter == 'M' || piece.letter == 'x') return named(monthName(value), piece);
        if (piece.letter == 'F') return named(dayName(value), piece);
        throw Problem{"D3133",
                      std::string{"The 'name' modifier can only be applied to months and days in the date/time "
                                  "picture string, not "} +
                          piece.letter};
    }
    if (piece.letter == 'Y' && piece.places > 0 && piece.places < 18) {
        std::int64_t most = 1;
        for (std::size_t i = 0; i < piece.places; ++i) most *= 10;
        value %= most;
    }
    return piece.integer->text(static_cast<double>(value));
}

}  // namespace

const char* monthName(std::int64_t month) { return kMonths[static_cast<std::size_t>(month - 1)]; }
const char* dayName(std::int64_t day) { return kDays[static_cast<std::size_t>(day - 1)]; }

std::vector<TimePiece> timePieces(const std::string& picture) {
    std::vector<TimePiece> pieces;
    std::string plain;
    for (std::size_t i = 0; i < picture.size(); ++i) {
        if (picture[i] != '[') {
            plain += picture[i];
        } else if (picture.compare(i, 2, "[[") == 0) {
            addPlain(pieces, std::exchange(plain, {}));
            pieces.push_back({.plain = "["});
            ++i;
        } else {
            const std::size_t end = picture.find(']', i);
            if (end == std::string::npos)
                throw Problem{"D3135", "No matching closing bracket ']' in date/time picture string"};
            addPlain(pieces, std::exchange(plain, {}));
            pieces.push_back(pieceOf(picture.substr(i + 1, end - i - 1)));
            i = end;
        }
    }
    addPlain(pieces, plain);
    return pieces;
}

std::int64_t timeComponent(std::int64_t milliseconds, char letter) {
    const std::int64_t day = floorDivided(milliseconds, kDay), ofDay = milliseconds - day * kDay;
    const CivilDate date = civilFromDays(day);
    const std::int64_t hour = ofDay / 3'600'000;
    const CivilDate month = monthAfter(date.year, date.month, 0), before = monthAfter(date.year, date.month, -1),
                    next = monthAfter(date.year, date.month, 1);
    switch (letter) {
        case 'Y': return date.year;
        case 'M': return date.month;
        case 'D': return date.day;
        case 'd': return day - daysFromCivil({date.year, 1, 1}) + 1;
        case 'F': return ((day + 3) % 7 + 7) % 7 + 1;  // 1970 began on a Thursday
        case 'W': return weekWithin(day, {date.year - 1, 1, 1}, {date.year, 1, 1}, {date.year + 1, 1, 1});
        case 'w': return weekWithin(day, before, month, next);
        case 'X':
            if (day < firstWeek({date.year, 1, 1})) return date.year - 1;
            return day >= firstWeek({date.year + 1, 1, 1}) ? date.year + 1 : date.year;
        case 'x':
            if (day < firstWeek(month)) return before.month;
            return day >= firstWeek(next) ? next.month : month.month;
        case 'H': return hour;
        case 'h': return (hour + 11) % 12 + 1;
        case 'P': return hour >= 12 ? 1 : 0;
        case 'm': return ofDay / 60'000 % 60;
        case 's': return ofDay / 1000 % 60;
        case 'f': return ofDay % 1000;
        default: return 0;
    }
}

std::string timeText(std::int64_t milliseconds, const std::string& picture, const std::string& zone) {
    const std::int64_t east = zoneMinutes(zone);
    std::string text;
    for (const TimePiece& piece : timePieces(picture))
        text += piece.letter == 0 ? piece.plain : pieceText(piece, milliseconds + east * 60'000, east);
    return text;
}

}  // namespace spillway::workflow::jsonata
