#include "command/text_table.h"

#include <algorithm>

namespace spillway {

std::size_t displayWidth(const std::string& text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

void TextTable::add(std::vector<std::string> cells) {
    cells.resize(m_columns.size());
    m_rows.push_back(std::move(cells));
}

std::string TextTable::text(std::size_t indent) const {
    std::vector<std::string> titles;
    std::vector<std::size_t> widths;
    for (std::size_t column = 0; column < m_columns.size(); ++column) {
        titles.push_back(m_columns[column].title);
        std::size_t width = displayWidth(titles.back());
        for (const auto& row : m_rows) width = std::max(width, displayWidth(row[column]));
        widths.push_back(width);
    }
    std::string text;
    const auto write = [&](const std::vector<std::string>& cells) {
        std::string line(indent, ' ');
        for (std::size_t column = 0; column < cells.size(); ++column) {
            const std::string padding(widths[column] - displayWidth(cells[column]), ' ');
            const bool left = m_columns[column].align == Align::left;
            line += (column > 0 ? "  " : "") + (left ? cells[column] + padding : padding + cells[column]);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + '\n';
    };
    write(titles);
    std::ranges::for_each(m_rows, write);
    return text;
}

}  // namespace spillway
