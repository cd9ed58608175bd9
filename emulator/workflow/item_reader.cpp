#include "workflow/interpreter.h"

namespace spillway::workflow {
namespace {

Fault unreadable(const std::string& what) { return {.error = kItemReaderFailed, .cause = what}; }

// One row of RFC 4180, from `at`, which it moves behind the line's end.
std::vector<std::string> csvRow(const std::string& text, std::size_t& at, char delimiter) {
    std::vector<std::string> row(1);
    bool quoted = false;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (quoted) {
            if (c == '"' && text.compare(at, 2, "\"\"") == 0)
                row.back() += text[++at];
            else if (c == '"')
                quoted = false;
            else
                row.back() += c;
        } else if (c == '"' && row.back().empty()) {
            quoted = true;
        } else if (c == delimiter) {
            row.emplace_back();
        } else if (c == '\n') {
            ++at;
            break;
        } else if (c != '\r') {
            row.back() += c;
        }
    }
    return row;
}

Json fromCsv(const std::string& text, const ItemReader& reader) {
    Json items = Json::array();
    std::size_t at = 0;
    std::vector<std::string> headers = reader.csvHeaders;
    if (headers.empty()) headers = csvRow(text, at, reader.csvDelimiter);
    while (at < text.size()) {
        const std::vector<std::string> row = csvRow(text, at, reader.csvDelimiter);
        if (row.size() == 1 && row.front().empty()) continue;
        Json item = Json::object();
        for (std::size_t i = 0; i < headers.size(); ++i) item[headers[i]] = i < row.size() ? row[i] : "";
        items.push_back(std::move(item));
    }
    return items;
}

Json fromLines(const std::string& text) {
    Json items = Json::array();
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view line = std::string_view{text}.substr(begin, end - begin);
        begin = end + 1;
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        Result<Json> item = readJson(line);
        if (!item) throw unreadable("A line is no JSON: " + item.error().message);
        items.push_back(std::move(*item));
    }
    return items;
}

}  // namespace

Json itemsFrom(const Json& delivered, const ItemReader& reader) {
    if (delivered.is_array()) return delivered;
    // What listObjectsV2 answers as a whole.
    if (const Json* contents = member(delivered, "Contents");
        contents != nullptr && contents->is_array() && reader.format == ReaderFormat::list)
        return *contents;
    if (!delivered.is_string()) throw unreadable("Attempting to map over non-iterable node.");
    if (reader.format == ReaderFormat::parquet)
        throw unreadable("PARQUET files cannot be read here: hand in their rows as a JSON array.");
    if (reader.format == ReaderFormat::manifest)
        throw unreadable("The files that a manifest names cannot be read here: hand in their rows as a JSON array.");
    const auto& text = delivered.get_ref<const std::string&>();
    if (reader.format == ReaderFormat::csv) return fromCsv(text, reader);
    if (reader.format == ReaderFormat::jsonl) return fromLines(text);
    Result<Json> items = readJson(text);
    if (!items) throw unreadable("The items are no JSON: " + items.error().message);
    if (!items->is_array()) throw unreadable("Attempting to map over non-iterable node.");
    return std::move(*items);
}

}  // namespace spillway::workflow
