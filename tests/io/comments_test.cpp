#include "io/architecture_text.h"

#include <QTest>

#include <functional>
#include <map>
#include <random>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

// One way to lay out the items of a list.
struct Style {
    const char* name;
    std::size_t indent;
    std::function<std::string(const std::string& pad, const std::string& id, const std::string& kind)> item;
};

const std::vector<Style>& styles() {
    using std::string;
    static const std::vector<Style> all{
        {"keys below the dash's", 2,
         [](const string& p, const string& id, const string& kind) {
             return p + "- id: " + id + "   # eol " + id + "\n" + p + "  # kind of " + id + "\n" + p +
                    "  kind: " + kind + "\n";
         }},
        {"no indentation", 0,
         [](const string& p, const string& id, const string& kind) {
             return p + "- id: " + id + "\n" + p + "  kind: " + kind + "\n";
         }},
        {"in brackets", 4,
         [](const string& p, const string& id, const string& kind) {
             return p + "- {id: " + id + ", kind: " + kind + "}  # eol " + id + "\n";
         }},
        {"in brackets over lines", 2,
         [](const string& p, const string& id, const string& kind) {
             return p + "- {id: " + id + ",\n" + p + "   # inside " + id + "\n" + p + "   kind: " + kind + "}\n";
         }},
        {"a dash alone", 2,
         [](const string& p, const string& id, const string& kind) {
             return p + "-\n" + p + "    # inside " + id + "\n" + p + "    id: " + id + "\n" + p + "    kind: " + kind +
                    "\n";
         }},
        {"a comment after the dash", 3,
         [](const string& p, const string& id, const string& kind) {
             return p + "- # eol " + id + "\n" + p + "    id: " + id + "\n" + p + "    kind: " + kind + "\n";
         }},
        {"quoted keys and tabs", 2,
         [](const string& p, const string& id, const string& kind) {
             return p + "- \"id\":\t'" + id + "'\t# eol " + id + "\n" + p + "  'kind': \"" + kind + "\"\n";
         }},
    };
    return all;
}

// Ten queues with a comment above each, some under a heading of their own, and a comment wherever one may stand.
std::string documentIn(const Style& style, bool spaced) {
    const std::string pad(style.indent, ' ');
    std::string text =
        "# head\n\nspillway: 1   # eol version\n# above name\nname: Shop\n# above nodes\nnodes: # eol nodes\n";
    for (int i = 0; i < 10; ++i) {
        const std::string id = "q" + std::to_string(i);
        if (spaced && i > 0) text += "\n";
        if (i == 0 || i == 4 || i == 7) text += pad + "# heading " + id + "\n\n";
        text += pad + "# about " + id + "\n" + pad + "# more about " + id + "\n";
        text += style.item(pad, id, "queue");
    }
    text += pad + "# below the last node\n# above flows\nflows:\n";
    for (int i = 0; i < 9; ++i) {
        const std::string from = std::to_string(i), to = std::to_string(i + 1);
        text += pad + "# about q" + from + " -> q" + to + "\n" + pad + "- {from: q" + from + ", to: q" + to +
                ", kind: event}\n";
    }
    return text + "# the end\n";
}

std::string inDress(const std::string& text, int dress) {
    if (dress == 1) {
        std::string result;
        for (const char c : text) result += c == '\n' ? std::string{"\r\n"} : std::string(1, c);
        return result;
    }
    if (dress == 2) return "\xEF\xBB\xBF%YAML 1.2\n--- # begin\n" + text + "...\n# after the end\n";
    if (dress == 3) return text.substr(0, text.size() - 1);
    return text;
}

std::vector<std::string> linesOf(const std::string& text) {
    std::vector<std::string> lines{""};
    for (const char c : text) {
        if (c == '\n')
            lines.emplace_back();
        else if (c != '\r')
            lines.back() += c;
    }
    return lines;
}

std::size_t countOf(const std::string& text, const std::string& what) {
    std::size_t count = 0;
    for (const std::string& line : linesOf(text)) count += line.ends_with(what);
    return count;
}

// Whether `# about NAME` stands once, right above the lines of the item that `says` so.
std::string whatIsWrongAbout(const std::string& text, const std::string& name, const std::string& says) {
    const std::vector<std::string> lines = linesOf(text);
    std::size_t found = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (!lines[i].ends_with("# about " + name)) continue;
        ++found;
        std::string below;
        for (std::size_t j = i + 1; j < lines.size() && below.find(says) == std::string::npos; ++j) {
            if (lines[j].find("# about ") != std::string::npos) break;
            below += lines[j] + '\n';
        }
        if (below.find(says) == std::string::npos) return "the comment about " + name + " is not above it";
    }
    if (found != 1) return "the comment about " + name + " stands " + std::to_string(found) + " times";
    return {};
}

std::string checkedComments(const std::string& text, const Architecture& architecture) {
    for (const char* one :
         {"# head", "# above name", "# above nodes", "# below the last node", "# above flows", "# the end",
          "# eol version", "# eol nodes", "# heading q0", "# heading q4", "# heading q7"})
        if (countOf(text, one) != 1)
            return std::string{one} + " stands " + std::to_string(countOf(text, one)) + " times";
    for (const Node& node : architecture.topology.nodes)
        if (auto wrong = whatIsWrongAbout(text, node.id, node.id); !wrong.empty()) return wrong;
    for (const Flow& flow : architecture.topology.flows)
        if (auto wrong = whatIsWrongAbout(text, flowName(flow), "from: " + flow.from + ", to: " + flow.to);
            !wrong.empty())
            return wrong;
    return {};
}

