#include "viewmodel/states/state_rows.h"

#include "viewmodel/states/state_edits.h"
#include "viewmodel/text_format.h"
#include "workflow/state_fields.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace spillway::states {
namespace {

enum class Form : std::uint8_t { text, number, json, state, type, errors, jitter };

struct Face {
    const char* key;
    const char* label;
    Form form;
    const char* help;
};

// The common ones of each type; what else a state has stands below them as JSON.
constexpr std::array kFaces{
    Face{"Resource", "Resource", Form::text, "What the task calls: a service's integration or a function's ARN."},
    Face{"Parameters", "Parameters", Form::json, "What is handed to it; names ending in .$ are paths."},
    Face{"Arguments", "Arguments", Form::json, "What is handed to it; {% ... %} are expressions."},
    Face{"TimeoutSeconds", "Timeout, s", Form::number, "The task fails with States.Timeout after this. None if empty."},
    Face{"HeartbeatSeconds", "Heartbeat, s", Form::number, "Longest time between two signs of life."},
    Face{"Seconds", "Seconds", Form::number, "How long to wait."},
    Face{"Timestamp", "Timestamp", Form::text, "Until when to wait: 2026-01-31T09:00:00Z."},
    Face{"SecondsPath", "Seconds path", Form::text, "Where the input says how long."},
    Face{"TimestampPath", "Timestamp path", Form::text, "Where the input says until when."},
    Face{"Error", "Error", Form::text, "The name that catchers and retriers see."},
    Face{"Cause", "Cause", Form::text, "What a person reads."},
    Face{"Result", "Result", Form::json, "What the state puts out."},
    Face{"Items", "Items", Form::json, "What is walked through."},
    Face{"ItemsPath", "Items path", Form::text, "Where the input has them."},
    Face{"MaxConcurrency", "At once", Form::number, "Iterations at the same time; 0 or empty: no limit."},
    Face{"ToleratedFailurePercentage", "Tolerated, %", Form::number, "Share of items that may fail."},
    Face{"ToleratedFailureCount", "Tolerated", Form::number, "Number of items that may fail."},
    Face{"Default", "Else to", Form::state, "Where it goes when no rule holds."},
    Face{"Next", "Next", Form::state, "Where it goes; nowhere: its machine ends here."},
};

constexpr std::array kRetry{
    Face{"ErrorEquals", "Errors", Form::errors, "Names divided by commas; States.ALL is any."},
    Face{"IntervalSeconds", "First wait, s", Form::number, "Before the first retry. Default 1."},
    Face{"MaxAttempts", "Retries", Form::number, "Default 3; 0 is never."},
    Face{"BackoffRate", "Backoff", Form::number, "Each wait is this many times the one before. Default 2."},
    Face{"MaxDelaySeconds", "Longest wait, s", Form::number, "No wait is longer."},
    Face{"JitterStrategy", "Jitter", Form::jitter, "FULL draws each wait between 0 and itself."},
};

constexpr std::array kCatch{
    Face{"ErrorEquals", "Errors", Form::errors, "Names divided by commas; States.ALL is any."},
    Face{"ResultPath", "Error goes to", Form::text, "Where the error is put into the input; all of it if empty."},
    Face{"Next", "Next", Form::state, "Where it goes then."},
};

constexpr std::array kLists{"Retry", "Catch", "Choices"};
constexpr std::array kStructure{"Type",     "End",     "States", "Branches", "ItemProcessor",
                                "Iterator", "Comment", "Retry",  "Catch",    "Choices"};

QString qt(const std::string& text) { return text::fromStd(text); }

std::string joinedErrors(const Json& errors) {
    std::string all;
    for (const Json& error : errors) {
        if (!all.empty()) all += ", ";
        all += error.is_string() ? error.get<std::string>() : workflow::jsonText(error);
    }
    return all;
}

std::string valueText(const Json* value, Form form) {
    if (value == nullptr) return {};
    if (form == Form::errors && value->is_array()) return joinedErrors(*value);
    if (value->is_string() && form != Form::json) return value->get<std::string>();
    if (form == Form::json) return value->dump(2, ' ', false, Json::error_handler_t::replace);
    return workflow::jsonText(*value);
}

QStringList neighboursOf(const Json& definition, const std::string& pointer) {
    QStringList names;
    const StatePlace place = placeOfState(pointer);
    const Json* machine = at(definition, place.machine);
    const Json* all = machine == nullptr ? nullptr : workflow::member(*machine, "States");
    if (all == nullptr || !all->is_object()) return names;
    for (const auto& [name, state] : all->items()) names.append(qt(name));
    return names;
}

class Rows {
public:
    Rows(const Json& definition, const std::string& pointer)
        : m_state{*at(definition, pointer)}, m_states{neighboursOf(definition, pointer)} {}

