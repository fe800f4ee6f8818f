// Every public page, in light and in dark, and what is said when something goes wrong.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertGood, assertNoFaults, newContext, startBrowser, startServer } from './harness.mjs';

let server;
let demo;
let browser;
before(async () => {
  [server, demo, browser] = await Promise.all([startServer(), startServer({ demo: true }), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
  await demo?.stop();
});

/** Addresses inside the site that a page links to, without what comes after # or ?. */
const links = (page) =>
  page.locator('a[href^="/"]').evaluateAll((all) => [...new Set(all.map((a) => a.getAttribute('href').split(/[#?]/)[0]))]);

test('every public page is accessible, fits 320 px, lacks no word, and leads nowhere that is not there', async () => {
  const context = await newContext(browser);
  const page = await context.newPage();
  const seen = new Set();
  const kinds = new Map();
  const waiting = ['/'];
  for (let path = waiting.shift(); path; path = waiting.shift()) {
    if (seen.has(path)) continue;
    seen.add(path);
    // Of pages that are made alike (one for each claim, source, rule) the first is looked at closely.
    const [, first, ...rest] = path.split('/');
    const kind = `${first}/${rest.length > 0 && rest[0] !== '' ? '…' : ''}`;
    const nth = (kinds.get(kind) ?? 0) + 1;
    kinds.set(kind, nth);
    if (nth > 1) {
      const answer = await fetch(server.url + path);
      assert.ok(answer.ok, `${path}: ${answer.status}`);
      assert.ok(!(await answer.text()).includes('⟦'), `${path}: a sentence is missing`);
      continue;
    }
    const answer = await page.goto(server.url + path);
    assert.ok(answer.ok(), `${path}: ${answer.status()}`);
    await assertGood(page, path);
    waiting.push(...(await links(page)));
  }
  for (const path of ['/', '/check/', '/decide', '/rely-on', '/clinic']) assert.ok(seen.has(path), `${path} is linked`);
  assertNoFaults(context);
  await context.close();
});

test('what cannot be done is said in a plain sentence, on a page like all others', async () => {
  const context = await newContext(browser);
  const page = await context.newPage();
  const answer = await page.goto(`${server.url}/nowhere`);
  assert.equal(answer.status(), 404);
  await assertGood(page, 'not found');
  const big = await fetch(`${server.url}/check/`, { method: 'POST', body: 'x='.padEnd(10_000_000, 'y'), headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' } }).catch((error) => error);
  if (!(big instanceof Error)) assert.equal(big.status, 413);
  const wrong = await fetch(`${server.url}/check/show`);
  assert.equal(wrong.status, 405);
  assert.match(await wrong.text(), /<h1/);
  assert.ok((await fetch(`${server.url}/healthz`)).ok, 'it still answers');
  assertNoFaults(context);
  await context.close();
});

test('every page of a demonstration says that it is one', async () => {
  const context = await newContext(browser, { viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  for (const path of ['/', '/check/', '/decide', '/rely-on', '/clinic', '/nowhere']) {
    await page.goto(demo.url + path);
    assert.ok(await page.locator('.demo-mark').isVisible(), path);
    await assertGood(page, `demonstration ${path}`);
  }
  assertNoFaults(context);
  await context.close();
});
