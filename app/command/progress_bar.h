#pragma once

#include "command/streams.h"

#include <chrono>
#include <string>

namespace spillway {

// One line on the error stream that says how far a long job is: only on a terminal, only once it has taken a moment,
// redrawn at most ten times a second, and wiped at the end.
class ProgressBar {
public:
    ProgressBar(Streams& streams, std::string label);
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    // `fraction` of the whole, in [0, 1].
    void show(double fraction);

private:
    using Clock = std::chrono::steady_clock;
    Streams& m_streams;
    std::string m_label;
    Clock::time_point m_started = Clock::now();
    Clock::time_point m_drawn = m_started;
    bool m_visible = false;
};

}  // namespace spillway
