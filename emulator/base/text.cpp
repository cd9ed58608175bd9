#include "base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace spillway {
namespace {

__extension__ typedef __int128 Wide;  // a decimal fraction times nanoseconds per day needs more than 64 bits

struct Unit {
    std::string_view word;
    std::int64_t size;
};

constexpr std::array<Unit, 8> kDurationUnits{{{"ns", 1},
                                              {"us", 1'000},
                                              {"ms", 1'000'000},
                                              {"s", 1'000'000'000},
                                              {"m", 60'000'000'000},
                                              {"h", 3'600'000'000'000},
                                              {"d", 86'400'000'000'000},
                                              {"min", 60'000'000'000}}};
constexpr std::array<Unit, 5> kByteUnits{
    {{"B", 1}, {"KiB", 1LL << 10}, {"MiB", 1LL << 20}, {"GiB", 1LL << 30}, {"TiB", 1LL << 40}}};
constexpr std::array<Unit, 4> kRateUnits{{{"/s", 1}, {"/min", 60}, {"/h", 3600}, {"/d", 86400}}};

constexpr bool isDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool isBlank(char c) { return c == ' ' || c == '\t'; }

std::string quoted(std::string_view text) { return '"' + std::string{text} + '"'; }

// A decimal number at the front of a text: what it says and what follows it, blanks skipped.
struct Decimal {
    std::string_view digits;  // "1.5"
    std::string_view rest;
};

std::optional<Decimal> leadingDecimal(std::string_view text) {
    std::size_t end = 0;
    while (end < text.size() && isDigit(text[end])) ++end;
    const std::size_t whole = end;
    if (end + 1 < text.size() && text[end] == '.' && isDigit(text[end + 1])) {
        ++end;
        while (end < text.size() && isDigit(text[end])) ++end;
    }
    if (whole == 0) return std::nullopt;
    std::string_view rest = text.substr(end);
    while (!rest.empty() && isBlank(rest.front())) rest.remove_prefix(1);
    return Decimal{text.substr(0, end), rest};
}

// digits * size, rounded half up to a whole number; nothing when it leaves 63 bits.
std::optional<std::int64_t> scaled(std::string_view digits, std::int64_t size) {
    constexpr Wide kLimit = std::numeric_limits<std::int64_t>::max();
    const std::size_t point = std::min(digits.find('.'), digits.size());
    Wide whole = 0;
    for (const char c : digits.substr(0, point)) {
        whole = whole * 10 + (c - '0');
        if (whole > kLimit) return std::nullopt;
    }
    Wide numerator = 0;
    Wide denominator = 1;
    // Eighteen places after the point are finer than any unit here: a day has 14 digits of nanoseconds.
    for (const char c : digits.substr(std::min(point + 1, digits.size())).substr(0, 18)) {
        numerator = numerator * 10 + (c - '0');
        denominator *= 10;
    }
    if (whole * size > kLimit) return std::nullopt;
    const Wide value = whole * size + (2 * numerator * size + denominator) / (2 * denominator);
    if (value > kLimit) return std::nullopt;
    return static_cast<std::int64_t>(value);
}

std::optional<double> decimalValue(const std::string& digits) {
    double value = 0;
    const char* end = digits.data() + digits.size();
    const auto [stop, problem] = std::from_chars(digits.data(), end, value);
    if (problem != std::errc{} || stop != end) return std::nullopt;
    return value;
}

std::string_view leadingLetters(std::string_view text) {
    std::size_t end = 0;
    while (end < text.size() && !isDigit(text[end]) && !isBlank(text[end])) ++end;
    return text.substr(0, end);
}

template <std::size_t N>
const Unit* findUnit(const std::array<Unit, N>& units, std::string_view word) {
    const auto found = std::ranges::find(units, word, &Unit::word);
    return found == units.end() ? nullptr : &*found;
}

Error durationExpected(std::string_view text) {
    const auto number = leadingDecimal(text);
    if (number && number->rest.empty())
        return {"a duration needs a unit: " + std::string{text} + "ms, " + std::string{text} +
                "s ... (ns, us, ms, s, m, h, d)"};
    if (text.starts_with('-')) return {"expected a duration, which is never negative, not " + quoted(text)};
    return {"expected a duration such as 12ms, 1.5s or 2m (ns, us, ms, s, m, h, d), not " + quoted(text)};
}

// `count` of a decimal unit that is `size` base units long, exactly: 1500 of 1000 is "1.5".
std::string exactQuotient(std::int64_t count, std::int64_t size) {
    std::string text = std::to_string(count / size);
    std::int64_t rest = count % size;
    if (rest == 0) return text;
    text += '.';
    while (rest != 0) {
        rest *= 10;
        text += static_cast<char>('0' + rest / size);
        rest %= size;
    }
    return text;
}

// Whole seconds: 90s, 2m, 16m40s, 1h, 4d.
std::string secondsText(std::int64_t seconds) {
    constexpr std::int64_t kMinute = 60, kHour = 3600, kDay = 86400;
    if (seconds % kDay == 0) return std::to_string(seconds / kDay) + 'd';
    if (seconds % kHour == 0) return std::to_string(seconds / kHour) + 'h';
    if (seconds % kMinute == 0) return std::to_string(seconds / kMinute) + 'm';
    if (seconds < 2 * kMinute) return std::to_string(seconds) + 's';
    const std::int64_t hours = seconds / kHour;
    const std::int64_t minutes = seconds / kMinute % 60;
    std::string text = hours > 0 ? std::to_string(hours) + 'h' : std::string{};
    if (minutes > 0) text += std::to_string(minutes) + 'm';
    return text + std::to_string(seconds % kMinute) + 's';
}

}  // namespace

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && isBlank(text.front())) text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back())) text.remove_suffix(1);
    return text;
}

std::optional<CallText> callText(std::string_view text) {
    text = trimmed(text);
    const std::size_t open = text.find('(');
    if (open == std::string_view::npos || !text.ends_with(')')) return std::nullopt;
    CallText call{trimmed(text.substr(0, open)), {}};
    std::string_view inside = text.substr(open + 1, text.size() - open - 2);
    while (true) {
        const std::size_t comma = inside.find(',');
        call.arguments.push_back(trimmed(inside.substr(0, comma)));
        if (comma == std::string_view::npos) return call;
        inside.remove_prefix(comma + 1);
    }
}

template <>
Result<Duration> fromText<Duration>(std::string_view given) {
    const std::string_view text = trimmed(given);
    std::string_view rest = text;
    std::int64_t sum = 0;
    do {
        const auto number = leadingDecimal(rest);
        if (!number) return durationExpected(text);
        const std::string_view word = leadingLetters(number->rest);
        const Unit* unit = findUnit(kDurationUnits, word == "\xC2\xB5s" ? "us" : word);
        if (!unit) return durationExpected(text);
        const auto part = scaled(number->digits, unit->size);
        if (!part || __builtin_add_overflow(sum, *part, &sum)) return Error{quoted(text) + " is longer than 292 years"};
        rest = trimmed(number->rest.substr(word.size()));
    } while (!rest.empty());
    return Duration{sum};
}

std::string toText(Duration value) {
    if (value.count() < 0) {
        // The most negative value has no positive twin; one nanosecond in 292 years is not missed.
        return '-' + toText(Duration{-std::max(value.count(), -std::numeric_limits<std::int64_t>::max())});
    }
    const std::int64_t count = value.count();
    constexpr std::int64_t kSecond = 1'000'000'000, kMillisecond = 1'000'000, kMicrosecond = 1'000;
    if (count == 0) return "0s";
    if (count % kSecond == 0) return secondsText(count / kSecond);
    if (count > kSecond) return exactQuotient(count, kSecond) + 's';
    if (count % kMillisecond == 0 || count > kMillisecond) return exactQuotient(count, kMillisecond) + "ms";
    if (count % kMicrosecond == 0 || count > kMicrosecond) return exactQuotient(count, kMicrosecond) + "us";
    return std::to_string(count) + "ns";
}

template <>
Result<Rate> fromText<Rate>(std::string_view given) {
    const std::string_view text = trimmed(given);
    const auto number = leadingDecimal(text);
    if (number && number->rest.empty()) {
        const std::string digits{number->digits};
        return Error{"a rate needs a unit: " + digits + "/s, " + digits + "/min, " + digits + "/h or " + digits + "/d"};
    }
    const Unit* unit = number ? findUnit(kRateUnits, number->rest) : nullptr;
    const auto value = unit ? decimalValue(std::string{number->digits}) : std::nullopt;
    if (!value) return Error{"expected a rate such as 1200/s, 20/min or 5/h (/s, /min, /h, /d), not " + quoted(text)};
    return Rate::perSecond(*value / static_cast<double>(unit->size));
}

std::string toText(Rate value) {
    std::string best = toText(value.perSecond()) + "/s";
    for (const Unit& unit : kRateUnits) {
        // The product may be an ulp off what was written: twelve digits say the same and are what was meant.
        const double exact = value.perSecond() * static_cast<double>(unit.size);
        char digits[64];
        const auto end = std::to_chars(digits, digits + sizeof digits, exact, std::chars_format::general, 12).ptr;
        const auto rounded = decimalValue(std::string(digits, end));
        if (!rounded || *rounded / static_cast<double>(unit.size) != value.perSecond()) continue;
        const std::string text = toText(*rounded) + std::string{unit.word};
        if (text.size() < best.size()) best = text;
    }
    return best;
}

template <>
Result<Share> fromText<Share>(std::string_view given) {
    const std::string_view text = trimmed(given);
    const auto number = leadingDecimal(text);
    if (number && number->rest.empty()) {
        const auto asFraction = Share::from(decimalValue(std::string{number->digits}).value_or(2));
        const std::string meant = asFraction ? toText(*asFraction) : std::string{number->digits} + '%';
        return Error{"a share is written as a percentage: " + meant + ", not " + quoted(text)};
    }
    if (!number || number->rest != "%") return Error{"expected a percentage such as 30% or 99.5%, not " + quoted(text)};
    // Scaled as a decimal, not by a division: every double has a percentage that reads back as itself.
    const auto fraction = decimalValue(std::string{number->digits} + "e-2");
    const auto share = fraction ? Share::from(*fraction) : std::nullopt;
    if (!share) return Error{"a share lies between 0% and 100%, not " + quoted(text)};
    return *share;
}

std::string toText(Share value) {
    char buffer[400];
    char* const end = std::to_chars(buffer, buffer + sizeof buffer, value.fraction(), std::chars_format::fixed).ptr;
    std::string digits(buffer, end);
    std::size_t point = digits.find('.');
    if (point == std::string::npos) point = digits.size(), digits += '.';
    while (digits.size() < point + 3) digits += '0';
    std::string whole = digits.substr(0, point) + digits.substr(point + 1, 2);
    whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size() - 1));
    const std::string fraction = digits.substr(point + 3);
    return whole + (fraction.empty() ? "" : "." + fraction) + '%';
}

