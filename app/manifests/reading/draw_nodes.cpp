#include "manifests/reading/drawing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

namespace spillway::drawing {
namespace {

// Assumed, and listed to the user as such: nobody measured it. A small request/response service whose tail is several
// times its median, with room for many requests that wait for others.
const Distribution kServiceWork = Distribution::lognormal(std::chrono::milliseconds{3}, std::chrono::milliseconds{20});
constexpr std::int64_t kServiceConcurrency = 64;

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::string baseName(std::string image) {
    image = image.substr(0, image.find('@'));
    const std::size_t slash = image.rfind('/');
    if (slash != std::string::npos) image.erase(0, slash + 1);
    return image.substr(0, image.find(':'));
}

// "catalogue-db" with MYSQL_... variables: a store in an image of the project's own.
const Engine* engineOfVariables(const DraftWorkload& workload) {
    for (const Statement& statement : workload.statements) {
        const std::string stem = lower(statement.variable.substr(0, statement.variable.find('_')));
        const Engine* engine = statement.argument ? nullptr : findEngine(stem);
        if (engine != nullptr && engine->kind == NodeKind::database) return engine;
    }
    return nullptr;
}

bool soundsLikeStore(const DraftWorkload& workload) {
    static constexpr std::array<std::string_view, 4> endings{"-db", "_db", "-database", "-datastore"};
    const auto ends = [](const std::string& name) {
        return std::ranges::any_of(endings, [&](std::string_view ending) { return name.ends_with(ending); });
    };
    return ends(workload.name) &&
           (workload.image.empty() || ends(baseName(workload.image)) || workload.statements.empty());
}

struct Guess {
    NodeKind kind = NodeKind::service;
    const Engine* engine = nullptr;
    std::string why;  // empty: nothing was guessed
};

Guess guess(const DraftWorkload& workload) {
    if (!workload.cron.empty()) return {NodeKind::schedule, nullptr, {}};
    if (const Engine* engine = engineOfImage(workload.image))
        return {engine->kind, engine, fmt::format("its image is {}", workload.image)};
    if (soundsLikeStore(workload))
        return {NodeKind::database, engineOfVariables(workload),
                fmt::format("its name ends like a database's and its image is {}",
                            workload.image.empty() ? "not stated" : workload.image)};
    return {};
}

struct SpecWriter {
    const DraftWorkload& workload;
    const Engine* engine;

