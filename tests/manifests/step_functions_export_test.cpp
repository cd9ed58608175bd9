#include "judging.h"
#include "manifests/exporter.h"
#include "manifests/step_functions/definition.h"
#include "manifests/step_functions/triggers.h"
#include "sample.h"

#include <QTemporaryDir>
#include <QTest>

using namespace spillway;
using namespace spillway::testing;

namespace {

Workflow workflow(std::string definition, WorkflowType type = WorkflowType::standard) {
    Workflow spec;
    spec.type = type;
    spec.definition = std::move(definition);
    return spec;
}

// A saga that starts another one, sends to a queue by its URL and puts into a table by its name.
Topology saga() {
    Topology topology;
    topology.name = "Shop \"one\"";
    Workflow order = workflow(R"({"StartAt": "Charge", "States": {
        "Charge": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
                   "Parameters": {"FunctionName": "charge-card", "Payload.$": "$"}, "Next": "Note"},
        "Note": {"Type": "Task", "Resource": "arn:aws:states:::dynamodb:putItem",
                 "Parameters": {"TableName": "Orders", "Item": {"id": {"S.$": "$.id"}}}, "Next": "Each"},
        "Each": {"Type": "Map", "ItemProcessor": {"StartAt": "Send", "States": {
            "Send": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage",
                     "Parameters": {"QueueUrl": "sqs.eu-west-1.amazonaws.com/1/pick_queue", "MessageBody.$": "$"},
                     "End": true}}}, "Next": "Ship"},
        "Ship": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution",
                 "Parameters": {"StateMachineArn": "arn:aws:states:eu-west-1:1:stateMachine:shipping"}, "Next": "Thank"},
        "Thank": {"Type": "Task", "Resource": "arn:aws:lambda:eu-west-1:123456789012:function:Thanks:live", "Next": "Tell"},
        "Tell": {"Type": "Task", "Resource": "somebody", "End": true}}})");
    order.tasks = {{"Tell", "mailer", {}, {}}};
    topology.nodes = {node("order", order),
                      node("shipping", workflow(R"({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}})",
                                                WorkflowType::express)),
                      node("charge-card", Function{}),
                      node("thanks", Function{}),
                      node("mailer", Function{}),
                      node("orders", Database{}),
                      node("pick-queue", Queue{}),
                      node("shoppers", Clients{}),
                      node("audit", EventBus{})};
    for (const char* to : {"charge-card", "thanks", "mailer", "orders", "pick-queue", "shipping"})
        topology.flows.push_back(flow("order", to));
    topology.flows.push_back(flow("order", "audit", FlowKind::event));
    return topology;
}

// The same, started by everything that can start it, and by a service and a topic, which cannot be told to.
Topology startedSaga() {
    Topology topology = saga();
    Schedule nightly, often;
    nightly.cron = "30 2 * * 1-5";
    nightly.timeZone = "Europe/Berlin";
    often.every = std::chrono::minutes{90};
    Stream changes;
    changes.engine = StreamEngine::dynamodb;
    for (Node& each : std::vector<Node>{node("nightly", nightly), node("often", often), node("shop-events", EventBus{}),
                                        node("uploads", ObjectStore{}), node("inbox", Queue{}),
                                        node("clicks", Stream{}), node("changes", changes), node("front", Gateway{}),
                                        node("news", Topic{}), node("api", service("api:1"))}) {
        const bool calls = each.id == "front" || each.id == "api";
        topology.flows.push_back(flow(each.id, "order", calls ? FlowKind::call : FlowKind::event));
        topology.nodes.push_back(std::move(each));
    }
    topology.flows.push_back(flow("front", "shipping"));
    return topology;
}

Export rendered(const Topology& topology) { return findExporter("step_functions")->render(planDeployment(topology)); }

