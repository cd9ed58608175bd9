#pragma once

#include <string>

namespace spillway::workflow::jsonata {

// Whole numbers by a picture of XPath F&O 3.1: digits with grouping ("#,##0", "000"), letters (A, a), Roman numerals
// (I, i), words (W, w, Ww); with ";o" at the end as ordinals. The fraction is cut off. Throws Problem D3130.
std::string integerText(double number, const std::string& picture);
// The way back; what does not fit the picture is not looked at.
double parsedInteger(const std::string& text, const std::string& picture);

}  // namespace spillway::workflow::jsonata
