#pragma once

#include <string>
#include <vector>

namespace spillway::workflow::jsonata {

// How a whole number is written, by a picture of XPath F&O 3.1: digits of any script with grouping ("#,##0", "000"),
// letters (A, a), Roman numerals (I, i), words (W, w, Ww); with ";o" at the end as ordinals.
struct IntegerPicture {
    enum class Form { decimal, letters, roman, words };
    struct Separator {
        std::size_t position;  // digits to its right
        char32_t sign;
        friend bool operator==(const Separator&, const Separator&) = default;
    };

    Form form = Form::decimal;
    bool isUpper = false, isTitle = false, isOrdinal = false;
    std::size_t digitsLeast = 0, digitsOptional = 0;
    char32_t zero = U'0';
    std::vector<Separator> separators;  // from the right
    std::size_t every = 0;              // the same separator after each so many digits; 0 when irregular

    // Throws Problem D3130 for a picture of another kind, D3131 for digits of two scripts.
    explicit IntegerPicture(std::string picture);
    std::string text(double number) const;
    // What a text of this form says; what does not fit is not looked at.
    double number(const std::string& text) const;
    // A regular expression for such texts; `digits` is how many of them, as "+" or "{2}".
    std::string pattern(const std::string& digits) const;

private:
    void readDigits(const std::string& picture);
    std::size_t regular() const;
    std::string decimal(double number) const;
    double fromDecimal(const std::string& text) const;
};

// $formatInteger: the fraction is cut off downwards.
std::string integerText(double number, const std::string& picture);
double parsedInteger(const std::string& text, const std::string& picture);

}  // namespace spillway::workflow::jsonata
