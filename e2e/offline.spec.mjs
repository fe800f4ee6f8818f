// The self-check without a network: that it works, and that it decides as the server does.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { answerCheck, assertNoFaults, checkReady, newContext, readResult, startBrowser, startServer } from './harness.mjs';

let server;
let browser;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const exporter = process.env.HEELRISE_EVERY_ANSWER ?? join(import.meta.dirname, '../target/debug/examples/every_answer');

/** The addresses of the table and of the evaluator, as the page gives them to a browser. */
async function served() {
  const page = await (await fetch(`${server.url}/check/`)).text();
  const pack = new URL(page.match(/data-pack="([^"]+)"/)[1], server.url);
  const script = page.match(/src="(\/assets\/[^"]*check\.js)"/)[1];
  return { pack: await (await fetch(pack)).json(), evaluator: new URL('./evaluate.js', new URL(script, server.url)) };
}

test('the offline check equals the server over every answer set', async (t) => {
  const { pack, evaluator } = await served();
  const source = await (await fetch(evaluator)).text();
  const { evaluate } = await import(`data:text/javascript;base64,${Buffer.from(source).toString('base64')}`);
  const signs = pack.screens.flatMap((screen) => screen.signs);
  // Sets with `unsure` need no replay of their own where every rule accepts it exactly when it accepts `present`.
  for (const rule of pack.rules) {
    for (const [sign, accepted] of Object.entries(rule.when)) {
      assert.equal(accepted.includes('unsure'), accepted.includes('present'), `${rule.id} ${sign}`);
      assert.ok(signs.includes(sign), `${rule.id} asks for ${sign}, which no screen asks`);
    }
  }
  const folder = mkdtempSync(join(tmpdir(), 'heelrise-answers-'));
  const file = join(folder, 'answers.bin');
  execFileSync(exporter, [file, ...signs]);
  const bytes = readFileSync(file);
  rmSync(folder, { recursive: true });
  const expected = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  assert.equal(expected.length, 3 ** signs.length);

  const words = ['absent', 'not_asked', 'present'];
  const bits = new Map(pack.rules.map((rule, i) => [rule.id, 2 ** i]));
  const digits = signs.map(() => 0);
  const answers = Object.fromEntries(signs.map((sign) => [sign, words[0]]));
  const outcomes = new Set();
  for (let i = 0; i < expected.length; i += 1) {
    const { outcome, rules } = evaluate(pack, answers);
    let fired = outcome * 2 ** 30;
    for (const rule of rules) fired += bits.get(rule.id);
    if (fired !== expected[i]) assert.fail(`${JSON.stringify(answers)}: here ${fired}, on the server ${expected[i]}`);
    outcomes.add(outcome);
    for (let at = 0; at < digits.length; at += 1) {
      digits[at] = (digits[at] + 1) % 3;
      answers[signs[at]] = words[digits[at]];
      if (digits[at] !== 0) break;
    }
  }
  assert.equal(outcomes.size, pack.outcomes.length, 'every outcome was met');
  t.diagnostic(`${expected.length} sets, which stand for ${4 ** signs.length}`);
});

test('after one visit the check works without a network', async () => {
  const context = await newContext(browser);
  const page = await context.newPage();
  await page.goto(`${server.url}/check/`);
  await checkReady(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await answerCheck(page, { kick: 'present' });
  const online = await readResult(page);

  // No network, and no server either.
  await context.setOffline(true);
  await server.stop();
  await page.goto(`${server.url}/check/`);
  await checkReady(page);
  await answerCheck(page, { kick: 'present' });
  assert.deepEqual(await readResult(page), online);
  await page.locator('button[data-act="show"]').first().click();
  await page.locator('main form[data-show] svg.qr').waitFor();
  await page.reload();
  await checkReady(page);
  await answerCheck(page, { breathless_chest_pain: 'present' });
  assert.equal((await readResult(page)).level, 'emergency');

  // What is kept is a fixed list; no answer is in it.
  const kept = await page.evaluate(async () => {
    const urls = [];
    for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) urls.push(request.url);
    return { urls, local: { ...localStorage }, session: { ...sessionStorage } };
  });
  assert.ok(kept.urls.length >= 4);
  for (const url of kept.urls) assert.match(url, /\/check\/(pack\.json\?|$)|\/assets\//);
  assert.deepEqual([kept.local, kept.session], [{}, {}]);
  assertNoFaults(context);
  await context.close();
});
