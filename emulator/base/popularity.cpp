#include "base/popularity.h"

#include "base/elementary.h"

namespace spillway {
namespace {

double weight(std::uint32_t key, double skew) {
    return skew == 0 ? 1 : elementary::exp(-skew * elementary::log(static_cast<double>(key) + 1));
}

}  // namespace

Popularity::Popularity(std::uint32_t keys, double skew) : m_skew{skew}, m_rows(keys) {
    for (std::uint32_t key = keys; key-- != 0;) m_sum += weight(key, skew);  // small ones first: less is rounded away
    std::vector<double> left(keys);
    std::vector<std::uint32_t> small, large;
    for (std::uint32_t key = 0; key < keys; ++key) {
        left[key] = weight(key, skew) / m_sum * keys;
        (left[key] < 1 ? small : large).push_back(key);
    }
    while (!small.empty() && !large.empty()) {
        const std::uint32_t poor = small.back();
        const std::uint32_t rich = large.back();
        small.pop_back();
        m_rows[poor] = {left[poor], rich};
        left[rich] -= 1 - left[poor];
        if (left[rich] >= 1) continue;
        large.pop_back();
        small.push_back(rich);
    }
    // What is left is whole, rounding aside.
    for (const std::uint32_t key : small) m_rows[key] = {1, key};
    for (const std::uint32_t key : large) m_rows[key] = {1, key};
}

double Popularity::probability(std::uint32_t key) const { return weight(key, m_skew) / m_sum; }

}  // namespace spillway
