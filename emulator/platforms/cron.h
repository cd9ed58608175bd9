#pragma once

#include "base/result.h"
#include "base/units.h"

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>

// Cron expressions as the platforms read them.
namespace spillway {

// Seconds since 1970-01-01T00:00:00Z, and the proleptic Gregorian calendar.
struct CivilTime {
    std::int64_t year = 1970;
    int month = 1;  // 1 to 12
    int day = 1;    // 1 to 31
    int hour = 0;
    int minute = 0;
    int second = 0;
    int weekday = 4;  // 0 is Sunday
    friend bool operator==(const CivilTime&, const CivilTime&) = default;
};
CivilTime civilOf(std::int64_t seconds);
std::int64_t secondsOf(const CivilTime& civil);  // weekday is not looked at
// "2026-01-05T00:00:00Z", or only its date.
Result<std::int64_t> parseInstant(std::string_view text);

// The offset of local time, by a POSIX TZ rule ("CET-1CEST,M3.5.0,M10.5.0/3").
class TimeZone {
public:
    TimeZone() = default;  // UTC
    static Result<TimeZone> parse(std::string_view rule);
    // Seconds east of Greenwich at an instant.
    std::int64_t offset(std::int64_t utc) const;

private:
    struct Change {
        int month = 0;
        int week = 0;  // 5 is the last
        int weekday = 0;
        std::int64_t second = 7200;
    };
    static std::int64_t localOf(const Change& change, std::int64_t year);
    friend struct TimeZoneReader;
    std::int64_t m_standard = 0;
    std::int64_t m_summer = 0;
    bool m_hasSummer = false;
    Change m_begin, m_end;
};

// By its IANA name; the rules are data (resources/platforms/calendar.yaml). An error names the zones that are known.
Result<TimeZone> findTimeZone(std::string_view name);

// Three dialects, told apart by their form:
//
// five fields: Kubernetes and Unix, minute hour day month weekday; a day matches when day or weekday do;
//
// six fields: Azure's NCRONTAB, second first; a day matches when day and weekday do;
//
// cron(six fields): AWS, year last, `?` where day or weekday says nothing, L, W and #, weekdays from 1;
//
// rate(5 minutes): AWS, every so often from the start.
class CronExpression {
public:
    static Result<CronExpression> parse(std::string_view text);
    // The first instant after `utc` (seconds) at which it is due; none within a hundred years.
    std::optional<std::int64_t> next(std::int64_t utc, const TimeZone& zone) const;
    std::optional<std::int64_t> every() const { return m_every; }  // rate(...): seconds

private:
    friend struct CronReader;
    bool matchesDay(const CivilTime& day) const;
    std::optional<std::int64_t> nextLocal(std::int64_t local) const;
    std::optional<std::int64_t> m_every;
    std::bitset<60> m_seconds{1};
    std::bitset<60> m_minutes;
    std::bitset<24> m_hours;
    std::bitset<32> m_days;
    std::bitset<13> m_months;
    std::bitset<7> m_weekdays;
    std::bitset<300> m_years;  // from 1970; all set where there is no such field
    bool m_everyHour = false;
    bool m_anyDay = true;  // the field says nothing
    bool m_anyWeekday = true;
    bool m_bothDays = false;                 // day and weekday have to match
    bool m_lastDay = false;                  // L
    int m_beforeLast = 0;                    // L-n
    int m_nearestWeekday = 0;                // 15W
    bool m_lastNearestWeekday = false;       // LW
    int m_lastWeekday = -1;                  // 6L: the last Friday
    std::array<int, 2> m_nthWeekday{-1, 0};  // 6#3
};

}  // namespace spillway
