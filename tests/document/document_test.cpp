#include "document/document.h"
#include "document/auto_layout.h"
#include "document/disk.h"
#include "shop.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace spillway;
using namespace spillway::testing;

class DocumentTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();

    void a_load_and_a_save_change_no_byte();
    void comments_survive_an_edit();
    void saving_writes_text_and_sidecar_and_makes_it_clean();
    void a_reopened_document_is_drawn_as_it_was();
    void undo_across_a_save_reaches_the_state_before();
    void a_node_without_a_box_gets_one_in_the_same_step();
    void a_renamed_node_keeps_its_place();
    void boxes_of_what_is_gone_are_not_saved();
    void signals_say_what_changed();
    void a_text_with_errors_opens_but_is_never_overwritten();
    void a_problem_that_can_be_mended_here_does_not_stop_saving();
    void a_missing_file_is_a_sentence_and_leaves_the_document_alone();
    void an_unreadable_layout_is_kept_beside_the_new_one();
    void saving_keeps_permissions_and_links();
    void saving_where_nothing_can_be_written_is_a_sentence();
    void a_document_without_a_file_asks_for_one();

    void a_changed_definition_is_read_anew();
    void our_own_save_is_no_outside_change();
    void an_outside_change_is_told_once();
    void a_removed_file_is_told();
    void an_unheard_outside_change_is_not_overwritten();

private:
    QString m_path;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void DocumentTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
    qputenv("XDG_STATE_HOME", m_folder->filePath(QStringLiteral("state")).toUtf8());
    m_path = m_folder->filePath(QStringLiteral("shop.spillway"));
    write(m_path, kShop);
}

void DocumentTest::a_load_and_a_save_change_no_byte() {
    Document document;
    QVERIFY(document.open(m_path));
    QVERIFY(!hasErrors(document.diagnostics()));
    QVERIFY(document.save());
    QCOMPARE(read(m_path), QByteArray{kShop});
    const QByteArray sidecar = read(sidecarOf(m_path));
    QVERIFY(!sidecar.isEmpty());
    QVERIFY(document.open(m_path));
    QVERIFY(document.save());
    QCOMPARE(read(sidecarOf(m_path)), sidecar);
}

void DocumentTest::comments_survive_an_edit() {
    Document document;
    QVERIFY(document.open(m_path));
    Node node = document.architecture().topology.nodes[1];
    std::get<Service>(node.spec).concurrency = 32;
    document.edit(ReplaceNode{1, node}, QStringLiteral("Change concurrency"));
    QVERIFY(document.save());
    const QByteArray text = read(m_path);
    QVERIFY2(text.contains("  # sells\n") && text.contains("concurrency: 32"), text.constData());
    QVERIFY2(text.contains("  # who buys\n  - id: shoppers\n    kind: clients\n"), text.constData());
}

void DocumentTest::saving_writes_text_and_sidecar_and_makes_it_clean() {
    Document document;
    QVERIFY(document.open(m_path));
    QVERIFY(!document.isModified());
    document.edit(renamed(document, "Bazaar"), QStringLiteral("Rename"));
    QVERIFY(document.isModified());
    const QString other = m_folder->filePath(QStringLiteral("bazaar.spillway"));
    QVERIFY(document.saveAs(other));
    QVERIFY(!document.isModified());
    QCOMPARE(document.path(), other);
    QVERIFY(read(other).contains("name: Bazaar"));
    QCOMPARE(read(other), QByteArray::fromStdString(document.text()));
    QVERIFY(QFile::exists(m_folder->filePath(QStringLiteral("bazaar.layout.yaml"))));
    QCOMPARE(read(m_path), QByteArray{kShop});
}

void DocumentTest::a_reopened_document_is_drawn_as_it_was() {
    Document document;
    QVERIFY(document.open(m_path));
    document.edit(PlaceBoxes{{{"api", Box{777, 333.25, 200, 90}}}}, QStringLiteral("Move"));
    QVERIFY(document.save());
    Document again;
    QVERIFY(again.open(m_path));
    QVERIFY(again.layout() == document.layout());
    QVERIFY(again.architecture() == document.architecture());
}

