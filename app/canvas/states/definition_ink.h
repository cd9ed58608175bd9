#pragma once

#include <QColor>
#include <QPointer>
#include <QQuickTextDocument>
#include <QSyntaxHighlighter>

namespace spillway {

// Keys, strings, numbers and comments of JSON and YAML in colours of their own, in a text that is edited.
class DefinitionInk : public QObject {
    Q_OBJECT
    Q_PROPERTY(QQuickTextDocument* document READ document WRITE setDocument NOTIFY changed)
    Q_PROPERTY(QColor key MEMBER m_key NOTIFY changed)
    Q_PROPERTY(QColor string MEMBER m_string NOTIFY changed)
    Q_PROPERTY(QColor number MEMBER m_number NOTIFY changed)
    Q_PROPERTY(QColor comment MEMBER m_comment NOTIFY changed)
public:
    explicit DefinitionInk(QObject* parent = nullptr);
    ~DefinitionInk() override;

    QQuickTextDocument* document() const { return m_document; }
    void setDocument(QQuickTextDocument* document);
    QColor key() const { return m_key; }
    QColor string() const { return m_string; }
    QColor number() const { return m_number; }
    QColor comment() const { return m_comment; }

Q_SIGNALS:
    void changed();

private:
    class Lines;
    QPointer<QQuickTextDocument> m_document;
    QPointer<QSyntaxHighlighter> m_lines;  // the text document's
    QColor m_key, m_string, m_number, m_comment;
};

}  // namespace spillway
