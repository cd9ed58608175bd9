#include "viewmodel/text_format.h"

#include <QRegularExpression>

#include <cmath>
#include <string>

namespace spillway::text {
namespace {

QString grouped(qint64 value) {
    QString digits = QString::number(std::llabs(value));
    for (qsizetype at = digits.size() - 3; at > 0; at -= 3) digits.insert(at, QChar(u'\u202F'));
    return value < 0 ? QStringLiteral("−") + digits : digits;
}

// Three significant figures, no exponent, no more than the decimals asked for.
QString figures(double value, int decimalsMax = 2) {
    const double size = std::fabs(value);
    const int decimals = size >= 100 ? 0 : size >= 10 ? 1 : 2;
    if (size >= 1000) return grouped(std::llround(value));
    return QString::number(value, 'f', std::min(decimals, decimalsMax));
}

QString two(qint64 value) { return QStringLiteral("%1").arg(value, 2, 10, QChar(u'0')); }

}  // namespace

QString withArrows(const std::string& text) {
    return fromStd(text).replace(QStringLiteral(" -> "), QStringLiteral(" → "));
}
QString fromStd(const std::string& value) { return QString::fromStdString(value); }
QString fromView(std::string_view value) {
    return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
}

QString latency(Duration value) { return latencyMs(toMilliseconds(value)); }

QString latencyMs(double milliseconds) {
    if (milliseconds <= 0) return QStringLiteral("0 ms");
    if (milliseconds < 1) return figures(milliseconds * 1000, 0) + QStringLiteral(" µs");
    if (milliseconds < 999.5) return figures(milliseconds, milliseconds < 10 ? 1 : 0) + QStringLiteral(" ms");
    if (milliseconds < 60'000) return figures(milliseconds / 1000) + QStringLiteral(" s");
    const auto seconds = std::llround(milliseconds / 1000);
    if (seconds < 3600) return QStringLiteral("%1 m %2 s").arg(QString::number(seconds / 60), two(seconds % 60));
    return QStringLiteral("%1 h %2 m").arg(QString::number(seconds / 3600), two(seconds / 60 % 60));
}

QString rate(double perSecond) {
    return perSecond == 0 ? QStringLiteral("0 /s") : figures(perSecond, 1) + QStringLiteral(" /s");
}

QString share(double fraction) {
    const double percent = fraction * 100;
    if (percent > 0 && percent < 0.05) return QStringLiteral("<0.1 %");
    if (percent >= 99.995 && percent < 100) return QStringLiteral(">99.99 %");
    const int decimals = percent == 0 || percent == 100 ? 0 : percent > 99 && percent < 100 ? 2 : 1;
    return QString::number(percent, 'f', decimals) + QStringLiteral(" %");
}

QString count(double value) { return grouped(std::llround(value)); }

QString compact(double value) {
    const double size = std::fabs(value);
    if (size >= 1e9) return figures(value / 1e9, 1) + QStringLiteral(" G");
    if (size >= 1e6) return figures(value / 1e6, 1) + QStringLiteral(" M");
    if (size >= 1e4) return figures(value / 1e3, 1) + QStringLiteral(" k");
    return size < 10 && size != std::floor(size) ? figures(value, 1) : count(value);
}

QString clock(SimTime value) {
    const auto ms = value.time_since_epoch().count() / 1'000'000;
    return QStringLiteral("%1:%2:%3.%4")
        .arg(two(ms / 3'600'000), two(ms / 60'000 % 60), two(ms / 1000 % 60),
             QStringLiteral("%1").arg(ms % 1000, 3, 10, QChar(u'0')));
}

QString shortClock(SimTime value) {
    const auto tenths = value.time_since_epoch().count() / 100'000'000;
    return QStringLiteral("%1:%2.%3").arg(two(tenths / 600), two(tenths / 10 % 60), QString::number(tenths % 10));
}

QString span(Duration value) {
    const auto seconds = value.count() / 1'000'000'000;
    if (seconds < 3600) return QStringLiteral("%1:%2").arg(QString::number(seconds / 60), two(seconds % 60));
    return QStringLiteral("%1:%2:%3").arg(QString::number(seconds / 3600), two(seconds / 60 % 60), two(seconds % 60));
}

QString multiple(double factor) { return QString::number(factor, 'g', factor < 10 ? 2 : 4) + QStringLiteral("×"); }

Duration parseSpan(const QString& text) {
    static const QRegularExpression whole(
        QStringLiteral("^(?:(\\d+(?:\\.\\d+)?)h)?(?:(\\d+(?:\\.\\d+)?)m(?!s))?"
                       "(?:(\\d+(?:\\.\\d+)?)s)?(?:(\\d+(?:\\.\\d+)?)ms)?$"));
    bool bare = false;
    const double number = text.toDouble(&bare);
    if (bare) return secondsToDuration(number);
    const auto match = whole.match(text);
    if (!match.hasMatch() || text.isEmpty()) return Duration{-1};
    const double seconds = match.captured(1).toDouble() * 3600 + match.captured(2).toDouble() * 60 +
                           match.captured(3).toDouble() + match.captured(4).toDouble() / 1000;
    return secondsToDuration(seconds);
}

}  // namespace spillway::text