void DocumentTest::undo_across_a_save_reaches_the_state_before() {
    Document document;
    QVERIFY(document.open(m_path));
    document.edit(RemoveFlow{0}, QStringLiteral("Delete flow"));
    QVERIFY(document.save());
    QCOMPARE(document.undoLabel(), QStringLiteral("Delete flow"));
    document.undo();
    QVERIFY(document.isModified());
    QVERIFY(document.save());
    QCOMPARE(read(m_path), QByteArray{kShop});
}

void DocumentTest::a_node_without_a_box_gets_one_in_the_same_step() {
    Document document;
    QVERIFY(document.open(m_path));
    const Layout before = document.layout();
    document.edit(
        EditGroup{{InsertNode{2, {.id = "db", .spec = Database{}}}, InsertFlow{1, {.from = "api", .to = "db"}}}},
        QStringLiteral("Add db"));
    QVERIFY(document.layout().boxes.contains("db"));
    document.undo();
    QVERIFY(document.layout() == before);
    QVERIFY(!document.canUndo());
    document.redo();
    QVERIFY(document.layout().boxes.contains("db"));
}

void DocumentTest::a_renamed_node_keeps_its_place() {
    Document document;
    QVERIFY(document.open(m_path));
    const Layout before = document.layout();
    Node node = document.architecture().topology.nodes[1];
    node.id = "shop-api";
    document.edit(ReplaceNode{1, node}, QStringLiteral("Rename"));
    QVERIFY(document.layout().boxes.at("shop-api") == before.boxes.at("api"));
    QVERIFY(!document.layout().boxes.contains("api"));
    document.undo();
    QVERIFY(document.layout() == before);
}

void DocumentTest::boxes_of_what_is_gone_are_not_saved() {
    Document document;
    QVERIFY(document.open(m_path));
    const Box box = document.layout().boxes.at("api");
    document.edit(EditGroup{{RemoveFlow{0}, RemoveNode{1}}}, QStringLiteral("Delete"));
    QVERIFY(document.save());
    QVERIFY(!read(sidecarOf(m_path)).contains("api"));
    document.undo();
    QVERIFY(document.layout().boxes.at("api") == box);
}

void DocumentTest::signals_say_what_changed() {
    Document document;
    QSignalSpy changed{&document, &Document::changed};
    QSignalSpy layoutChanged{&document, &Document::layoutChanged};
    QSignalSpy modified{&document, &Document::modifiedChanged};
    QSignalSpy path{&document, &Document::pathChanged};
    QVERIFY(document.open(m_path));
    QCOMPARE(changed.count(), 1);
    QCOMPARE(path.count(), 1);
    document.edit(PlaceBoxes{{{"api", Box{1, 2, 152, 70}}}}, QStringLiteral("Move"));
    QCOMPARE(layoutChanged.count(), 1);
    QCOMPARE(changed.count(), 2);
    QCOMPARE(modified.count(), 1);
    document.edit(PlaceBoxes{{{"api", Box{1, 2, 152, 70}}}}, QStringLiteral("Move"));
    QCOMPARE(changed.count(), 2);
    document.edit(renamed(document, "Bazaar"), QStringLiteral("Rename"));
    QCOMPARE(layoutChanged.count(), 1);
    QCOMPARE(changed.count(), 3);
    document.undo();
    document.undo();
    QCOMPARE(modified.count(), 2);
}

void DocumentTest::a_text_with_errors_opens_but_is_never_overwritten() {
    const QByteArray broken = QByteArray{kShop}.replace("concurrency: 16", "concurrencee: 16");
    write(m_path, broken);
    Document document;
    QVERIFY(document.open(m_path));
    QVERIFY(hasErrors(document.diagnostics()));
    QCOMPARE(document.diagnostics().front().place.line, 10);
    QCOMPARE(document.architecture().topology.nodes.size(), std::size_t{2});
    document.edit(renamed(document, "Bazaar"), QStringLiteral("Rename"));
    const auto saved = document.save();
    QVERIFY(!saved);
    QVERIFY2(mentions(saved.error(), "concurrencee"), saved.error().message.c_str());
    QVERIFY(!document.saveAs(m_folder->filePath(QStringLiteral("other.spillway"))));
    QCOMPARE(read(m_path), broken);
    QVERIFY(!QFile::exists(sidecarOf(m_path)));
    QVERIFY(document.isModified());
    QTest::qWait(400);
    QVERIFY(!QFile::exists(m_path + QStringLiteral(".journal")));
}

