#pragma once

#include "workflow/jsonata/integer_picture.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spillway::workflow::jsonata {

// Dates by a picture of XPath F&O 3.1, section 9.8.4: [Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]. Components
// are Y M D d F W w X x H h P m s f Z z C E, X and x being the year and the month that a week belongs to; each as a
// number by any picture of whole numbers, or as a name (N, n, Nn). `zone` is "+0100", or empty for UTC. Throws Problem.
std::string timeText(std::int64_t milliseconds, const std::string& picture, const std::string& zone);

// The way back; nothing when the text does not fit the picture. What stands above the greatest component that is given
// comes from `now`, what stands below the least is the first there is.
std::optional<std::int64_t> parsedTime(const std::string& text, const std::string& picture, std::int64_t now);

// ISO 8601: a date, or a date and a time with or without an offset (none means UTC).
std::optional<std::int64_t> isoMilliseconds(const std::string& text);

// One piece of a picture: plain text, or [letter and how it is shown].
struct TimePiece {
    enum class Case { none, lower, upper, title };
    std::string plain;
    char letter = 0;
    Case name = Case::none;
    bool isZulu = false;                    // t: nothing but Z for an offset of zero
    std::optional<IntegerPicture> integer;  // of everything that is shown as a number
    std::optional<std::size_t> widthMost;   // ,*-3
    std::size_t places = 0;                 // of a year, month or day: at most so many, from the right; 0: all
};
std::vector<TimePiece> timePieces(const std::string& picture);

// What one component is at a moment, which is already local. P: 0 before noon, 1 after.
std::int64_t timeComponent(std::int64_t milliseconds, char letter);
// Months by number from one, days of the week from Monday as one.
const char* monthName(std::int64_t month);
const char* dayName(std::int64_t day);

}  // namespace spillway::workflow::jsonata
