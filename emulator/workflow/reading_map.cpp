#include "workflow/reading.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace spillway::workflow {
namespace {

constexpr double kItemsMax = 100'000'000;
constexpr double kBatchBytesMax = 262'144;

void readProcessorConfig(const Json& processor, MapFields& map, const Site& site) {
    const Json* config = member(processor, "ProcessorConfig");
    if (config == nullptr) return;
    static const std::vector<std::string> kFields{"Mode", "ExecutionType"};
    refuseUnknown(*config, kFields, site);
    const std::string mode = readText(*config, "Mode", site).value_or("INLINE");
    map.isDistributed = mode == "DISTRIBUTED";
    if (mode != "INLINE" && mode != "DISTRIBUTED")
        site.at("Mode").error("unknown-word", "unknown mode \"" + mode + "\": it is INLINE or DISTRIBUTED");
    const auto type = readText(*config, "ExecutionType", site);
    map.isExpress = type == "EXPRESS";
    if (type && *type != "STANDARD" && *type != "EXPRESS")
        site.at("ExecutionType")
            .error("unknown-word", "unknown execution type \"" + *type + "\": it is STANDARD or EXPRESS");
    if (map.isDistributed && !type)
        site.report(Severity::warning, "missing-field",
                    "ExecutionType is missing: a distributed Map needs STANDARD or EXPRESS");
}

void readManifest(const Json& config, ItemReader& reader, const Site& site) {
    const auto type = readText(config, "ManifestType", site);
    if (type == "S3_INVENTORY") {
        reader.manifest = ManifestKind::inventory;
        reader.format = ReaderFormat::csv;
    } else if (type == "ATHENA_DATA") {
        reader.manifest = ManifestKind::athena;
        if (member(config, "InputType") == nullptr)
            site.error("missing-field", "InputType is missing: what kind of files ManifestType ATHENA_DATA names");
    } else if (type) {
        site.at("ManifestType")
            .error("unknown-word", "unknown manifest type \"" + *type + "\": it is S3_INVENTORY or ATHENA_DATA");
    }
    const std::string transformation = readText(config, "Transformation", site).value_or("NONE");
    if (transformation == "LOAD_AND_FLATTEN") {
        reader.manifest = ManifestKind::listed;
        if (member(config, "InputType") == nullptr)
            site.error("missing-field", "InputType is missing: what kind of files LOAD_AND_FLATTEN reads");
    } else if (transformation != "NONE") {
        site.at("Transformation")
            .error("unknown-word", "unknown transformation \"" + transformation + "\": it is NONE or LOAD_AND_FLATTEN");
    }
    // RFC 6901: /a/b, with ~1 for a slash and ~0 for a tilde.
    const std::string pointer = readText(config, "ItemsPointer", site).value_or("");
    if (pointer.empty()) return;
    if (pointer.front() != '/')
        return site.at("ItemsPointer").error("bad-path", "ItemsPointer is a JSON pointer, which starts with /");
    for (const char c : pointer) {
        if (c == '/')
            reader.itemsPointer.emplace_back();
        else if (std::string& name = reader.itemsPointer.back(); name.ends_with('~') && (c == '0' || c == '1'))
            name.back() = c == '0' ? '~' : '/';
        else
            name += c;
    }
}

void readFormat(const Json& config, ItemReader& reader, const Site& site) {
    static const std::vector<std::string> kFields{"InputType",    "CSVHeaderLocation", "CSVHeaders",
                                                  "CSVDelimiter", "MaxItems",          "MaxItemsPath",
                                                  "ManifestType", "Transformation",    "ItemsPointer"};
    static constexpr std::pair<std::string_view, ReaderFormat> kFormats[] = {{"JSON", ReaderFormat::json},
                                                                             {"JSONL", ReaderFormat::jsonl},
                                                                             {"CSV", ReaderFormat::csv},
                                                                             {"MANIFEST", ReaderFormat::csv},
                                                                             {"PARQUET", ReaderFormat::parquet}};
    refuseUnknown(config, kFields, site);
    if (const auto type = readText(config, "InputType", site)) {
        const auto* found =
            std::find_if(std::begin(kFormats), std::end(kFormats), [&](const auto& one) { return one.first == *type; });
        if (found == std::end(kFormats))
            site.at("InputType")
                .error("unknown-word",
                       "unknown input type \"" + *type + "\": it is CSV, JSON, JSONL, MANIFEST or PARQUET");
        else
            reader.format = found->second;
        if (*type == "MANIFEST") reader.manifest = ManifestKind::inventory;
    }
    readManifest(config, reader, site);
    reader.itemsMax = readQuantity(config, "MaxItems", 0, kItemsMax, site);
    reader.csvHeaders = readTexts(config, "CSVHeaders", site);
    const std::string headers = readText(config, "CSVHeaderLocation", site).value_or("");
    if (!headers.empty() && headers != "FIRST_ROW" && headers != "GIVEN")
        site.at("CSVHeaderLocation")
            .error("unknown-word", "unknown header location \"" + headers + "\": it is FIRST_ROW or GIVEN");
    if (headers == "GIVEN" && reader.csvHeaders.empty())
        site.error("missing-field", "CSVHeaders is missing: CSVHeaderLocation says that they are given");
    const std::string delimiter = readText(config, "CSVDelimiter", site).value_or("COMMA");
    static constexpr std::pair<std::string_view, char> kDelimiters[] = {
        {"COMMA", ','}, {"PIPE", '|'}, {"SEMICOLON", ';'}, {"SPACE", ' '}, {"TAB", '\t'}};
    for (const auto& [word, letter] : kDelimiters) {
        if (word != delimiter) continue;
        reader.csvDelimiter = letter;
        return;
    }
    site.at("CSVDelimiter")
        .error("unknown-word", "unknown delimiter \"" + delimiter + "\": it is COMMA, PIPE, SEMICOLON, SPACE or TAB");
}

void readWriterConfig(const Json& config, ItemReader& writer, const Site& site) {
    static const std::vector<std::string> kFields{"Transformation", "OutputType"};
    refuseUnknown(config, kFields, site);
    const std::string form = readText(config, "Transformation", site).value_or("NONE");
    writer.form = form == "NONE" ? ResultForm::whole : ResultForm::compact;
    if (form != "NONE" && form != "COMPACT" && form != "FLATTEN")
        site.at("Transformation")
            .error("unknown-word", "unknown transformation \"" + form + "\": it is NONE, COMPACT or FLATTEN");
    if (form == "FLATTEN") writer.form = ResultForm::flatten;
    const std::string type = readText(config, "OutputType", site).value_or("JSON");
    if (type != "JSON" && type != "JSONL")
        site.at("OutputType").error("unknown-word", "unknown output type \"" + type + "\": it is JSON or JSONL");
    writer.writesLines = type == "JSONL";
}

std::optional<ItemReader> readResource(const Json& state, std::string_view key, const Site& site) {
    const Json* value = member(state, key);
    if (value == nullptr) return std::nullopt;
    const Site here = site.at(key);
    if (!value->is_object()) return here.error("wrong-kind", std::string{key} + " must be an object"), std::nullopt;
    static const std::vector<std::string> kFields{"Resource",     "Parameters",   "Arguments",
                                                  "ReaderConfig", "WriterConfig", "Bucket"};
    refuseUnknown(*value, kFields, here);
    ItemReader reader;
    if (key == "ResultWriter") reader.form = ResultForm::whole;
    reader.resource = readText(*value, "Resource", here).value_or("");
    if (reader.resource.empty() && member(*value, "WriterConfig") == nullptr)
        here.error("missing-field", "Resource is missing");
    reader.parameters =
        readTemplate(*value, site.language == QueryLanguage::jsonata ? "Arguments" : "Parameters", here);
    if (reader.resource.find("listObjects") != std::string::npos) reader.format = ReaderFormat::list;
    if (const Json* config = member(*value, "ReaderConfig")) readFormat(*config, reader, here.at("ReaderConfig"));
    if (const Json* config = member(*value, "WriterConfig")) readWriterConfig(*config, reader, here.at("WriterConfig"));
    return reader;
}

std::optional<ItemBatcher> readBatcher(const Json& state, const Site& site) {
    const Json* value = member(state, "ItemBatcher");
    if (value == nullptr) return std::nullopt;
    const Site here = site.at("ItemBatcher");
    static const std::vector<std::string> kFields{"BatchInput", "MaxItemsPerBatch", "MaxItemsPerBatchPath",
                                                  "MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"};
    refuseUnknown(*value, kFields, here);
    ItemBatcher batcher;
    batcher.itemsMax = readQuantity(*value, "MaxItemsPerBatch", 1, kItemsMax, here);
    batcher.bytesMax = readQuantity(*value, "MaxInputBytesPerBatch", 1, kBatchBytesMax, here);
    batcher.input = readTemplate(*value, "BatchInput", here);
    if (!batcher.itemsMax && !batcher.bytesMax)
        here.error("missing-field", "MaxItemsPerBatch or MaxInputBytesPerBatch is missing");
    return batcher;
}

void readItems(const Json& state, MapFields& map, const Site& site) {
    refuseTogether(state, {"Items", "ItemsPath"}, site);
    refuseTogether(state, {"ItemSelector", "Parameters"}, site);
    map.itemsPath = readPath(state, "ItemsPath", site);
    if (site.language == QueryLanguage::jsonata) map.items = readTemplate(state, "Items", site);
    map.itemSelector =
        readTemplate(state, member(state, "ItemSelector") != nullptr ? "ItemSelector" : "Parameters", site);
}

}  // namespace

