#pragma once

#include "base/units.h"
#include "run/report.h"

#include <cstdint>
#include <string>

// Numbers as people read them: three digits that matter, and the unit that suits. For eyes only: base/text.h writes
// what is read back.
namespace spillway {

std::string figure(Duration value);            // "0.84 ms", "12 ms", "1.92 s", "3m 5s"; "-" when zero
std::string countFigure(std::uint64_t value);  // "1 204 311"
std::string rateFigure(double perSecond);      // "412/s", "1 204/s", "0.03/s"; "-" when zero
std::string shareFigure(double fraction);      // "3.7 %", "0 %", "100 %"; never rounds a failure away: "<0.01 %"
std::string clockFigure(SimTime time);         // "04:02.1" as minutes:seconds.tenths

double share(std::uint64_t part, std::uint64_t whole);  // 0 of nothing

}  // namespace spillway
