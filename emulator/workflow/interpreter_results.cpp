#include "workflow/interpreter.h"

namespace spillway::workflow {
namespace {

using Status = ChildRun::Status;

std::string lines(const Json& values) {
    std::string text;
    for (const Json& value : values) text += jsonText(value) + "\n";
    return text;
}

void append(Json& all, Json value, ResultForm form) {
    if (form != ResultForm::flatten || !value.is_array()) return all.push_back(std::move(value));
    for (Json& each : value) all.push_back(std::move(each));
}

// Not the name of a bucket: there is nowhere to write to.
Fault nowhere() {
    return {.error = kResultWriterFailed, .cause = "The ResultWriter names no Bucket to write the results to."};
}

}  // namespace

std::string Interpreter::mapRunName(std::int64_t run) const { return m_settings.name + "-" + std::to_string(run); }

std::string Interpreter::mapRunArn(std::int64_t run, const State& state) const {
    const std::string& label = state.map->label.empty() ? state.name : state.map->label;
    return arn("mapRun", m_settings.stateMachine + "/" + label + ":" + mapRunName(run));
}

// What the service knows of a child execution, member by member as it writes them.
Json Interpreter::childRecord(const FanOut& fan, std::size_t index) const {
    const ChildRun& run = fan.runs[index];
    Json record{{"Input", jsonText(run.status == Status::pending ? fan.itemOf(index) : run.input)},
                {"InputDetails", {{"Included", true}}}};
    if (run.status == Status::pending) return record["Status"] = "PENDING", record;
    const std::string machine =
        m_settings.stateMachine + "/" + (fan.state->map->label.empty() ? fan.state->name : fan.state->map->label);
    const std::string name = mapRunName(fan.run) + "-" + std::to_string(index);
    const bool succeeded = run.status == Status::succeeded;
    record = {{"ExecutionArn", arn("execution", machine + ":" + name)},
              {"Input", jsonText(run.input)},
              {"InputDetails", {{"Included", true}}},
              {"Name", name}};
    if (succeeded) {
        record["Output"] = jsonText(fan.results[index]);
        record["OutputDetails"] = {{"Included", true}};
    }
    if (run.status == Status::failed && run.fault.hasError) record["Error"] = run.fault.error;
    if (run.status == Status::failed && run.fault.hasCause) record["Cause"] = run.fault.cause;
    record["RedriveCount"] = m_redrives;
    record["RedriveStatus"] = succeeded ? "NOT_REDRIVABLE" : "REDRIVABLE_BY_MAP_RUN";
    if (succeeded) record["RedriveStatusReason"] = "Execution is SUCCEEDED and cannot be redriven";
    record["StartDate"] = instantText(run.startedAt);
    record["StateMachineArn"] = arn("stateMachine", machine);
    record["Status"] = succeeded ? "SUCCEEDED" : run.status == Status::failed ? "FAILED" : "ABORTED";
    record["StopDate"] = instantText(run.status == Status::running ? m_now : run.stoppedAt);
    return record;
}

// A file for each status that occurs and a manifest of them; what the state's result is then.
Json Interpreter::exportResults(Strand& holder, FanOut& fan) {
    const ItemReader& writer = *fan.state->map->writer;
    const View here = view(holder);
    const Json where = writer.parameters
                           ? evaluate(*writer.parameters, scope(holder, here, fan.effectiveInput), "ResultWriter")
                           : Json::object();
    const Json *bucket = member(where, "Bucket"), *prefix = member(where, "Prefix");
    if (bucket == nullptr || !bucket->is_string() || bucket->get_ref<const std::string&>().empty()) throw nowhere();
    std::string folder = prefix != nullptr && prefix->is_string() ? prefix->get<std::string>() : "";
    if (!folder.empty() && !folder.ends_with('/')) folder += '/';
    folder += mapRunName(fan.run) + "/";
    const auto write = [&](const std::string& name, std::string body) {
        const Json entry{{"Key", folder + name}, {"Size", body.size()}};
        commands.push_back({.kind = Command::Kind::writeItems,
                            .state = fan.state->name,
                            .origin = fan.state,
                            .resource = writer.resource,
                            .payload = {{"Bucket", *bucket}, {"Key", folder + name}, {"Body", std::move(body)}},
                            .at = m_now});
        return entry;
    };
    Json files{{"FAILED", Json::array()}, {"PENDING", Json::array()}, {"SUCCEEDED", Json::array()}};
    for (auto& [group, listed] : files.items()) {
        Json rows = Json::array();
        for (std::size_t i = 0; i < fan.total; ++i) {
            const Status own = fan.runs[i].status;
            const bool isHere = group == "SUCCEEDED" ? own == Status::succeeded
                                : group == "PENDING" ? own == Status::pending
                                                     : own == Status::failed || own == Status::running;
            if (!isHere) continue;
            if (own == Status::succeeded && writer.form != ResultForm::whole)
                append(rows, fan.results[i], writer.form);
            else
                rows.push_back(childRecord(fan, i));
        }
        if (rows.empty()) continue;
        listed.push_back(write(group + "_0." + (writer.writesLines ? "jsonl" : "json"),
                               writer.writesLines ? lines(rows) : jsonText(rows)));
    }
    const std::string run = mapRunArn(fan.run, *fan.state);
    write("manifest.json", jsonText({{"DestinationBucket", *bucket}, {"MapRunArn", run}, {"ResultFiles", files}}));
    return {{"MapRunArn", run}, {"ResultWriterDetails", {{"Bucket", *bucket}, {"Key", folder + "manifest.json"}}}};
}

Json Interpreter::resultsOf(Strand& holder, FanOut& fan) {
    const std::optional<ItemReader>& writer = fan.state->map->writer;
    if (writer && !writer->resource.empty()) return exportResults(holder, fan);
    Json results = Json::array();
    for (std::size_t i = 0; i < fan.total; ++i) {
        // A child that failed is told of as it is, whatever form the others take.
        if (writer && (!fan.succeeded[i] || writer->form == ResultForm::whole))
            results.push_back(childRecord(fan, i));
        else if (fan.succeeded[i])
            append(results, std::move(fan.results[i]), writer ? writer->form : ResultForm::compact);
    }
    return results;
}

}  // namespace spillway::workflow