    void operator()(Service& spec) const {
        spec.work = kServiceWork;
        spec.concurrency = workload.concurrency.value_or(kServiceConcurrency);
        spec.replicas = workload.hpa ? std::max(workload.replicas, workload.hpa->min) : workload.replicas;
        spec.resources = workload.resources;
        spec.scaling.hpa = workload.hpa;
        spec.image = workload.image;
        spec.port = workload.port;
    }
    void operator()(Function& spec) const {
        if (workload.resources.memory) spec.memory = *workload.resources.memory;
    }
    void operator()(Database& spec) const { writeStore(spec); }
    void operator()(Cache& spec) const { writeStore(spec); }
    void operator()(Schedule& spec) const { spec.cron = workload.cron; }
    void operator()(auto&) const {}
    void writeStore(auto& spec) const {
        spec.image = workload.image;
        if (engine != nullptr) spec.engine = engine->name;
        if (workload.port && (engine == nullptr || *workload.port != engine->port)) spec.port = workload.port;
        spec.resources = workload.resources;
    }
};

// Minutes and hours that repeat evenly are what `every` can say; the rest stays in `cron` alone.
std::optional<Duration> periodOf(std::string_view cron) {
    const auto step = [](std::string_view text) -> std::optional<int> {
        if (text == "*") return 1;
        if (!text.starts_with("*/") || text.size() > 4 || text.size() < 3 ||
            text.find_first_not_of("0123456789", 2) != std::string_view::npos)
            return std::nullopt;
        return std::stoi(std::string{text.substr(2)});
    };
    if (cron == "@hourly") return std::chrono::hours{1};
    if (cron == "@daily" || cron == "@midnight") return std::chrono::hours{24};
    if (cron == "@weekly") return std::chrono::hours{24 * 7};
    const std::size_t space = cron.find(' ');
    if (space == std::string_view::npos) return std::nullopt;
    const std::string_view minute = cron.substr(0, space);
    const std::string_view rest = cron.substr(space + 1);
    const bool fixedMinute = !minute.empty() && minute.find_first_not_of("0123456789") == std::string_view::npos;
    if (const auto minutes = step(minute); minutes && *minutes > 0 && rest == "* * * *")
        return std::chrono::minutes{*minutes};
    if (!fixedMinute || !rest.ends_with(" * * *")) return std::nullopt;
    const std::string_view hour = rest.substr(0, rest.size() - 6);
    if (const auto hours = step(hour); hours && *hours > 0) return std::chrono::hours{*hours};
    if (!hour.empty() && hour.find_first_not_of("0123456789") == std::string_view::npos) return std::chrono::hours{24};
    return std::nullopt;
}

void setPeriod(Canvas& canvas, Node& node, const DraftWorkload& workload) {
    auto& spec = std::get<Schedule>(node.spec);
    if (const auto period = periodOf(workload.cron)) {
        spec.every = *period;
    } else {
        spec.every = std::chrono::hours{24};
        canvas.note(workload.place, node.id,
                    fmt::format("\"{}\" has no even period: it is emulated as once a day", workload.cron),
                    "set `every`");
    }
}

// The name with what an id cannot have as dashes: "${NAME}" becomes "NAME-".
std::string idFrom(std::string name) {
    const auto isWord = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
    std::ranges::replace_if(
        name, [&](char c) { return !isWord(c) && c != '-' && c != '_' && c != '.'; }, '-');
    name.erase(name.begin(), std::ranges::find_if(name, isWord));
    name.resize(std::min<std::size_t>(name.size(), 180));
    return name.empty() ? "unnamed" : name;
}

std::string uniqueId(const DraftWorkload& workload, const std::set<std::string>& taken) {
    if (!workload.id.empty() && !taken.contains(workload.id)) return workload.id;
    std::string id = idFrom(workload.name);
    if (taken.contains(id) && !workload.space.empty()) id += "-" + workload.space;
    const std::string stem = id;
    for (int number = 2; taken.contains(id); ++number) id = fmt::format("{}-{}", stem, number);
    return id;
}

}  // namespace

void drawNodes(Canvas& canvas) {
    std::set<std::string> taken;
    for (const Boundary& boundary : canvas.topology().boundaries) taken.insert(boundary.id);
    for (const DraftWorkload& workload : canvas.draft.workloads) {
        const Guess guessed = guess(workload);
        Node node;
        node.id = uniqueId(workload, taken);
        taken.insert(node.id);
        if (node.id != workload.name && node.id != workload.id) node.name = workload.name;
        const auto boundary = canvas.draft.boundaryOfSpace.find(workload.space);
        if (boundary != canvas.draft.boundaryOfSpace.end()) node.in = boundary->second;
        node.platform = workload.platform;
        node.spec = defaultSpec(workload.kind.value_or(guessed.kind));
        std::visit(SpecWriter{workload, guessed.engine}, node.spec);
        if (node.kind() == NodeKind::schedule) setPeriod(canvas, node, workload);
        if (!workload.kind && !guessed.why.empty()) {
            const auto words = names(NodeKind{});
            const std::string_view word = words[static_cast<std::size_t>(node.kind())].word;
            canvas.note(workload.place, node.id,
                        guessed.engine != nullptr && guessed.engine->telemetry
                            ? fmt::format("{} watches the system: {}; nobody waits for it", workload.name, guessed.why)
                            : fmt::format("{} is a {}: {}", workload.name, word, guessed.why));
        }
        canvas.ids.push_back(node.id);
        canvas.engines.push_back(guessed.engine);
        canvas.topology().nodes.push_back(std::move(node));
    }
}

}  // namespace spillway::drawing
