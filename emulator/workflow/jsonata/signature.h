#pragma once

#include "workflow/jsonata/function.h"

namespace spillway::workflow::jsonata {

// Brings `arguments` into the form that the function's signature asks for: the context stands in for a missing first
// argument ('-'), a single value for an array ('a'). Letters: s string, n number, b boolean, l null, a array, o object,
// f function, x anything, j JSON, u any scalar; (..) one of several; ? may be missing; + any number. Throws Problem.
void checkArguments(const NativeFunction& function, Arguments& arguments, const Value& context);

}  // namespace spillway::workflow::jsonata