template <>
Result<ByteCount> fromText<ByteCount>(std::string_view given) {
    const std::string_view text = trimmed(given);
    const auto number = leadingDecimal(text);
    const std::string_view word = number ? number->rest : std::string_view{};
    if (number && word.empty())
        return Error{"a size needs a unit: " + std::string{text} + "MiB (B, KiB, MiB, GiB, TiB)"};
    const Unit* unit = findUnit(kByteUnits, word);
    if (!number || !unit) {
        std::string sentence = "expected a size such as 512MiB (B, KiB, MiB, GiB, TiB), not " + quoted(text);
        return Error{sentence};
    }
    const auto bytes = scaled(number->digits, unit->size);
    if (!bytes) return Error{quoted(text) + " is too large"};
    return ByteCount{*bytes};
}

std::string toText(ByteCount value) {
    std::size_t unit = kByteUnits.size() - 1;
    while (unit > 0 && (value.bytes == 0 || value.bytes % kByteUnits[unit].size != 0)) --unit;
    return std::to_string(value.bytes / kByteUnits[unit].size) + std::string{kByteUnits[unit].word};
}

template <>
Result<Cpu> fromText<Cpu>(std::string_view given) {
    const std::string_view text = trimmed(given);
    const auto number = leadingDecimal(text);
    const bool milli = number && number->rest == "m";
    if (!number || (!milli && !number->rest.empty()))
        return Error{"expected processor cores such as 500m, 2 or 1.5, not " + quoted(text)};
    const auto value = scaled(number->digits, milli ? 1 : 1000);
    if (!value) return Error{quoted(text) + " is too large"};
    return Cpu{*value};
}

