#include "platforms/table_scaling.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace spillway {
namespace {

using namespace std::chrono_literals;
// CloudWatch's finest period for these.
constexpr Duration kPeriod = 1min;

}  // namespace

TableScaler::TableScaler(const TableScalingLimits& limits, const CapacityScaling& scaling)
    : m_limits{limits},
      m_scaling{scaling},
      m_decreases{Rate::perSecond(1 / toSeconds(limits.decreaseEvery)), static_cast<double>(limits.decreases)} {}

std::optional<TableScaler::Change> TableScaler::endSecond(SimTime now, double taken, double provisioned) {
    m_inMinute += taken;
    if (now.time_since_epoch() % kPeriod == 0s) {
        endMinute(now, m_inMinute / toSeconds(kPeriod), provisioned);
        m_inMinute = 0;
    }
    if (!m_due || now < m_due->at) return std::nullopt;
    const Change change = m_due->change;
    m_due.reset();
    m_above = m_below = 0;
    return change;
}

void TableScaler::endMinute(SimTime now, double taken, double provisioned) {
    const double target = m_scaling.target * provisioned;
    m_above = taken > target ? m_above + 1 : 0;
    m_below = taken < target * (1 - m_limits.margin.fraction()) ? m_below + 1 : 0;
    if (m_due) return;  // a table is updated once at a time
    const double wanted = std::clamp(std::ceil(taken / m_scaling.target - 1e-9), m_scaling.least,
                                     std::max(m_scaling.least, m_scaling.most));
    const bool up = m_above >= m_limits.above && wanted > provisioned;
    const bool down = m_below >= m_limits.below && wanted < provisioned && m_decreases.tryTake(now);
    if (up || down) m_due = Update{now + m_limits.delay, {wanted, taken}};
}

}  // namespace spillway
