#pragma once

#include "analysis/price_sheet.h"
#include "command/exit_code.h"
#include "command/streams.h"

#include <string>

namespace spillway {

// ok, or why the command must not go on, after saying so.
struct ChosenPrices {
    PriceSheet sheet;
    ExitCode code = ExitCode::ok;
};

// The sheet in this file; the built-in list prices when `path` is empty.
ChosenPrices choosePrices(const std::string& path, Streams& streams);

}  // namespace spillway
