// node execute.mjs FILE: FILE holds [{definition, input}, ...]; prints one JSON line for each, {output} or {error}.
import fs from 'node:fs';
import { StateMachine } from 'aws-local-stepfunctions';

async function call(payload) {
    if (payload && payload.fail) {
        const problem = new Error('refused');
        problem.name = 'Refused';
        throw problem;
    }
    return { got: payload };
}

function tasks(machine, found = {}) {
    for (const [name, state] of Object.entries(machine.States)) {
        if (state.Type === 'Task') found[name] = call;
        for (const branch of state.Branches ?? []) tasks(branch, found);
        if (state.ItemProcessor) tasks(state.ItemProcessor, found);
    }
    return found;
}

for (const { definition, input } of JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))) {
    let answer;
    try {
        const machine = new StateMachine(definition, { validationOptions: { checkPaths: false, checkArn: false } });
        const execution = machine.run(input, {
            noThrowOnAbort: true,
            overrides: {
                taskResourceLocalHandlers: tasks(definition),
            },
        });
        const output = await execution.result;
        answer = { output: output === undefined ? null : output };
    } catch (problem) {
        answer = { error: problem.name, message: problem.message.slice(0, 200) };
    }
    console.log(JSON.stringify(answer));
}
