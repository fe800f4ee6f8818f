// The demonstration as a newcomer meets it: one button, twelve invented cases, every page of them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertGood, assertNoFaults, newContext, startBrowser, startServer, sticksOut } from './harness.mjs';

let server;
let browser;
let desk;
before(async () => {
  [server, browser] = await Promise.all([startServer({ demo: true }), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test('one button signs in, without an account', async () => {
  desk = await newContext(browser, { viewport: { width: 1280, height: 900 } });
  const page = await desk.newPage();
  await page.goto(`${server.url}/clinic`);
  await assertGood(page, 'sign-in of a demonstration');
  await Promise.all([page.waitForURL(`${server.url}/clinic`), page.getByRole('button', { name: 'Look around' }).click()]);
  await assertGood(page, 'worklist of a demonstration');
  await page.goto(`${server.url}/`);
  await Promise.all([page.waitForURL(`${server.url}/clinic`), page.getByRole('button', { name: 'Look around' }).click()]);
  const other = await fetch(`${server.url}/clinic/demo`, { method: 'POST', headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, redirect: 'manual' });
  assert.equal(other.status, 403, 'another site cannot press it');
  assertNoFaults(desk);
  await page.close();
});

test('all twelve cases are accessible in light and dark and fit every width', async (t) => {
  const page = await desk.newPage();
  const found = new Map();
  for (const list of ['/clinic', '/clinic?which=closed']) {
    await page.goto(server.url + list);
    for (const link of await page.locator('a.case-link').all()) found.set(await link.getAttribute('href'), await link.innerText());
  }
  assert.equal(found.size, 12, [...found.values()].join(', '));
  let plans = 0;
  for (const [href, label] of found) {
    await page.goto(server.url + href);
    await assertGood(page, label);
    for (const width of [768, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      assert.deepEqual(await sticksOut(page), [], `${label}: wider than ${width} px`);
    }
    // The plan, where there is one: the first is looked at closely, the others at every width.
    await page.goto(`${server.url}/plan/${href.split('/').pop()}`);
    if ((await page.locator('#today').count()) === 0) continue;
    plans += 1;
    if (plans === 1) await assertGood(page, `plan of ${label}`);
    assert.ok((await page.locator('.road-drawing svg').count()) > 0, `${label}: the road is drawn`);
    assert.ok((await page.locator('.road > li').count()) > 2, `${label}: and said in words`);
    for (const width of [320, 768, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      assert.deepEqual(await sticksOut(page), [], `plan of ${label}: wider than ${width} px`);
    }
  }
  assert.ok(plans >= 4, `${plans} plans run`);
  t.diagnostic(`${found.size} cases, ${plans} plans`);
  assertNoFaults(desk);
  await page.close();
});

test('with the colours of the system every choice and every edge can still be seen', async () => {
  const page = await desk.newPage();
  await page.emulateMedia({ forcedColors: 'active' });
  await page.goto(`${server.url}/clinic`);
  const paths = ['/', '/check/', '/clinic', await page.locator('a.case-link').first().getAttribute('href')];
  for (const path of paths) {
    await page.goto(server.url + path);
    // Whatever can be pressed has an edge or an underline.
    const bare = await page.evaluate(() =>
      [...document.querySelectorAll('main button, main .button, main .door, main input:not([type=hidden])')]
        .filter((each) => each.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && each.getBoundingClientRect().width > 2)
        .filter((each) => {
          const style = getComputedStyle(each);
          return style.borderTopStyle === 'none' && !style.textDecorationLine.includes('underline');
        })
        .map((each) => each.outerHTML.slice(0, 100)),
    );
    assert.deepEqual(bare, [], path);
    assert.deepEqual(await sticksOut(page), [], path);
  }
  const chosen = page.locator('.pick-one input:checked + span').first();
  assert.equal(await chosen.evaluate((span) => getComputedStyle(span).outlineStyle), 'solid', 'what is chosen has an outline');
  assertNoFaults(desk);
  await page.close();
});
