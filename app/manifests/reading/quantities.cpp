#include "manifests/reading/quantities.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <string>

namespace spillway {
namespace {

struct Suffix {
    std::string_view word;
    double factor;
};

constexpr std::array<Suffix, 14> kKubernetes{{{"", 1},
                                              {"m", 1e-3},
                                              {"k", 1e3},
                                              {"M", 1e6},
                                              {"G", 1e9},
                                              {"T", 1e12},
                                              {"P", 1e15},
                                              {"Ki", 0x1p10},
                                              {"Mi", 0x1p20},
                                              {"Gi", 0x1p30},
                                              {"Ti", 0x1p40},
                                              {"Pi", 0x1p50},
                                              {"u", 1e-6},
                                              {"n", 1e-9}}};
constexpr std::array<Suffix, 10> kCompose{{{"", 1},
                                           {"b", 1},
                                           {"k", 0x1p10},
                                           {"kb", 0x1p10},
                                           {"m", 0x1p20},
                                           {"mb", 0x1p20},
                                           {"g", 0x1p30},
                                           {"gb", 0x1p30},
                                           {"t", 0x1p40},
                                           {"tb", 0x1p40}}};

template <std::size_t Count>
std::optional<double> scaled(std::string_view text, const std::array<Suffix, Count>& suffixes) {
    if (text.empty() || (std::isdigit(static_cast<unsigned char>(text.front())) == 0 && text.front() != '.'))
        return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{}) return std::nullopt;
    const std::string_view rest{end, static_cast<std::size_t>(text.data() + text.size() - end)};
    const auto found = std::ranges::find(suffixes, rest, &Suffix::word);
    if (found == suffixes.end()) return std::nullopt;
    return value * found->factor;
}

// Rounded up, as Kubernetes does with what is finer than its grain.
std::optional<std::int64_t> whole(std::optional<double> value) {
    if (!value || *value > 9e18) return std::nullopt;
    return static_cast<std::int64_t>(std::ceil(*value - 1e-9));
}

}  // namespace

std::optional<Cpu> cpuQuantity(std::string_view text) {
    auto cores = scaled(text, kKubernetes);
    if (!cores) return std::nullopt;
    const auto millicores = whole(*cores * 1000);
    return millicores ? std::optional{Cpu{*millicores}} : std::nullopt;
}

std::optional<ByteCount> byteQuantity(std::string_view text) {
    const auto bytes = whole(scaled(text, kKubernetes));
    return bytes ? std::optional{ByteCount{*bytes}} : std::nullopt;
}

std::optional<ByteCount> composeBytes(std::string_view text) {
    std::string lower{text};
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto bytes = whole(scaled(lower, kCompose));
    return bytes ? std::optional{ByteCount{*bytes}} : std::nullopt;
}

}  // namespace spillway
