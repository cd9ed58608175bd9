#pragma once

#include "analysis/cost.h"
#include "analysis/sweep.h"

#include <string>

// Costs and sweeps as text for people and JSON for programs.
namespace spillway {

std::string moneyFigure(double amount, const std::string& currency);  // "$ 1 204", "$ 3.10", "< $ 0.01", "-" when zero

std::string costText(const RunReport& report, const CostReport& cost, const PriceSheet& prices);
std::string costJson(const RunReport& report, const CostReport& cost, const PriceSheet& prices);

std::string sweepText(const std::string& architecture, const Sweep& sweep);
std::string sweepJson(const std::string& architecture, const Sweep& sweep);

}  // namespace spillway