void DocumentTest::a_problem_that_can_be_mended_here_does_not_stop_saving() {
    write(m_path, QByteArray{kShop}.replace("to: api", "to: apy"));
    Document document;
    QVERIFY(document.open(m_path));
    QVERIFY(hasErrors(document.diagnostics()));
    QVERIFY(document.diagnostics().front().place.line > 0);
    Flow flow = document.architecture().topology.flows[0];
    flow.to = "api";
    document.edit(ReplaceFlow{0, flow}, QStringLiteral("Redirect"));
    QVERIFY(!hasErrors(document.diagnostics()));
    QVERIFY(document.save());
    QVERIFY(read(m_path).contains("to: api\n"));
}

void DocumentTest::a_missing_file_is_a_sentence_and_leaves_the_document_alone() {
    Document document;
    QVERIFY(document.open(m_path));
    const auto opened = document.open(m_folder->filePath(QStringLiteral("nothing.spillway")));
    QVERIFY(!opened);
    QVERIFY2(mentions(opened.error(), "nothing.spillway"), opened.error().message.c_str());
    QVERIFY(!document.open(m_folder->path()));
    QCOMPARE(document.path(), m_path);
    QCOMPARE(document.architecture().topology.nodes.size(), std::size_t{2});
}

void DocumentTest::an_unreadable_layout_is_kept_beside_the_new_one() {
    const QByteArray conflict = "layout: 1\nboxes:\n<<<<<<< ours\n  api: {x: 1, y: 2, w: 3, h: 4}\n";
    write(sidecarOf(m_path), conflict);
    Document document;
    QVERIFY(document.open(m_path));
    QCOMPARE(document.diagnostics().size(), std::size_t{1});
    QCOMPARE(document.diagnostics().front().severity, Severity::warning);
    QVERIFY(document.save());
    QCOMPARE(read(sidecarOf(m_path) + QStringLiteral(".unreadable")), conflict);
    QVERIFY(document.diagnostics().empty());
    QVERIFY(document.open(m_path));
    QVERIFY(document.diagnostics().empty());
}

void DocumentTest::saving_keeps_permissions_and_links() {
    const QString target = m_folder->filePath(QStringLiteral("real.spillway"));
    QVERIFY(QFile::rename(m_path, target));
    QVERIFY(QFile::link(target, m_path));
    const auto permissions = QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ReadGroup;
    QVERIFY(QFile::setPermissions(target, permissions));
    Document document;
    QVERIFY(document.open(m_path));
    document.edit(renamed(document, "Bazaar"), QStringLiteral("Rename"));
    QVERIFY(document.save());
    QVERIFY(QFileInfo{m_path}.isSymLink());
    QVERIFY(read(target).contains("Bazaar"));
    QVERIFY(!(QFile::permissions(target) & (QFileDevice::WriteGroup | QFileDevice::ReadOther)));
    QVERIFY(QFile::permissions(target) & QFileDevice::ReadGroup);
}

void DocumentTest::saving_where_nothing_can_be_written_is_a_sentence() {
    Document document;
    QVERIFY(document.open(m_path));
    document.edit(renamed(document, "Bazaar"), QStringLiteral("Rename"));
    for (const char* place : {"/dev/null/shop.spillway", "/no/such/folder/shop.spillway", "/tmp"}) {
        const auto saved = document.saveAs(QString::fromLatin1(place));
        QVERIFY(!saved);
        QVERIFY2(mentions(saved.error(), place), saved.error().message.c_str());
    }
    QVERIFY(document.isModified());
    QCOMPARE(document.path(), m_path);
    QCOMPARE(read(m_path), QByteArray{kShop});
}

void DocumentTest::a_document_without_a_file_asks_for_one() {
    Document document;
    document.reset();
    document.edit(InsertNode{0, {.id = "api"}}, QStringLiteral("Add"));
    QVERIFY(!document.save());
    QVERIFY(document.saveAs(m_folder->filePath(QStringLiteral("new.spillway"))));
    Document again;
    QVERIFY(again.open(m_folder->filePath(QStringLiteral("new.spillway"))));
    QVERIFY(again.architecture() == document.architecture());
}

