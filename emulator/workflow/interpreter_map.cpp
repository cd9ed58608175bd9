#include "workflow/interpreter.h"

#include <algorithm>

namespace spillway::workflow {
namespace {

Fault notAnArray(const Strand& strand, const Json& value) {
    const MapFields& map = *strand.state->map;
    if (strand.state->language == QueryLanguage::jsonPath) {
        const std::string path = map.itemsPath ? map.itemsPath->text : "$";
        return runtimeFault("Reference path \"" + path + "\" must point to array.");
    }
    Fault fault{.error = kQueryEvaluationError, .isEvaluation = true, .field = "Items"};
    if (!map.items) {
        fault.cause = "Map state input must be an array but was: " + jsonText(value);
        return fault;
    }
    fault.expression = map.items->text();
    fault.cause = "The JSONata expression '" + fault.expression +
                  "' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was '" +
                  std::string{jsonTypeWord(value)} + "' for value: " + jsonText(value);
    return fault;
}

// An object becomes the array of its values; their names are what is given back.
std::vector<std::string> takeKeys(Json& items) {
    std::vector<std::string> keys;
    if (!items.is_object()) return keys;
    Json values = Json::array();
    for (auto& [key, value] : items.items()) {
        keys.push_back(key);
        values.push_back(std::move(value));
    }
    items = std::move(values);
    return keys;
}

}  // namespace

void Interpreter::performMap(Strand& strand) {
    const State& state = *strand.state;
    const MapFields& map = *state.map;
    const View here = view(strand);
    const Json input = effectiveInput(strand, here);
    if (map.reader) {
        // The run reads its own items: it has started when that fails.
        tellStarted(strand, 0);
        startRun(strand);
        strand.manifest.reset();
        return askForItems(strand, map.reader->parameters
                                       ? evaluate(*map.reader->parameters, scope(strand, here, input), "ItemReader")
                                       : Json::object());
    }
    Json items = map.items ? evaluate(*map.items, scope(strand, here, input), "Items")
                           : selected(strand, here, input, map.itemsPath, "ItemsPath");
    // The members of an object are items of a distributed Map only.
    if (!items.is_array() && !(items.is_object() && map.isDistributed)) throw notAnArray(strand, items);
    startMap(strand, std::move(items), input, {{0, "STATE_DATA"}});
}

void Interpreter::askForItems(Strand& strand, Json payload) {
    strand.task = nextTask();
    strand.readsItems = true;
    m_waiting[strand.task] = strand.id;
    commands.push_back({.kind = Command::Kind::readItems,
                        .task = strand.task,
                        .state = strand.state->name,
                        .origin = strand.state,
                        .resource = strand.state->map->reader->resource,
                        .payload = std::move(payload),
                        .at = m_now});
}

// The items, or the manifest that names the files that have them, or one of these.
void Interpreter::itemsDelivered(Strand& strand, const Json& delivered) {
    endTask(strand);
    const ItemReader& reader = *strand.state->map->reader;
    const View here = view(strand);
    const Json input = effectiveInput(strand, here);
    const auto place = [&] {
        return reader.parameters ? evaluate(*reader.parameters, scope(strand, here, input), "ItemReader")
                                 : Json::object();
    };
    const bool isRows = delivered.is_array() && reader.manifest != ManifestKind::listed;
    if (reader.manifest == ManifestKind::none || (!strand.manifest && isRows))
        return startMap(strand, itemsFrom(delivered, reader), input, {{0, sourceOf(place())}});
    if (!strand.manifest) {
        strand.manifest = manifestFrom(delivered, reader, place());
    } else {
        ManifestReading& reading = *strand.manifest;
        reading.sources.emplace_back(reading.items.size(), sourceOf(reading.files[reading.asked - 1]));
        for (Json& item : manifestItems(delivered, reader, reading)) reading.items.push_back(std::move(item));
        if (reading.items.size() > m_settings.quotas.itemsMax)
            throw Fault{.error = kItemReaderFailed,
                        .cause = "The files have more than " + std::to_string(m_settings.quotas.itemsMax) + " items."};
    }
    if (strand.manifest->asked < strand.manifest->files.size())
        return askForItems(strand, strand.manifest->files[strand.manifest->asked++]);
    ManifestReading done = std::move(*strand.manifest);
    strand.manifest.reset();
    startMap(strand, std::move(done.items), input, std::move(done.sources));
}

void Interpreter::tellStarted(Strand& strand, std::size_t length) {
    Json details;
    if (history.keepsDetails()) details["mapStateStartedEventDetails"] = {{"length", length}};
    event(strand, "MapStateStarted", std::move(details));
}

void Interpreter::startRun(Strand& strand) {
    if (!strand.state->map->isDistributed) return;
    strand.runsMap = true;
    strand.mapRun = ++m_lastMapRun;
    Json details;
    if (history.keepsDetails())
        details["mapRunStartedEventDetails"] = {{"mapRunArn", mapRunArn(strand.mapRun, *strand.state)}};
    event(strand, "MapRunStarted", std::move(details));
}

// MaxItems of the reader; none and 0 are no limit.
void Interpreter::readerMost(Strand& strand, const View& view, const Json& input, Json& items) {
    std::optional<double> most;
    try {
        most = quantity(strand, view, input, strand.state->map->reader->itemsMax, true);
    } catch (Fault& fault) {
        if (fault.error == kRuntimeError) fault.error = kItemReaderFailed;
        throw;
    }
    if (most && *most < 0) throw Fault{.error = kItemReaderFailed, .cause = "field MaxItems must be positive"};
    if (!most || *most == 0 || static_cast<double>(items.size()) <= *most) return;
    Json::array_t& all = items.get_ref<Json::array_t&>();
    all.resize(static_cast<std::size_t>(*most));
}

void Interpreter::startMap(Strand& strand, Json items, const Json& input, ItemSources sources) {
    const MapFields& map = *strand.state->map;
    const View here = view(strand);
    std::vector<std::string> keys = takeKeys(items);
    if (map.reader) readerMost(strand, here, input, items);
    keys.resize(std::min(keys.size(), items.size()));
    if (items.size() > m_settings.quotas.itemsMax)
        throw runtimeFault("The Map has more than " + std::to_string(m_settings.quotas.itemsMax) + " items.");
    const std::optional<double> concurrency = quantity(strand, here, input, map.concurrency, true);
    if (concurrency && *concurrency < 0)
        throw outOfRange(strand, *map.concurrency, *concurrency, "non-negative integer",
                         "MaxConcurrency must not be negative.");
    if (!map.reader) tellStarted(strand, items.size());
    const std::optional<double> count = quantity(strand, here, input, map.toleratedCount, true);
    const std::optional<double> share = quantity(strand, here, input, map.toleratedPercentage, false);
    if (count && *count < 0)
        throw outOfRange(strand, *map.toleratedCount, *count, "non-negative integer",
                         "ToleratedFailureCount cannot be negative.");
    if (share && (*share < 0 || *share > 100))
        throw outOfRange(strand, *map.toleratedPercentage, *share, "number between 0 and 100",
                         "ToleratedFailurePercentage must be between 0 and 100.");
    FanOut& fan = fanOut(strand);
    fan.isDistributed = map.isDistributed;
    fan.history = History{HistoryDetail::countOnly};
    fan.toleratedCount = count;
    fan.toleratedShare = share;
    fan.effectiveInput = input;
    fan.sources = std::move(sources);
    for (Json& item : items) fan.items.push_back(std::move(item));
    fan.keys = std::move(keys);
    if (!map.reader) startRun(strand);
    fan.run = strand.mapRun;
    if (map.batcher) fan.inputs = batches(strand, fan);
    fan.total = map.batcher ? fan.inputs.size() : fan.items.size();
    fan.results.resize(fan.total);
    fan.succeeded.assign(fan.total, false);
    if (map.writer) fan.runs.resize(fan.total);
    const std::size_t atOnce = map.isDistributed ? m_settings.quotas.distributedAtOnce : m_settings.quotas.inlineAtOnce;
    fan.concurrency =
        concurrency && *concurrency > 0 ? std::min(static_cast<std::size_t>(*concurrency), atOnce) : atOnce;
    if (fan.total == 0) return mapDone(fan);
    startIterations(fan);
}

// {"BatchInput": ..., "Items": [...]} with as many items as fit, at least one.
std::vector<Json> Interpreter::batches(Strand& strand, const FanOut& fan) {
    const ItemBatcher& batcher = *fan.state->map->batcher;
    const View here = view(strand);
    const auto most = [&](const std::optional<Quantity>& given, double otherwise) {
        const double stated = quantity(strand, here, fan.effectiveInput, given, true).value_or(otherwise);
        if (stated < 1)
            throw outOfRange(strand, *given, stated, "positive integer", given->field + " must be positive.");
        return stated;
    };
    const double itemsMax = most(batcher.itemsMax, 1e9), bytesMax = most(batcher.bytesMax, 262'144);
    const Json shared =
        batcher.input ? evaluate(*batcher.input, scope(strand, here, fan.effectiveInput), "BatchInput") : Json(nullptr);
    std::vector<Json> all;
    double bytes = 0;
    FanOut copy = fan;
    for (std::size_t i = 0; i < fan.items.size(); ++i) {
        Json item = iterationInput(copy, i);
        const auto size = static_cast<double>(jsonTextSize(item) + 1);
        if (all.empty() || static_cast<double>(all.back()["Items"].size()) >= itemsMax || bytes + size > bytesMax) {
            Json batch = Json::object();
            if (!shared.is_null()) batch["BatchInput"] = shared;
            batch["Items"] = Json::array();
            bytes = static_cast<double>(jsonTextSize(batch));
            all.push_back(std::move(batch));
        }
        bytes += size;
        all.back()["Items"].push_back(std::move(item));
    }
    return all;
}

Json Interpreter::iterationInput(FanOut& fan, std::size_t index) {
    const MapFields& map = *fan.state->map;
    if (!map.itemSelector) return fan.itemOf(index);
    const Strand& holder = *find(fan.holder);
    View here = view(holder);
    Json item = fan.contextOf(index);
    item["Source"] = fan.sourceOf(index);
    here.context["Map"] = {{"Item", std::move(item)}};
    if (fan.state->language == QueryLanguage::jsonata) here.states["context"] = here.context;
    return evaluate(*map.itemSelector, scope(holder, here, fan.effectiveInput), "ItemSelector");
}

void Interpreter::startIterations(FanOut& fan) {
    const MapFields& map = *fan.state->map;
    const FanOutId id = fan.id;
    Strand& holder = *find(fan.holder);
    try {
        while (fan.next < fan.total && fan.children.size() < fan.concurrency) {
            const std::size_t index = fan.next++;
            Json input = map.batcher ? std::move(fan.inputs[index]) : iterationInput(fan, index);
            // A distributed child is an execution of its own: it sees no variables from around it.
            Strand& child = open(*map.processor, std::move(input), map.isDistributed ? nullptr : &holder.variables);
            child.inside = fan.id;
            child.slot = index;
            child.lastEvent = holder.lastEvent;
            if (map.isDistributed && m_settings.keepsForRedrive) child.origin = child.input;
            if (!fan.runs.empty())
                fan.runs[index] = {.status = ChildRun::Status::running, .input = child.input, .startedAt = m_now};
            child.mapItem = map.batcher ? Json{{"Index", index}, {"Value", nullptr}} : fan.contextOf(index);
            fan.children.push_back(child.id);
            if (map.isDistributed) continue;
            Json details;
            if (history.keepsDetails())
                details["mapIterationStartedEventDetails"] = {{"name", fan.state->name}, {"index", index}};
            event(child, "MapIterationStarted", std::move(details));
        }
    } catch (const Fault& fault) {
        if (m_fanOuts.contains(id)) fail(holder, fault);
    }
}

bool Interpreter::exceedsTolerance(const FanOut& fan) const {
    const auto failed = static_cast<double>(fan.failed);
    if (!fan.toleratedCount && !fan.toleratedShare) return fan.failed > 0;
    if (fan.toleratedCount && failed > *fan.toleratedCount) return true;
    return fan.toleratedShare && failed * 100 > *fan.toleratedShare * static_cast<double>(fan.total);
}

void Interpreter::mapDone(FanOut& fan) {
    Strand& holder = *find(fan.holder);
    try {
        Json results = resultsOf(holder, fan);
        if (std::exchange(holder.runsMap, false)) event(holder, "MapRunSucceeded");
        event(holder, "MapStateSucceeded");
        complete(holder, std::move(results));
    } catch (const Fault& fault) {
        fail(holder, fault);
    }
}

}  // namespace spillway::workflow
