#pragma once

#include <string>

namespace spillway::workflow::jsonata {

// Whole numbers from zero on, spelled in English, each word with a capital: "One Hundred and Two", "Second".
std::string wordsOf(double number, bool isOrdinal);
double fromWords(const std::string& text);  // lower case

// As columns of a spreadsheet are named: A to Z, AA; `first` is the letter that stands for one.
// A regular expression for what wordsOf writes.
std::string spelledPattern();

std::string lettersOf(double number, char first);
double fromLetters(const std::string& text);

// In lower case. Throws Problem D3130 beyond a million.
std::string romanOf(double number);
double fromRoman(const std::string& text);

}  // namespace spillway::workflow::jsonata
