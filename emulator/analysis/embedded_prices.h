#pragma once

namespace spillway::detail {

// The files of resources/prices as they were when this was built, AWS's first; the last one is null.
extern const char* const kPriceSheets[];

}  // namespace spillway::detail
