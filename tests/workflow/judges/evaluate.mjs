// node evaluate.mjs FILE: FILE holds {input, expressions: [...]}; prints one line for each: its value as JSON, "undefined",
// "function", an error's code, or FAILED and why where the judge itself failed.
import fs from 'node:fs';
import jsonata from 'jsonata';

const isFunction = (value) =>
    typeof value === 'function' || (value && (value._jsonata_lambda || value._jsonata_function));

// JSON has no word for them: what becomes of them is nobody's promise.
function finite(key, value) {
    if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`not finite: ${value}`);
    return value;
}

const { input, expressions } = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
for (const text of expressions) {
    let answer;
    try {
        const value = await jsonata(text).evaluate(structuredClone(input));
        answer = value === undefined ? 'undefined' : isFunction(value) ? 'function' : JSON.stringify(value, finite);
    } catch (problem) {
        answer = problem.code ?? `FAILED ${problem.message ?? problem}`.replaceAll('\n', ' ');
    }
    console.log(answer);
}
