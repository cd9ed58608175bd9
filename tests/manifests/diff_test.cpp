#include "manifests/diff.h"

#include <QTest>

using namespace spillway;

namespace {

std::string shown(const Diff& diff) {
    std::string text;
    for (const DiffLine& line : diff.lines) {
        text += line.change == LineChange::same ? ' ' : line.change == LineChange::added ? '+' : '-';
        text += line.text + '\n';
    }
    return text;
}

}  // namespace

class DiffTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void equalTextsDifferInNothing() {
        const Diff diff = diffLines("a\nb\n", "a\nb\n");
        QCOMPARE(diff.added + diff.removed, 0);
        QCOMPARE(shown(diff), std::string{" a\n b\n"});
    }
    void aChangedLineIsRemovedThenAdded() {
        const Diff diff = diffLines("a\nb\nc\n", "a\nx\nc\n");
        QCOMPARE(shown(diff), std::string{" a\n-b\n+x\n c\n"});
        QCOMPARE(diff.lines[1].before, 2);
        QCOMPARE(diff.lines[2].after, 2);
    }
    void aBlockOfChangesStaysTogether() {
        QCOMPARE(shown(diffLines("a\nb\nc\nd\n", "a\nx\ny\nd\n")), std::string{" a\n-b\n-c\n+x\n+y\n d\n"});
    }
    void fromNothingAllIsAdded() { QCOMPARE(shown(diffLines("", "a\nb\n")), std::string{"+a\n+b\n"}); }
    void toNothingAllIsRemoved() { QCOMPARE(shown(diffLines("a\nb\n", "")), std::string{"-a\n-b\n"}); }
    void theScriptIsShortest() {
        // Myers' own example: ABCABBA to CBABAC takes five edits.
        const Diff diff = diffLines("A\nB\nC\nA\nB\nB\nA\n", "C\nB\nA\nB\nA\nC\n");
        QCOMPARE(diff.added + diff.removed, 5);
    }
    void everyDiffRebuildsBothTexts() {
        const std::string before = "k\na\na\nb\nq\nr\n";
        const std::string after = "a\nb\nb\nr\nz\nk\n";
        std::string left;
        std::string right;
        for (const DiffLine& line : diffLines(before, after).lines) {
            if (line.change != LineChange::added) left += line.text + '\n';
            if (line.change != LineChange::removed) right += line.text + '\n';
        }
        QCOMPARE(left, before);
        QCOMPARE(right, after);
    }
    void aHugeDifferenceIsShownAsReplaced() {
        std::string before;
        std::string after;
        for (int i = 0; i < 3000; ++i) before += "old " + std::to_string(i) + '\n';
        for (int i = 0; i < 3000; ++i) after += "new " + std::to_string(i) + '\n';
        const Diff diff = diffLines(before, after);
        QCOMPARE(diff.removed, 3000);
        QCOMPARE(diff.added, 3000);
        QVERIFY(diff.lines.front().change == LineChange::removed);
    }
};

QTEST_GUILESS_MAIN(DiffTest)
#include "diff_test.moc"
