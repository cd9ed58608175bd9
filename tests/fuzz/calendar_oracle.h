#pragma once

#include <string>
#include <string_view>

// Reads up to three lines as a cron expression, a rule of a time zone and an instant, and asks when it is due next.
// What is wrong with the answers; nothing when they may be right.
std::string whatFailsForCalendar(std::string_view text);
