#pragma once

#include "base/result.h"

#include <string>

namespace spillway {

// The whole file; "-" is standard input. The sentence of an error names the file.
Result<std::string> readText(const std::string& path);

// To a temporary beside it, flushed, then renamed: the file is the old one or the new one, never half of it. Keeps the
// permissions of a file that was there, and writes through a symbolic link rather than replacing it.
Result<void> writeText(const std::string& path, const std::string& text);

}  // namespace spillway
