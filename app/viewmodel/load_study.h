#pragma once

#include "analysis/sweep.h"
#include "viewmodel/study.h"

#include <optional>
#include <vector>

namespace spillway {

class CompareDesk;

// What users see of one run's design at one load.
struct LoadPoint {
    double factor = 1;     // of the scenario's load
    double offered = 0;    // requests sent per second, on average
    double p99Ms = 0;      // of the slowest source
    double succeeded = 0;  // share of what ended
    std::optional<CostReport> cost{};
};
using LoadCurve = std::vector<LoadPoint>;  // rising load

LoadPoint loadPointOf(const SweepPoint& point);

// The chosen runs again under a tenth of their load to four times as much: where each design bends.
class LoadStudy : public spillway::Study {
    Q_OBJECT
public:
    LoadStudy(CompareDesk& desk, QObject* parent = nullptr);
    void start() override;

private:
    CompareDesk& m_desk;
};

}  // namespace spillway
