#include "command/progress_bar.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace spillway {
namespace {

constexpr std::chrono::milliseconds kMoment{400};
constexpr std::chrono::milliseconds kRedraw{100};
constexpr int kWidth = 30;
constexpr double kMinutes = 120;  // seconds from which on minutes say enough

}  // namespace

ProgressBar::ProgressBar(Streams& streams, std::string label) : m_streams{streams}, m_label{std::move(label)} {}

ProgressBar::~ProgressBar() {
    if (m_visible) m_streams.err << "\r\x1b[K" << std::flush;
}

void ProgressBar::show(double fraction) {
    const Clock::time_point now = Clock::now();
    if (!m_streams.errIsTerminal || now - m_started < kMoment || now - m_drawn < kRedraw) return;
    const auto filled = static_cast<int>(kWidth * std::clamp(fraction, 0.0, 1.0));
    std::string bar;
    for (int cell = 0; cell < kWidth; ++cell) bar += cell < filled ? "█" : "░";
    const double left =
        fraction > 0.01 ? std::chrono::duration<double>(now - m_started).count() * (1 / fraction - 1) : -1;
    m_streams.err << fmt::format("\r\x1b[K{} {} {:3.0f} %", m_label, bar, fraction * 100);
    if (left >= kMinutes) m_streams.err << fmt::format("  {:.0f} min left", left / 60);
    if (left >= 0 && left < kMinutes) m_streams.err << fmt::format("  {:.0f} s left", left);
    m_streams.err << std::flush;
    m_drawn = now;
    m_visible = true;
}

}  // namespace spillway
