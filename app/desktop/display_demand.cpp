#include "desktop/display_demand.h"

#include <QString>

#include <cstdio>
#include <cstdlib>

namespace spillway {
namespace {

constexpr int kNoDisplay = 3;  // ExitCode::world of the command line

void onMessage(QtMsgType type, const QMessageLogContext& context, const QString& message) {
    if (type == QtFatalMsg) {
        const char* display = std::getenv("DISPLAY");
        std::fprintf(stderr,
                     "spillway: no window can be opened on the display \"%s\"; `spillway run FILE` needs none\n",
                     display ? display : "");
        std::fflush(nullptr);
        std::_Exit(kNoDisplay);
    }
    // Why the plugin failed is what the sentence says.
    const QString category = QString::fromLatin1(context.category ? context.category : "");
    if (!category.startsWith(QStringLiteral("qt.qpa"))) std::fprintf(stderr, "%s\n", qPrintable(message));
}

}  // namespace

DisplayDemand::DisplayDemand() : m_previous{qInstallMessageHandler(onMessage)} {}

DisplayDemand::~DisplayDemand() { qInstallMessageHandler(m_previous); }

}  // namespace spillway
