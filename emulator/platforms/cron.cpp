#include "platforms/cron.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <string>
#include <vector>

namespace spillway {
namespace {

constexpr std::int64_t kDay = 86'400;

// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
std::int64_t daysOf(std::int64_t year, int month, int day) {
    year -= month <= 2 ? 1 : 0;
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const std::int64_t ofEra = year - era * 400;
    const std::int64_t ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146'097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719'468;
}
int daysIn(std::int64_t year, int month) {
    return static_cast<int>(daysOf(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1) -
                            daysOf(year, month, 1));
}
int weekdayOf(std::int64_t days) { return static_cast<int>(((days + 4) % 7 + 7) % 7); }

}  // namespace

CivilTime civilOf(std::int64_t seconds) {
    const std::int64_t days = (seconds >= 0 ? seconds : seconds - kDay + 1) / kDay;
    const auto rest = static_cast<int>(seconds - days * kDay);
    const std::int64_t shifted = days + 719'468;
    const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146'096) / 146'097;
    const std::int64_t ofEra = shifted - era * 146'097;
    const std::int64_t yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36'524 - ofEra / 146'096) / 365;
    const std::int64_t ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const std::int64_t fromMarch = (5 * ofYear + 2) / 153;
    CivilTime civil;
    civil.day = static_cast<int>(ofYear - (153 * fromMarch + 2) / 5 + 1);
    civil.month = static_cast<int>(fromMarch < 10 ? fromMarch + 3 : fromMarch - 9);
    civil.year = yearOfEra + era * 400 + (civil.month <= 2 ? 1 : 0);
    civil.hour = rest / 3600;
    civil.minute = rest / 60 % 60;
    civil.second = rest % 60;
    civil.weekday = weekdayOf(days);
    return civil;
}

std::int64_t secondsOf(const CivilTime& civil) {
    return daysOf(civil.year, civil.month, civil.day) * kDay + civil.hour * 3600 + civil.minute * 60 + civil.second;
}

Result<std::int64_t> parseInstant(std::string_view text) {
    std::vector<int> parts;
    for (std::size_t at = 0; at < text.size();) {
        int value = 0;
        const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), value);
        if (error != std::errc{} || value < 0) break;
        parts.push_back(value);
        at = static_cast<std::size_t>(end - text.data()) + 1;  // one separator
    }
    const bool whole = parts.size() == 3 || (parts.size() >= 5 && parts.size() <= 6 && text.ends_with('Z'));
    parts.resize(6);
    const bool isDate =
        parts[0] <= 9999 && parts[1] >= 1 && parts[1] <= 12 && parts[2] >= 1 && parts[2] <= daysIn(parts[0], parts[1]);
    if (!whole || !isDate || parts[3] > 23 || parts[4] > 59 || parts[5] > 59)
        return Error{"\"" + std::string{text} + "\" is no instant: 2026-01-05T00:00:00Z or 2026-01-05"};
    return secondsOf({parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], 0});
}

std::int64_t TimeZone::localOf(const Change& change, std::int64_t year) {
    const std::int64_t first = daysOf(year, change.month, 1);
    int day = 1 + (change.weekday - weekdayOf(first) + 7) % 7 + 7 * (change.week - 1);
    while (day > daysIn(year, change.month)) day -= 7;
    return (first + day - 1) * kDay + change.second;
}

std::int64_t TimeZone::offset(std::int64_t utc) const {
    if (!m_hasSummer) return m_standard;
    const std::int64_t year = civilOf(utc + m_standard).year;
    const std::int64_t begin = localOf(m_begin, year) - m_standard;
    const std::int64_t end = localOf(m_end, year) - m_summer;
    const bool summer = begin < end ? utc >= begin && utc < end : utc >= begin || utc < end;
    return summer ? m_summer : m_standard;
}

struct TimeZoneReader {
    std::string_view rest;
    bool ok = true;

    bool take(char wanted) {
        if (rest.empty() || rest.front() != wanted) return false;
        rest.remove_prefix(1);
        return true;
    }
    void name() {
        if (take('<')) {
            const std::size_t end = rest.find('>');
            ok &= end != std::string_view::npos;
            rest.remove_prefix(ok ? end + 1 : rest.size());
            return;
        }
        std::size_t letters = 0;
        while (letters < rest.size() && std::isalpha(static_cast<unsigned char>(rest[letters])) != 0) ++letters;
        ok &= letters >= 3;
        rest.remove_prefix(letters);
    }
    // 0 to `most`.
    int number(int most) {
        int value = 0;
        const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
        ok &= error == std::errc{} && value >= 0 && value <= most;
        rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
        return ok ? value : 0;
    }
    // hh[:mm[:ss]], positive west of Greenwich; a change may be on another day of its week (RFC 8536, 3.3.1).
    std::int64_t time(int mostHours) {
        const bool negative = take('-');
        if (!negative) take('+');
        std::int64_t seconds = 3600 * number(mostHours);
        if (take(':')) seconds += 60 * number(59);
        if (take(':')) seconds += number(59);
        return negative ? -seconds : seconds;
    }
    std::int64_t shift() { return time(24); }
    void change(TimeZone::Change& into) {
        ok &= take(',') && take('M');
        into.month = number(12);
        ok &= take('.');
        into.week = number(5);
        ok &= take('.');
        into.weekday = number(6);
        if (take('/')) into.second = time(167);
        ok &= into.month >= 1 && into.week >= 1;
    }
    void read(TimeZone& zone) {
        name();
        zone.m_standard = -shift();
        if (rest.empty()) return;
        zone.m_hasSummer = true;
        name();
        zone.m_summer = !rest.empty() && rest.front() != ',' ? -shift() : zone.m_standard + 3600;
        change(zone.m_begin);
        change(zone.m_end);
        ok &= rest.empty();
    }
};