    std::vector<FieldRow> made;

    void field(const Json& holder, const Face& face, const std::string& prefix) {
        const Json* value = workflow::member(holder, face.key);
        FieldRow row{.path = qt(prefix + face.key),
                     .label = QString::fromUtf8(face.label),
                     .value = qt(valueText(value, face.form))};
        row.help = QString::fromUtf8(face.help);
        row.depth = prefix.empty() ? 0 : 1;
        row.number = face.form == Form::number;
        if (face.form == Form::json) row.shape = FieldRow::Shape::prose;
        if (face.form == Form::state) {
            row.shape = FieldRow::Shape::choice;
            row.choices = QStringList{QString()} + m_states;
        }
        if (face.form == Form::jitter) {
            row.shape = FieldRow::Shape::choice;
            row.choices = {QString(), QStringLiteral("FULL"), QStringLiteral("NONE")};
        }
        made.push_back(std::move(row));
    }

    void heading(const QString& label, const std::string& path, bool isItem) {
        FieldRow row{.path = qt(path),
                     .label = label,
                     .value = {},
                     .shape = isItem ? FieldRow::Shape::item : FieldRow::Shape::group};
        row.present = isItem;
        made.push_back(std::move(row));
    }

    void named(const std::string& name, const std::string& type) {
        made.push_back({.path = QStringLiteral("Name"), .label = QStringLiteral("Name"), .value = qt(name)});
        made.back().number = false;
        FieldRow row{.path = QStringLiteral("Type"),
                     .label = QStringLiteral("Type"),
                     .value = qt(type),
                     .shape = FieldRow::Shape::choice};
        for (const std::string& word : workflow::stateTypeWords()) row.choices.append(qt(word));
        made.push_back(std::move(row));
    }

    void own(workflow::StateType type, bool jsonata) {
        const auto allowed = workflow::fieldsOf(type);
        for (const Face& face : kFaces) {
            const auto field = std::ranges::find(allowed, std::string_view(face.key), &workflow::StateField::name);
            const bool here = m_state.contains(face.key);
            const bool fits = field != allowed.end() && (field->language == workflow::FieldOf::both ||
                                                         (field->language == workflow::FieldOf::jsonata) == jsonata);
            if (here || fits) this->field(m_state, face, {});
        }
        rest();
        if (type == workflow::StateType::choice) list("Choices", QStringLiteral("Rule"));
        if (std::ranges::find(allowed, std::string_view("Retry"), &workflow::StateField::name) == allowed.end()) return;
        list("Retry", QStringLiteral("Retry"));
        list("Catch", QStringLiteral("Catch"));
    }

private:
    // What it has besides the common ones.
    void rest() {
        for (const auto& [key, value] : m_state.items()) {
            const bool known = std::ranges::any_of(kFaces, [&, name = key](const Face& f) { return name == f.key; }) ||
                               std::ranges::any_of(kStructure, [&, name = key](const char* s) { return name == s; });
            if (known) continue;
            const Form form = value.is_structured() ? Form::json : Form::text;
            field(m_state, {key.c_str(), key.c_str(), form, ""}, {});
        }
        field(m_state, {"Comment", "Comment", Form::text, "For whoever reads the definition."}, {});
    }