void DocumentTest::a_changed_definition_is_read_anew() {
    write(m_path,
          "spillway: 1\nname: shop\nnodes:\n  - id: order\n    kind: workflow\n    definition_file: order.asl.json\n");
    const QString file = m_folder->filePath(QStringLiteral("order.asl.json"));
    const auto machine = [](const char* type) {
        return QByteArray{R"({"StartAt": "A", "States": {"A": {"Type": ")"} + type + "\"}}}";
    };
    write(file, machine("Nonsense"));
    Document document;
    QVERIFY(document.open(m_path));
    QVERIFY(hasErrors(document.diagnostics()));
    const auto textNow = [&] { return std::get<Workflow>(document.architecture().topology.nodes[0].spec).file.text; };
    QSignalSpy changed{&document, &Document::changed};
    write(file, machine("Succeed"));
    QTRY_VERIFY(changed.count() > 0);
    QCOMPARE(QByteArray::fromStdString(textNow()), machine("Succeed"));
    // What was wrong with it is forgotten, and the document can be saved; it is not modified.
    QVERIFY2(!hasErrors(document.diagnostics()), format(document.diagnostics().front()).c_str());
    QVERIFY(!document.isModified());
    QVERIFY(document.save());
    changed.clear();
    QVERIFY(QFile::remove(file));
    QTRY_VERIFY(changed.count() > 0);
    QVERIFY(hasErrors(document.diagnostics()));
    write(file, machine("Fail"));
    QTRY_COMPARE(QByteArray::fromStdString(textNow()), machine("Fail"));
    QVERIFY(!hasErrors(document.diagnostics()));
}

void DocumentTest::our_own_save_is_no_outside_change() {
    Document document;
    QVERIFY(document.open(m_path));
    QSignalSpy outside{&document, &Document::fileChangedOutside};
    for (const char* title : {"One", "Two", "Three"}) {
        document.edit(renamed(document, title), QStringLiteral("Rename"));
        QVERIFY(document.save());
        QTest::qWait(150);
    }
    QCOMPARE(outside.count(), 0);
    // Touched, but the same.
    write(m_path, read(m_path));
    QTest::qWait(300);
    QCOMPARE(outside.count(), 0);
}

void DocumentTest::an_outside_change_is_told_once() {
    Document document;
    QVERIFY(document.open(m_path));
    QVERIFY(document.save());
    QSignalSpy outside{&document, &Document::fileChangedOutside};
    write(m_path, QByteArray{kShop}.replace("Shop", "Bazaar"));
    QTRY_COMPARE(outside.count(), 1);
    QTest::qWait(300);
    QCOMPARE(outside.count(), 1);
    // As editors and git do it: a new file renamed over the old one.
    write(m_path + QStringLiteral(".tmp"), QByteArray{kShop}.replace("Shop", "Market"));
    QVERIFY(QFile::remove(m_path) && QFile::rename(m_path + QStringLiteral(".tmp"), m_path));
    QTRY_COMPARE(outside.count(), 2);
    write(sidecarOf(m_path), "layout: 1\nboxes: {}\n");
    QTRY_COMPARE(outside.count(), 3);
    QVERIFY(document.open(m_path));
    QCOMPARE(document.architecture().topology.name, std::string{"Market"});
}

void DocumentTest::a_removed_file_is_told() {
    Document document;
    QVERIFY(document.open(m_path));
    QSignalSpy outside{&document, &Document::fileChangedOutside};
    QVERIFY(QFile::remove(m_path));
    QTRY_COMPARE(outside.count(), 1);
    QVERIFY(document.save());
    QCOMPARE(read(m_path), QByteArray{kShop});
}

void DocumentTest::an_unheard_outside_change_is_not_overwritten() {
    Document document;
    QVERIFY(document.open(m_path));
    QSignalSpy outside{&document, &Document::fileChangedOutside};
    document.edit(renamed(document, "Mine"), QStringLiteral("Rename"));
    const QByteArray theirs = QByteArray{kShop}.replace("Shop", "Theirs");
    write(m_path, theirs);
    QVERIFY(!document.save());
    QCOMPARE(outside.count(), 1);
    QCOMPARE(read(m_path), theirs);
    // Told; saving again is the user's word.
    QVERIFY(document.save());
    QVERIFY(read(m_path).contains("Mine"));
}

QTEST_GUILESS_MAIN(DocumentTest)
#include "document_test.moc"
