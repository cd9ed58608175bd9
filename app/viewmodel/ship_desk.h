#pragma once

#include "manifests/exporter.h"
#include "manifests/writer.h"
#include "viewmodel/row_model.h"

#include <QObject>

#include <set>

namespace spillway {

class Document;

// What deploys the drawing: targets, files, the difference to what is on disk, checks, and the button that writes.
class ShipDesk : public QObject {
    Q_OBJECT
    Q_PROPERTY(QString folder READ folder WRITE setFolder NOTIFY changed)
    Q_PROPERTY(QString current READ current WRITE setCurrent NOTIFY currentChanged)
    Q_PROPERTY(int added READ added NOTIFY currentChanged)
    Q_PROPERTY(int removed READ removed NOTIFY currentChanged)
    Q_PROPERTY(int longest READ longest NOTIFY currentChanged)          // characters of the longest line shown
    Q_PROPERTY(int firstChange READ firstChange NOTIFY currentChanged)  // the row of lines; 0 without a change
    Q_PROPERTY(QString state READ state NOTIFY currentChanged)          // of the file shown, against the disk, in words
    Q_PROPERTY(QString stateTone READ stateTone NOTIFY currentChanged)
    Q_PROPERTY(int toWrite READ toWrite NOTIFY changed)
    Q_PROPERTY(QString writeText READ writeText NOTIFY changed)
    Q_PROPERTY(QString note READ note NOTIFY changed)
    Q_PROPERTY(bool canWrite READ canWrite NOTIFY changed)
    Q_PROPERTY(spillway::RowModel* targets READ targets CONSTANT)
    Q_PROPERTY(spillway::RowModel* files READ files CONSTANT)
    Q_PROPERTY(spillway::RowModel* lines READ lines CONSTANT)
    Q_PROPERTY(spillway::RowModel* checks READ checks CONSTANT)
    Q_PROPERTY(spillway::RowModel* losses READ losses CONSTANT)
    Q_PROPERTY(spillway::RowModel* origins READ origins CONSTANT)
public:
    explicit ShipDesk(Document& document, QObject* parent = nullptr);

    QString folder() const { return m_folder; }
    void setFolder(const QString& folder);
    QString current() const { return m_current; }
    void setCurrent(const QString& path);
    int added() const { return m_added; }
    int removed() const { return m_removed; }
    int longest() const { return m_longest; }
    int firstChange() const { return m_firstChange; }
    QString state() const;
    QString stateTone() const;
    int toWrite() const;
    QString writeText() const;
    QString note() const { return m_note; }
    bool canWrite() const;
    RowModel* targets() { return &m_targets; }
    RowModel* files() { return &m_files; }
    RowModel* lines() { return &m_lines; }
    RowModel* checks() { return &m_checks; }
    RowModel* losses() { return &m_losses; }
    RowModel* origins() { return &m_origins; }

    Q_INVOKABLE void toggleTarget(const QString& id);
    // Renders and reads the disk afresh. While nobody looks (`setActive(false)`) a change of the document costs
    // nothing.
    Q_INVOKABLE void refresh();
    Q_INVOKABLE void setActive(bool active);
    // Writes everything but conflicts; those too when `overwrite`.
    Q_INVOKABLE void write(bool overwrite);

Q_SIGNALS:
    void changed();
    void currentChanged();
    void said(const QString& sentence);

private:
    void render();
    void showTargets();
    void showFiles();
    void showCurrent();
    void showChecks();
    const FilePreview* shown() const;
    std::string worthSeeing() const;
    std::vector<std::string> chosenTargets() const;

    Document& m_document;
    QString m_folder;
    QString m_current;
    QString m_note;
    bool m_active = false;
    bool m_stale = true;
    int m_added = 0;
    int m_removed = 0;
    int m_longest = 0;
    int m_firstChange = 0;
    std::set<std::string> m_off;
    std::vector<ManifestFile> m_rendered;
    Diagnostics m_diagnostics;
    ExportPreview m_preview;
    std::string m_diskError;
    RowModel m_targets;
    RowModel m_files;
    RowModel m_lines;
    RowModel m_checks;
    RowModel m_losses;
    RowModel m_origins;
};

}  // namespace spillway
