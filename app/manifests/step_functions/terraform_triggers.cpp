#include "manifests/step_functions/terraform_text.h"

// EventBridge Scheduler, rules and pipes, and an HTTP API, in the AWS provider's words.
namespace spillway::step_functions {
namespace {

struct Writing {
    Lines& lines;
    const Machine& machine;
    const Trigger& trigger;
    std::string machineArn;  // an expression
    std::string name;        // of the resources: order_from_nightly

    void line(const std::string& text) const { lines.add(text); }
    void open(const std::string& type) const {
        lines.add("");
        lines.add("resource \"" + type + "\" \"" + name + "\" {", trigger.from);
    }
    std::string source() const { return "var." + variableOf(*referenceOf(trigger)); }
    std::string roleArn() const { return "aws_iam_role." + name + ".arn"; }
    std::string namePrefix() const {
        return quoted(resourceName(machine.workload->id).substr(0, 14) + "-" +
                      resourceName(trigger.from).substr(0, 14) + "-");
    }

    // `reading`: what it may do where it listens; none: it is told.
    void role(const char* service, const std::vector<std::string>& reading = {},
              const char* start = "states:StartExecution") const {
        open("aws_iam_role");
        line("  name_prefix = " + namePrefix());
        line("  assume_role_policy = jsonencode({");
        line("    Version   = \"2012-10-17\"");
        line("    Statement = [{ Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = { Service = " +
             quoted(service) + " } }]");
        line("  })");
        line("}");
        open("aws_iam_role_policy");
        line("  role = aws_iam_role." + name + ".id");
        line("  policy = jsonencode({");
        line("    Version = \"2012-10-17\"");
        line("    Statement = [");
        line("      { Effect = \"Allow\", Action = [" + quoted(start) + "], Resource = " + machineArn + " },");
        std::string actions;
        for (const std::string& action : reading) actions += (actions.empty() ? "" : ", ") + quoted(action);
        if (!actions.empty())
            line("      { Effect = \"Allow\", Action = [" + actions + "], Resource = " + source() + " },");
        line("    ]");
        line("  })");
        line("}");
    }

    void operator()(const ClockTrigger& clock) const {
        role("scheduler.amazonaws.com");
        open("aws_scheduler_schedule");
        line("  name_prefix         = " + namePrefix());
        line("  schedule_expression = " + quoted(clock.expression));
        if (!clock.timeZone.empty()) line("  schedule_expression_timezone = " + quoted(clock.timeZone));
        line("  flexible_time_window {");
        line("    mode = \"OFF\"");
        line("  }");
        line("  target {");
        line("    arn      = " + machineArn);
        line("    role_arn = " + roleArn());
        line("  }");
        line("}");
    }
    void operator()(const RuleTrigger& rule) const {
        role("events.amazonaws.com");
        open("aws_cloudwatch_event_rule");
        line("  name_prefix = " + namePrefix());
        if (rule.isBucket) {
            line("  event_pattern = jsonencode({");
            line("    source        = [\"aws.s3\"]");
            line("    \"detail-type\" = [\"Object Created\"]");
            line("    detail        = { bucket = { name = [" + source() + "] } }");
            line("  })");
        } else {
            line("  event_bus_name = " + source());
            line("  event_pattern  = jsonencode({ source = [{ prefix = \"\" }] })");
        }
        line("}");
        open("aws_cloudwatch_event_target");
        line("  rule     = aws_cloudwatch_event_rule." + name + ".name");
        if (!rule.isBucket) line("  event_bus_name = " + source());
        line("  arn      = " + machineArn);
        line("  role_arn = " + roleArn());
        line("}");
    }
    void operator()(const PipeTrigger& pipe) const {
        role("pipes.amazonaws.com", readingActions(pipe));
        open("aws_pipes_pipe");
        line("  name_prefix = " + namePrefix());
        line("  role_arn    = " + roleArn());
        line("  source      = " + source());
        line("  target      = " + machineArn);
        line("  source_parameters {");
        line(std::string{"    "} +
             (pipe.isQueue   ? "sqs_queue"
              : pipe.isTable ? "dynamodb_stream"
                             : "kinesis_stream") +
             "_parameters {");
        line("      batch_size = 1");
        if (!pipe.isQueue) line("      starting_position = \"LATEST\"");
        line("    }");
        line("  }");
        line("  target_parameters {");
        line("    step_function_state_machine_parameters {");
        line("      invocation_type = \"FIRE_AND_FORGET\"");
        line("    }");
        line("  }");
        line("}");
    }
    void operator()(const ApiTrigger&) const {
        const bool waits = machine.workload->workflow->express;
        role("apigateway.amazonaws.com", {}, waits ? "states:StartSyncExecution" : "states:StartExecution");
        open("aws_apigatewayv2_api");
        line("  name          = " + quoted(resourceName(trigger.from) + "-" + resourceName(machine.workload->id)));
        line("  protocol_type = \"HTTP\"");
        line("}");
        open("aws_apigatewayv2_integration");
        line("  api_id                 = aws_apigatewayv2_api." + name + ".id");
        line("  integration_type       = \"AWS_PROXY\"");
        line(std::string{"  integration_subtype    = \"StepFunctions-"} +
             (waits ? "StartSyncExecution\"" : "StartExecution\""));
        line("  credentials_arn        = " + roleArn());
        line("  payload_format_version = \"1.0\"");
        line("  request_parameters = {");
        line("    StateMachineArn = " + machineArn);
        line("    Input           = \"$request.body\"");
        line("  }");
        line("}");
        open("aws_apigatewayv2_route");
        line("  api_id    = aws_apigatewayv2_api." + name + ".id");
        line("  route_key = " + quoted("POST /" + machine.workload->id));
        line("  target    = \"integrations/${aws_apigatewayv2_integration." + name + ".id}\"");
        line("}");
        open("aws_apigatewayv2_stage");
        line("  api_id      = aws_apigatewayv2_api." + name + ".id");
        line("  name        = \"$default\"");
        line("  auto_deploy = true");
        line("}");
    }
};

}  // namespace

void addTriggers(Lines& lines, const Machine& machine) {
    const std::string own = snake(machine.workload->id);
    for (const Trigger& trigger : machine.triggers.written) {
        const Writing writing{lines, machine, trigger, "aws_sfn_state_machine." + own + ".arn",
                              own + "_from_" + snake(trigger.from)};
        std::visit(writing, trigger.how);
    }
}

}  // namespace spillway::step_functions
