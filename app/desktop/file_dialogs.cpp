#include "desktop/file_dialogs.h"

#include "viewmodel/workspace.h"

#include <QFileDialog>
#include <QPalette>
#include <QQuickWindow>
#include <QStyle>
#include <QStyleFactory>

namespace spillway {
namespace {

struct DialogFace {
    const char* kind;
    const char* title;
    QFileDialog::FileMode mode;
    const char* filters;  // divided by ";;"
    const char* suffix;   // of what is saved; null: something is opened
};
constexpr DialogFace kFaces[] = {
    {"open", "Open an architecture", QFileDialog::ExistingFile, "Spillway architectures (*.spillway);;All files (*)",
     nullptr},
    {"save", "Save the architecture", QFileDialog::AnyFile, "Spillway architectures (*.spillway)", "spillway"},
    {"import", "Import Kubernetes manifests or Compose files", QFileDialog::ExistingFiles,
     "YAML (*.yaml *.yml);;All files (*)", nullptr},
    {"exportRun", "Export the run", QFileDialog::AnyFile,
     "Series as comma separated values (*.csv);;Everything measured, as JSON (*.json)", "csv"},
    {"exportJson", "Export the run", QFileDialog::AnyFile, "Everything measured, as JSON (*.json)", "json"},
    {"picture", "Export the drawing", QFileDialog::AnyFile,
     "PNG picture (*.png);;SVG drawing (*.svg);;PDF document (*.pdf)", "png"},
    {"folder", "Folder for the manifests", QFileDialog::Directory, "", nullptr},
};

const DialogFace* faceOf(const QString& kind) {
    for (const DialogFace& face : kFaces) {
        if (kind == QLatin1String(face.kind)) return &face;
    }
    return nullptr;
}

// Where the system has no dialog of its own, Qt's in the colours of the window.
QPalette paletteOf(bool dark) {
    if (!dark) return QPalette(QColor(0xf5, 0xf7, 0xf9), QColor(0xff, 0xff, 0xff));
    QPalette palette(QColor(0x1b, 0x24, 0x2e), QColor(0x15, 0x1c, 0x24));
    palette.setColor(QPalette::Base, QColor(0x0d, 0x13, 0x1a));
    palette.setColor(QPalette::AlternateBase, QColor(0x15, 0x1c, 0x24));
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText, QPalette::ToolTipText})
        palette.setColor(role, QColor(0xe6, 0xed, 0xf3));
    palette.setColor(QPalette::PlaceholderText, QColor(0x8b, 0x98, 0xa5));
    palette.setColor(QPalette::Highlight, QColor(0x1f, 0x6f, 0xa8));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, QColor(0x5c, 0x68, 0x75));
    return palette;
}

// "PNG picture (*.png)" -> "png"
QString suffixOf(const QString& filter) {
    const QString pattern = filter.section(QStringLiteral("*."), 1, 1);
    return pattern.left(pattern.indexOf(QLatin1Char(')')));
}

}  // namespace

FileDialogs::FileDialogs(Workspace& workspace, QQuickWindow& window, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_window(window) {
    connect(&workspace, &Workspace::dialogRequested, this, &FileDialogs::open);
}

FileDialogs::~FileDialogs() { delete m_dialog; }

void FileDialogs::open(const QString& kind) {
    const DialogFace* face = faceOf(kind);
    if (face == nullptr) return;
    delete m_dialog;
    m_dialog =
        new QFileDialog(nullptr, tr(face->title), m_workspace.dialogFolder(kind).toLocalFile(), tr(face->filters));
    QFileDialog& dialog = *m_dialog;
    dialog.setAttribute(Qt::WA_DeleteOnClose);
    QStyle* style = QStyleFactory::create(QStringLiteral("Fusion"));
    style->setParent(&dialog);
    dialog.setStyle(style);
    dialog.setPalette(paletteOf(m_workspace.preferences()->dark()));
    dialog.setFileMode(face->mode);
    // The workspace asks, whatever the dialog.
    dialog.setOption(QFileDialog::DontConfirmOverwrite);
    dialog.setOption(QFileDialog::ShowDirsOnly, face->mode == QFileDialog::Directory);
    if (face->suffix != nullptr) {
        dialog.setAcceptMode(QFileDialog::AcceptSave);
        dialog.setDefaultSuffix(QLatin1String(face->suffix));
        dialog.selectFile(m_workspace.proposedName(kind));
        connect(&dialog, &QFileDialog::filterSelected, &dialog,
                [&dialog](const QString& filter) { dialog.setDefaultSuffix(suffixOf(filter)); });
    }
    connect(&dialog, &QFileDialog::filesSelected, this,
            [this, kind](const QStringList& files) { chosen(kind, files); });
    dialog.setWindowModality(Qt::WindowModal);
    dialog.winId();
    if (dialog.windowHandle() != nullptr) dialog.windowHandle()->setTransientParent(&m_window);
    dialog.open();
}

void FileDialogs::chosen(const QString& kind, const QStringList& files) {
    if (files.isEmpty() || files.front().isEmpty()) return;
    QList<QUrl> urls;
    for (const QString& file : files) urls.append(QUrl::fromLocalFile(file));
    m_workspace.rememberFolder(kind, urls.front());
    if (kind == QLatin1String("open"))
        m_workspace.openUrl(urls.front());
    else if (kind == QLatin1String("save"))
        m_workspace.saveToUrl(urls.front());
    else if (kind == QLatin1String("import"))
        m_workspace.importUrls(urls);
    else if (kind == QLatin1String("picture"))
        m_workspace.exportPictureTo(urls.front());
    else if (kind == QLatin1String("folder"))
        m_workspace.chooseFolder(urls.front());
    else
        m_workspace.exportRunTo(urls.front());
}

}  // namespace spillway
