#pragma once

#include "viewmodel/study.h"

namespace spillway {

class CompareDesk;

// The chosen runs again on thirty seeds each, the same seeds for all of them: how much of a figure is the design's and
// how much is luck, and which differences are more than that.
class SeedStudy : public spillway::Study {
    Q_OBJECT
public:
    static constexpr std::size_t kSeeds = 30;

    SeedStudy(CompareDesk& desk, QObject* parent = nullptr);
    void start() override;

private:
    CompareDesk& m_desk;
};

}  // namespace spillway
