#include "viewmodel/code_colour.h"

#include <QRegularExpression>

namespace spillway {
namespace {

QString escaped(const QString& text) { return text.toHtmlEscaped().replace(QChar(u' '), QStringLiteral("&nbsp;")); }

QString inColour(const char* colour, const QString& text) {
    return text.isEmpty() ? QString()
                          : QStringLiteral("<font color=\"@%1@\">%2</font>").arg(QLatin1String(colour), escaped(text));
}

QString value(const QString& text) {
    static const QRegularExpression number(QStringLiteral("^\\s*-?\\d[\\w.%]*\\s*$"));
    static const QRegularExpression word(QStringLiteral("^\\s*(true|false|null|~)\\s*$"));
    if (number.match(text).hasMatch() || word.match(text).hasMatch()) return inColour("number", text);
    return inColour("string", text);
}

// `{cpu: 500m, memory: 256Mi}`: each key and value in its colour.
QString flow(const QString& text) {
    static const QRegularExpression pair(QStringLiteral("([\\w./-]+)(: *)([^,{}\\[\\]]*)"));
    QString out;
    qsizetype done = 0;
    for (auto at = pair.globalMatch(text); at.hasNext();) {
        const auto match = at.next();
        out += escaped(text.mid(done, match.capturedStart() - done)) + inColour("key", match.captured(1)) +
               escaped(match.captured(2)) + value(match.captured(3));
        done = match.capturedEnd();
    }
    return out + escaped(text.mid(done));
}

QString valueOrFlow(const QString& text) {
    const QString start = text.trimmed();
    return start.startsWith(QChar(u'{')) || start.startsWith(QChar(u'[')) ? flow(text) : value(text);
}

}  // namespace

QString colouredYaml(const QString& line) {
    static const QRegularExpression keyed(QStringLiteral("^(\\s*(?:- )*)(\"[^\"]*\"|[\\w./$-]+)(:)(\\s.*)?$"));
    if (line.trimmed().startsWith(QChar(u'#'))) return inColour("comment", line);
    const auto match = keyed.match(line);
    if (match.hasMatch()) {
        const QString rest = match.captured(4);
        return escaped(match.captured(1)) + inColour("key", match.captured(2)) + escaped(match.captured(3)) +
               valueOrFlow(rest);
    }
    const qsizetype dash = line.indexOf(QStringLiteral("- "));
    if (dash >= 0 && line.left(dash).trimmed().isEmpty())
        return escaped(line.left(dash + 2)) + valueOrFlow(line.mid(dash + 2));
    return escaped(line);
}

}  // namespace spillway
