// Opens a document and prints where everything in it is drawn, then what it would save. usage: document_printer FILE
// With a second argument it saves for ever instead, the title growing and shrinking, to be killed.
#include "document/document.h"
#include "document/layout_text.h"

#include <QCoreApplication>

#include <cstdio>

using namespace spillway;

namespace {

void saveForEver(Document& document) {
    for (int number = 1;; ++number) {
        const std::string notes(number % 2 ? 300'000 : 7, static_cast<char>('a' + number % 26));
        document.edit(ReplaceTitle{"Save " + std::to_string(number), notes}, QStringLiteral("Edit"));
        if (!document.save()) return;
        std::printf("%d\n", number);
        std::fflush(stdout);
    }
}

}  // namespace

int main(int argc, char** argv) {
    QCoreApplication application{argc, argv};
    Document document;
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() < 2 || !document.open(arguments[1])) return 2;
    if (arguments.size() > 2) saveForEver(document);
    std::fputs(layoutText(document.layout(), Digits::exact).c_str(), stdout);
    std::fputs(document.text().c_str(), stdout);
    return 0;
}
