#include "workflow/jsonata/time_picture.h"

#include "workflow/jsonata/value.h"
#include "workflow/timestamp.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace spillway::workflow::jsonata {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> kDays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                "Friday", "Saturday", "Sunday"};
constexpr std::int64_t kDay = 86'400'000;

// One piece of a picture: plain text, or [letter and how it is shown].
struct Piece {
    std::string plain;
    char letter = 0;
    std::string shape;         // "01", "0001", "Nn"
    std::size_t widthMax = 0;  // ,*-3 behind the shape
};

std::vector<Piece> piecesOf(const std::string& picture) {
    std::vector<Piece> pieces;
    for (std::size_t i = 0; i < picture.size(); ++i) {
        if (picture[i] == '[' && picture.compare(i, 2, "[[") != 0) {
            const std::size_t end = picture.find(']', i);
            if (end == std::string::npos) throw Problem{"D3135", "the picture \"" + picture + "\" has no closing ]"};
            std::string inside = picture.substr(i + 1, end - i - 1);
            std::erase(inside, ' ');
            if (inside.empty()) throw Problem{"D3132", "the picture has an empty component"};
            Piece piece{.letter = inside.front()};
            const std::size_t comma = inside.find(',');
            piece.shape = inside.substr(1, comma == std::string::npos ? comma : comma - 1);
            if (const std::size_t dash = inside.find('-', comma == std::string::npos ? inside.size() : comma);
                dash != std::string::npos)
                piece.widthMax = static_cast<std::size_t>(std::max(0, std::atoi(inside.c_str() + dash + 1)));
            pieces.push_back(std::move(piece));
            i = end;
            continue;
        }
        if (picture.compare(i, 2, "[[") == 0 || picture.compare(i, 2, "]]") == 0) ++i;
        if (pieces.empty() || pieces.back().letter != 0) pieces.emplace_back();
        pieces.back().plain += picture[i];
    }
    return pieces;
}

std::int64_t floorDivided(std::int64_t value, std::int64_t by) { return value / by - (value % by < 0 ? 1 : 0); }

std::string named(std::string_view name, const Piece& piece) {
    std::string text{name};
    if (piece.widthMax > 0) text.resize(std::min(text.size(), piece.widthMax));
    if (piece.shape.starts_with("Nn")) return text;
    for (char& c : text) c = static_cast<char>(piece.shape.starts_with("N") ? std::toupper(c) : std::tolower(c));
    return text;
}

std::string number(std::int64_t value, const Piece& piece, const char* standard) {
    const std::string& shape = piece.shape.empty() ? standard : piece.shape;
    if (shape.find_first_not_of("0123456789#o") != std::string::npos)
        throw Problem{"D3133", "the component [" + std::string(1, piece.letter) + piece.shape + "] is not supported"};
    const auto width =
        static_cast<std::size_t>(std::ranges::count_if(shape, [](char c) { return c >= '0' && c <= '9'; }));
    std::string text = fmt::format("{:0{}}", value, width);
    // A year of two digits is the end of the year.
    if (piece.letter == 'Y' && piece.widthMax > 0 && text.size() > piece.widthMax)
        text = text.substr(text.size() - piece.widthMax);
    if (piece.letter == 'Y' && width == 2 && text.size() > 2) text = text.substr(text.size() - 2);
    if (shape.ends_with('o')) {
        const std::int64_t ten = value % 100 / 10, one = value % 10;
        text += ten == 1 || one > 3 || one == 0 ? "th" : (one == 1 ? "st" : (one == 2 ? "nd" : "rd"));
    }
    return text;
}

std::int64_t zoneMinutes(const std::string& zone) {
    if (zone.empty()) return 0;
    const int value = std::atoi(zone.c_str());
    return value / 100 * 60 + value % 100;
}