std::string toText(Cpu value) {
    if (value.millicores % 1000 == 0) return std::to_string(value.millicores / 1000);
    return std::to_string(value.millicores) + 'm';
}

template <>
Result<std::int64_t> fromText<std::int64_t>(std::string_view given) {
    const std::string_view text = trimmed(given);
    std::int64_t value = 0;
    const auto [stop, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem == std::errc::result_out_of_range) return Error{quoted(text) + " is too large"};
    if (problem != std::errc{} || stop != text.data() + text.size())
        return Error{"expected a whole number such as 16, not " + quoted(text)};
    return value;
}

std::string toText(std::int64_t value) { return std::to_string(value); }

template <>
Result<double> fromText<double>(std::string_view given) {
    const std::string_view text = trimmed(given);
    const bool negative = text.starts_with('-');
    const auto number = leadingDecimal(negative ? text.substr(1) : text);
    const auto value = number && number->rest.empty() ? decimalValue(std::string{text}) : std::nullopt;
    if (!value) return Error{"expected a number such as 2 or 1.5, not " + quoted(text)};
    return *value;
}

std::string toText(double value) {
    char buffer[400];
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed).ptr};
}

template <>
Result<bool> fromText<bool>(std::string_view given) {
    const std::string_view text = trimmed(given);
    if (text == "true") return true;
    if (text == "false") return false;
    return Error{"expected true or false, not " + quoted(text)};
}

template <>
Result<std::string> fromText<std::string>(std::string_view text) {
    return std::string{text};
}

std::string toText(const std::string& value) { return value; }

}  // namespace spillway
