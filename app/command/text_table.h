#pragma once

#include <string>
#include <vector>

namespace spillway {

// A table for a terminal: columns as wide as their widest cell, two blanks between them, no blanks at the ends of
// lines.
class TextTable {
public:
    enum class Align { left, right };
    struct Column {
        std::string title;
        Align align = Align::right;
    };

    explicit TextTable(std::vector<Column> columns) : m_columns{std::move(columns)} {}

    // One cell per column; missing ones are empty.
    void add(std::vector<std::string> cells);
    bool isEmpty() const { return m_rows.empty(); }
    // Title line and rows, each after `indent` blanks and with a line end.
    std::string text(std::size_t indent = 2) const;

private:
    std::vector<Column> m_columns;
    std::vector<std::vector<std::string>> m_rows;
};

// Columns a terminal needs for it: code points, not bytes.
std::size_t displayWidth(const std::string& text);

}  // namespace spillway