MapFields readMapFields(const Json& state, const Site& site, int depth) {
    MapFields map;
    refuseTogether(state, {"ItemProcessor", "Iterator"}, site);
    const std::string_view key = member(state, "ItemProcessor") != nullptr ? "ItemProcessor" : "Iterator";
    if (const Json* processor = member(state, key)) {
        readProcessorConfig(*processor, map, site.at(key).at("ProcessorConfig"));
        map.processor = readMachine(*processor, site.at(key), depth + 1);
    } else {
        site.error("missing-field", "ItemProcessor is missing: the states to run for each item");
    }
    readItems(state, map, site);
    map.concurrency = readQuantity(state, "MaxConcurrency", 0, kItemsMax, site);
    map.toleratedCount = readQuantity(state, "ToleratedFailureCount", 0, kItemsMax, site);
    map.toleratedPercentage = readQuantity(state, "ToleratedFailurePercentage", 0, 100, site);
    map.reader = readResource(state, "ItemReader", site);
    map.writer = readResource(state, "ResultWriter", site);
    map.batcher = readBatcher(state, site);
    map.label = readText(state, "Label", site).value_or("");
    if (!map.isDistributed) {
        for (const char* field : {"ItemReader", "ResultWriter", "ItemBatcher"}) {
            if (member(state, field) != nullptr)
                site.at(field).error("distributed-only", std::string{field} + " is for a Map of Mode DISTRIBUTED");
        }
    }
    return map;
}

}  // namespace spillway::workflow
