#include "io/architecture_text.h"

#include <QTest>

#include <algorithm>

using namespace spillway;

namespace {

std::string formatted(const std::string& text) { return ArchitectureText::parse(text, "").formatted(); }

}  // namespace

class FormattingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsCanonicalStays() {
        const std::string text =
            "# Ours.\nspillway: 1\n\nnodes:\n  # Who buys.\n  - id: users\n    kind: clients  # many\n# The end.\n";
        QCOMPARE(formatted(text), text);
    }

    void keysFindTheirOrderAndTakeTheirCommentsAlong() {
        QCOMPARE(formatted("spillway: 1\n"
                           "nodes:\n"
                           "    # the shop\n"
                           "    -   kind: service  # a pod\n"
                           "        # its name\n"
                           "        id: api\n"
                           "    - {id: db, kind: database}   # one line\n"),
                 std::string{"spillway: 1\n"
                             "nodes:\n"
                             "  # the shop\n"
                             "  # its name\n"
                             "  - id: api\n"
                             "    kind: service  # a pod\n"
                             "  - id: db  # one line\n"
                             "    kind: database\n"});
    }

    void aHashInsideATextIsALetter() {
        const std::string text =
            "spillway: 1\nname: '# one'  # two\nnotes: |\n  # three\n\n  four\n\nnodes:\n  - id: a\n    kind: "
            "clients\n";
        const std::string once = formatted(text);
        QCOMPARE(std::ranges::count(once, '#'), 3);
        QCOMPARE(ArchitectureText::parse(once, "").architecture(), ArchitectureText::parse(text, "").architecture());
    }

    void blankLinesBecomeOne() {
        QCOMPARE(formatted("\n\nspillway: 1\n\n\n\nnodes:\n  - id: a\n    kind: clients\n\n\n"),
                 std::string{"spillway: 1\n\nnodes:\n  - id: a\n    kind: clients\n"});
    }

    // Where the platform has a default of its own, Lambda's is a statement.
    void aFunctionsMemoryStaysThoughItIsTheUsualOne() {
        const std::string stated = "spillway: 1\n\nnodes:\n  - id: a\n    kind: function\n    memory: 128MiB\n";
        QCOMPARE(formatted(stated), stated);
    }

    void theCommentOfADefaultStaysWithItsItem() {
        const std::string once = formatted(
            "spillway: 1\nnodes:\n  - id: a\n    kind: service\n    # just one\n    replicas: 1\nflows: []  # none "
            "yet\n");
        QVERIFY2(once.find("# just one\n") != std::string::npos, once.c_str());
        QVERIFY2(once.find("# none yet\n") != std::string::npos, once.c_str());
    }

    void lineEndsAndAByteOrderMarkAreNoContent() {
        QCOMPARE(formatted("\xEF\xBB\xBFspillway: 1\r\n# x\r\nnodes:\r\n  - id: a\r\n    kind: clients\r\n"),
                 std::string{"spillway: 1\n# x\nnodes:\n  - id: a\n    kind: clients\n"});
    }

    void formattingTwiceIsFormattingOnce_data() {
        QTest::addColumn<QString>("text");
        QTest::newRow("flow over lines")
            << "spillway: 1\nnodes: [\n  # a\n  {id: a, kind: clients}, # b\n  {id: b, kind: service}\n  ]\n# c\n";
        QTest::newRow("quoted")
            << "spillway: 1\nname: \"a\n  # b\"\nnodes:\n- id: a # x\n  kind: clients\n\n\n  # below\n";
        QTest::newRow("folded")
            << "spillway: 1\nnotes: >\n  a\n  # b\n\n# c\nnodes:\n- # d\n  id: a\n  kind: clients\n";
    }
    void formattingTwiceIsFormattingOnce() {
        QFETCH(QString, text);
        const std::string once = formatted(text.toStdString());
        QVERIFY2(once != text.toStdString(), once.c_str());
        QCOMPARE(formatted(once), once);
        QCOMPARE(std::ranges::count(once, '#'), text.count('#'));
    }

    void whatHasErrorsIsLeftAlone() {
        const std::string text = "spillway: 1\nnods:   []\n";
        QCOMPARE(formatted(text), text);
    }
};

QTEST_GUILESS_MAIN(FormattingTest)
#include "formatting_test.moc"