std::string zoneText(std::int64_t minutes, const Piece& piece) {
    if (piece.shape.ends_with('t') && minutes == 0) return "Z";
    const char sign = minutes < 0 ? '-' : '+';
    const std::int64_t size = std::abs(minutes);
    const char* colon = piece.shape.empty() || piece.shape.find(':') != std::string::npos ? ":" : "";
    return fmt::format("{}{}{:02}{}{:02}", piece.letter == 'z' ? "GMT" : "", sign, size / 60, colon, size % 60);
}

}  // namespace

std::string timeText(std::int64_t milliseconds, const std::string& picture, const std::string& zone) {
    const std::int64_t east = zoneMinutes(zone);
    const std::int64_t local = milliseconds + east * 60'000;
    const std::int64_t days = floorDivided(local, kDay), ofDay = local - days * kDay;
    const CivilDate date = civilFromDays(days);
    const std::int64_t hour = ofDay / 3'600'000;
    const std::int64_t weekday = ((days + 3) % 7 + 7) % 7;  // 1970 began on a Thursday
    std::string text;
    for (const Piece& piece : piecesOf(picture)) {
        const bool isName = piece.shape.starts_with('N') || piece.shape.starts_with('n');
        switch (piece.letter) {
            case 0: text += piece.plain; break;
            case 'Y': text += number(date.year, piece, "1"); break;
            case 'M': text += isName ? named(kMonths[date.month - 1], piece) : number(date.month, piece, "1"); break;
            case 'D': text += number(date.day, piece, "1"); break;
            case 'd': text += number(days - daysFromCivil({date.year, 1, 1}) + 1, piece, "1"); break;
            case 'F':
                text += isName || piece.shape.empty() ? named(kDays[static_cast<std::size_t>(weekday)], piece)
                                                      : number(weekday + 1, piece, "1");
                break;
            case 'H': text += number(hour, piece, "1"); break;
            case 'h': text += number((hour + 11) % 12 + 1, piece, "1"); break;
            case 'm': text += number(ofDay / 60'000 % 60, piece, "01"); break;
            case 's': text += number(ofDay / 1000 % 60, piece, "01"); break;
            case 'f': text += number(ofDay % 1000, piece, "1"); break;
            case 'P': text += piece.shape == "N" ? (hour < 12 ? "AM" : "PM") : (hour < 12 ? "am" : "pm"); break;
            case 'Z':
            case 'z': text += zoneText(east, piece); break;
            default: throw Problem{"D3132", "the component [" + std::string(1, piece.letter) + "] is not supported"};
        }
    }
    return text;
}

namespace {

// What a text says of a time, piece by piece.
struct Fields {
    std::int64_t year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0, fraction = 0, east = 0;
    bool isAfternoon = false, isHalfDay = false;
};

std::optional<std::int64_t> digits(const std::string& text, std::size_t& at, std::size_t most) {
    std::int64_t value = 0;
    std::size_t count = 0;
    for (; count < most && at < text.size() && text[at] >= '0' && text[at] <= '9'; ++count)
        value = value * 10 + (text[at++] - '0');
    return count == 0 ? std::nullopt : std::optional{value};
}

template <std::size_t kCount>
std::optional<std::int64_t> nameAt(const std::array<std::string_view, kCount>& names, const std::string& text,
                                   std::size_t& at, std::size_t most) {
    const auto same = [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
    };
    for (std::size_t i = 0; i < kCount; ++i) {
        const std::string_view name = names[i].substr(0, most == 0 ? names[i].size() : most);
        if (!std::ranges::equal(text.substr(at, name.size()), name, same)) continue;
        at += name.size();
        return static_cast<std::int64_t>(i) + 1;
    }
    return std::nullopt;
}

bool readZone(const std::string& text, std::size_t& at, Fields& fields) {
    if (text.compare(at, 3, "GMT") == 0) at += 3;
    if (at < text.size() && text[at] == 'Z') return ++at, true;
    if (at >= text.size() || (text[at] != '+' && text[at] != '-')) return false;
    const std::int64_t sign = text[at++] == '-' ? -1 : 1;
    const auto hours = digits(text, at, 2);
    if (at < text.size() && text[at] == ':') ++at;
    const auto minutes = digits(text, at, 2);
    if (!hours) return false;
    fields.east = sign * (*hours * 60 + minutes.value_or(0));
    return true;
}

bool readPiece(const Piece& piece, const std::string& text, std::size_t& at, Fields& fields) {
    const bool isName = piece.shape.starts_with('N') || piece.shape.starts_with('n');
    const auto take = [&](std::int64_t& field, std::size_t most) {
        const auto value = digits(text, at, std::max<std::size_t>(most, piece.shape.size()));
        if (value) field = *value;
        return value.has_value();
    };
    std::int64_t ignored = 0;
    switch (piece.letter) {
        case 0:
            if (text.compare(at, piece.plain.size(), piece.plain) != 0) return false;
            return at += piece.plain.size(), true;
        case 'Y': return take(fields.year, 4);
        case 'M': {
            if (!isName) return take(fields.month, 2);
            const auto month = nameAt(kMonths, text, at, piece.widthMax);
            fields.month = month.value_or(0);
            return month.has_value();
        }
        case 'D': return take(fields.day, 2);
        case 'F':
            return isName || piece.shape.empty() ? nameAt(kDays, text, at, piece.widthMax).has_value()
                                                 : take(ignored, 1);
        case 'h': return fields.isHalfDay = true, take(fields.hour, 2);
        case 'H': return take(fields.hour, 2);
        case 'm': return take(fields.minute, 2);
        case 's': return take(fields.second, 2);
        case 'f': {
            const std::size_t begin = at;
            if (!take(fields.fraction, 3)) return false;
            for (std::size_t count = at - begin; count < 3; ++count) fields.fraction *= 10;
            return true;
        }
        case 'P': fields.isAfternoon = at < text.size() && (text[at] | 0x20) == 'p'; return at += 2, at <= text.size();
        case 'Z':
        case 'z': return readZone(text, at, fields);
        default: throw Problem{"D3132", "the component [" + std::string(1, piece.letter) + "] is not supported"};
    }
}

}  // namespace

std::optional<std::int64_t> parsedTime(const std::string& text, const std::string& picture) {
    Fields fields;
    std::size_t at = 0;
    for (const Piece& piece : piecesOf(picture)) {
        if (!readPiece(piece, text, at, fields)) return std::nullopt;
    }
    if (at != text.size() || fields.month < 1 || fields.month > 12 || fields.day < 1 || fields.day > 31 ||
        fields.hour > 23)
        return std::nullopt;
    if (fields.isHalfDay) fields.hour = fields.hour % 12 + (fields.isAfternoon ? 12 : 0);
    const CivilDate date{fields.year, static_cast<unsigned>(fields.month), static_cast<unsigned>(fields.day)};
    return daysFromCivil(date) * kDay + ((fields.hour * 60 + fields.minute - fields.east) * 60 + fields.second) * 1000 +
           fields.fraction;
}

std::optional<std::int64_t> isoMilliseconds(const std::string& text) {
    std::string whole = text;
    if (whole.size() == 4) whole += "-01-01";
    if (whole.size() == 7) whole += "-01";
    if (whole.size() == 10) whole += "T00:00:00";
    const std::size_t time = whole.find('T');
    if (time == std::string::npos) return std::nullopt;
    const std::size_t zone = whole.find_first_of("Z+-", time);
    if (zone == std::string::npos) whole += "Z";
    // +0100 is as good as +01:00.
    else if (whole[zone] != 'Z' && whole.find(':', zone) == std::string::npos && whole.size() == zone + 5)
        whole.insert(zone + 3, ":");
    const auto nanoseconds = parseTimestamp(whole);
    return nanoseconds ? std::optional{floorDivided(*nanoseconds, 1'000'000)} : std::nullopt;
}

}  // namespace spillway::workflow::jsonata
