// Opens a document and edits it without saving, to be killed. usage: journal_victim FILE EDITS; it prints "ready" once
// the journal holds the last of EDITS (0: edits on for ever, printing the number of each).
#include "document/document.h"

#include <QCoreApplication>
#include <QTimer>

#include <cstdio>

using namespace spillway;

namespace {

void editOnce(Document& document, int number) {
    Node node = document.architecture().topology.nodes.front();
    node.notes = "edit " + std::to_string(number);
    const PlaceBoxes move{{{node.id, Box{number / 3.0, number * 1.1, 152, 70}}}};
    document.edit(EditGroup{{ReplaceNode{0, node}, move}}, QStringLiteral("Edit"));
    std::printf("%d\n", number);
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    QCoreApplication application{argc, argv};
    Document document;
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() != 3 || !document.open(arguments[1])) return 2;
    const int edits = arguments[2].toInt();
    for (int number = 1; number <= edits; ++number) editOnce(document, number);
    QTimer endless;
    int number = 0;
    QObject::connect(&endless, &QTimer::timeout, [&] { editOnce(document, ++number); });
    if (edits == 0) {
        endless.start(1);
    } else {
        QTimer::singleShot(600, [] {
            std::printf("ready\n");
            std::fflush(stdout);
        });
    }
    return QCoreApplication::exec();
}
