#include "nodes/hooks.h"

#include "kernel/failure_cause.h"

namespace spillway {
namespace {

Duration drawn(const std::optional<Sampler>& hook, NodeState& node) { return hook ? (*hook)(node.work) : Duration{0}; }

// Whether it succeeds is known when the store has looked; then one of two hooks runs.
WorkAtInstance throughLogin(Context context, NodeState& node, const LoginModel& login, Duration work) {
    const Outcome stopped = failed(FailureCause::platform_timeout);
    const Duration limit = node.server->model->hookLimit;
    LoginState& state = context.world.logins[node.server->model->logins];
    ++state.tried;
    const Duration before = drawn(login.before, node);
    if (before > limit) return {limit, stopped};
    const bool wrong = node.choice.chance(login.wrong);
    if (wrong) ++state.wrong;
    const Duration after = drawn(wrong ? login.afterFailure : login.afterSuccess, node);
    if (after > limit) return {before + work + limit, stopped};
    return {before + work + after, wrong ? failed(FailureCause::rejected) : kSucceeded};
}

}  // namespace

WorkAtInstance throughHooks(Context context, Frame& frame, NodeState& node, Duration work) {
    const ServerModel& model = *node.server->model;
    if (model.logins != kNone) {
        const LoginModel& login = context.model().logins[model.logins];
        if (node.choice.chance(login.share)) {
            frame.set(frame_flag::kProvisioned);
            return throughLogin(context, node, login, work);
        }
    }
    const Outcome stopped = failed(FailureCause::platform_timeout);
    const Duration before = drawn(model.preHook, node);
    if (before > model.hookLimit) return {model.hookLimit, stopped};
    if (model.connector) return {before + (*model.connector)(node.work)};  // then its calls, then the hook after
    const Duration after = drawn(model.postHook, node);
    if (after > model.hookLimit) return {before + work + model.hookLimit, stopped};
    return {before + work + after};
}

}  // namespace spillway
