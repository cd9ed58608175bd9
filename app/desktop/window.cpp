#include "desktop/window.h"

#include "desktop/icon_provider.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QQuickStyle>
#include <QQuickWindow>
#include <QtQml/qqmlextensionplugin.h>

Q_IMPORT_QML_PLUGIN(SpillwayPlugin)

namespace spillway {

Window::Window(Workspace& workspace) : m_live(*workspace.deck()), m_engine(std::make_unique<QQmlApplicationEngine>()) {
    m_engine->addImportPath(QStringLiteral("qrc:/"));
    m_engine->addImageProvider(QStringLiteral("icon"), new IconProvider);
    m_engine->setInitialProperties({{QStringLiteral("workspace"), QVariant::fromValue(&workspace)},
                                    {QStringLiteral("live"), QVariant::fromValue<LiveSource*>(&m_live)}});
    m_engine->load(QUrl(QStringLiteral("qrc:/Spillway/Main.qml")));
}

QQuickWindow* Window::window() const {
    return m_engine->rootObjects().isEmpty() ? nullptr : qobject_cast<QQuickWindow*>(m_engine->rootObjects().first());
}

void prepareLook() { QQuickStyle::setStyle(QStringLiteral("Basic")); }

QString exampleFile() {
    const QString program = QCoreApplication::applicationDirPath();
    const QString name = QStringLiteral("/checkout.spillway");
    const QStringList folders{qEnvironmentVariable("SPILLWAY_EXAMPLES"), program + QStringLiteral("/../share/spillway/examples"),
                              QStringLiteral(SPILLWAY_EXAMPLES_DIR), QDir::currentPath() + QStringLiteral("/examples")};
    for (const QString& folder : folders) {
        if (!folder.isEmpty() && QFileInfo::exists(folder + name)) return QDir::cleanPath(folder + name);
    }
    return {};
}

}  // namespace spillway
