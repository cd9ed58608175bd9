#include "workflow/timestamp.h"

#include <fmt/format.h>

namespace spillway::workflow {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kDay = 86'400;

class Reader {
public:
    explicit Reader(std::string_view text) : m_text{text} {}
    bool ok() const { return m_ok; }
    bool atEnd() const { return m_text.empty(); }
    char take() {
        if (m_text.empty()) return m_ok = false, '\0';
        const char c = m_text.front();
        m_text.remove_prefix(1);
        return c;
    }
    void expect(char c) { m_ok = take() == c && m_ok; }
    bool nextIs(char c) const { return !m_text.empty() && m_text.front() == c; }
    bool nextIsDigit() const { return !m_text.empty() && m_text.front() >= '0' && m_text.front() <= '9'; }
    int digits(int count) {
        int value = 0;
        for (int i = 0; i < count; ++i) {
            if (!nextIsDigit()) return m_ok = false, 0;
            value = value * 10 + (take() - '0');
        }
        return value;
    }

private:
    std::string_view m_text;
    bool m_ok = true;
};

std::int64_t fraction(Reader& reader) {
    if (!reader.nextIs('.')) return 0;
    reader.take();
    std::int64_t value = 0, scale = kSecond;
    if (!reader.nextIsDigit()) reader.expect('0');
    while (reader.nextIsDigit()) {
        scale /= 10;
        value += (reader.take() - '0') * scale;
    }
    return value;
}

// Seconds east of Greenwich.
std::int64_t offset(Reader& reader) {
    if (reader.nextIs('Z')) return reader.take(), 0;
    const char sign = reader.take();
    const int hours = reader.digits(2);
    reader.expect(':');
    const int minutes = reader.digits(2);
    if ((sign != '+' && sign != '-') || hours > 18 || minutes > 59) reader.expect('\0');
    return (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

bool isDay(CivilDate date) {
    if (date.month < 1 || date.month > 12 || date.day < 1) return false;
    const CivilDate back = civilFromDays(daysFromCivil(date));
    return back.month == date.month && back.day == date.day;
}

}  // namespace

std::int64_t daysFromCivil(CivilDate date) {
    const std::int64_t y = date.year - (date.month <= 2 ? 1 : 0);
    const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
    const auto yearOfEra = static_cast<unsigned>(y - era * 400);
    const unsigned dayOfYear = (153 * (date.month > 2 ? date.month - 3 : date.month + 9) + 2) / 5 + date.day - 1;
    const unsigned dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146097 + static_cast<std::int64_t>(dayOfEra) - 719468;
}

CivilDate civilFromDays(std::int64_t days) {
    days += 719468;
    const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    const auto dayOfEra = static_cast<unsigned>(days - era * 146097);
    const unsigned yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
    const unsigned dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const unsigned part = (5 * dayOfYear + 2) / 153;
    const unsigned month = part < 10 ? part + 3 : part - 9;
    return {static_cast<std::int64_t>(yearOfEra) + era * 400 + (month <= 2 ? 1 : 0), month,
            dayOfYear - (153 * part + 2) / 5 + 1};
}

std::optional<std::int64_t> parseTimestamp(std::string_view text) {
    Reader reader{text};
    CivilDate date;
    date.year = reader.digits(4);
    reader.expect('-');
    date.month = static_cast<unsigned>(reader.digits(2));
    reader.expect('-');
    date.day = static_cast<unsigned>(reader.digits(2));
    reader.expect('T');
    const int hour = reader.digits(2);
    reader.expect(':');
    const int minute = reader.digits(2);
    int second = 0;
    if (reader.nextIs(':')) {
        reader.take();
        second = reader.digits(2);
    }
    const std::int64_t nanoseconds = fraction(reader);
    const std::int64_t east = offset(reader);
    if (!reader.ok() || !reader.atEnd() || !isDay(date) || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    if (date.year < 1678 || date.year > 2261) return std::nullopt;
    return (daysFromCivil(date) * kDay + hour * 3600 + minute * 60 + second - east) * kSecond + nanoseconds;
}

std::string timestampText(std::int64_t nanoseconds) {
    std::int64_t seconds = nanoseconds / kSecond, rest = nanoseconds % kSecond;
    if (rest < 0) --seconds, rest += kSecond;
    std::int64_t days = seconds / kDay, ofDay = seconds % kDay;
    if (ofDay < 0) --days, ofDay += kDay;
    const CivilDate date = civilFromDays(days);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", date.year, date.month, date.day, ofDay / 3600,
                       ofDay / 60 % 60, ofDay % 60, rest / 1'000'000);
}

}  // namespace spillway::workflow
