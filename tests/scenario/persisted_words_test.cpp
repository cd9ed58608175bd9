#include "scenario/scenario_schema.h"
#include "topology/words.h"

#include <QFile>
#include <QTest>

using namespace spillway;

namespace {

void append(QStringList& lines, const std::string& owner, const Schema& schema) {
    for (const FieldInfo& field : schema) {
        lines << QString::fromStdString(owner + ": " + field.path + " (" + std::string{wordOf(field.type)} + ')');
        if (field.path == "kind") continue;  // its words have a list of their own
        for (const std::string& word : field.choices)
            lines << QString::fromStdString(owner + ": " + field.path + " = " + word);
    }
}

template <class E>
void appendWords(QStringList& lines, const std::string& owner) {
    for (const std::string& word : wordsOf<E>()) lines << QString::fromStdString(owner + " = " + word);
}

// Every key and word that a document may hold, one a line.
QStringList persistedWords() {
    QStringList lines;
    for (const char* key : {"spillway", "name", "notes", "boundaries", "nodes", "flows", "facts", "scenarios"})
        lines << QStringLiteral("document: ") + QLatin1String(key);
    appendWords<BoundaryKind>(lines, "boundary: kind");
    append(lines, "boundary", boundarySchema());
    appendWords<NodeKind>(lines, "node: kind");
    for (const auto& kind : names(NodeKind{})) append(lines, "node " + std::string{kind.word}, nodeSchema(kind.value));
    appendWords<FlowKind>(lines, "flow: kind");
    append(lines, "flow", flowSchema());
    append(lines, "fact", factSchema());
    append(lines, "scenario", scenarioSchema());
    append(lines, "load", loadSchema());
    append(lines, "objective", objectiveSchema());
    appendWords<FaultKind>(lines, "fault: kind");
    for (const auto& kind : names(FaultKind{}))
        append(lines, "fault " + std::string{kind.word}, faultSchema(kind.value));
    return lines;
}

QString goldenPath() {
    return qEnvironmentVariable("SPILLWAY_SOURCE") + QStringLiteral("/tests/scenario/persisted_words.txt");
}

}  // namespace

// Documents outlive programs: what was once a key or a word is read for ever.
class PersistedWordsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void no_key_and_no_word_is_ever_renamed() {
        const QStringList now = persistedWords();
        if (qEnvironmentVariableIsSet("SPILLWAY_BLESS")) {
            QFile golden{goldenPath()};
            QVERIFY(golden.open(QIODevice::WriteOnly));
            golden.write(now.join(u'\n').toUtf8() + '\n');
        }
        QFile golden{goldenPath()};
        QVERIFY2(golden.open(QIODevice::ReadOnly), qPrintable(goldenPath()));
        const QStringList before = QString::fromUtf8(golden.readAll()).split(u'\n', Qt::SkipEmptyParts);
        for (const QString& line : before)
            QVERIFY2(now.contains(line),
                     qPrintable(line + QStringLiteral(" is gone: add a migration, documents still say it")));
        for (const QString& line : now)
            QVERIFY2(before.contains(line),
                     qPrintable(line + QStringLiteral(" is new: run this test with SPILLWAY_BLESS=1 to promise it")));
    }
};

QTEST_GUILESS_MAIN(PersistedWordsTest)
#include "persisted_words_test.moc"
