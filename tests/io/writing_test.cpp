#include "io/architecture_text.h"
#include "topology/schema.h"

#include <QTest>

#include <random>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

// The example of the design, with what it leaves to the reader (pick-dead, zone-b) added, and a reader's comments.
constexpr const char* kCheckout = R"(# Our shop.
spillway: 1
name: Checkout   # the one in Frankfurt
notes: |
  Holds on Fridays.
    # not a comment

boundaries:
  - id: orders
    kind: service
    owner: team-orders
    platform: kubernetes
  - {id: zone-b, kind: zone}
nodes:
  # Who buys.
  - id: shoppers
    kind: clients

  # Takes the orders.
  # Twice as fast since March.
  - id: order-api
    kind: service
    in: orders
    work:   lognormal(p50 12ms, p99 60ms) # measured
    concurrency: 16
    resources: {cpu: 500m, memory: 256MiB}
    # capped by the budget
    scaling: {hpa: {min: 4, max: 20, cpu: 70%}}
  - id: charge-card
    kind: function
    platform: lambda
    memory: 512MiB
    work: lognormal(p50 60ms, p99 180ms)
    timeout: 5s
    reserved_concurrency: 100
  - id: pick-queue
    kind: queue
    visibility_timeout: 30s
    dead_letters: {to: pick-dead, after: 5}   # five is enough
  - id: pick-dead
    kind: queue
# Flows follow.
flows:
  - from: shoppers
    to: order-api
    kind: call
    timeout: 2s
  - from: order-api
    to: charge-card
    kind: call
    timeout: 800ms
    retry: {attempts: 3, backoff: exponential(50ms, x2, cap 2s), jitter: full, budget: 20%}
    breaker: {failure_rate: 50%, window: 100 calls, open: 30s}
  - from: order-api
    to: pick-queue
    kind: event
scenarios:
  - id: friday-peak
    duration: 10m
    load:
      - from: shoppers
        rate: [200/s at 0s, 1200/s at 2m, 1200/s at 8m, 200/s at 10m]
    faults:
      # the card house is slow
      - {kind: latency, on: charge-card, add: 120ms, at: 4m, for: 2m}
      - {kind: outage, on: zone-b, at: 6m, for: 90s}
    objectives:
      - {of: shoppers, p99: 800ms, share: 99.5%}
# The end.
)";

ArchitectureText parsed(const std::string& text) {
    ArchitectureText result = ArchitectureText::parse(text, "test");
    for (const Diagnostic& d : result.diagnostics()) qWarning("%s", format(d).c_str());
    if (hasErrors(result.diagnostics())) qFatal("the text has errors");
    return result;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    if (at == std::string::npos) qFatal("no such text: %s", from.c_str());
    return text.replace(at, from.size(), to);
}

std::string withLineEnds(const std::string& text, const std::string& end) {
    std::string result;
    for (const char c : text) result += c == '\n' ? end : std::string(1, c);
    return result;
}

template <class Spec>
Spec& specOf(Architecture& architecture, const std::string& id) {
    return std::get<Spec>(std::ranges::find(architecture.topology.nodes, id, &Node::id)->spec);
}

void isWrittenAs(const Architecture& edited, const std::string& expected) {
    const std::string written = parsed(kCheckout).write(edited);
    if (written != expected) qWarning("%s", written.c_str());
    QVERIFY(written == expected);
    QVERIFY(ArchitectureText::parse(written, "").architecture() == edited);
}

