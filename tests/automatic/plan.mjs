// Prints the plan of a script as JSON: what the master would send to its driver.
//   node tests/automatic/plan.mjs script.py
import { readFileSync } from 'node:fs';
import { analyzeText } from '../../packages/analyzer/dist/index.js';

const [script = ''] = process.argv.slice(2);
process.stdout.write(JSON.stringify(analyzeText(readFileSync(script, 'utf8'))));
