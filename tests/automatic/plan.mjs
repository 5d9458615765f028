// Prints the plan of a script as JSON: what the master would send to its driver.
//   node tests/automatic/plan.mjs script.py
//   node tests/automatic/plan.mjs --batch     a JSON string (the script's text) per line in, a plan per line out
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { analyzeText } from '../../packages/analyzer/dist/analyze-text.js';

const [script = ''] = process.argv.slice(2);
if (script === '--batch') {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(planned(JSON.parse(line)))}\n`);
  }
} else process.stdout.write(JSON.stringify(analyzeText(readFileSync(script, 'utf8'))));

// A crash of the analyzer is a finding about one program, not the end of the batch.
function planned(text) {
  try {
    return analyzeText(text);
  } catch (error) {
    return { crash: String(error.stack) };
  }
}
