#pragma once

#include "workflow/jsonata/value.h"

namespace spillway::workflow::jsonata {

// A number by a decimal picture of XPath F&O 3.1, such as "#,##0.00;(#,##0.00)". Of the options only decimal-separator
// and grouping-separator are read; exponents in pictures are not supported. Throws Problem.
std::string formattedNumber(double number, const std::string& picture, const Value& options);

}  // namespace spillway::workflow::jsonata
