#include "viewmodel/outline_model.h"

#include "viewmodel/kind_face.h"
#include "viewmodel/text_format.h"

namespace spillway {
namespace {

// Deeper nesting than this is a loop of `in` that validation reports.
constexpr int kDepthMax = 16;

struct Outline {
    const Topology& topology;
    const QString& filter;
    RowModel::Rows rows;

    void add(const std::string& item, const std::string& name, const QString& kind, int depth) {
        const QString id = text::fromStd(item);
        const QString title = name.empty() ? id : text::fromStd(name);
        if (!filter.isEmpty() && !title.contains(filter, Qt::CaseInsensitive) &&
            !id.contains(filter, Qt::CaseInsensitive))
            return;
        rows.append(RowModel::Row{id, title, kind, filter.isEmpty() ? depth : 0});
    }

    void addFlows(const std::string& from, int depth) {
        for (const Flow& flow : topology.flows) {
            if (flow.from == from) add(flowName(flow), "→ " + flow.to, QStringLiteral("flow"), depth);
        }
    }

    void addContents(const std::string& in, int depth) {
        if (depth > kDepthMax) return;
        for (const Boundary& boundary : topology.boundaries) {
            if (boundary.in != in) continue;
            add(boundary.id, boundary.name, QStringLiteral("boundary"), depth);
            addContents(boundary.id, depth + 1);
        }
        for (const Node& node : topology.nodes) {
            if (node.in != in && !(in.empty() && findBoundary(topology, node.in) == nullptr)) continue;
            add(node.id, node.name, wordOf(node.kind()), depth);
            addFlows(node.id, depth + 1);
        }
    }
};

}  // namespace

OutlineModel::OutlineModel(Document& document, QObject* parent)
    : RowModel({QStringLiteral("item"), QStringLiteral("title"), QStringLiteral("kind"), QStringLiteral("depth")},
               parent),
      m_document(document) {
    connect(&m_document, &Document::changed, this, &OutlineModel::rebuild);
    rebuild();
}

void OutlineModel::setFilter(const QString& filter) {
    if (filter == m_filter) return;
    m_filter = filter;
    rebuild();
    Q_EMIT filterChanged();
}

void OutlineModel::rebuild() {
    Outline outline{m_document.architecture().topology, m_filter, {}};
    outline.addContents({}, 0);
    setRows(outline.rows);
}

}  // namespace spillway
