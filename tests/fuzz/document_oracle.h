#pragma once

#include <string>
#include <string_view>

// What must hold for every text whatsoever that is read as a document; empty, or a sentence that says what did not
// hold.
std::string whatFailsFor(std::string_view text);
