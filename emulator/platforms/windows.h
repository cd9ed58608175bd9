#pragma once

#include "base/units.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>

// What a scaler remembers. Regular values: a run that is copied copies them.
namespace spillway {

// Means of equal spans of time, one after the other; the newest `length` of them are kept.
class WindowMean {
public:
    explicit WindowMean(std::size_t length) : m_length{std::max<std::size_t>(1, length)} {}

    void add(double mean) {
        m_means.push_back(mean);
        if (m_means.size() > m_length) m_means.pop_front();
    }
    // Over the newest `count`, or those that there are; 0 before the first.
    double mean(std::size_t count) const {
        const std::size_t used = std::min(std::max<std::size_t>(1, count), m_means.size());
        if (used == 0) return 0;
        double sum = 0;
        for (std::size_t i = m_means.size() - used; i < m_means.size(); ++i) sum += m_means[i];
        return sum / static_cast<double>(used);
    }
    double mean() const { return mean(m_length); }

private:
    std::size_t m_length;
    std::deque<double> m_means;
};

// The highest value of the last while.
class WindowPeak {
public:
    explicit WindowPeak(Duration window) : m_window{window} {}

    // The highest since `now - window`, this one included.
    std::int64_t add(SimTime now, std::int64_t value) {
        while (!m_values.empty() && m_values.back().second <= value) m_values.pop_back();
        m_values.emplace_back(now, value);
        while (m_values.front().first + m_window < now) m_values.pop_front();
        return m_values.front().second;
    }

private:
    Duration m_window;
    std::deque<std::pair<SimTime, std::int64_t>> m_values;  // falling
};

}  // namespace spillway
