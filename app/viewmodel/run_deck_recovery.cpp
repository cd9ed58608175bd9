#include "viewmodel/run_deck.h"
#include "viewmodel/text_format.h"

// Whether what users get came back after the last fault.
namespace spillway {

QString RunDeck::recoveryText() const {
    if (!m_report || active() || !m_report->recovery) return {};
    const Recovery& recovery = *m_report->recovery;
    const QString worst = text::share(recovery.goodWorst), end = text::shortClock(recovery.faultsEnd);
    switch (recovery.verdict) {
        case RecoveryVerdict::held: {
            const QString held = tr("Held: never less than %1 good requests").arg(worst);
            return recovery.reason.empty() ? held : held + QStringLiteral("; ") + text::fromStd(recovery.reason);
        }
        case RecoveryVerdict::recovered:
            if (!recovery.reason.empty())
                return tr("Recovered %1 after the last fault ended at %2; %3")
                    .arg(text::latency(recovery.took.value_or(Duration{0})), end, text::fromStd(recovery.reason));
            return recovery.took && *recovery.took > Duration{0}
                       ? tr("Recovered %1 after the last fault ended at %2; %3 good at worst")
                             .arg(text::latency(*recovery.took), end, worst)
                       : tr("Recovered when the last fault ended at %1; %2 good at worst").arg(end, worst);
        case RecoveryVerdict::fault_lasts:
            return tr("Recovery cannot be told: a fault lasts to the end; %1 good at worst").arg(worst);
        case RecoveryVerdict::too_early:
            return tr("Too early to tell: the run ends within a minute of the last fault; %1 good at worst").arg(worst);
        case RecoveryVerdict::not_recovered: break;
    }
    QString words =
        tr("Not recovered: still %1 good, though the last fault ended at %2").arg(text::share(recovery.goodLast), end);
    if (!recovery.keepsDown.empty()) words += tr(". What keeps it down: %1").arg(text::withArrows(recovery.keepsDown));
    return recovery.reason.empty() ? words
                                   : words + QStringLiteral(" (") + text::fromStd(recovery.reason) + QChar(u')');
}

QString RunDeck::recoveryTone() const {
    if (!m_report || !m_report->recovery) return QStringLiteral("muted");
    switch (m_report->recovery->verdict) {
        case RecoveryVerdict::held:
        case RecoveryVerdict::recovered: return QStringLiteral("good");
        case RecoveryVerdict::not_recovered: return QStringLiteral("bad");
        default: return QStringLiteral("muted");
    }
}

}  // namespace spillway
