#include "desktop/window.h"

#include "desktop/icon_provider.h"
#include "desktop/picture.h"

#include <QtQml/qqmlextensionplugin.h>
#include <QClipboard>
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QQuickStyle>
#include <QQuickWindow>

Q_IMPORT_QML_PLUGIN(SpillwayPlugin)

namespace spillway {

Window::Window(Workspace& workspace) : m_live(*workspace.deck()), m_engine(std::make_unique<QQmlApplicationEngine>()) {
    m_engine->addImportPath(QStringLiteral("qrc:/"));
    m_engine->addImageProvider(QStringLiteral("icon"), new IconProvider);
    m_engine->setInitialProperties({{QStringLiteral("workspace"), QVariant::fromValue(&workspace)},
                                    {QStringLiteral("live"), QVariant::fromValue<LiveSource*>(&m_live)}});
    m_engine->load(QUrl(QStringLiteral("qrc:/Spillway/Main.qml")));
    if (QQuickWindow* shown = window()) m_dialogs = std::make_unique<FileDialogs>(workspace, *shown);
    QObject::connect(&workspace, &Workspace::pictureRequested, m_engine.get(),
                     [this, &workspace](const QString& path) { takePicture(workspace, path); });
}

void Window::takePicture(Workspace& workspace, const QString& path) const {
    const auto* canvas = window() == nullptr ? nullptr : window()->findChild<CanvasItem*>(QStringLiteral("drawing"));
    if (canvas == nullptr) return;
    if (path.isEmpty()) {
        QGuiApplication::clipboard()->setImage(pictureOf(*canvas));
        return workspace.say(QCoreApplication::translate("Window", "The drawing is on the clipboard, as a picture"));
    }
    const auto done = writePicture(*canvas, path);
    workspace.say(done ? QCoreApplication::translate("Window", "Wrote %1").arg(path)
                       : QString::fromStdString(done.error().message));
}

QQuickWindow* Window::window() const {
    return m_engine->rootObjects().isEmpty() ? nullptr : qobject_cast<QQuickWindow*>(m_engine->rootObjects().first());
}

// The window's own controls name their style (Basic) in the import; this one is for what Qt brings along.
void prepareLook() { QQuickStyle::setStyle(QStringLiteral("Fusion")); }

QString exampleFile() {
    const QString program = QCoreApplication::applicationDirPath();
    const QString name = QStringLiteral("/checkout.spillway");
    const QStringList folders{qEnvironmentVariable("SPILLWAY_EXAMPLES"),
                              program + QStringLiteral("/../share/spillway/examples"),
                              QStringLiteral(SPILLWAY_EXAMPLES_DIR), QDir::currentPath() + QStringLiteral("/examples")};
    for (const QString& folder : folders) {
        if (!folder.isEmpty() && QFileInfo::exists(folder + name)) return QDir::cleanPath(folder + name);
    }
    return {};
}

}  // namespace spillway
