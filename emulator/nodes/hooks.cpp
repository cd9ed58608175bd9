#include "nodes/hooks.h"

#include "kernel/failure_cause.h"
#include "nodes/trouble.h"

namespace spillway {
namespace {

Duration drawn(const std::optional<Sampler>& hook, NodeState& node) {
    return hook ? (*hook)(node.work.stream()) : Duration{0};
}

// The calls of a user collection whose logins are checked outside begin with that call and the rest of a login
// (run/compile_flows.cpp); requests that do not log in pass over both.
constexpr std::uint16_t kCallsOfLogins = 2;

const LoginModel& loginOf(Context context, const NodeState& node) {
    return context.model().logins[node.server->model->logins];
}

// Whether it succeeds is known now; then one of two hooks runs. The service outside says no before anything is fetched.
WorkAtInstance endLogin(Context context, NodeState& node, const LoginModel& login, Duration work) {
    const Duration limit = node.server->model->hookLimit;
    const bool wrong = node.choice.chance(login.wrong);
    if (wrong) ++context.world.logins[node.server->model->logins].wrong;
    if (wrong && login.outside) work = Duration{0};
    const Duration after = drawn(wrong ? login.afterFailure : login.afterSuccess, node);
    if (after > limit) return {work + limit, failed(FailureCause::platform_timeout)};
    return {work + after, wrong ? failed(FailureCause::rejected) : kSucceeded};
}

WorkAtInstance throughLogin(Context context, NodeState& node, const LoginModel& login, Duration work) {
    const Duration limit = node.server->model->hookLimit;
    ++context.world.logins[node.server->model->logins].tried;
    const Duration before = drawn(login.before, node);
    if (before > limit) return {limit, failed(FailureCause::platform_timeout)};
    if (login.outside) return {before};  // then the call that checks it
    const WorkAtInstance rest = endLogin(context, node, login, work);
    return {before + rest.takes, rest.ends};
}

// Faults have had their say on whether the visit fails when its first stretch began.
Duration storeWork(Context context, const Frame& frame, NodeState& node) {
    if (context.world.levers.calm) return node.model->work(node.work.stream());
    const WorkInTrouble work = workInTrouble(context, frame, node);
    return work.fails ? node.model->work(node.work.stream()) : work.takes;
}

}  // namespace

WorkAtInstance throughHooks(Context context, Frame& frame, NodeState& node, Duration work) {
    const ServerModel& model = *node.server->model;
    if (model.logins != kNone) {
        const LoginModel& login = loginOf(context, node);
        if (node.choice.chance(login.share)) {
            frame.set(frame_flag::kProvisioned);
            return throughLogin(context, node, login, work);
        }
        if (login.outside) frame.step = kCallsOfLogins;
    }
    const Outcome stopped = failed(FailureCause::platform_timeout);
    const Duration before = drawn(model.preHook, node);
    if (before > model.hookLimit) return {model.hookLimit, stopped};
    if (model.connector)
        return {before + (*model.connector)(node.work.stream())};  // then its calls, then the hook after
    const Duration after = drawn(model.postHook, node);
    if (after > model.hookLimit) return {before + work + model.hookLimit, stopped};
    return {before + work + after};
}

void finishLogin(Context context, Frame& frame, NodeState& node) {
    frame.set(frame_flag::kWorking);
    if (node.server->model->connector)
        frame.step = node.groups;  // what is left leads to the data, which it needs none of
    const WorkAtInstance rest = endLogin(context, node, loginOf(context, node), storeWork(context, frame, node));
    context.lane.events.push(
        {context.now() + rest.takes, frame.uid, context.indexOf(frame), packWhat(EventType::workDone, rest.ends)});
}

void noteFailedCheck(Context context, const Frame& frame, NodeState& node) {
    if (!logsIn(frame, node) || frame.step != 1 || !loginOf(context, node).outside) return;
    ++context.world.logins[node.server->model->logins].unchecked;
}

}  // namespace spillway
