#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace spillway::workflow::jsonata {

// Dates by a picture of XPath F&O 3.1: [Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]. Known: Y M D d F H h m s
// f P Z z, with a width of digits or N and n for names. Words for numbers, Roman numerals and weeks are not supported:
// Problem. `zone` is "+0100", or empty for UTC.
std::string timeText(std::int64_t milliseconds, const std::string& picture, const std::string& zone);

// The way back; nothing when the text does not fit the picture.
std::optional<std::int64_t> parsedTime(const std::string& text, const std::string& picture);

// ISO 8601: a date, or a date and a time with or without an offset (none means UTC).
std::optional<std::int64_t> isoMilliseconds(const std::string& text);

}  // namespace spillway::workflow::jsonata
