#include "platforms/cron.h"

#include "base/text.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <string>
#include <vector>

namespace spillway {

namespace {

constexpr std::array<std::string_view, 12> kMonths{"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                   "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, 7> kWeekdays{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t end = std::min(text.find(at, from), text.size());
        if (at != ' ' || end != from) parts.push_back(text.substr(from, end - from));
        from = end + 1;
    }
    return parts;
}

std::optional<int> numberIn(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

template <std::size_t N>
std::optional<int> wordIn(std::string_view text, const std::array<std::string_view, N>& words, int first) {
    for (std::size_t i = 0; i < N; ++i) {
        if (std::ranges::equal(text, words[i], [](char a, char b) {
                return std::toupper(static_cast<unsigned char>(a)) == static_cast<unsigned char>(b);
            }))
            return static_cast<int>(i) + first;
    }
    return numberIn(text);
}

}  // namespace

struct CronReader {
    CronExpression made;
    std::string wrong;

    struct Bounds {
        const char* name;
        int least;
        int most;
    };
    void fail(const Bounds& of, std::string_view item) {
        if (wrong.empty())
            wrong = std::string{of.name} + " \"" + std::string{item} + "\" is not from " + std::to_string(of.least) +
                    " to " + std::to_string(of.most);
    }
    static std::optional<int> valueOf(const Bounds& of, std::string_view text) {
        if (of.name == std::string_view{"month"}) return wordIn(text, kMonths, 1);
        if (of.name == std::string_view{"weekday"}) return wordIn(text, kWeekdays, of.least);
        return numberIn(text);
    }
    // a, a-b, *, and any of them with /step, joined by commas.
    template <class Set>
    void list(const Bounds& of, std::string_view text, int shift, Set& into) {
        for (const std::string_view item : split(text, ',')) {
            const std::size_t slash = item.find('/');
            const std::string_view range = item.substr(0, slash);
            const auto step = slash == std::string_view::npos ? std::optional{1} : numberIn(item.substr(slash + 1));
            const std::size_t dash = range.find('-');
            auto low = range == "*" ? std::optional{of.least} : valueOf(of, range.substr(0, dash));
            auto high = range == "*" ? std::optional{of.most} : low;
            if (range != "*" && dash != std::string_view::npos) high = valueOf(of, range.substr(dash + 1));
            if (range != "*" && dash == std::string_view::npos && slash != std::string_view::npos) high = of.most;
            if (!low || !high || !step || *step < 1 || *low < of.least || *high > of.most || *low > *high)
                return fail(of, item);
            const int stride = std::min(*step, of.most + 1);  // one step out of the range is as good as many
            for (int value = *low; value <= *high; value += stride)
                into.set(static_cast<std::size_t>(value - shift) % into.size());
        }
    }
    void day(std::string_view text) {
        const Bounds bounds{"day", 1, 31};
        made.m_anyDay = text == "*" || text == "?";
        if (made.m_anyDay) return;
        if (text == "L") {
            made.m_lastDay = true;
        } else if (text == "LW") {
            made.m_lastNearestWeekday = true;
        } else if (text.starts_with("L-")) {
            made.m_lastDay = true;
            made.m_beforeLast = numberIn(text.substr(2)).value_or(-1);
            if (made.m_beforeLast < 0 || made.m_beforeLast > 30) fail(bounds, text);
        } else if (text.ends_with('W')) {
            made.m_nearestWeekday = numberIn(text.substr(0, text.size() - 1)).value_or(0);
            if (made.m_nearestWeekday < 1 || made.m_nearestWeekday > 31) fail(bounds, text);
        } else {
            list(bounds, text, 0, made.m_days);
        }
    }
    // `first`: the number of Sunday; 7 is Sunday too where it is 0.
    void weekday(std::string_view text, int first) {
        const Bounds bounds{"weekday", first, 7};
        made.m_anyWeekday = text == "*" || text == "?";
        if (made.m_anyWeekday) return;
        const std::size_t nth = text.find('#');
        if (nth != std::string_view::npos) {
            made.m_nthWeekday = {valueOf(bounds, text.substr(0, nth)).value_or(-1) - first,
                                 numberIn(text.substr(nth + 1)).value_or(0)};
            if (made.m_nthWeekday[0] < 0 || made.m_nthWeekday[0] > 6 || made.m_nthWeekday[1] < 1 ||
                made.m_nthWeekday[1] > 5)
                fail(bounds, text);
        } else if (text.ends_with('L') && text.size() > 1) {
            made.m_lastWeekday = valueOf(bounds, text.substr(0, text.size() - 1)).value_or(-1) - first;
            if (made.m_lastWeekday < 0 || made.m_lastWeekday > 6) fail(bounds, text);
        } else {
            list(bounds, text, first, made.m_weekdays);
        }
    }
    void clock(std::string_view minute, std::string_view hour, std::string_view month) {
        list({"minute", 0, 59}, minute, 0, made.m_minutes);
        list({"hour", 0, 23}, hour, 0, made.m_hours);
        list({"month", 1, 12}, month, 0, made.m_months);
        made.m_everyHour = hour == "*";
    }
    void rate(std::string_view text) {
        const auto words = split(text, ' ');
        const auto count = words.size() == 2 ? numberIn(words[0]) : std::nullopt;
        std::string_view unit = words.size() == 2 ? words[1] : "";
        // One minute, two minutes.
        const bool many = unit.ends_with('s');
        if (many) unit.remove_suffix(1);
        const bool agrees = count && many == (*count != 1);
        const int seconds = unit == "minute" ? 60 : unit == "hour" ? 3600 : unit == "day" ? 86'400 : 0;
        if (!agrees || *count < 1 || seconds == 0)
            wrong = "\"rate(" + std::string{text} + ")\" is not rate(5 minutes), rate(1 hour) or rate(2 days)";
        else
            made.m_every = std::int64_t{*count} * seconds;
    }
    void aws(std::string_view text) {
        const auto f = split(text, ' ');
        if (f.size() != 6) return void(wrong = "cron(...) has six fields: minute hour day month weekday year");
        clock(f[0], f[1], f[3]);
        day(f[2]);
        weekday(f[4], 1);
        made.m_years.reset();
        if (f[5] == "*")
            made.m_years.set();
        else
            list({"year", 1970, 2199}, f[5], 1970, made.m_years);
        if (f[2] != "?" && f[4] != "?" && wrong.empty()) wrong = "AWS wants `?` as the day or as the weekday";
    }
    void fields(std::string_view text) {
        auto f = split(text, ' ');
        made.m_years.set();
        if (f.size() != 5 && f.size() != 6)
            return void(wrong = "five fields (Kubernetes), six (Azure) or cron(...) (AWS) are expected");
        if (f.size() == 6) {
            made.m_seconds.reset();
            made.m_bothDays = true;
            list({"second", 0, 59}, f[0], 0, made.m_seconds);
            f.erase(f.begin());
        }
        clock(f[0], f[1], f[3]);
        day(f[2]);
        weekday(f[4], 0);
    }
};

Result<CronExpression> CronExpression::parse(std::string_view text) {
    CronReader reader;
    const std::string_view all = trimmed(text);
    if (all.starts_with("rate(") && all.ends_with(')'))
        reader.rate(all.substr(5, all.size() - 6));
    else if (all.starts_with("cron(") && all.ends_with(')'))
        reader.aws(all.substr(5, all.size() - 6));
    else
        reader.fields(all);
    if (!reader.wrong.empty()) return Error{reader.wrong};
    return reader.made;
}

}  // namespace spillway