    void list(const char* key, const QString& word) {
        const Json* items = workflow::member(m_state, key);
        heading(word, key, false);
        for (std::size_t i = 0; items != nullptr && items->is_array() && i < items->size(); ++i) {
            const std::string path = std::string(key) + "." + std::to_string(i);
            heading(QStringLiteral("%1 %2").arg(word).arg(i + 1), path, true);
            item(key, (*items)[i], path + ".");
        }
    }

    void item(std::string_view key, const Json& value, const std::string& prefix) {
        if (!value.is_object()) return;
        if (key == "Retry") {
            for (const Face& face : kRetry) field(value, face, prefix);
        } else if (key == "Catch") {
            for (const Face& face : kCatch) field(value, face, prefix);
        } else {
            rule(value, prefix);
        }
    }

    // A rule is a tree: it is written as JSON, without where it leads; an expression as it is.
    void rule(const Json& value, const std::string& prefix) {
        if (value.contains("Condition")) {
            field(value, {"Condition", "When", Form::text, "An expression that is true or false."}, prefix);
        } else {
            Json bare = value;
            bare.erase("Next");
            FieldRow row{.path = qt(prefix + "When"),
                         .label = QStringLiteral("When ") + qt(conditionText(value)),
                         .value = qt(bare.dump(2, ' ', false, Json::error_handler_t::replace)),
                         .shape = FieldRow::Shape::prose};
            row.depth = 1;
            made.push_back(std::move(row));
        }
        field(value, {"Next", "Next", Form::state, "Where it goes when this holds."}, prefix);
    }

    const Json& m_state;
    QStringList m_states;
};

struct Path {
    std::string list;  // empty for a field of the state itself
    std::size_t index = 0;
    std::string key;
};

Path split(const std::string& path) {
    const auto first = path.find('.');
    if (first == std::string::npos) return {{}, 0, path};
    Path parts{path.substr(0, first)};
    if (std::ranges::find(kLists, parts.list) == kLists.end()) return {{}, 0, path};
    const auto second = path.find('.', first + 1);
    std::from_chars(path.data() + first + 1, path.data() + path.size(), parts.index);
    if (second != std::string::npos) parts.key = path.substr(second + 1);
    return parts;
}

Form formOf(const Path& path, const Json& holder) {
    const auto in = [&](const auto& faces) -> std::optional<Form> {
        for (const Face& face : faces) {
            if (path.key == face.key) return face.form;
        }
        return std::nullopt;
    };
    if (path.key == "When") return Form::json;
    std::optional<Form> known = path.list == "Retry" ? in(kRetry) : path.list == "Catch" ? in(kCatch) : in(kFaces);
    if (known) return *known;
    const Json* value = workflow::member(holder, path.key);
    return value != nullptr && value->is_structured() ? Form::json : Form::text;
}

Result<Json> valueOf(const std::string& text, Form form) {
    if (form == Form::errors) {
        Json names = Json::array();
        for (const QString& name : qt(text).split(QChar(u','), Qt::SkipEmptyParts))
            names.push_back(name.trimmed().toStdString());
        return names;
    }
    const bool expression = text.starts_with("{%");
    if (form == Form::json && !expression) {
        auto value = workflow::readJson(text);
        if (!value) return Error{"this is no JSON: " + value.error().message};
        return std::move(*value);
    }
    if (form == Form::number && !expression) {
        auto value = workflow::readJson(text);
        if (!value || !value->is_number()) return Error{"this is no number"};
        return std::move(*value);
    }
    return Json(text);
}

void put(Json& holder, const std::string& key, Json value) {
    if (key == "Next") holder.erase("End");
    holder[key] = std::move(value);
}

}  // namespace

