// Runs the browser tests, prints one line for each and how many passed at the end. A test that is skipped is named.
import { run } from 'node:test';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

const wanted = process.argv.slice(2);
const files = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.spec.mjs') && (wanted.length === 0 || wanted.some((part) => name.includes(part))))
  .sort()
  .map((name) => join(import.meta.dirname, name));

let passed = 0;
let failed = 0;
let skipped = 0;
const isFile = (test) => test.name.endsWith('.spec.mjs');
const title = (test) => `${basename(test.file ?? '').replace('.spec.mjs', '')}::${test.name}`;

for await (const { type, data } of run({ files, concurrency: 2, timeout: 900_000 })) {
  if (type === 'test:stderr' || type === 'test:stdout') process.stderr.write(data.message);
  if (type === 'test:diagnostic' && data.nesting > 0) console.log(`     ${data.message}`);
  if (type !== 'test:pass' && type !== 'test:fail') continue;
  if (data.details?.type === 'suite') continue;
  if (isFile(data) && (type === 'test:pass' || data.details?.error?.failureType === 'subtestsFailed')) continue;
  const seconds = `${((data.details?.duration_ms ?? 0) / 1000).toFixed(1)} s`;
  if (data.skip !== undefined || data.todo !== undefined) {
    skipped += 1;
    console.log(`skip ${title(data)}`);
  } else if (type === 'test:pass') {
    passed += 1;
    console.log(`ok   ${title(data)} (${seconds})`);
  } else {
    failed += 1;
    const error = data.details.error?.cause ?? data.details.error;
    console.log(`FAIL ${title(data)} (${seconds})\n${error?.stack ?? error}\n`);
  }
}
if (passed + failed === 0) failed = 1;
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed + skipped > 0 ? 1 : 0);
