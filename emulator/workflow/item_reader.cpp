#include "workflow/interpreter.h"
#include "workflow/standalone.h"

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

// Without `headers` the first row has them.
Json fromCsv(const std::string& text, std::vector<std::string> headers, char delimiter) {
    Json items = Json::array();
    std::size_t at = 0;
    if (headers.empty()) headers = csvRow(text, at, delimiter);
    while (at < text.size()) {
        const std::vector<std::string> row = csvRow(text, at, delimiter);
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

// The array or the object at the way that ItemsPointer names, or the value itself.
Json pointedAt(Json value, const ItemReader& reader) {
    for (const std::string& name : reader.itemsPointer) {
        Json inside;
        if (const Json* named = member(value, name)) {
            inside = *named;
        } else if (value.is_array() && !name.empty() && name.size() < 10 &&
                   name.find_first_not_of("0123456789") == std::string::npos && std::stoul(name) < value.size()) {
            inside = value[std::stoul(name)];
        } else {
            throw unreadable("ItemsPointer leads nowhere: there is no \"" + name + "\".");
        }
        value = std::move(inside);
    }
    if (!value.is_structured()) throw unreadable("Attempting to map over non-iterable node.");
    return value;
}

std::vector<std::string> columnsOf(const std::string& schema) {
    std::vector<std::string> columns;
    for (std::size_t begin = 0; begin <= schema.size();) {
        const std::size_t end = std::min(schema.find(',', begin), schema.size());
        std::string name = schema.substr(begin, end - begin);
        const std::size_t first = name.find_first_not_of(' ');
        columns.push_back(first == std::string::npos ? "" : name.substr(first));
        begin = end + 1;
    }
    return columns;
}

// {"sourceBucket", "fileFormat", "fileSchema", "files": [{"key", "size", "MD5checksum"}]}
ManifestReading inventoryFrom(const Json& manifest, const Json& where) {
    ManifestReading reading;
    const Json* files = member(manifest, "files");
    if (files == nullptr || !files->is_array()) throw unreadable("The manifest has no array \"files\".");
    const std::string format = manifest.value("fileFormat", std::string{"CSV"});
    if (format != "CSV") throw unreadable("The inventory's files are " + format + ": only those of CSV can be read.");
    reading.columns = columnsOf(manifest.value("fileSchema", std::string{"Bucket, Key"}));
    for (const Json& file : *files) {
        const Json* key = member(file, "key");
        if (key == nullptr || !key->is_string()) throw unreadable("A file of the manifest has no \"key\".");
        Json wanted{{"Key", *key}};
        if (const Json* bucket = member(where, "Bucket")) wanted["Bucket"] = *bucket;
        reading.files.push_back(std::move(wanted));
    }
    return reading;
}

// A line for each file: s3://bucket/key.
ManifestReading unloadedFrom(const std::string& text) {
    ManifestReading reading;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::string place = csvRow(text, at, ',').front();
        if (place.empty()) continue;
        constexpr std::string_view kStore = "s3://";
        const std::size_t slash = place.find('/', kStore.size());
        if (!place.starts_with(kStore) || slash == std::string::npos)
            throw unreadable("A line of the manifest is no s3://bucket/key: " + place);
        reading.files.push_back(
            {{"Bucket", place.substr(kStore.size(), slash - kStore.size())}, {"Key", place.substr(slash + 1)}});
    }
    return reading;
}

// The files of a bucket's list, which are read themselves; what ends with a slash is a folder.
ManifestReading listedFrom(const Json& delivered, const Json& where) {
    ManifestReading reading;
    const Json* contents = delivered.is_object() ? member(delivered, "Contents") : &delivered;
    if (contents == nullptr || !contents->is_array()) throw unreadable("The list of the bucket has no \"Contents\".");
    for (const Json& object : *contents) {
        const Json* key = member(object, "Key");
        if (key == nullptr || !key->is_string()) throw unreadable("An object of the list has no \"Key\".");
        if (key->get_ref<const std::string&>().ends_with('/')) continue;
        Json wanted{{"Key", *key}};
        if (const Json* bucket = member(where, "Bucket")) wanted["Bucket"] = *bucket;
        reading.files.push_back(std::move(wanted));
    }
    return reading;
}

Json fromText(const std::string& text, const ItemReader& reader) {
    if (reader.format == ReaderFormat::parquet)
        throw unreadable("PARQUET files cannot be read here: hand in their rows as a JSON array.");
    if (reader.format == ReaderFormat::csv) return fromCsv(text, reader.csvHeaders, reader.csvDelimiter);
    if (reader.format == ReaderFormat::jsonl) return fromLines(text);
    Result<Json> items = readJson(text);
    if (!items) throw unreadable("The items are no JSON: " + items.error().message);
    return pointedAt(std::move(*items), reader);
}

}  // namespace

Json itemsFrom(const Json& delivered, const ItemReader& reader) {
    if (delivered.is_array()) return delivered;
    // What listObjectsV2 answers as a whole.
    if (const Json* contents = member(delivered, "Contents");
        contents != nullptr && contents->is_array() && reader.format == ReaderFormat::list)
        return *contents;
    if (delivered.is_object() && reader.format == ReaderFormat::json) return pointedAt(delivered, reader);
    if (!delivered.is_string()) throw unreadable("Attempting to map over non-iterable node.");
    return fromText(delivered.get_ref<const std::string&>(), reader);
}

std::string sourceOf(const Json& where) {
    const Json *bucket = member(where, "Bucket"), *key = member(where, "Key");
    if (bucket == nullptr || !bucket->is_string()) return "";
    std::string source = "s3://" + bucket->get<std::string>();
    if (key != nullptr && key->is_string()) source += "/" + key->get<std::string>();
    return source;
}

ManifestReading manifestFrom(const Json& delivered, const ItemReader& reader, const Json& where) {
    if (reader.manifest == ManifestKind::listed) return listedFrom(delivered, where);
    if (reader.manifest == ManifestKind::athena) {
        if (!delivered.is_string())
            throw unreadable("The manifest of an unloaded table is a text of s3://bucket/key lines.");
        return unloadedFrom(delivered.get_ref<const std::string&>());
    }
    if (!delivered.is_string()) return inventoryFrom(delivered, where);
    const Result<Json> manifest = readJson(delivered.get_ref<const std::string&>());
    if (!manifest) throw unreadable("The manifest is no JSON: " + manifest.error().message);
    return inventoryFrom(*manifest, where);
}

Result<std::vector<std::string>> filesOfManifest(const State& state, const Json& delivered) {
    std::vector<std::string> keys;
    if (!state.map || !state.map->reader || state.map->reader->manifest == ManifestKind::none) return keys;
    if (delivered.is_array() && state.map->reader->manifest != ManifestKind::listed) return keys;
    try {
        for (const Json& file : manifestFrom(delivered, *state.map->reader, Json::object()).files)
            keys.push_back(file["Key"].get<std::string>());
    } catch (const Fault& fault) {
        return Error{fault.cause};
    }
    return keys;
}

Json manifestItems(const Json& delivered, const ItemReader& reader, const ManifestReading& manifest) {
    if (delivered.is_array()) return delivered;
    if (!delivered.is_string()) throw unreadable("A file that the manifest names must be a text or an array of rows.");
    const auto& text = delivered.get_ref<const std::string&>();
    if (!manifest.columns.empty()) return fromCsv(text, manifest.columns, ',');
    Json items = fromText(text, reader);
    if (!items.is_array()) throw unreadable("A file that the manifest names must be an array of items.");
    return items;
}

}  // namespace spillway::workflow