template <class Item>
void moveOne(std::vector<Item>& items, std::mt19937_64& random) {
    const auto at = static_cast<std::ptrdiff_t>(random() % items.size());
    Item item = items[static_cast<std::size_t>(at)];
    items.erase(items.begin() + at);
    items.insert(items.begin() + static_cast<std::ptrdiff_t>(random() % (items.size() + 1)), item);
}

void changeSomething(Architecture& architecture, std::mt19937_64& random) {
    auto& nodes = architecture.topology.nodes;
    auto& flows = architecture.topology.flows;
    const std::size_t node = random() % nodes.size();
    switch (random() % 6) {
        case 0:  // a node goes, with its flows
            if (nodes.size() < 3) return;
            std::erase_if(flows, [&](const Flow& f) { return f.from == nodes[node].id || f.to == nodes[node].id; });
            nodes.erase(nodes.begin() + static_cast<std::ptrdiff_t>(node));
            break;
        case 1: moveOne(nodes, random); break;
        case 2:
            if (flows.size() > 1) moveOne(flows, random);
            break;
        case 3: std::get<Queue>(nodes[node].spec).delay = std::chrono::seconds{1 + random() % 9}; break;
        case 4: nodes[node].notes = random() % 2 ? "one" : "two\n# lines\n"; break;
        default:
            if (flows.size() > 1) flows.erase(flows.begin() + static_cast<std::ptrdiff_t>(random() % flows.size()));
    }
}

}  // namespace

class CommentsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void comments_survive_every_edit_but_the_removal_of_their_item_data() {
        QTest::addColumn<int>("style");
        QTest::addColumn<bool>("spaced");
        QTest::addColumn<int>("dress");
        static const char* const kDresses[] = {"plain", "CRLF", "markers", "no final newline"};
        for (int style = 0; style < static_cast<int>(styles().size()); ++style)
            for (const bool spaced : {false, true})
                for (int dress = 0; dress < 4; ++dress)
                    QTest::addRow("%s, %s, %s", styles()[static_cast<std::size_t>(style)].name,
                                  spaced ? "blank lines between" : "dense", kDresses[dress])
                        << style << spaced << dress;
    }
    void comments_survive_every_edit_but_the_removal_of_their_item() {
        QFETCH(int, style);
        QFETCH(bool, spaced);
        QFETCH(int, dress);
        const std::string text = inDress(documentIn(styles()[static_cast<std::size_t>(style)], spaced), dress);
        const ArchitectureText document = ArchitectureText::parse(text, "test");
        for (const Diagnostic& d : document.diagnostics()) qWarning("%s", format(d).c_str());
        QVERIFY(document.diagnostics().empty());
        QCOMPARE(checkedComments(text, document.architecture()), std::string{});
        QVERIFY(document.write(document.architecture()) == text);
        for (std::uint64_t seed = 1; seed <= 60; ++seed) {
            std::mt19937_64 random{seed};
            Architecture edited = document.architecture();
            for (std::uint64_t i = 0; i <= seed % 5; ++i) changeSomething(edited, random);
            if (edited.topology.flows.empty()) continue;
            const std::string written = document.write(edited);
            QVERIFY(ArchitectureText::parse(written, "").architecture() == edited);
            const std::string wrong = checkedComments(written, edited);
            QVERIFY2(wrong.empty(), ("seed " + std::to_string(seed) + ": " + wrong + "\n" + written).c_str());
            // And once more from what was written, as after a save and another start.
            Architecture twice = edited;
            changeSomething(twice, random);
            if (twice.topology.flows.empty()) continue;
            const std::string again = ArchitectureText::parse(written, "").write(twice);
            QCOMPARE(checkedComments(again, twice), std::string{});
        }
    }
    void what_was_said_inside_a_value_stays_above_it() {
        const std::string text =
            "spillway: 1\nnodes:\n  - id: a\n    kind: service\n    scaling: {\n"
            "      # because of Fridays\n      hpa: {min: 2}}\n    work:\n      # measured\n      5ms\n";
        const ArchitectureText document = ArchitectureText::parse(text, "test");
        QVERIFY(document.diagnostics().empty());
        Architecture edited = document.architecture();
        auto& service = std::get<Service>(edited.topology.nodes[0].spec);
        service.scaling.hpa->min = 3;
        service.work = Distribution::constant(6ms);
        QCOMPARE(document.write(edited), std::string{"spillway: 1\nnodes:\n  - id: a\n    kind: service\n"
                                                     "    # because of Fridays\n    scaling: {hpa: {min: 3}}\n"
                                                     "    # measured\n    work: 6ms\n"});
    }
    void what_is_added_goes_before_the_end_of_the_document() {
        const ArchitectureText document =
            ArchitectureText::parse("spillway: 1\n# kept\nnodes:\n- {id: a, kind: queue}\n...\n", "test");
        Architecture edited = document.architecture();
        edited.topology.nodes.push_back({.id = "b", .spec = Topic{}});
        QCOMPARE(document.write(edited),
                 std::string{"spillway: 1\n# kept\nnodes:\n- {id: a, kind: queue}\n- id: b\n  kind: topic\n...\n"});
    }
};

QTEST_GUILESS_MAIN(CommentsTest)
#include "comments_test.moc"
