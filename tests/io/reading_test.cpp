#include "broken_documents.h"

#include "io/architecture_text.h"

#include <QTest>

using namespace spillway;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(BrokenDocument)

namespace {

void addRows(const std::vector<BrokenDocument>& documents) {
    QTest::addColumn<BrokenDocument>("broken");
    for (const BrokenDocument& document : documents) QTest::newRow(document.name) << document;
}

// Compares places and codes; the words of the sentences are for people and may be bettered.
void isSaidAboutIt() {
    QFETCH(BrokenDocument, broken);
    const ArchitectureText text = ArchitectureText::parse(broken.text, "broken.spillway");
    QStringList said, expected;
    for (const Diagnostic& d : text.diagnostics()) {
        QVERIFY(!d.sentence.empty());
        QCOMPARE(d.place.file, std::string{"broken.spillway"});
        said << QString::fromStdString(std::to_string(d.place.line) + ':' + std::to_string(d.place.column) + ' ' +
                                       d.code);
    }
    for (const std::string& line : broken.expected) expected << QString::fromStdString(line);
    if (said != expected) {
        for (const Diagnostic& d : text.diagnostics()) qWarning("%s [%s]", format(d).c_str(), d.code.c_str());
        qWarning("{\"%s\"}", qPrintable(said.join(QStringLiteral("\", \""))));
    }
    QCOMPARE(said, expected);
    // Nothing is lost by writing what was read, however wrong it is.
    if (!broken.text.empty()) QVERIFY(text.write(text.architecture()) == broken.text);
}

const Diagnostic& only(const ArchitectureText& text) {
    if (text.diagnostics().size() != 1) qFatal("one problem expected");
    return text.diagnostics().front();
}

}  // namespace

class ReadingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void a_broken_layout_is_reported_where_it_is_data() { addRows(brokenLayouts()); }
    void a_broken_layout_is_reported_where_it_is() { isSaidAboutIt(); }
    void a_broken_field_is_reported_where_it_is_data() { addRows(brokenFields()); }
    void a_broken_field_is_reported_where_it_is() { isSaidAboutIt(); }
    void a_broken_reference_is_reported_where_it_is_data() { addRows(brokenReferences()); }
    void a_broken_reference_is_reported_where_it_is() { isSaidAboutIt(); }

    void a_problem_says_what_was_meant() {
        const auto text = ArchitectureText::parse("spillway: 1\nnodes:\n  - {id: a, kind: servis}\n", "shop.spillway");
        QCOMPARE(
            format(only(text)),
            std::string{"shop.spillway:3:19: error: a: \"kind\": unknown word \"servis\": did you mean \"service\"?"});
        const auto key =
            ArchitectureText::parse("spillway: 1\nnodes:\n  - {id: a, kind: queue, timout: 5s}\n", "shop.spillway");
        QCOMPARE(only(key).hint,
                 std::string{"known are id, kind, name, in, zones, platform, notes, engine, visibility_timeout, "
                             "retention, delay, capacity, fifo, groups, group_skew, prefetch, duplicates, sent_twice, "
                             "dead_letters, redrive, service_bus"});
        const auto elsewhere =
            ArchitectureText::parse("spillway: 1\nnodes:\n  - {id: a, kind: queue, runtime: go}\n", "f");
        QCOMPARE(only(elsewhere).hint, std::string{"\"runtime\" is a key of function"});
        QCOMPARE(only(elsewhere).place.item, std::string{"a"});
        QCOMPARE(only(elsewhere).place.field, std::string{"runtime"});
    }
    void what_could_be_read_is_there_beside_the_problems() {
        const auto text = ArchitectureText::parse(
            "spillway: 1\nname: Shop\nnodes:\n  - {id: a, kind: function, timeout: 7, memory: 512MiB}\n", "f");
        QCOMPARE(text.diagnostics().size(), std::size_t{1});
        const Node& node = text.architecture().topology.nodes.at(0);
        QCOMPARE(std::get<Function>(node.spec).memory, ByteCount::mebibytes(512));
        QCOMPARE(std::get<Function>(node.spec).timeout, std::optional<Duration>{});
    }
    void commas_in_parentheses_need_no_quotes_between_brackets() {
        const auto text = ArchitectureText::parse(
            "spillway: 1\nnodes:\n  - {id: a, kind: service, work: lognormal(p50 1ms, p99 5ms), name: \"b (c, d)\", "
            "notes: e (f, g)}\n",
            "f");
        QVERIFY(text.diagnostics().empty());
        const Node& node = text.architecture().topology.nodes.at(0);
        QCOMPARE(std::get<Service>(node.spec).work, Distribution::lognormal(1ms, 5ms));
        QCOMPARE(node.name, std::string{"b (c, d)"});
        QCOMPARE(node.notes, std::string{"e (f, g)"});
    }
    void a_file_of_a_million_lines_is_read_and_one_too_large_is_refused() {
        std::string text = "spillway: 1\nnodes:\n";
        for (int i = 0; i < 20000; ++i) text += "  - {id: n" + std::to_string(i) + ", kind: queue}\n";
        QCOMPARE(ArchitectureText::parse(text, "f").architecture().topology.nodes.size(), std::size_t{20000});
        const auto large = ArchitectureText::parse(std::string((16u << 20) + 1, '\n'), "f");
        QCOMPARE(only(large).code, std::string{"too-large"});
    }
    void validate_judges_what_was_never_text() {
        Architecture architecture;
        architecture.topology.flows.push_back(Flow{});
        const Diagnostics diagnostics = validate(architecture);
        QCOMPARE(diagnostics.size(), std::size_t{2});
        QCOMPARE(diagnostics[0].place.item, std::string{" -> "});
        QCOMPARE(diagnostics[0].place.field, std::string{"from"});
        QCOMPARE(diagnostics[0].place.line, 0);
    }
};

QTEST_GUILESS_MAIN(ReadingTest)
#include "reading_test.moc"
