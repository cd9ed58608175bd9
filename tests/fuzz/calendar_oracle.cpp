#include "calendar_oracle.h"

#include "platforms/cron.h"

#include <array>

using namespace spillway;

namespace {

std::array<std::string_view, 3> linesOf(std::string_view text) {
    std::array<std::string_view, 3> lines;
    for (std::string_view& line : lines) {
        const std::size_t end = text.find('\n');
        line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    return lines;
}

}  // namespace

std::string whatFailsForCalendar(std::string_view text) {
    const auto [expression, rule, start] = linesOf(text);
    const Result<std::int64_t> instant = parseInstant(start);
    if (!instant && instant.error().message.empty()) return "an instant is refused without a reason";
    if (instant && secondsOf(civilOf(*instant)) != *instant) return "an instant is another one in the calendar";
    const Result<TimeZone> zone = TimeZone::parse(rule);
    if (!zone && zone.error().message.empty()) return "a time zone is refused without a reason";
    const Result<CronExpression> cron = CronExpression::parse(expression);
    if (!cron) return cron.error().message.empty() ? "an expression is refused without a reason" : "";
    if (cron->every()) return *cron->every() > 0 ? "" : "it is due every so often, which is never";
    std::int64_t now = instant ? *instant : 1'774'746'000;  // before the clocks of Europe went forward
    for (int times = 0; times < 3; ++times) {
        const auto next = cron->next(now, zone ? *zone : TimeZone{});
        if (!next) return "";
        if (*next <= now) return "it is due before it is asked";
        now = *next;
    }
    return "";
}
