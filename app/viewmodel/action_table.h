#pragma once

#include <QAbstractListModel>
#include <QString>

#include <functional>
#include <vector>

namespace spillway {

class Preferences;

// What an action of the window is called, where its menu entry stands and which keys it has.
struct ActionFace {
    const char* id;
    const char* menu;
    const char* text;
    const char* keys;    // portable, several divided by "; "; the first is shown
    bool first = false;  // a line above it in its menu
};

// Every action of the window, in the order of the menus. Only those that are bound are listed: an entry works or is not
// there. Menus, shortcuts, the command palette and the sheet of shortcuts are all views of this table.
class ActionTable : public QAbstractListModel {
    Q_OBJECT
    Q_PROPERTY(QStringList menus READ menus NOTIFY boundChanged)
public:
    enum Role {
        idRole = Qt::UserRole,
        menuRole,
        textRole,
        keysRole,
        keysTextRole,
        enabledRole,
        checkableRole,
        checkedRole,
        firstRole
    };

    explicit ActionTable(Preferences& preferences, QObject* parent = nullptr);

    struct Behaviour {
        std::function<void()> run;
        std::function<bool()> enabled = {};  // always, if empty
        std::function<bool()> checked = {};  // not checkable, if empty
        std::function<QString()> text = {};  // the table's own, if empty
    };
    // The id must be in the table of faces.
    void bind(const char* id, Behaviour behaviour);
    // Asks every action again whether it is enabled and checked.
    Q_INVOKABLE void refresh();

    Q_INVOKABLE void trigger(const QString& id);
    Q_INVOKABLE bool isEnabled(const QString& id) const;
    Q_INVOKABLE QString keysText(const QString& id) const;
    Q_INVOKABLE QString textOf(const QString& id) const;
    Q_INVOKABLE QAbstractItemModel* menu(const QString& name);
    // Rebinds; empty keys take them away, a null string brings the table's own back. Refused (false) if another action
    // has them.
    Q_INVOKABLE bool rebind(const QString& id, const QString& keys);
    Q_INVOKABLE void restoreKeys(const QString& id);
    Q_INVOKABLE QString ownerOfKeys(const QString& keys) const;
    QStringList menus() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void boundChanged();
    void triggered(const QString& id);

private:
    struct Entry {
        const ActionFace* face;
        Behaviour behaviour;
        QStringList keys;
        bool enabled = true;
        bool checked = false;
        QString text;
    };
    Entry* find(const QString& id);
    const Entry* find(const QString& id) const;

    Preferences& m_preferences;
    std::vector<Entry> m_entries;
};

}  // namespace spillway
