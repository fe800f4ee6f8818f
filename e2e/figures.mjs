// The server's figures: `scripts/bench` runs this after the core's. Prints lines of its table.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { answerCheck, checkReady, newContext, startBrowser, startServer } from './harness.mjs';

const row = (what, measured, target) => console.log(`| ${what.padEnd(58)} | ${measured.padStart(16)} | ${target.padStart(10)} |`);
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

const ready = [];
for (let turn = 0; turn < 7; turn += 1) {
  const server = await startServer({ every: 1 });
  ready.push(server.readyAfter);
  await server.stop();
}
row('server ready after start (median of 7, empty records)', `${median(ready).toFixed(0)} ms`, '≤ 200 ms');

const server = await startServer();
const resident = () => Number(readFileSync(`/proc/${server.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1000;
row('memory after start (resident)', `${resident().toFixed(1)} MB`, '≤ 40 MB');

// Everything that passes the wire, headers and all, counted where it passes.
const port = Number(new URL(server.url).port);
let bytes = 0;
const proxy = createServer((near) => {
  const far = connect(port, '127.0.0.1');
  near.pipe(far).pipe(near);
  far.on('data', (piece) => (bytes += piece.length));
  for (const end of [near, far]) end.on('error', () => {});
}).listen(0, '127.0.0.1');
await once(proxy, 'listening');
const browser = await startBrowser();
const count = async (options) => {
  bytes = 0;
  const context = await newContext(browser, options);
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${proxy.address().port}/check/`, { waitUntil: 'networkidle' });
  await page.waitForTimeout(1500);
  await context.close();
  return bytes;
};
row("the self-check's first page, everything included", `${((await count({ serviceWorkers: 'block' })) / 1000).toFixed(1)} kB`, '≤ 60 kB');
row('… and what is kept for use without a network', `${((await count({})) / 1000).toFixed(1)} kB`, '–');

// The answers as the form of the last screen sends them.
const context = await newContext(browser, { javaScriptEnabled: true });
const page = await context.newPage();
await page.goto(`${server.url}/check/`);
await checkReady(page);
const signs = await page.evaluate(async () => {
  const pack = await (await fetch(document.querySelector('[data-check]').dataset.pack)).json();
  return pack.screens.flatMap((screen) => screen.signs);
});
await answerCheck(page, {});
await browser.close();
proxy.close();
const body = new URLSearchParams({ ...Object.fromEntries(signs.map((sign, i) => [sign, i % 4 === 2 ? 'unsure' : 'absent'])), when: 'yesterday', screen: 'when' });
const load = execFileSync(process.env.HEELRISE_LOAD, [`127.0.0.1:${port}`, '/check/', body.toString(), '500', '10'], { encoding: 'utf8' });
const [half, most] = [...load.matchAll(/within ([\d.]+) ms/g)].map((match) => match[1]);
row('500 checks a second for 10 s: half answered within', `${half} ms`, '–');
row('500 checks a second for 10 s: 99 % answered within', `${most} ms`, '≤ 10 ms');
row('memory after that (resident)', `${resident().toFixed(1)} MB`, '–');
await server.stop();
