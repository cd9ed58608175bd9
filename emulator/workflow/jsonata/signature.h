#pragma once

#include "workflow/jsonata/function.h"

namespace spillway::workflow::jsonata {

// Brings `arguments` into the form that the function's signature asks for: the context stands in for a missing first
// argument ('-'), a single value for an array ('a'). Letters: s string, n number, b boolean, l null, a array, o object,
// f function, x anything, j JSON, u any scalar; (..) one of several; ? may be missing; + any number. Throws Problem.
void checkArguments(std::string_view name, std::string_view signature, Arguments& arguments, const Value& context);

// Refuses a signature that says what does not exist: Problem S0401, S0402.
void checkSignature(std::string_view signature);

}  // namespace spillway::workflow::jsonata
