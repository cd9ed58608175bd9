#pragma once

#include <QString>

namespace spillway {

// A line of YAML as styled text: keys, strings, numbers and comments in font colours named @key@, @string@, @number@
// and
// @comment@, which the window replaces by its theme's. Spaces are kept.
QString colouredYaml(const QString& line);

}  // namespace spillway
