#include "shop.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

using namespace spillway;
using namespace spillway::testing;

class JournalTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();

    void a_killed_program_leaves_exactly_the_last_edit();
    void a_program_killed_in_the_middle_leaves_some_whole_edit();
    void the_journal_of_a_living_program_is_not_offered();
    void a_damaged_journal_counts_as_none_data();
    void a_damaged_journal_counts_as_none();
    void saving_undoing_and_discarding_remove_the_journal();
    void a_document_without_a_file_is_recovered_too();
    void where_the_folder_cannot_be_written_the_journal_is_elsewhere();

private:
    QString m_path;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void JournalTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
    qputenv("XDG_STATE_HOME", m_folder->filePath(QStringLiteral("state")).toUtf8());
    m_path = m_folder->filePath(QStringLiteral("shop.spillway"));
    write(m_path, kShop);
}

void JournalTest::a_killed_program_leaves_exactly_the_last_edit() {
    QProcess victim;
    victim.start(QStringLiteral(JOURNAL_VICTIM), {m_path, QStringLiteral("25")});
    QVERIFY(victim.waitForStarted());
    QByteArray said;
    QTRY_VERIFY_WITH_TIMEOUT((victim.waitForReadyRead(50), said += victim.readAll(), said.contains("ready")), 30000);
    QVERIFY(!Document::hasJournal(m_path));
    victim.kill();
    QVERIFY(victim.waitForFinished());
    QCOMPARE(read(m_path), QByteArray{kShop});
    QVERIFY(Document::hasJournal(m_path));

    Document document;
    QVERIFY(document.open(m_path));
    QVERIFY(document.recover());
    QVERIFY(document.isModified());
    QCOMPARE(document.architecture().topology.nodes[0].notes, std::string{"edit 25"});
    QVERIFY(document.layout().boxes.at("shoppers") == (Box{25 / 3.0, 25 * 1.1, 152, 70}));
    QVERIFY(document.text().find("# measured in May") != std::string::npos);
    QVERIFY(document.save());
    QVERIFY(!Document::hasJournal(m_path));
    QVERIFY(read(m_path).contains("edit 25"));
}

void JournalTest::a_program_killed_in_the_middle_leaves_some_whole_edit() {
    for (int round = 0; round < 6; ++round) {
        QProcess victim;
        victim.start(QStringLiteral(JOURNAL_VICTIM), {m_path, QStringLiteral("0")});
        QVERIFY(victim.waitForStarted());
        QByteArray said;
        QTRY_VERIFY_WITH_TIMEOUT(
            (victim.waitForReadyRead(50), said += victim.readAll(), said.count('\n') > 40 + 37 * round), 30000);
        victim.kill();
        QVERIFY(victim.waitForFinished());
        said += victim.readAll();
        const int last = said.left(said.lastIndexOf('\n')).split('\n').last().toInt();

        QVERIFY(Document::hasJournal(m_path));
        Document document;
        QVERIFY(document.open(m_path));
        QVERIFY(document.recover());
        const std::string notes = document.architecture().topology.nodes[0].notes;
        QVERIFY2(notes.starts_with("edit "), notes.c_str());
        const int number = std::stoi(notes.substr(5));
        QVERIFY(number >= 1 && number <= last + 1);
        QVERIFY(document.layout().boxes.at("shoppers") == (Box{number / 3.0, number * 1.1, 152, 70}));
        document.discardJournal();
        QVERIFY(!Document::hasJournal(m_path));
    }
}

void JournalTest::the_journal_of_a_living_program_is_not_offered() {
    auto first = std::make_unique<Document>();
    QVERIFY(first->open(m_path));
    first->edit(renamed(*first, "Mine"), QStringLiteral("Rename"));
    QTRY_VERIFY(QFile::exists(m_path + QStringLiteral(".journal")));
    QVERIFY(!Document::hasJournal(m_path));
    Document second;
    QVERIFY(second.open(m_path));
    QVERIFY(!second.recover());
    first.reset();  // ended without saving: now it is
    QVERIFY(Document::hasJournal(m_path));
    QVERIFY(second.recover());
    QCOMPARE(second.architecture().topology.name, std::string{"Mine"});
}

void JournalTest::a_damaged_journal_counts_as_none_data() {
    QTest::addColumn<double>("kept");
    QTest::addColumn<int>("flip");
    for (const double kept : {0.0, 0.01, 0.3, 0.7, 0.99}) QTest::addRow("cut at %g", kept) << kept << -1;
    for (const int flip : {0, 20, 300, 450}) QTest::addRow("byte %d flipped", flip) << 1.0 << flip;
}

void JournalTest::a_damaged_journal_counts_as_none() {
    QFETCH(double, kept);
    QFETCH(int, flip);
    {
        Document document;
        QVERIFY(document.open(m_path));
        document.edit(renamed(document, "Mine"), QStringLiteral("Rename"));
    }
    const QString journal = m_path + QStringLiteral(".journal");
    QByteArray bytes = read(journal);
    QVERIFY(bytes.size() > 460);
    bytes.truncate(static_cast<qsizetype>(static_cast<double>(bytes.size()) * kept));
    if (flip >= 0) bytes[flip] = static_cast<char>(bytes[flip] ^ 0x15);
    write(journal, bytes);
    Document document;
    QVERIFY(document.open(m_path));
    QVERIFY(!Document::hasJournal(m_path));
    const auto recovered = document.recover();
    QVERIFY(!recovered);
    QVERIFY(mentions(recovered.error(), "journal"));
    QCOMPARE(document.architecture().topology.name, std::string{"Shop"});
    document.discardJournal();
    QVERIFY(!QFile::exists(journal));
}

void JournalTest::saving_undoing_and_discarding_remove_the_journal() {
    const QString journal = m_path + QStringLiteral(".journal");
    Document document;
    QVERIFY(document.open(m_path));
    for (int way = 0; way < 3; ++way) {
        document.edit(renamed(document, "Mine " + std::to_string(way)), QStringLiteral("Rename"));
        QTRY_VERIFY(QFile::exists(journal));
        if (way == 0) QVERIFY(document.save());
        if (way == 1) document.undo();
        if (way == 2) document.discardJournal();
        QVERIFY(!QFile::exists(journal));
    }
}

void JournalTest::a_document_without_a_file_is_recovered_too() {
    Architecture left;
    {
        Document document;
        document.reset();
        document.edit(InsertNode{0, {.id = "api"}}, QStringLiteral("Add"));
        left = document.architecture();
    }
    QVERIFY(Document::hasJournal({}));
    Document document;
    document.reset();
    QVERIFY(document.recover());
    QVERIFY(document.architecture() == left);
    QVERIFY(document.isModified());
    QVERIFY(document.saveAs(m_folder->filePath(QStringLiteral("new.spillway"))));
    QVERIFY(!Document::hasJournal({}));
}

void JournalTest::where_the_folder_cannot_be_written_the_journal_is_elsewhere() {
    // A folder in the journal's place: nothing can be written there, even by root.
    QVERIFY(QDir{}.mkpath(m_path + QStringLiteral(".journal/in-the-way")));
    {
        Document document;
        QVERIFY(document.open(m_path));
        document.edit(renamed(document, "Mine"), QStringLiteral("Rename"));
    }
    QVERIFY(Document::hasJournal(m_path));
    Document document;
    QVERIFY(document.open(m_path));
    QVERIFY(document.recover());
    QCOMPARE(document.architecture().topology.name, std::string{"Mine"});
}

QTEST_GUILESS_MAIN(JournalTest)
#include "journal_test.moc"
