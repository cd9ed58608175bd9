#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spillway::workflow {

// RFC 3339 with a capital T and either Z or an offset, as the language wants it: "2016-03-14T01:59:00.5+01:00".
// Nanoseconds since 1970; nothing for any other text and for dates beyond what 64 bits hold (1678 to 2262).
std::optional<std::int64_t> parseTimestamp(std::string_view text);

// "2016-03-14T01:59:00.000Z"
std::string timestampText(std::int64_t nanoseconds);

struct CivilDate {
    std::int64_t year = 1970;
    unsigned month = 1, day = 1;
};
// Days since 1970 in the Gregorian calendar and back (Hinnant, "chrono-Compatible Low-Level Date Algorithms").
std::int64_t daysFromCivil(CivilDate date);
CivilDate civilFromDays(std::int64_t days);

}  // namespace spillway::workflow
