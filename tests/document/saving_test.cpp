#include "document/disk.h"
#include "document/layout_text.h"
#include "shop.h"

#include <QDir>
#include <QDirIterator>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

using namespace spillway;
using namespace spillway::testing;

namespace {

// No file may grow beyond so many bytes while it lives: to a program, a disk that is full.
class FullDisk {
public:
    explicit FullDisk(rlim_t bytes) : m_signal{std::signal(SIGXFSZ, SIG_IGN)} {
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit now{bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &now);
    }
    ~FullDisk() {
        ::setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_signal);
    }

private:
    rlimit m_before{};
    void (*m_signal)(int);
};

QByteArray crlf(QByteArray text) { return text.replace("\n", "\r\n"); }

}  // namespace

// What is on disk after a load and a save, and when the disk or another program has other plans.
class SavingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void an_unchanged_document_keeps_every_byte_data();
    void an_unchanged_document_keeps_every_byte();
    void every_example_keeps_every_byte();
    void a_document_of_ten_megabytes_keeps_every_byte();
    void what_the_layout_lacks_is_said_data();
    void what_the_layout_lacks_is_said();
    void a_damaged_box_does_not_take_the_others();
    void a_layout_laid_out_by_hand_keeps_every_byte_until_a_box_moves();
    void the_layout_is_the_same_in_every_locale();
    void a_full_disk_is_a_sentence_and_loses_nothing();
    void an_edit_that_cannot_be_kept_safe_is_said();
    void a_program_killed_while_saving_leaves_a_whole_document();
    void a_new_file_has_the_usual_permissions();
    void a_link_that_leads_nowhere_is_followed();
    void a_folder_that_cannot_be_written_is_a_sentence();
    void a_device_without_end_is_a_sentence();

private:
    QString file(const char* name) const { return m_folder->filePath(QString::fromLatin1(name)); }

    QString m_path;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void SavingTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
    qputenv("XDG_STATE_HOME", m_folder->filePath(QStringLiteral("state")).toUtf8());
    m_path = file("shop.spillway");
    write(m_path, kShop);
}

