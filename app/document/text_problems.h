#pragma once

#include "io/architecture_text.h"

namespace spillway {

// Problems of a text that its value no longer shows (a line that could not be read): saving the value would lose them,
// so errors among them stand in the way of saving until the text is read anew. What validate() finds in the value as
// well can be mended in the value.
Diagnostics lostInReading(const ArchitectureText& text);

// The problems of `architecture` as it is now, with the places of `text` where they were in it already, after what was
// lost.
Diagnostics problemsNow(const ArchitectureText& text, const Diagnostics& lost, const Architecture& architecture);

}  // namespace spillway
