#include "canvas/states/definition_ink.h"

#include <QRegularExpression>
#include <QTextDocument>

namespace spillway {

class DefinitionInk::Lines : public QSyntaxHighlighter {
public:
    Lines(const DefinitionInk& ink, QTextDocument* document) : QSyntaxHighlighter(document), m_ink(ink) {}

protected:
    void highlightBlock(const QString& line) override {
        static const QRegularExpression kValue(
            QStringLiteral("\"(?:\\\\.|[^\"\\\\])*\"|(?<![\\w.])-?\\d+(?:\\.\\d+)?\\b|"
                           "\\b(?:true|false|null)\\b"));
        for (auto at = kValue.globalMatch(line); at.hasNext();) {
            const auto match = at.next();
            setFormat(static_cast<int>(match.capturedStart()), static_cast<int>(match.capturedLength()),
                      match.captured().startsWith(QChar(u'"')) ? m_ink.string() : m_ink.number());
        }
        static const QRegularExpression kKey(QStringLiteral(
            "^\\s*(?:- )*(\"(?:\\\\.|[^\"\\\\])*\"|[\\w./$ -]+?)\\s*:(?:\\s|$)|(\"(?:\\\\.|[^\"\\\\])*\")\\s*:"));
        for (auto at = kKey.globalMatch(line); at.hasNext();) {
            const auto match = at.next();
            const int group = match.capturedLength(1) > 0 ? 1 : 2;
            setFormat(static_cast<int>(match.capturedStart(group)), static_cast<int>(match.capturedLength(group)),
                      m_ink.key());
        }
        static const QRegularExpression kComment(QStringLiteral("^\\s*#.*$"));
        if (const auto match = kComment.match(line); match.hasMatch())
            setFormat(0, static_cast<int>(line.size()), m_ink.comment());
    }

private:
    const DefinitionInk& m_ink;
};

DefinitionInk::DefinitionInk(QObject* parent) : QObject(parent) {
    connect(this, &DefinitionInk::changed, this, [this] {
        if (m_lines) m_lines->rehighlight();
    });
}

// The lines look their colours up here: they go first.
DefinitionInk::~DefinitionInk() { delete m_lines; }

void DefinitionInk::setDocument(QQuickTextDocument* document) {
    if (document == m_document) return;
    delete m_lines;
    m_document = document;
    if (document != nullptr) m_lines = new Lines(*this, document->textDocument());
    Q_EMIT changed();
}

}  // namespace spillway
