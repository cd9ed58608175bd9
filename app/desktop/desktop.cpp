#include "desktop/desktop.h"

#include "desktop/display_demand.h"
#include "desktop/window.h"
#include "viewmodel/text_format.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QEventLoop>
#include <QFileInfo>
#include <QQuickWindow>
#include <QTemporaryDir>
#include <QTextStream>
#include <QTimer>

#include <algorithm>
#include <optional>
#include <string_view>

namespace spillway {
namespace {

constexpr int kSettleMs = 900;
constexpr int kRunLimitMs = 300'000;

int refuse(const QString& sentence) {
    QTextStream(stderr) << "spillway: " << sentence << '\n';
    return 2;
}

void wait(int ms) {
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
}

// Runs the scenario as fast as it goes up to `at`; the picture is of the run paused there.
bool runTo(Workspace& workspace, const QString& at) {
    const Duration wanted = text::parseSpan(at);
    if (wanted < Duration{0}) return false;
    RunDeck& deck = *workspace.deck();
    deck.setSpeed(0);
    deck.runUntil(SimTime{wanted});
    QEventLoop loop;
    QObject::connect(&deck, &RunDeck::phaseChanged, &loop, [&] {
        if (deck.phase() != QStringLiteral("running")) loop.quit();
    });
    QTimer::singleShot(kRunLimitMs, &loop, &QEventLoop::quit);
    if (deck.phase() == QStringLiteral("running")) loop.exec();
    deck.setSpeed(8);
    return true;
}

bool isDrawn(Workspace& workspace, const QString& item) {
    const Topology& topology = workspace.document()->architecture().topology;
    const std::string id = item.toStdString();
    return findNode(topology, id) != nullptr || findBoundary(topology, id) != nullptr ||
           std::ranges::any_of(topology.flows, [&](const Flow& flow) { return flowName(flow) == id; });
}

// "1,2,3": these runs and no others, in this order.
void chooseRuns(CompareDesk& desk, const QString& numbers) {
    while (!desk.chosen().empty()) desk.toggle(desk.chosen().front().run.number);
    for (const QString& number : numbers.split(QChar(u','))) desk.toggle(number.toLongLong());
}

void studyRuns(Workspace& workspace) {
    for (Study* study :
         std::initializer_list<Study*>{workspace.loadStudy(), workspace.seedStudy(), workspace.faultMatrix()}) {
        study->start();
        while (study->running()) wait(kSettleMs);
    }
}

int screenshot(Workspace& workspace, QQuickWindow& window, const QCommandLineParser& options) {
    const QStringList size = options.value(QStringLiteral("size")).split(QChar(u'x'));
    if (size.size() != 2 || size[0].toInt() < 300 || size[1].toInt() < 300)
        return refuse(QStringLiteral("--size wants WIDTHxHEIGHT"));
    window.resize(size[0].toInt(), size[1].toInt());
    wait(kSettleMs);
    const QString mode = options.value(QStringLiteral("mode"));
    workspace.setMode(mode);
    if (options.isSet(QStringLiteral("select"))) {
        const QString item = options.value(QStringLiteral("select"));
        if (!isDrawn(workspace, item)) return refuse(QStringLiteral("--select: nothing is called \"%1\"").arg(item));
        workspace.selection()->select(item);
    }
    if (options.isSet(QStringLiteral("tab"))) {
        window.findChild<QObject*>(QStringLiteral("inspectorPanel"))
            ->setProperty("tab", options.value(QStringLiteral("tab")));
    }
    if (mode == QStringLiteral("run") && !runTo(workspace, options.value(QStringLiteral("at")))) {
        return refuse(QStringLiteral("--at wants a time such as 4m12s"));
    }
    if (options.isSet(QStringLiteral("runs"))) chooseRuns(*workspace.compare(), options.value(QStringLiteral("runs")));
    if (options.isSet(QStringLiteral("study"))) studyRuns(workspace);
    workspace.actions()->trigger(QStringLiteral("view.zoomFit"));
    wait(kSettleMs);
    const QString out = options.value(QStringLiteral("screenshot"));
    if (!window.grabWindow().save(out)) return refuse(QStringLiteral("%1 cannot be written").arg(out));
    return 0;
}

void declare(QCommandLineParser& options) {
    const auto add = [&](const char* name, const char* help, const char* value, const char* usual) {
        options.addOption({QString::fromLatin1(name), QString::fromLatin1(help), QString::fromLatin1(value),
                           QString::fromLatin1(usual)});
    };
    add("screenshot", "Writes a picture and ends.", "png", "");
    add("mode", "design, run, compare or ship", "mode", "design");
    add("at", "Simulated time to run to.", "time", "60s");
    add("size", "Size of the window.", "size", "1680x1050");
    add("theme", "dark or light", "theme", "dark");
    add("select", "Item to select.", "item", "");
    add("runs", "Runs to compare, by their numbers.", "numbers", "");
    options.addOption({QStringLiteral("study"), QStringLiteral("Studies the compared runs first.")});
    add("tab", "Tab of the inspector.", "tab", "");
    options.addPositionalArgument(QStringLiteral("file"), QStringLiteral("Architecture to open."));
}

}  // namespace

bool isDesktop(int argc, char** argv) { return argc > 1 && std::string_view(argv[1]).starts_with("--screenshot"); }

int runDesktop(int argc, char** argv) {
    prepareLook();
    std::optional<DisplayDemand> demand{std::in_place};
    QApplication app(argc, argv);
    demand.reset();
    QApplication::setApplicationName(QStringLiteral("spillway"));
    QApplication::setApplicationVersion(QStringLiteral(SPILLWAY_VERSION));
    QApplication::setApplicationDisplayName(QStringLiteral("Spillway"));
    QCommandLineParser options;
    declare(options);
    if (!options.parse(QApplication::arguments())) return refuse(options.errorText());
    const bool picture = options.isSet(QStringLiteral("screenshot"));

    // A picture must neither show nor change what the user's own window remembers.
    QTemporaryDir scratch;
    Workspace::Places places{.preferences = {}, .runs = {}, .example = exampleFile()};
    if (picture) {
        places.preferences = scratch.filePath(QStringLiteral("preferences.ini"));
        if (!qEnvironmentVariableIsSet("SPILLWAY_RUNS")) places.runs = scratch.filePath(QStringLiteral("runs.sqlite"));
    }
    Workspace workspace(places);
    if (picture) workspace.preferences()->setTheme(options.value(QStringLiteral("theme")));
    const Window view(workspace);
    QQuickWindow* window = view.window();
    if (window == nullptr) return refuse(QStringLiteral("the window could not be built"));

    const QStringList files = options.positionalArguments();
    if (!files.isEmpty() && !QFileInfo::exists(files.first()))
        return refuse(QStringLiteral("%1 does not exist").arg(files.first()));
    if (files.isEmpty())
        workspace.openLastOrExample();
    else
        workspace.openPath(files.first());
    return picture ? screenshot(workspace, *window, options) : QApplication::exec();
}

}  // namespace spillway
