#include "viewmodel/fault_face.h"

#include "scenario/fault_fit.h"
#include "scenario/scenario_tree.h"
#include "topology/field_path.h"
#include "viewmodel/text_format.h"

namespace spillway {
namespace {

// A fault by hand lasts a simulated minute: long enough to see callers suffer and recover.
constexpr auto kByHand = std::chrono::seconds{60};

std::string onlySource(const Topology& topology) {
    std::string found;
    for (const Node& node : topology.nodes) {
        if ((kSourceKinds & bitOf(node.kind())) == 0) continue;
        if (!found.empty()) return {};
        found = node.id;
    }
    return found;
}

template <class M>
QString shown(const M& value) {
    if constexpr (std::is_same_v<M, Duration>)
        return text::latency(value);
    else if constexpr (std::is_same_v<M, Share>)
        return text::share(value.fraction());
    else if constexpr (std::is_same_v<M, Rate>)
        return text::rate(value.perSecond());
    else if constexpr (std::is_same_v<M, double>)
        return QString::number(value, 'g', 3);
    else
        return text::fromStd(memberText(value, {}));
}

// "+{add}" with the fields' values in it.
template <class Spec>
QString filledIn(const Spec& spec) {
    QString says = text::fromView(Spec::kFace.says);
    if constexpr (std::tuple_size_v < decltype(Spec::fields()) >> 0) {
        forEachField<Spec>([&](const auto& field) {
            says.replace(QLatin1Char('{') + text::fromView(field.key) + QLatin1Char('}'), shown(spec.*field.member));
        });
    }
    return says;
}

}  // namespace

QString faultLabel(const Fault& fault) {
    QString on = text::fromStd(fault.on);
    on.replace(QStringLiteral(" -> "), QStringLiteral(" → "));
    return on + QLatin1Char(' ') + std::visit([](const auto& spec) { return filledIn(spec); }, fault.spec);
}

QString faultTone(const Fault& fault) {
    switch (fault.face().tone) {
        case FaultTone::bad: return QStringLiteral("bad");
        case FaultTone::warn: return QStringLiteral("warn");
        case FaultTone::accent: return QStringLiteral("accent");
    }
    return QStringLiteral("bad");
}

std::optional<Fault> faultByHand(FaultKind kind, const Topology& topology, const std::string& selected) {
    Fault fault{selected, Duration{0}, kByHand, defaultFaultSpec(kind)};
    if (fault.face().instant) fault.lasting.reset();
    if (fault.on.empty() && kind == FaultKind::surge) fault.on = onlySource(topology);
    const FaultTarget target = faultTarget(topology, fault.on);
    if (!target.known() || !fits(kind, target, topology)) return std::nullopt;
    return fault;
}

}  // namespace spillway
