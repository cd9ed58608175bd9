#pragma once

#include "workflow/jsonata/value.h"

namespace spillway::workflow::jsonata {

// Half to even at a decimal place, which may be negative; by the number's text, so that 2.675 at two places is 2.68.
double roundedHalfEven(double number, int places);

// A number by a decimal picture of XPath F&O 3.1, such as "#,##0.00;(#,##0.00)" or "0.0##e00"; the options change the
// signs ("decimal-separator", "zero-digit", ...). Throws Problem.
std::string formattedNumber(double number, const std::string& picture, const Value& options);

}  // namespace spillway::workflow::jsonata
