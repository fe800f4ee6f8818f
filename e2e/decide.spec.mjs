// The decision aid: accessible in light and in dark on a phone and on a desk, without scripts, with the keyboard alone,
// in high contrast, and on paper.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertGood, assertNoFaults, newContext, startBrowser, startServer, sticksOut } from './harness.mjs';

let server;
let browser;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/**
 * The most the page may be long at 320 px, in px: what a person scrolls before anything is opened. The letters are those of
 * the machine: 10,900 px with the narrow ones (Liberation Sans, Roboto), 12,100 with the widest that are common (DejaVu Sans).
 */
const LONGEST = 12_200;

for (const [width, height] of [[320, 640], [1280, 800]]) {
  test(`the main answer stands in the first screen at ${width} by ${height} px`, async () => {
    const context = await newContext(browser, { viewport: { width, height } });
    const page = await context.newPage();
    await page.goto(`${server.url}/decide`);
    const difference = page.locator('#answer .decide-difference');
    assert.match(await difference.textContent(), /about \d+ fewer of 100 people/);
    const sure = page.locator('#answer p').nth(1);
    assert.match(await sure.textContent(), /more than 99 in 100 sure/);
    // How sure it is has to be read without scrolling: the paragraph starts with it, in at most four lines at 320 px.
    const { bottom, top } = await page.evaluate(() => {
      const range = document.createRange();
      const text = document.querySelectorAll('#answer p')[1].firstChild;
      range.setStart(text, 0);
      range.setEnd(text, text.textContent.indexOf('sure.') + 5);
      return range.getBoundingClientRect();
    });
    assert.ok(top > 0 && bottom <= height, `the answer ends at ${bottom} of ${height} px`);
    const length = await page.evaluate(() => document.documentElement.scrollHeight);
    assert.ok(length <= LONGEST, `${length} px long`);
    await context.close();
  });
}

for (const width of [320, 1280]) {
  test(`the decision aid is accessible and fits at ${width} px, closed and opened`, async () => {
    const context = await newContext(browser, { viewport: { width, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${server.url}/decide`);
    assert.deepEqual(await sticksOut(page), [], `wider than ${width} px`);
    await assertGood(page, `decide at ${width}`);
    await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
    assert.deepEqual(await sticksOut(page), [], `opened: wider than ${width} px`);
    await assertGood(page, `decide at ${width}, opened`);
    assertNoFaults(context);
    await context.close();
  });
}

test('what matters can be marked without scripts, with the keyboard alone, and no address holds it', async () => {
  const context = await newContext(browser, { javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${server.url}/decide`);
  await page.locator('input[name="tear"][value="lot"]').focus();
  await page.keyboard.press('Space');
  await page.locator('input[name="nerve"][value="lot"]').focus();
  await page.keyboard.press('ArrowRight');
  await page.locator('.decide-values button:not([formaction])').focus();
  await Promise.all([page.waitForURL(/#reflected$/), page.keyboard.press('Enter')]);
  assert.equal(page.url(), `${server.url}/decide#reflected`);
  const told = page.locator('[data-told]');
  assert.equal(await told.count(), 2);
  assert.equal(await told.nth(0).getAttribute('data-told'), 'tear');
  assert.equal(await told.nth(1).getAttribute('data-told'), 'nerve');
  assert.deepEqual(await context.cookies(), []);
  await page.goto(`${server.url}/decide`);
  assert.equal(await page.locator('#reflected').count(), 0, 'nothing is kept');
  await context.close();
});

test('the page with answers is accessible too', async () => {
  const context = await newContext(browser);
  const page = await context.newPage();
  await page.goto(`${server.url}/decide`);
  await page.locator('label:has(input[name="wound"][value="some"])').click();
  await Promise.all([page.waitForURL(/#reflected$/), page.locator('.decide-values button:not([formaction])').click()]);
  await page.locator('#reflected').waitFor();
  await assertGood(page, 'decide, reflected');
  assertNoFaults(context);
  await context.close();
});

test('the first comparison is there for those who do not see it, and in high contrast', async () => {
  const context = await newContext(browser, { forcedColors: 'active' });
  const page = await context.newPage();
  await page.goto(`${server.url}/decide`);
  const pictures = page.locator('#tear svg[role="img"]');
  assert.equal(await pictures.count(), 2);
  for (const text of await pictures.locator('desc').allTextContents()) {
    assert.match(text, /of 100 people tear it again\. .* of 100 do not\. .*from \d+ to \d+/);
  }
  const fill = (selector) => page.locator(`#tear ${selector}`).first().evaluate((one) => getComputedStyle(one).fill);
  assert.notEqual(await fill('path.ill-person-hit'), await fill('path.ill-person'), 'told apart in high contrast');
  await context.close();
});

test('the decision aid prints: numbers and questions stay, the form and the doors do not', async () => {
  const context = await newContext(browser, { viewport: { width: 794, height: 1123 } });
  const page = await context.newPage();
  await page.goto(`${server.url}/decide`);
  await page.emulateMedia({ media: 'print' });
  assert.deepEqual(await sticksOut(page), []);
  for (const seen of ['#answer', '#tear svg', '#table', '#table .decide-behind', '.decide-option dl', '.decide-modifier p', '#how p', '.decide-paper', '#questions']) assert.ok(await page.locator(seen).first().isVisible(), seen);
  for (const gone of ['.site-nav', '.decide-values', '.decide-row-more .why']) assert.ok(!(await page.locator(gone).first().isVisible()), gone);
  const pdf = await page.pdf({ format: 'A4' });
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g)?.length ?? 0;
  assert.ok(pages >= 2 && pages <= 6, `${pages} pages`); // five, and six with wide letters
  await context.close();
});
