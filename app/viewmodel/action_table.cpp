#include "viewmodel/action_table.h"

#include "base/assert.h"
#include "viewmodel/action_faces.h"
#include "viewmodel/preferences.h"

#include <QKeySequence>
#include <QSortFilterProxyModel>

#include <algorithm>

namespace spillway {
namespace {

// The actions of one menu.
class MenuActions : public QSortFilterProxyModel {
public:
    MenuActions(const QString& menu, ActionTable* table) : QSortFilterProxyModel(table), m_menu(menu) {
        setSourceModel(table);
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override {
        return sourceModel()->index(row, 0, parent).data(ActionTable::menuRole).toString() == m_menu;
    }

private:
    QString m_menu;
};

QStringList split(const QString& keys) { return keys.split(QStringLiteral("; "), Qt::SkipEmptyParts); }

std::size_t placeOf(const ActionFace* face) { return static_cast<std::size_t>(face - actionFaces().data()); }

}  // namespace

ActionTable::ActionTable(Preferences& preferences, QObject* parent)
    : QAbstractListModel(parent), m_preferences(preferences) {}

void ActionTable::bind(const char* id, Behaviour behaviour) {
    const auto faces = actionFaces();
    const auto face = std::ranges::find_if(faces, [&](const ActionFace& f) { return std::string_view(f.id) == id; });
    SPILLWAY_ASSERT(face != faces.end(), "an action is bound that no menu has");
    const QString own = m_preferences.keys(QString::fromLatin1(id));
    Entry entry{&*face, std::move(behaviour),         split(own.isNull() ? QString::fromLatin1(face->keys) : own), true,
                false,  QString::fromUtf8(face->text)};
    const auto at =
        std::ranges::find_if(m_entries, [&](const Entry& e) { return placeOf(e.face) > placeOf(entry.face); });
    const int row = static_cast<int>(at - m_entries.begin());
    beginInsertRows({}, row, row);
    m_entries.insert(at, std::move(entry));
    endInsertRows();
    Q_EMIT boundChanged();
}

void ActionTable::refresh() {
    for (std::size_t row = 0; row < m_entries.size(); ++row) {
        Entry& entry = m_entries[row];
        const bool enabled = !entry.behaviour.enabled || entry.behaviour.enabled();
        const bool checked = entry.behaviour.checked && entry.behaviour.checked();
        const QString text = entry.behaviour.text ? entry.behaviour.text() : entry.text;
        if (enabled == entry.enabled && checked == entry.checked && text == entry.text) continue;
        entry.enabled = enabled;
        entry.checked = checked;
        entry.text = text;
        const auto at = index(static_cast<int>(row));
        Q_EMIT dataChanged(at, at, {textRole, enabledRole, checkedRole});
    }
}

void ActionTable::trigger(const QString& id) {
    const Entry* entry = find(id);
    if (entry == nullptr || (entry->behaviour.enabled && !entry->behaviour.enabled())) return;
    // A copy: running it may bind, close or rebuild.
    const auto run = entry->behaviour.run;
    run();
    refresh();
    Q_EMIT triggered(id);
}

bool ActionTable::isEnabled(const QString& id) const {
    const Entry* entry = find(id);
    return entry != nullptr && (!entry->behaviour.enabled || entry->behaviour.enabled());
}

QString ActionTable::textOf(const QString& id) const {
    const Entry* entry = find(id);
    return entry == nullptr ? QString{} : entry->text;
}

QString ActionTable::keysText(const QString& id) const {
    const Entry* entry = find(id);
    if (entry == nullptr || entry->keys.isEmpty()) return {};
    return QKeySequence(entry->keys.first(), QKeySequence::PortableText).toString(QKeySequence::NativeText);
}

QAbstractItemModel* ActionTable::menu(const QString& name) { return new MenuActions(name, this); }

bool ActionTable::rebind(const QString& id, const QString& keys) {
    Entry* entry = find(id);
    if (entry == nullptr) return false;
    const QString owner = ownerOfKeys(keys);
    if (!keys.isEmpty() && !owner.isEmpty() && owner != id) return false;
    m_preferences.setKeys(id, keys.isNull() ? QStringLiteral("") : keys);
    entry->keys = split(keys);
    const auto at = index(static_cast<int>(entry - m_entries.data()));
    Q_EMIT dataChanged(at, at, {keysRole, keysTextRole});
    return true;
}

void ActionTable::restoreKeys(const QString& id) {
    Entry* entry = find(id);
    if (entry == nullptr) return;
    m_preferences.setKeys(id, {});
    entry->keys = split(QString::fromLatin1(entry->face->keys));
    const auto at = index(static_cast<int>(entry - m_entries.data()));
    Q_EMIT dataChanged(at, at, {keysRole, keysTextRole});
}

QString ActionTable::ownerOfKeys(const QString& keys) const {
    const QKeySequence wanted(keys, QKeySequence::PortableText);
    for (const Entry& entry : m_entries) {
        for (const QString& own : entry.keys) {
            if (QKeySequence(own, QKeySequence::PortableText) == wanted) return QString::fromLatin1(entry.face->id);
        }
    }
    return {};
}

namespace {

// Null when absent; `entries` const or not decides what is pointed at.
auto entryOf(auto& entries, const QString& id) -> decltype(entries.data()) {
    const auto at =
        std::ranges::find_if(entries, [&](const auto& entry) { return id == QLatin1String(entry.face->id); });
    return at == entries.end() ? nullptr : &*at;
}

}  // namespace

QStringList ActionTable::menus() const {
    QStringList names;
    for (const Entry& entry : m_entries) {
        const QString menu = QString::fromLatin1(entry.face->menu);
        if (!names.contains(menu)) names.append(menu);
    }
    return names;
}

ActionTable::Entry* ActionTable::find(const QString& id) { return entryOf(m_entries, id); }

const ActionTable::Entry* ActionTable::find(const QString& id) const { return entryOf(m_entries, id); }

int ActionTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QVariant ActionTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const Entry& entry = m_entries[static_cast<std::size_t>(index.row())];
    switch (role) {
        case idRole: return QString::fromLatin1(entry.face->id);
        case menuRole: return QString::fromLatin1(entry.face->menu);
        case Qt::DisplayRole:
        case textRole: return entry.text;
        case keysRole: return entry.keys;
        case keysTextRole: return keysText(QString::fromLatin1(entry.face->id));
        case enabledRole: return entry.enabled;
        case checkableRole: return static_cast<bool>(entry.behaviour.checked);
        case checkedRole: return entry.checked;
        case firstRole: return entry.face->first;
        default: return {};
    }
}

QHash<int, QByteArray> ActionTable::roleNames() const {
    return {{idRole, "actionId"},         {menuRole, "menu"},         {textRole, "text"},
            {keysRole, "keys"},           {keysTextRole, "keysText"}, {enabledRole, "actionEnabled"},
            {checkableRole, "checkable"}, {checkedRole, "checked"},   {firstRole, "first"}};
}

}  // namespace spillway
