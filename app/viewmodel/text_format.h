#pragma once

#include "base/units.h"

#include <QString>

#include <string_view>

// How the window writes quantities: three significant figures, a space before the unit, thin groups of digits.
namespace spillway::text {

QString latency(Duration value);         // "84 ms", "2.31 s", "1 m 05 s"
QString latencyMs(double milliseconds);  // the same, from a series
QString rate(double perSecond);          // "412.6 /s", "1 204 /s"
QString share(double fraction);          // "3.7 %"
QString count(double value);             // "18 402"
QString compact(double value);           // "3.9 M", "12.4 k"
QString clock(SimTime value);            // "00:04:12.350"
QString shortClock(SimTime value);       // "04:02.1"
QString span(Duration value);            // "10:00", "1:02:30"
QString multiple(double factor);         // "8×", "0.1×"

// "4m12s", "90s", "1500ms" or plain seconds; negative when it is none of these.
Duration parseSpan(const QString& text);

// As the window shows it: "72 → 100" for "72 -> 100".
QString withArrows(const std::string& text);
QString fromStd(const std::string& value);
QString fromView(std::string_view value);

}  // namespace spillway::text