void SavingTest::an_unchanged_document_keeps_every_byte_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("mayBeSaved");
    const QByteArray shop = kShop;
    QTest::newRow("CRLF") << crlf(shop) << true;
    QTest::newRow("mixed line ends") << crlf(shop.left(60)) + shop.mid(60) << true;
    QTest::newRow("a byte order mark") << "\xEF\xBB\xBF" + shop << true;
    QTest::newRow("no final newline") << shop.chopped(1) << true;
    QTest::newRow("many final newlines") << shop + "\n\n  \n" << true;
    QTest::newRow("markers") << "%YAML 1.2\n---\n" + shop + "...\n" << true;
    QTest::newRow("tabs after colons and before comments")
        << QByteArray{shop}.replace(": ", ":\t").replace("   # measured", "\t# measured") << true;
    QTest::newRow("all in brackets") << QByteArray{"{spillway: 1, name: x, nodes: [{id: a, kind: queue}]}\n"} << true;
    QTest::newRow("quoted keys") << QByteArray{"\"spillway\": 1\n'nodes':\n- \"id\": \"a\"\n  'kind': 'queue'\n"}
                                 << true;
    QTest::newRow("names in many scripts") << QByteArray{"spillway: 1\nname: Größe 注文 🛒 العربية\nnodes:\n  - {id: 注文, kind: queue, name: \"é\\u0301\"}\n"} << true;
    QTest::newRow("a very long line") << "spillway: 1\nnotes: " + QByteArray(200'000, 'x') + "\n" << true;
    QTest::newRow("defaults stated, keys in another order") << QByteArray{"spillway: 1\nflows: []\nnodes:\n  - kind: service\n    concurrency: 16\n    id: a\n    work: 10 ms\n"} << true;
    QTest::newRow("a key twice") << QByteArray{"spillway: 1\nname: a\nname: b\n"} << false;
    QTest::newRow("an anchor") << QByteArray{"spillway: 1\nnodes:\n  - &a {id: a, kind: queue}\n  - *a\n"} << false;
    QTest::newRow("brackets without end") << "spillway: 1\nname: " + QByteArray(100'000, '[') << false;
    QTest::newRow("Latin-1") << QByteArray{"spillway: 1\nname: caf\xe9\n"} << false;
    QTest::newRow("nothing") << QByteArray{} << false;
}

void SavingTest::an_unchanged_document_keeps_every_byte() {
    QFETCH(QByteArray, text);
    QFETCH(bool, mayBeSaved);
    write(m_path, text);
    Document document;
    QVERIFY(document.open(m_path));
    if (mayBeSaved) QVERIFY(!hasErrors(document.diagnostics()));
    QCOMPARE(static_cast<bool>(document.save()), mayBeSaved);
    QCOMPARE(read(m_path), text);
    if (!mayBeSaved) return;
    // Here and back again: the bytes as they were.
    document.edit(renamed(document, "Bazaar"), QStringLiteral("Rename"));
    QVERIFY(document.save());
    QVERIFY(read(m_path) != text);
    document.undo();
    QVERIFY(document.save());
    QCOMPARE(read(m_path), text);
}

void SavingTest::every_example_keeps_every_byte() {
    QDirIterator each{qEnvironmentVariable("SPILLWAY_SOURCE"),
                      {QStringLiteral("*.spillway")},
                      QDir::Files,
                      QDirIterator::Subdirectories};
    int count = 0;
    while (each.hasNext()) {
        const QString from = each.next();
        if (from.contains(QStringLiteral("/build/"))) continue;
        ++count;
        const QByteArray text = read(from), boxes = read(sidecarOf(from));
        write(m_path, text);
        QFile::remove(sidecarOf(m_path));
        if (!boxes.isEmpty()) write(sidecarOf(m_path), boxes);
        Document document;
        QVERIFY(document.open(m_path));
        const bool isComplete = document.diagnostics().empty();
        QVERIFY2(document.save(), qPrintable(from));
        QCOMPARE(read(m_path), text);
        if (!boxes.isEmpty() && isComplete) QCOMPARE(read(sidecarOf(m_path)), boxes);
    }
    QVERIFY(count >= 3);
}

void SavingTest::a_document_of_ten_megabytes_keeps_every_byte() {
    QByteArray text = "spillway: 1\nnodes:\n";
    for (int i = 0; text.size() < 10'000'000; ++i) {
        text += "  # about node " + QByteArray::number(i) + "\n  - id: n" + QByteArray::number(i) +
                "\n    kind: queue\n    notes: " + QByteArray(900, 'x') + "\n";
    }
    write(m_path, text);
    Document document;
    QVERIFY(document.open(m_path));
    QVERIFY(!hasErrors(document.diagnostics()));
    QVERIFY(document.save());
    QVERIFY(read(m_path) == text);
    document.edit(RemoveNode{5000}, QStringLiteral("Delete"));
    QVERIFY(document.save());
    const QByteArray written = read(m_path);
    QVERIFY(!written.contains("# about node 5000\n"));
    QVERIFY(written.contains("# about node 4999\n  - id: n4999\n") &&
            written.contains("# about node 5001\n  - id: n5001\n"));
}

void SavingTest::what_the_layout_lacks_is_said_data() {
    QTest::addColumn<QByteArray>("sidecar");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QByteArray>("words");
    const QByteArray both =
        "layout: 1\nboxes:\n  api: {x: 1, y: 2, w: 152, h: 70}\n  shoppers: {x: 300, y: 2, w: 152, h: 70}\n";
    QTest::newRow("complete") << both << QByteArray{} << QByteArray{};
    QTest::newRow("missing") << QByteArray{} << QByteArray{"layout-missing"} << QByteArray{"laid out afresh"};
    QTest::newRow("stale") << both + "  gone: {x: 1, y: 2, w: 3, h: 4}\n"
                           << QByteArray{"layout-stale"} << QByteArray{"\"gone\""};
    QTest::newRow("incomplete") << QByteArray{"layout: 1\nboxes:\n  api: {x: 1, y: 2, w: 152, h: 70}\n"}
                                << QByteArray{"layout-incomplete"} << QByteArray{"\"shoppers\""};
    QTest::newRow("empty") << QByteArray{"layout: 1\nboxes: {}\n"} << QByteArray{"layout-incomplete"}
                           << QByteArray{"\"api\", \"shoppers\""};
    QTest::newRow("malformed") << QByteArray{"layout: 1\nboxes:\n<<<<<<< ours\n"} << QByteArray{"layout-unreadable"}
                               << QByteArray{"line "};
    QTest::newRow("an unknown key") << both + "zoom: 3\n"
                                    << QByteArray{"layout-unreadable"} << QByteArray{"line 5: unknown key \"zoom\""};
    QTest::newRow("newer") << QByteArray{both}.replace("layout: 1", "layout: 2") << QByteArray{"layout-unreadable"}
                           << QByteArray{"newer"};
    QTest::newRow("nested without end") << "layout: 1\nboxes: " + QByteArray(5000, '[')
                                        << QByteArray{"layout-unreadable"} << QByteArray{"line "};
}

void SavingTest::what_the_layout_lacks_is_said() {
    QFETCH(QByteArray, sidecar);
    QFETCH(QByteArray, code);
    QFETCH(QByteArray, words);
    if (!sidecar.isEmpty()) write(sidecarOf(m_path), sidecar);
    Document document;
    QVERIFY(document.open(m_path));
    QCOMPARE(document.diagnostics().size(), std::size_t{code.isEmpty() ? 0U : 1U});
    QCOMPARE(document.layout().boxes.size(), std::size_t{2});
    if (code.isEmpty()) return;
    const Diagnostic& said = document.diagnostics().front();
    QCOMPARE(QByteArray::fromStdString(said.code), code);
    QVERIFY2(QByteArray::fromStdString(said.sentence).contains(words), said.sentence.c_str());
    QCOMPARE(QString::fromStdString(said.place.file), sidecarOf(m_path));
    QVERIFY(said.severity != Severity::error);
    const std::string boxes = layoutText(document.layout());
    QVERIFY(document.open(m_path));
    QCOMPARE(layoutText(document.layout()), boxes);
    // Saved, there is nothing left to say.
    QVERIFY(document.save());
    QVERIFY(document.open(m_path));
    QVERIFY(document.diagnostics().empty());
    QCOMPARE(layoutText(document.layout()), boxes);
}

void SavingTest::a_damaged_box_does_not_take_the_others() {
    const QByteArray damaged =
        "layout: 1\nboxes:\n  api: {x: 1, y: 2, w: 0, h: 70}\n  shoppers: {x: 300, y: 20, w: 152, h: 70}\n"
        "  shoppers: {x: 1, y: 1, w: 152, h: 70}\n";
    write(sidecarOf(m_path), damaged);
    Document document;
    QVERIFY(document.open(m_path));
    QCOMPARE(document.diagnostics().size(), std::size_t{2});
    QVERIFY(document.layout().boxes.at("shoppers") == (Box{300, 20, 152, 70}));
    QVERIFY(document.layout().boxes.at("api").width > 0);
    QVERIFY(document.save());
    QCOMPARE(read(sidecarOf(m_path) + QStringLiteral(".unreadable")), damaged);
}

void SavingTest::a_layout_laid_out_by_hand_keeps_every_byte_until_a_box_moves() {
    const QByteArray byHand =
        "# where we like it\nlayout: 1\nboxes:\n  shoppers:\n    x: 300.0   # right\n    y: 2\n    w: 152\n    h: "
        "70\n\n"
        "  \"api\": {w: 152, h: 70, x: 1.5, y: 2}\n";
    write(sidecarOf(m_path), byHand);
    Document document;
    QVERIFY(document.open(m_path));
    QVERIFY(document.diagnostics().empty());
    document.edit(renamed(document, "Bazaar"), QStringLiteral("Rename"));
    QVERIFY(document.save());
    QCOMPARE(read(sidecarOf(m_path)), byHand);
    document.edit(PlaceBoxes{{{"api", Box{5, 5, 152, 70}}}}, QStringLiteral("Move"));
    QVERIFY(document.save());
    QVERIFY(read(sidecarOf(m_path)).contains("  api: {x: 5, y: 5, w: 152, h: 70}\n"));
}

void SavingTest::the_layout_is_the_same_in_every_locale() {
    // A locale of our own: few machines have one that writes a comma into numbers.
    QProcess localedef;
    localedef.start(QStringLiteral("localedef"), {QStringLiteral("-i"), QStringLiteral("de_DE"), QStringLiteral("-f"),
                                                  QStringLiteral("UTF-8"), file("de_DE.UTF-8")});
    if (!localedef.waitForStarted()) QSKIP("no localedef here");
    localedef.waitForFinished();
    if (!QFile::exists(file("de_DE.UTF-8"))) QSKIP("no locale sources here (Debian: locales)");
    QByteArray text = kShop;
    text.replace("nodes:\n", "boundaries:\n  - {id: inside, kind: service}\nnodes:\n")
        .replace("    kind: service\n", "    kind: service\n    in: inside\n");
    for (int i = 0; i < 20; ++i) text += "  - {from: shoppers, to: n" + QByteArray::number(i) + "}\n";
    QByteArray nodes;
    for (int i = 0; i < 20; ++i) nodes += "  - {id: n" + QByteArray::number(i) + ", kind: queue, delay: 1500ms}\n";
    text.replace("flows:\n", nodes + "flows:\n");
    write(m_path, text);
    QList<QByteArray> drawn;
    for (const char* locale : {"C", "C", "C.UTF-8", "de_DE.UTF-8"}) {
        QProcess printer;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("LOCPATH"), m_folder->path());
        environment.insert(QStringLiteral("LC_ALL"), QString::fromLatin1(locale));
        printer.setProcessEnvironment(environment);
        printer.start(QStringLiteral(DOCUMENT_PRINTER), {m_path});
        QVERIFY(printer.waitForFinished());
        QCOMPARE(printer.exitCode(), 0);
        drawn << printer.readAllStandardOutput();
        QVERIFY(drawn.back().contains("boxes:\n") && drawn.back().contains(text));
        QCOMPARE(drawn.back(), drawn.front());
    }
}

void SavingTest::a_full_disk_is_a_sentence_and_loses_nothing() {
    Document document;
    QVERIFY(document.open(m_path));
    QVERIFY(document.save());
    const QByteArray boxes = read(sidecarOf(m_path));
    document.edit(ReplaceTitle{"Shop", std::string(20'000, 'x')}, QStringLiteral("Notes"));
    Result<void> saved;
    {
        const FullDisk full{4096};
        saved = document.save();
    }
    QVERIFY(!saved);
    QVERIFY2(mentions(saved.error(), "shop.spillway"), saved.error().message.c_str());
    QVERIFY(document.isModified());
    QCOMPARE(read(m_path), QByteArray{kShop});
    QCOMPARE(read(sidecarOf(m_path)), boxes);
    // No leftover of the attempt, and the next one succeeds.
    const QStringList left = QDir{m_folder->path()}.entryList(QDir::Files | QDir::Hidden);
    QVERIFY2(left.filter(QStringLiteral("journal")).size() + 2 == left.size(), qPrintable(left.join(u' ')));
    QVERIFY(document.save());
    QVERIFY(read(m_path).contains("xxxx"));
    QVERIFY(!document.isModified());
}

void SavingTest::an_edit_that_cannot_be_kept_safe_is_said() {
    Document document;
    QVERIFY(document.open(m_path));
    QVERIFY(document.save());
    QVERIFY(document.open(m_path));
    QVERIFY(document.diagnostics().empty());
    {
        const FullDisk full{4096};
        document.edit(ReplaceTitle{"Shop", std::string(20'000, 'x')}, QStringLiteral("Notes"));
        QTRY_COMPARE(document.diagnostics().size(), std::size_t{1});
    }
    QCOMPARE(document.diagnostics().front().code, std::string{"journal-not-written"});
    QCOMPARE(document.diagnostics().front().severity, Severity::warning);
    // Once there is room again, so is the journal.
    document.edit(renamed(document, "Bazaar"), QStringLiteral("Rename"));
    QTRY_VERIFY(document.diagnostics().empty());
    QVERIFY(QFile::exists(m_path + QStringLiteral(".journal")));
}

void SavingTest::a_program_killed_while_saving_leaves_a_whole_document() {
    for (int round = 0; round < 8; ++round) {
        QProcess victim;
        victim.start(QStringLiteral(DOCUMENT_PRINTER), {m_path, QStringLiteral("for ever")});
        QVERIFY(victim.waitForStarted());
        QByteArray said;
        QTRY_VERIFY_WITH_TIMEOUT(
            (victim.waitForReadyRead(20), said += victim.readAll(), said.count('\n') > 3 + 5 * round), 30000);
        victim.kill();
        QVERIFY(victim.waitForFinished());
        Document document;
        QVERIFY(document.open(m_path));
        QVERIFY(!hasErrors(document.diagnostics()));
        QVERIFY(document.architecture().topology.name.starts_with("Save "));
        const int number = std::stoi(document.architecture().topology.name.substr(5));
        QCOMPARE(document.architecture().topology.notes.size(), std::size_t{number % 2 ? 300'000U : 7U});
        QVERIFY(read(m_path).contains("# measured in May\n"));
        document.discardJournal();
    }
}

void SavingTest::a_new_file_has_the_usual_permissions() {
    const mode_t before = ::umask(022);
    Document document;
    QVERIFY(document.open(m_path));
    const auto saved = document.saveAs(file("new.spillway"));
    ::umask(before);
    QVERIFY(saved);
    for (const char* name : {"new.spillway", "new.layout.yaml"}) {
        struct stat found {};
        QCOMPARE(::stat(qPrintable(file(name)), &found), 0);
        QCOMPARE(static_cast<int>(found.st_mode & 0777), 0644);
    }
}

void SavingTest::a_link_that_leads_nowhere_is_followed() {
    QVERIFY(QFile::link(file("target.spillway"), file("link.spillway")));
    Document document;
    QVERIFY(document.open(m_path));
    QVERIFY(document.saveAs(file("link.spillway")));
    QVERIFY(QFileInfo{file("link.spillway")}.isSymLink());
    QCOMPARE(read(file("target.spillway")), QByteArray{kShop});
}

void SavingTest::a_folder_that_cannot_be_written_is_a_sentence() {
    if (::geteuid() == 0) QSKIP("the superuser can write everywhere");
    Document document;
    QVERIFY(document.open(m_path));
    document.edit(renamed(document, "Bazaar"), QStringLiteral("Rename"));
    QVERIFY(QFile::setPermissions(m_folder->path(), QFileDevice::ReadOwner | QFileDevice::ExeOwner));
    const auto saved = document.save();
    QVERIFY(QFile::setPermissions(m_folder->path(),
                                  QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner));
    QVERIFY(!saved);
    QVERIFY2(mentions(saved.error(), "shop.spillway"), saved.error().message.c_str());
    QCOMPARE(read(m_path), QByteArray{kShop});
    QVERIFY(document.save());
}

void SavingTest::a_device_without_end_is_a_sentence() {
    Document document;
    const auto opened = document.open(QStringLiteral("/dev/zero"));
    QVERIFY(!opened);
    QVERIFY2(mentions(opened.error(), "/dev/zero"), opened.error().message.c_str());
}

QTEST_GUILESS_MAIN(SavingTest)
#include "saving_test.moc"