Result<TimeZone> TimeZone::parse(std::string_view rule) {
    TimeZone zone;
    TimeZoneReader reader{rule};
    reader.read(zone);
    if (!reader.ok) return Error{"\"" + std::string{rule} + "\" is no POSIX time zone rule"};
    return zone;
}

bool CronExpression::matchesDay(const CivilTime& day) const {
    const int last = daysIn(day.year, day.month);
    const auto isNearest = [&](int wanted) {
        const int weekday = weekdayOf(daysOf(day.year, day.month, wanted));
        int nearest = wanted;
        if (weekday == 6) nearest = wanted > 1 ? wanted - 1 : wanted + 2;
        if (weekday == 0) nearest = wanted < last ? wanted + 1 : wanted - 2;
        return day.day == nearest;
    };
    bool dayOk = m_days[static_cast<std::size_t>(day.day)];
    if (m_lastDay) dayOk |= day.day == last - m_beforeLast;
    if (m_nearestWeekday != 0 && m_nearestWeekday <= last) dayOk |= isNearest(m_nearestWeekday);
    if (m_lastNearestWeekday) dayOk |= isNearest(last);
    bool weekdayOk = m_weekdays[static_cast<std::size_t>(day.weekday)];
    if (m_lastWeekday >= 0) weekdayOk |= day.weekday == m_lastWeekday && day.day > last - 7;
    if (m_nthWeekday[0] >= 0) weekdayOk |= day.weekday == m_nthWeekday[0] && (day.day - 1) / 7 + 1 == m_nthWeekday[1];
    if (m_anyDay && m_anyWeekday) return true;
    if (m_anyDay) return weekdayOk;
    if (m_anyWeekday) return dayOk;
    return m_bothDays ? dayOk && weekdayOk : dayOk || weekdayOk;
}

// From the coarse to the fine: a day that does not match is skipped whole.
std::optional<std::int64_t> CronExpression::nextLocal(std::int64_t local) const {
    constexpr int kMostDays = 366 * 100;
    CivilTime at = civilOf(local + 1);
    bool sameDay = true;
    std::int64_t day = daysOf(at.year, at.month, at.day);
    for (int step = 0; step < kMostDays; ++step, ++day, sameDay = false) {
        const CivilTime date = civilOf(day * kDay);
        const std::int64_t year = date.year - 1970;
        if (year < 0 || year >= 300 || !m_years[static_cast<std::size_t>(year)]) continue;
        if (!m_months[static_cast<std::size_t>(date.month)] || !matchesDay(date)) continue;
        for (int hour = sameDay ? at.hour : 0; hour < 24; ++hour) {
            if (!m_hours[static_cast<std::size_t>(hour)]) continue;
            const bool sameHour = sameDay && hour == at.hour;
            for (int minute = sameHour ? at.minute : 0; minute < 60; ++minute) {
                if (!m_minutes[static_cast<std::size_t>(minute)]) continue;
                const bool sameMinute = sameHour && minute == at.minute;
                for (int second = sameMinute ? at.second : 0; second < 60; ++second) {
                    if (m_seconds[static_cast<std::size_t>(second)])
                        return day * kDay + hour * 3600 + minute * 60 + second;
                }
            }
        }
    }
    return std::nullopt;
}

// Local times that do not exist (clocks go forward) are left out; those that exist twice are due once, at the first,
// unless it is due every hour anyway (Vixie cron).
std::optional<std::int64_t> CronExpression::next(std::int64_t utc, const TimeZone& zone) const {
    if (m_every) return utc + *m_every;
    std::optional<std::int64_t> soonest;
    // By the clock of now, and by the one that holds a day later, when clocks change in between.
    for (const std::int64_t shift : {zone.offset(utc), zone.offset(utc + kDay)}) {
        std::int64_t local = utc + shift;
        for (int tries = 0; tries < 2 * 1440; ++tries) {
            const auto found = nextLocal(local);
            if (!found) break;
            local = *found;
            const std::int64_t instant = *found - shift;
            if (soonest && instant >= *soonest) break;
            if (zone.offset(instant) != shift) continue;  // this clock does not hold then
            // A local time that comes a second time was due at the first.
            const std::int64_t earlier = zone.offset(instant - kDay);
            if (!m_everyHour && earlier > shift && zone.offset(*found - earlier) == earlier) continue;
            soonest = instant;
            break;
        }
    }
    return soonest;
}

}  // namespace spillway
