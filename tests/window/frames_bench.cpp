#include "desktop/window.h"
#include "viewmodel/workspace.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QQuickWindow>
#include <QTemporaryDir>
#include <QTextStream>
#include <QTimer>

#include <algorithm>

// Prints how fluid the window is while a run plays at 8x: time between frames, and how long the interface's thread was
// away. A number, not a test; on a display with GL, for offscreen draws in software. usage: window_frames_bench [FILE]
using namespace spillway;

namespace {

constexpr int kWarmMs = 1500;
constexpr int kMeasureMs = 10'000;

void wait(int ms) {
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
}

double quantile(std::vector<double> values, double share) {
    if (values.empty()) return 0;
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

void print(const char* name, const std::vector<double>& ms) {
    QTextStream(stdout) << "{\"name\": \"" << name << "\", \"unit\": \"ms\", \"count\": " << ms.size()
                        << ", \"p50\": " << quantile(ms, 0.5) << ", \"p95\": " << quantile(ms, 0.95)
                        << ", \"p99\": " << quantile(ms, 0.99) << ", \"max\": " << quantile(ms, 1) << "}\n";
}

// The intervals between the calls of one signal.
struct Intervals {
    QElapsedTimer since;
    std::vector<double> ms;
    void mark() {
        if (since.isValid()) ms.push_back(static_cast<double>(since.nsecsElapsed()) / 1e6);
        since.start();
    }
};

void measure(QQuickWindow& window, const char* frames, const char* away) {
    Intervals swaps;
    Intervals turns;
    QTimer turn;
    const auto counted = QObject::connect(&window, &QQuickWindow::frameSwapped, &window, [&] { swaps.mark(); });
    QObject::connect(&turn, &QTimer::timeout, &turn, [&] { turns.mark(); });
    turn.start(1);
    wait(kMeasureMs);
    QObject::disconnect(counted);
    print(frames, swaps.ms);
    print(away, turns.ms);
}

}  // namespace

int main(int argc, char** argv) {
    prepareLook();
    const QApplication app(argc, argv);
    QTemporaryDir scratch;
    Workspace workspace({.preferences = scratch.filePath(QStringLiteral("p.ini")),
                         .runs = scratch.filePath(QStringLiteral("runs.sqlite"))});
    const Window view(workspace);
    QQuickWindow* window = view.window();
    if (window == nullptr) return 2;
    window->resize(1680, 1050);
    workspace.openPath(argc > 1 ? QString::fromLocal8Bit(argv[1])
                                : QStringLiteral(SPILLWAY_EXAMPLES_DIR "/checkout.spillway"));
    workspace.setMode(QStringLiteral("run"));
    workspace.actions()->trigger(QStringLiteral("view.zoomFit"));
    workspace.selection()->select(QStringLiteral("charge-card"));
    wait(kWarmMs);
    workspace.deck()->setSpeed(8);
    workspace.deck()->play();
    wait(kWarmMs);
    measure(*window, "frame interval while running at 8x", "turn of the interface's thread while running at 8x");
    return 0;
}