std::string fileOf(const Export& result, const std::string& path) {
    for (const ManifestFile& file : result.files)
        if (file.path == path) return file.text;
    return "no file " + path;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

class StepFunctionsExportTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void what_a_definition_says_of_drawn_nodes_becomes_tokens() {
        const std::string text = fileOf(rendered(saga()), "step_functions/statemachines/order.asl.json");
        for (const char* part : {"\"FunctionName\": \"${ChargeCardArn}\"", "\"TableName\": \"${OrdersName}\"",
                                 "\"QueueUrl\": \"${PickQueueUrl}\"", "\"StateMachineArn\": \"${ShippingArn}\"",
                                 "\"Resource\": \"${ThanksArn}\"", "\"Resource\": \"${MailerArn}\"",
                                 "\"Resource\": \"arn:aws:states:::lambda:invoke\"", "\"Payload.$\": \"$\""})
            QVERIFY2(has(text, part), (std::string{part} + "\n" + text).c_str());
        QVERIFY(!has(text, "123456789012"));
    }
    void the_template_and_the_module_fill_every_token_in() {
        const Export result = rendered(saga());
        const std::string sam = fileOf(result, "step_functions/template.yaml");
        const std::string module = fileOf(result, "step_functions/terraform/main.tf");
        for (const char* part : {"Type: AWS::Serverless::StateMachine", "DefinitionUri: statemachines/order.asl.json",
                                 "ChargeCardArn: {Ref: ChargeCardArn}", "ShippingArn: {Ref: Shipping}",
                                 "PickQueueArn:", "lambda:InvokeFunction", "table/${OrdersName}", "Type: EXPRESS"})
            QVERIFY2(has(sam, part), (std::string{part} + "\n" + sam).c_str());
        for (const char* part :
             {"resource \"aws_sfn_state_machine\" \"order\"", "ChargeCardArn = var.charge_card_arn",
              "ShippingArn = aws_sfn_state_machine.shipping.arn", "table/${var.orders_name}", "\"EXPRESS\""})
            QVERIFY2(has(module, part), (std::string{part} + "\n" + module).c_str());
        QVERIFY(!has(sam, "ShippingArn:\n    Type: String"));
    }
    void what_starts_a_workflow_is_written() {
        const Export result = rendered(startedSaga());
        const std::string sam = fileOf(result, "step_functions/template.yaml");
        const std::string module = fileOf(result, "step_functions/terraform/main.tf");
        for (const char* part :
             {"Type: ScheduleV2", "cron(30 2 \? * 2-6 *)", "Europe/Berlin", "rate(90 minutes)", "Type: EventBridgeRule",
              "EventBusName: {Ref: ShopEventsName}", "Object Created", "Type: AWS::Pipes::Pipe", "SqsQueueParameters",
              "Source: {Ref: InboxArn}", "KinesisStreamParameters", "DynamoDBStreamParameters",
              "InvocationType: FIRE_AND_FORGET", "/order"})
            QVERIFY2(has(sam, part), (std::string{part} + "\n" + sam).c_str());
        for (const char* part :
             {"resource \"aws_scheduler_schedule\" \"order_from_nightly\"", "cron(30 2 \? * 2-6 *)",
              "resource \"aws_cloudwatch_event_rule\" \"order_from_shop_events\"",
              "event_bus_name = var.shop_events_name", "resource \"aws_pipes_pipe\" \"order_from_inbox\"",
              "sqs:ReceiveMessage", "kinesis:GetRecords", "dynamodb:GetRecords", "StepFunctions-StartExecution",
              "StepFunctions-StartSyncExecution", "POST /order"})
            QVERIFY2(has(module, part), (std::string{part} + "\n" + module).c_str());
        const std::string notes = said(result.diagnostics, "lossy");
        QVERIFY2(has(notes, "a topic cannot start executions"), notes.c_str());
        QVERIFY2(has(notes, "what starts its executions is not written: api, news") ||
                     has(notes, "what starts its executions is not written: news, api"),
                 notes.c_str());
        QVERIFY2(has(notes, "only when the bucket sends them"), notes.c_str());
    }
    void a_cron_expression_is_told_in_the_words_of_the_scheduler() {
        using step_functions::schedulerExpression;
        const std::vector<std::pair<std::string, std::string>> expressions{
            {"*/5 * * * *", "cron(*/5 * * * ? *)"},
            {"0 9 1 * *", "cron(0 9 1 * ? *)"},
            {"0 9 * * 0,6", "cron(0 9 ? * 1,7 *)"},
            {"0 9 * * 7", "cron(0 9 ? * 1 *)"},
            {"0 9 * * MON-FRI", "cron(0 9 ? * MON-FRI *)"},
            {"0 9 * * 1/2", "cron(0 9 ? * 2/2 *)"},
            {"@weekly", "cron(0 0 ? * 1 *)"},
            {"cron(0 9 ? * MON *)", "cron(0 9 ? * MON *)"},
            {"rate(5 minutes)", "rate(5 minutes)"},
            {"0 9 13 * 5", ""},
            {"0 0 9 * * *", ""}};
        for (const auto& [cron, expected] : expressions)
            QCOMPARE(QString::fromStdString(schedulerExpression(cron)), QString::fromStdString(expected));
        Topology topology = saga();
        Schedule odd;
        odd.cron = "0 9 13 * 5";
        Schedule quick;
        quick.every = std::chrono::seconds{20};
        topology.nodes.push_back(node("odd", odd));
        topology.nodes.push_back(node("quick", quick));
        topology.flows.push_back(flow("odd", "order", FlowKind::event));
        topology.flows.push_back(flow("quick", "order", FlowKind::event));
        const std::string notes = said(rendered(topology).diagnostics, "lossy");
        QVERIFY2(has(notes, "has no form in the service") && has(notes, "starts at whole minutes"), notes.c_str());
    }
    void what_is_not_written_is_said() {
        Topology topology = saga();
        std::get<Workflow>(topology.nodes[0].spec).tasks[0].state = "Charge";  // which names another node already
        const std::string notes = said(rendered(topology).diagnostics, "lossy");
        QVERIFY2(has(notes, "no state names mailer"), notes.c_str());
        QVERIFY2(has(notes, "no state names audit"), notes.c_str());
        topology.nodes[1].spec = workflow("{1, 2");
        QVERIFY(has(said(rendered(topology).diagnostics, "not-json"), "is no JSON object"));
        QVERIFY(rendered(checkoutWithoutWorkflows()).files.empty());
    }
    void machines_that_call_each_other_stay_parameters() {
        Topology topology;
        const auto calling = [](const std::string& other) {
            return workflow(
                R"({"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "Parameters": {"StateMachineArn": ")" +
                other + R"("}, "End": true}}})");
        };
        topology.nodes = {node("ping", calling("pong")), node("pong", calling("ping"))};
        topology.flows = {flow("ping", "pong"), flow("pong", "ping")};
        const std::string sam = fileOf(rendered(topology), "step_functions/template.yaml");
        QVERIFY2(has(sam, "PongArn: {Ref: PongArn}") && has(sam, "PingArn: {Ref: PingArn}"), sam.c_str());
    }
    void names_that_would_be_the_same_are_an_error() {
        Topology topology = saga();
        topology.nodes.push_back(
            node("charge_card", workflow(R"({"StartAt": "A", "States": {"A": {"Type": "Succeed"}}})")));
        QVERIFY(has(said(rendered(topology).diagnostics, "name-clash"), "ChargeCard"));
    }

    // Strangers judge the files.
    void cfnLintAcceptsTheTemplate() {
        const QString folder = written();
        if (run(QStringLiteral("cfn-lint"), {QStringLiteral("--version")}).code != 0)
            QSKIP("SKIPPED LOUDLY: no cfn-lint");
        const Verdict verdict =
            run(QStringLiteral("cfn-lint"), {folder + QStringLiteral("/step_functions/template.yaml")});
        QVERIFY2(verdict.code == 0, (verdict.said + verdict.remarks).constData());
        QFile file{folder + QStringLiteral("/step_functions/template.yaml")};
        QVERIFY(file.open(QIODevice::ReadWrite));
        const QByteArray broken = file.readAll().replace("Type: STANDARD", "Type: SOMETIMES");
        file.seek(0);
        file.write(broken);
        file.close();
        QVERIFY(run(QStringLiteral("cfn-lint"), {file.fileName()}).code != 0);
    }
    void theStatesLanguageValidatorAcceptsTheDefinitions() {
        const QString script =
            sourceFolder() + QStringLiteral("/tests/workflow/judges/node_modules/.bin/asl-validator");
        if (!QFile::exists(script))
            QSKIP("SKIPPED LOUDLY: no asl-validator; run `npm ci --ignore-scripts` in tests/workflow/judges");
        const QString folder = written();
        for (const char* name : {"order", "shipping"}) {
            const Verdict verdict = run(
                script, {QStringLiteral("--json-path"), folder + QStringLiteral("/step_functions/statemachines/") +
                                                            QString::fromLatin1(name) + QStringLiteral(".asl.json")});
            QVERIFY2(verdict.code == 0, (verdict.said + verdict.remarks).constData());
        }
    }
    void terraformReadsTheModule() {
        const QString terraform = QStringLiteral("terraform");
        if (run(terraform, {QStringLiteral("version")}).code != 0) QSKIP("SKIPPED LOUDLY: no terraform");
        const QString folder = written() + QStringLiteral("/step_functions/terraform");
        const Verdict read =
            run(terraform, {QStringLiteral("fmt"), QStringLiteral("-write=false"), QStringLiteral("main.tf")}, folder);
        QVERIFY2(read.code == 0, (read.said + read.remarks).constData());
        // With the provider at hand it is checked word by word.
        const QString plugins = qEnvironmentVariable("SPILLWAY_TERRAFORM_PLUGINS");
        if (plugins.isEmpty()) QSKIP("SKIPPED LOUDLY: SPILLWAY_TERRAFORM_PLUGINS names no folder of providers");
        const Verdict ready =
            run(terraform, {QStringLiteral("init"), QStringLiteral("-plugin-dir=") + plugins}, folder);
        QVERIFY2(ready.code == 0, (ready.said + ready.remarks).constData());
        const Verdict valid = run(terraform, {QStringLiteral("validate")}, folder);
        QVERIFY2(valid.code == 0, (valid.said + valid.remarks).constData());
    }

private:
    static Topology checkoutWithoutWorkflows() {
        Topology topology;
        topology.nodes = {node("api", Service{}), node("old", Workflow{})};
        return topology;
    }
    QString written() {
        for (const ManifestFile& file : rendered(startedSaga()).files) {
            const QString path = m_folder.filePath(QString::fromStdString(file.path));
            QDir{}.mkpath(path.left(path.lastIndexOf(QLatin1Char('/'))));
            QFile target{path};
            if (target.open(QIODevice::WriteOnly)) target.write(QByteArray::fromStdString(file.text));
        }
        return m_folder.path();
    }
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(StepFunctionsExportTest)
#include "step_functions_export_test.moc"
