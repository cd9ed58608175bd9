#include "io/line_shape.h"

#include <algorithm>

namespace spillway {

std::size_t indentOf(std::string_view line) { return std::min(line.find_first_not_of(' '), line.size()); }

bool isBlankLine(std::string_view line) { return line.find_first_not_of(" \t") == std::string_view::npos; }

bool isCommentLine(std::string_view line) {
    const std::size_t first = line.find_first_not_of(" \t");
    return first != std::string_view::npos && line[first] == '#';
}

std::size_t trailingComment(std::string_view line, std::size_t from) {
    char quote = 0;
    for (std::size_t i = from; i < line.size(); ++i) {
        const char c = line[i];
        const char previous = i == 0 ? ' ' : line[i - 1];
        if (quote != 0) {
            if (c == '\\' && quote == '"')
                ++i;
            else if (c == quote)
                quote = 0;
        } else if ((c == '"' || c == '\'') && std::string_view{" \t[{,:"}.find(previous) != std::string_view::npos) {
            quote = c;
        } else if (c == '#' && (previous == ' ' || previous == '\t')) {
            const std::size_t last = line.find_last_not_of(" \t", i - 1);
            return last == std::string_view::npos ? 0 : last + 1;
        }
    }
    return std::string_view::npos;
}

}  // namespace spillway
