#pragma once

namespace spillway::detail {

// The file of resources/prices as it was when this was built.
extern const char* const kAwsPricesYaml;

}  // namespace spillway::detail