std::string someText(const FieldInfo& field, std::mt19937_64& random) {
    const auto number = std::to_string(1 + random() % 90);
    switch (field.type) {
        case FieldType::duration: return number + "ms";
        case FieldType::rate: return number + "/min";
        case FieldType::share: return number + "%";
        case FieldType::bytes: return number + "MiB";
        case FieldType::cpu: return number + "00m";
        case FieldType::distribution: return random() % 2 ? number + "ms" : "lognormal(p50 " + number + "ms, p99 1s)";
        case FieldType::backoff: return "exponential(" + number + "ms, x3, cap 2s)";
        case FieldType::window: return random() % 2 ? number + "s" : number + " calls";
        case FieldType::count: return number;
        case FieldType::text: {
            static const char* const kWords[] = {
                "plain",   "it's",      "a: b",    "# no comment", "two\nlines",        "one\n",
                "- dash",  "tab\there", "ünïcode", "yes",          "comma, (in, here)", " lead",
                "{brace}", "\"q\"",     "trail ",  "12",           "a\n\nb\n",          "\nx",
                "#a\n#b\n"};
            return kWords[random() % std::size(kWords)];
        }
        case FieldType::choice: return field.choices[random() % field.choices.size()];
        case FieldType::flag: return "true";
        case FieldType::group: return "{}";
        case FieldType::list: return field.ofGroups ? "{}, {}" : random() % 2 ? "zone-b" : "zone-b, orders";
        case FieldType::number:
        case FieldType::profile: return {};
    }
    return {};
}

template <class T>
void changeSomeField(T& value, const Schema& schema, std::mt19937_64& random) {
    const FieldInfo& field = schema[random() % schema.size()];
    const bool takeAway = random() % 3 == 0 && field.path != "kind";
    (void)setFieldText(value, field.path, takeAway ? std::string{} : someText(field, random));
}

template <class T>
void changeOrder(std::vector<T>& items, std::mt19937_64& random, const T& fresh) {
    const std::size_t at = items.empty() ? 0 : random() % items.size();
    const auto place = items.begin() + static_cast<std::ptrdiff_t>(at);
    switch (random() % 4) {
        case 0: items.insert(place, fresh); break;
        case 1:
            if (!items.empty()) items.erase(place);
            break;
        case 2: items.push_back(fresh); break;
        default:
            if (!items.empty()) std::swap(items.front(), items[at]);
    }
}

void changeScenario(Scenario& scenario, std::mt19937_64& random) {
    const Duration time = std::chrono::seconds{random() % 600};
    switch (random() % 6) {
        case 0: scenario.notes = "told\nin lines\n"; break;
        case 1: changeOrder(scenario.faults, random, Fault{"order-api", time, {}, faults::InstanceKill{2}}); break;
        case 2: changeOrder(scenario.objectives, random, Objective{"order-api", {}, {}, time, {}}); break;
        case 3: changeOrder(scenario.load, random, Load{"shoppers", {{{Rate::perSecond(7), time}}}, {}, {}, {}}); break;
        case 4:
            for (Fault& fault : scenario.faults) fault.at = time;
            break;
        default: scenario.duration = time;
    }
}

void changeSomething(Architecture& architecture, std::mt19937_64& random) {
    Topology& topology = architecture.topology;
    switch (random() % 9) {
        case 0:
            changeOrder(topology.nodes, random,
                        Node{"fresh" + std::to_string(random() % 1000), "", "", {}, {}, "", Cache{}});
            break;
        case 1: changeOrder(topology.flows, random, Flow{}); break;
        case 2: changeOrder(topology.boundaries, random, Boundary{}); break;
        case 3: topology.name = someText({"", "", FieldType::text, {}, "", "", false}, random); break;
        case 4:
            for (Scenario& scenario : architecture.scenarios) changeScenario(scenario, random);
            if (random() % 8 == 0) changeOrder(architecture.scenarios, random, Scenario{});
            break;
        case 5:
            for (Boundary& boundary : topology.boundaries) changeSomeField(boundary, boundarySchema(), random);
            break;
        case 6:
            if (!topology.flows.empty())
                changeSomeField(topology.flows[random() % topology.flows.size()], flowSchema(), random);
            break;
        default:
            if (topology.nodes.empty()) break;
            Node& node = topology.nodes[random() % topology.nodes.size()];
            changeSomeField(node, nodeSchema(node.kind()), random);
    }
}

}  // namespace

class WritingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void an_unchanged_document_keeps_every_byte() {
        const std::string plain = kCheckout;
        for (const std::string& text : {plain, withLineEnds(plain, "\r\n"), plain.substr(0, plain.size() - 1),
                                        "\xEF\xBB\xBF" + plain, "---\n" + plain, plain + "\n\n"})
            QVERIFY(parsed(text).write(parsed(text).architecture()) == text);
    }
    // What is stated stays stated, also where a platform has it anyway; what is not, is not made up.
    void what_is_stated_is_written_also_where_it_is_usual() {
        const std::vector<std::pair<std::string, std::vector<std::string>>> kinds{
            {"function", {"timeout: 3s", "memory: 128MiB"}},
            {"queue", {"visibility_timeout: 30s", "retention: 4d", "dead_letters: {to: other, after: 5}"}},
            {"stream", {"retention: 1d"}},
            {"gateway", {"time_limit: 29s"}},
            {"edge_worker", {"cpu_limit: 30s"}}};
        const std::string rest = "  - id: other\n    kind: queue\n";
        for (const auto& [kind, lines] : kinds) {
            const std::string bare = "spillway: 1\nnodes:\n  - id: it\n    kind: " + kind + "\n";
            const Architecture plain = parsed(bare + rest).architecture();
            for (const std::string& line : lines) {
                const Architecture stated = parsed(bare + "    " + line + "\n" + rest).architecture();
                QVERIFY2(stated != plain, line.c_str());
                QVERIFY2(canonicalText(stated).find(line) != std::string::npos, canonicalText(stated).c_str());
                QVERIFY(canonicalText(plain).find(line) == std::string::npos);
            }
        }
    }
    void the_canonical_text_reads_back_and_is_its_own_canonical_text() {
        const Architecture architecture = parsed(kCheckout).architecture();
        const std::string text = canonicalText(architecture);
        QVERIFY(parsed(text).architecture() == architecture);
        QCOMPARE(canonicalText(parsed(text).architecture()), text);
    }
    void a_changed_number_changes_its_line_and_no_other() {
        Architecture edited = parsed(kCheckout).architecture();
        specOf<Service>(edited, "order-api").work = Distribution::constant(9ms);
        isWrittenAs(edited,
                    replaced(kCheckout, "work:   lognormal(p50 12ms, p99 60ms) # measured", "work: 9ms # measured"));
    }
    void a_value_in_brackets_keeps_what_its_author_stated() {
        Architecture edited = parsed(kCheckout).architecture();
        edited.topology.flows[1].breaker->open = 45s;
        specOf<Queue>(edited, "pick-queue").deadLetters->to = "pick-other";
        const std::string open = replaced(kCheckout, "open: 30s", "open: 45s");
        const std::string written = parsed(kCheckout).write(edited);
        QCOMPARE(written, replaced(open, "{to: pick-dead, after: 5}", "{to: pick-other, after: 5}"));
    }
    void a_key_back_at_its_default_is_left_out() {
        Architecture edited = parsed(kCheckout).architecture();
        specOf<Function>(edited, "charge-card").timeout.reset();
        isWrittenAs(edited, replaced(kCheckout, "    timeout: 5s\n", ""));
        specOf<Function>(edited, "charge-card").timeout = 3s;  // Lambda's usual one, but stated
        isWrittenAs(edited, replaced(kCheckout, "    timeout: 5s\n", "    timeout: 3s\n"));
    }
    void a_new_key_takes_its_place() {
        Architecture edited = parsed(kCheckout).architecture();
        edited.topology.nodes[0].name = "Shoppers";
        specOf<Service>(edited, "order-api").port = 8080;
        const std::string named = replaced(kCheckout, "  - id: shoppers\n    kind: clients\n",
                                           "  - id: shoppers\n    kind: clients\n    name: Shoppers\n");
        isWrittenAs(edited, replaced(named, "cpu: 70%}}\n", "cpu: 70%}}\n    port: 8080\n"));
    }
    void comments_move_with_their_item_and_leave_with_it() {
        Architecture edited = parsed(kCheckout).architecture();
        std::swap(edited.topology.nodes[2], edited.topology.nodes[3]);
        const std::string card =
            "  - id: charge-card\n    kind: function\n    platform: lambda\n    memory: 512MiB\n"
            "    work: lognormal(p50 60ms, p99 180ms)\n    timeout: 5s\n    reserved_concurrency: 100\n";
        const std::string after = "after: 5}   # five is enough\n";
        isWrittenAs(edited, replaced(replaced(kCheckout, card, ""), after, after + card));
        Architecture without = parsed(kCheckout).architecture();
        without.scenarios[0].faults.erase(without.scenarios[0].faults.begin());
        isWrittenAs(without, replaced(kCheckout,
                                      "      # the card house is slow\n      - {kind: latency, on: charge-card, "
                                      "add: 120ms, at: 4m, for: 2m}\n",
                                      ""));
    }
    void a_renamed_item_keeps_its_comments() {
        Architecture edited = parsed(kCheckout).architecture();
        edited.topology.nodes[1].id = "orders-api";
        const std::string written = parsed(kCheckout).write(edited);
        QCOMPARE(written, replaced(kCheckout, "id: order-api", "id: orders-api"));
    }
    void an_injected_fault_becomes_a_line() {
        Architecture edited = parsed(kCheckout).architecture();
        edited.scenarios[0].faults.push_back({"order-api", 1min, 30s, faults::Errors{Share::percent(20)}});
        const std::string last = "at: 6m, for: 90s}\n";
        isWrittenAs(edited, replaced(kCheckout, last,
                                     last + "      - {kind: errors, on: order-api, rate: 20%, at: 1m, for: 30s}\n"));
    }
    void new_items_follow_the_layout_of_the_file() {
        const std::string text =
            withLineEnds("spillway: 1\nnodes:\n- id: a\n  kind: clients\n\n- id: b\n  kind: queue", "\r\n");
        Architecture edited = parsed(text).architecture();
        edited.topology.nodes.push_back({"c", "", "", {}, {}, "", Topic{}});
        QCOMPARE(parsed(text).write(edited), text + "\r\n\r\n- id: c\r\n  kind: topic\r\n");
    }
    void a_document_from_nothing_is_canonical() {
        Architecture architecture;
        architecture.topology.name = "New";
        QCOMPARE(ArchitectureText{}.write(architecture), std::string{"spillway: 1\nname: New\n"});
        QCOMPARE(ArchitectureText{}.write({}), std::string{"spillway: 1\n"});
    }
    void whatever_is_edited_reads_back_as_edited() {
        const std::string plain = kCheckout;
        int keptComments = 0;
        for (std::uint64_t seed = 1; seed <= 1500; ++seed) {
            std::mt19937_64 random{seed};
            const std::string text = seed % 3 == 0   ? withLineEnds(plain, "\r\n")
                                     : seed % 3 == 1 ? plain
                                                     : canonicalText(parsed(plain).architecture());
            ArchitectureText document = ArchitectureText::parse(text, "");
            for (int step = 0; step < 4; ++step) {
                Architecture edited = document.architecture();
                for (std::uint64_t i = 0; i <= random() % 3; ++i) changeSomething(edited, random);
                const std::string written = document.write(edited);
                ArchitectureText again = ArchitectureText::parse(written, "");
                if (!(again.architecture() == edited)) {
                    for (const auto& d : again.diagnostics()) qWarning("%s", format(d).c_str());
                    QFAIL(("seed " + std::to_string(seed) + ":\n" + written).c_str());
                }
                if (written.find("# Our shop.") != std::string::npos) ++keptComments;
                document = std::move(again);
            }
        }
        // Falling back to the canonical text would lose the comment at the head; the edits above give no reason to.
        QCOMPARE(keptComments, 1000 * 4);
    }
};

QTEST_GUILESS_MAIN(WritingTest)
#include "writing_test.moc"