std::string ownerOf(const std::string& pointer) {
    const auto name = pointer.rfind("/States/");
    if (name == std::string::npos) return {};
    return pointer.substr(0, pointer.find('/', name + 8));
}

std::vector<FieldRow> stateRows(const Json& definition, const std::string& pointer) {
    const std::string owner = ownerOf(pointer);
    const Json* state = owner.empty() ? nullptr : at(definition, owner);
    if (state == nullptr || !state->is_object()) return {};
    const Json* word = workflow::member(*state, "Type");
    const std::string type = word != nullptr && word->is_string() ? word->get<std::string>() : std::string{};
    Rows rows(definition, owner);
    if (pointer == owner) rows.named(placeOfState(owner).name, type);
    if (const auto known = workflow::stateType(type)) rows.own(*known, isJsonata(definition, owner));
    if (pointer == owner) return std::move(rows.made);
    // Of a transition: "/Catch/0/Next" is what stands under "Catch.0".
    std::string path = pointer.substr(owner.size() + 1);
    std::ranges::replace(path, '/', '.');
    const auto last = path.rfind('.');
    const std::string prefix = last == std::string::npos ? path : path.substr(0, last + 1);
    std::erase_if(rows.made, [&](const FieldRow& row) {
        return last == std::string::npos ? row.path != qt(path) : !row.path.startsWith(qt(prefix));
    });
    return std::move(rows.made);
}

Result<Json> setStateField(const Json& definition, const std::string& pointer, const std::string& path,
                           const std::string& text) {
    if (path == "Name") {
        auto renamed = renameState(definition, pointer, text);
        if (!renamed) return Error{"this name is taken, empty, or longer than 80 characters"};
        return std::move(*renamed);
    }
    if (path == "Type") return changeType(definition, pointer, text);
    const Path parts = split(path);
    Json next = definition;
    const std::string at = pointer + (parts.list.empty() ? "" : "/" + parts.list + "/" + std::to_string(parts.index));
    Json* holder = states::at(next, at);
    if (holder == nullptr || !holder->is_object()) return Error{"this is not there any more"};
    if (text.empty() && parts.key != "When") {
        holder->erase(parts.key);
        if (parts.key == "Next" && parts.list.empty()) (*holder)["End"] = true;
        return next;
    }
    auto value = valueOf(text, formOf(parts, *holder));
    if (!value) return Error{value.error()};
    if (parts.key != "When") {
        put(*holder, parts.key, std::move(*value));
        return next;
    }
    if (!value->is_object()) return Error{"a rule is an object: {\"Variable\": \"$.x\", \"IsPresent\": true}"};
    const Json* leads = workflow::member(*holder, "Next");
    if (leads != nullptr) (*value)["Next"] = *leads;
    *holder = std::move(*value);
    return next;
}

Json addStateItem(const Json& definition, const std::string& pointer, const std::string& list) {
    Json next = definition;
    Json* state = at(next, pointer);
    if (state == nullptr || std::ranges::find(kLists, list) == kLists.end()) return definition;
    const QStringList near = neighboursOf(definition, pointer);
    Json item = list == "Choices" ? freshRule(isJsonata(definition, pointer)) : Json::object();
    if (list != "Choices") item["ErrorEquals"] = Json::array({"States.ALL"});
    if (list == "Retry") item["MaxAttempts"] = 3;
    if (list != "Retry") item["Next"] = near.isEmpty() ? std::string{} : near.back().toStdString();
    (*state)[list].push_back(item);
    return next;
}

Json removeStateItem(const Json& definition, const std::string& pointer, const std::string& item) {
    const Path parts = split(item);
    Json next = definition;
    Json* list = at(next, pointer + "/" + parts.list);
    if (list == nullptr || !list->is_array() || parts.index >= list->size()) return definition;
    list->erase(parts.index);
    if (list->empty() && parts.list != "Choices") at(next, pointer)->erase(parts.list);
    return next;
}

}  // namespace spillway::states
