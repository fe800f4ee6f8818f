// The self-check as a person meets it: with and without scripts, by keyboard, on a small screen, on paper, and what it
// tells others (nothing).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { EMERGENCIES, answerCheck, assertGood, assertNoFaults, checkReady, newContext, readQr, readResult, startBrowser, startServer } from './harness.mjs';

let server;
let browser;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function open(options) {
  const context = await newContext(browser, options);
  const page = await context.newPage();
  await page.goto(`${server.url}/check/`);
  if (options?.javaScriptEnabled !== false) await checkReady(page);
  return { context, page };
}

const SETS = [
  {},
  { pop: 'present' },
  { kick: 'unsure', when: 'yesterday' },
  { weak_push_off: 'present', pop: 'unsure' },
  { gap_felt: 'unsure' },
  { breathless_chest_pain: 'present' },
  { open_wound: 'unsure' },
  { tendon_medicine: 'present', when: 'unsure' },
];

test('with scripts the answers are never sent', async () => {
  const { context, page } = await open();
  await page.waitForLoadState('networkidle');
  const sent = [];
  page.on('request', (request) => sent.push(`${request.method()} ${request.url()}`));
  await answerCheck(page, { pop: 'present', kick: 'present' });
  assert.equal((await readResult(page)).level, 'same-day');
  await page.locator('button[data-act="show"]').first().click();
  await page.locator('main form[data-show]').waitFor();
  assert.deepEqual(sent, []);
  assert.equal(page.url(), `${server.url}/check/`);
  assertNoFaults(context);
  await context.close();
});

test('without scripts the result and its reasons are the same', async () => {
  for (const answers of SETS) {
    const [scripted, plain] = [await open(), await open({ javaScriptEnabled: false })];
    await answerCheck(scripted.page, answers);
    const steps = plain.page;
    await answerPlainly(steps, answers);
    const [one, other] = [await readResult(scripted.page), await readPlainly(steps)];
    assert.deepEqual(one, other, JSON.stringify(answers));
    assert.ok(one.rules.length > 0 || Object.keys(answers).length === 0, `no reason for ${JSON.stringify(answers)}`);
    await scripted.context.close();
    await plain.context.close();
  }
});

/** As {@link answerCheck}, without running a script in the page. */
async function answerPlainly(page, answers) {
  for (let turn = 0; turn < 30; turn += 1) {
    if (await page.locator('main > form[data-result]').count()) return;
    const form = page.locator('main form[data-screen]');
    const screen = await form.getAttribute('data-screen');
    const none = form.locator('button[name="none"]');
    if (await none.count()) {
      const some = EMERGENCIES.some((sign) => answers[sign]);
      await Promise.all([page.waitForEvent('load'), (some ? form.locator('button[name="some"]') : none).click()]);
    } else if (screen === 'when') {
      await Promise.all([page.waitForEvent('load'), form.locator(`button[name="when"][value="${answers.when ?? 'today'}"]`).click()]);
    } else {
      const sign = await form.locator('button.answer').first().getAttribute('name');
      await Promise.all([page.waitForEvent('load'), form.locator(`button.answer[name="${sign}"][value="${answers[sign] ?? 'absent'}"]`).click()]);
    }
  }
  assert.fail('the check has no end');
}

async function readPlainly(page) {
  const form = page.locator('main > form[data-result]');
  const rules = [];
  for (const each of await form.locator('[data-part]:not([hidden]) [data-rule]').all()) rules.push(await each.getAttribute('data-rule'));
  return { level: await form.getAttribute('data-result'), heading: await form.locator('h1').textContent(), rules: rules.sort() };
}

test('the whole check works by keyboard alone', async () => {
  const { context, page } = await open();
  const focused = () => page.evaluate(() => ({ name: document.activeElement.name, value: document.activeElement.value, act: document.activeElement.dataset?.act }));
  const tabTo = async (wanted) => {
    for (let turn = 0; turn < 60; turn += 1) {
      const now = await focused();
      if (wanted(now)) {
        const outline = await page.evaluate(() => {
          const style = getComputedStyle(document.activeElement);
          return style.outlineStyle !== 'none' || style.boxShadow !== 'none' || getComputedStyle(document.activeElement.nextElementSibling ?? document.activeElement).outlineStyle !== 'none';
        });
        assert.ok(outline, `no visible focus on ${JSON.stringify(now)}`);
        return;
      }
      await page.keyboard.press('Tab');
    }
    assert.fail('not reached with the Tab key');
  };
  for (let turn = 0; turn < 30; turn += 1) {
    const form = page.locator('main form[data-screen]:visible, main form[data-result]:visible').first();
    await form.waitFor();
    const screen = await form.getAttribute('data-screen');
    if (screen === null) break;
    if (screen === 'when') await tabTo((now) => now.name === 'when' && now.value === 'today');
    else if (await form.locator('button[name="none"]').count()) await tabTo((now) => now.name === 'none');
    else await tabTo((now) => now.value === (screen === 'kick' ? 'present' : 'absent'));
    await page.keyboard.press('Enter');
    await page.waitForFunction((was) => document.querySelector('main form')?.dataset.screen !== was, screen);
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1', 'the next heading is read out');
  }
  assert.equal((await readResult(page)).level, 'same-day');
  await tabTo((now) => now.act === 'show');
  await page.keyboard.press('Space');
  await page.locator('main form[data-show]').waitFor();
  assertNoFaults(context);
  await context.close();
});

test('every screen and every result is accessible, fits 320 px, and lacks no word', async () => {
  const { context, page } = await open();
  await answerCheck(page, {}, (screen) => assertGood(page, `screen ${screen}`));
  await assertGood(page, 'result soon');
  for (const [answers, level] of [[{ kick: 'present', bruise_swelling: 'unsure' }, 'same-day'], [{ cold_numb_foot: 'present' }, 'emergency']]) {
    await page.goto(`${server.url}/check/`);
    await checkReady(page);
    await answerCheck(page, answers);
    assert.equal((await readResult(page)).level, level);
    await assertGood(page, `result ${level}`);
    await page.locator('button[data-act="show"]').first().click();
    await page.locator('main form[data-show]').waitFor();
    await assertGood(page, `page to show, ${level}`);
  }
  await page.goto(`${server.url}/check/`);
  await checkReady(page);
  await page.locator('form[data-screen]').evaluate((form) => form.requestSubmit(form.querySelector('button')));
  await page.locator('[data-error]:visible').waitFor();
  await assertGood(page, 'screen with an error');
  assertNoFaults(context);
  await context.close();
});

test('the back button goes back one screen and keeps the answers', async () => {
  const { context, page } = await open();
  const seen = [];
  await answerCheck(page, { kick: 'present' }, async (screen) => seen.push(screen));
  for (const screen of seen.slice(-3).reverse()) {
    await page.goBack();
    await page.locator(`main form[data-screen="${screen}"]`).waitFor();
    assert.equal(await page.locator('main .is-chosen').count(), 1, `the answer on ${screen} is kept`);
  }
  await page.goForward();
  await page.locator(`main form[data-screen="${seen.at(-2)}"]`).waitFor();
  assertNoFaults(context);
  await context.close();
});

test('the five emergency questions are covered by nothing, and both ways on come after them', async () => {
  for (const viewport of [{ width: 320, height: 568 }, { width: 390, height: 780 }]) {
    const { context, page } = await open({ viewport });
    const list = await page.locator('main .together').boundingBox();
    const ways = await Promise.all(['none', 'some'].map((name) => page.locator(`main .acts button[name="${name}"]`).boundingBox()));
    for (const box of ways) {
      assert.ok(box.y >= list.y + list.height, 'a way on stands over the list');
      assert.ok(box.height >= 44 && box.x >= 0 && box.x + box.width <= viewport.width);
      assert.ok(box.y + box.height <= viewport.height, 'seen without scrolling');
    }
    // And so does every other screen: the question and all its answers.
    await answerCheck(page, { bony_lump_skin: 'absent' }, async (screen) => {
      if (screen === 'when') return;
      const boxes = await page.locator('main form h1, main form button.answer').all();
      for (const each of boxes) {
        const box = await each.boundingBox();
        assert.ok(box.y >= 0 && box.y + box.height <= viewport.height, `${screen} at ${viewport.width}: seen without scrolling`);
      }
    });
    assertNoFaults(context);
    await context.close();
  }
});

test('“yes, or not sure” asks each emergency by itself, and takes an earlier “none of these” back', async () => {
  const { context, page } = await open();
  await page.locator('button[name="none"]').click();
  await page.locator('form[data-screen="pop"]').waitFor();
  await page.locator('button[name="go"][value="back"]').click();
  await page.locator('button[name="none"].is-chosen').waitFor();
  await page.locator('button[name="some"]').click();
  for (const sign of EMERGENCIES.slice(0, 3)) {
    await page.locator(`form[data-screen="${sign}"]`).waitFor();
    await page.locator('button.answer[value="absent"]').click();
  }
  await page.locator(`form[data-screen="${EMERGENCIES[3]}"]`).waitFor();
  await page.locator('button.answer[value="unsure"]').click();
  const { level, rules } = await readResult(page);
  assert.equal(level, 'emergency');
  assert.deepEqual(rules.filter((rule) => rule.startsWith('E')), ['E4']);
  assertNoFaults(context);
  await context.close();
});

test('a day that has not come yet is refused in our own words', async () => {
  const day = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  for (const javaScriptEnabled of [true, false]) {
    const { context, page } = await open({ javaScriptEnabled });
    const answers = { pop: 'present' };
    if (javaScriptEnabled) await answerCheck(page, answers);
    else await answerPlainly(page, answers);
    await page.locator('main button[name="go"][value="when"]').first().click();
    const form = page.locator('main form[data-screen="when"]');
    await form.locator('input[type="date"]').fill(day);
    await form.locator('button[name="when"][value="date"]:not([aria-hidden])').click();
    await page.locator('main form[data-screen="when"] [role="alert"]:visible').waitFor();
    const said = await page.locator('main form[data-screen="when"] [role="alert"]').textContent();
    assert.match(said, /has not come yet/);
    assert.equal(await page.locator('#when_date').getAttribute('aria-invalid'), 'true');
    assertNoFaults(context);
    await context.close();
  }
});

test('the page to show carries its date, prints, and its code reads back to its link', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const { context, page } = await open({ javaScriptEnabled, viewport: { width: 800, height: 1000 } });
    const answers = { pop: 'present', weak_push_off: 'unsure' };
    if (javaScriptEnabled) await answerCheck(page, answers);
    else await answerPlainly(page, answers);
    await page.locator('button[data-act="show"]').first().click();
    const form = page.locator('main form[data-show]:visible');
    await form.waitFor();
    const year = String(new Date().getFullYear());
    assert.ok((await form.locator('[data-slot="made"]').textContent()).includes(year), 'the printout has its date');
    const link = await form.locator('[data-slot="link"]').getAttribute('href');
    assert.match(link, /\/clinic\/new#h1\.[\w-]{27}$/);
    if (javaScriptEnabled) assert.equal(await readQr(page, form.locator('svg.qr')), link);
    await page.emulateMedia({ media: 'print' });
    assert.ok(await form.locator('svg.qr').isVisible(), 'the code is printed');
    assert.ok(!(await form.locator('.acts').isVisible()), 'buttons are not printed');
    assert.ok((await page.pdf({ format: 'A4' })).length > 5_000);
    assertNoFaults(context);
    await context.close();
  }
});

test('no answer stands in an address, a history or a log', async () => {
  const { context, page } = await open({ javaScriptEnabled: false });
  const addresses = [];
  page.on('request', (request) => addresses.push(request.url(), request.headers().referer ?? ''));
  await answerPlainly(page, { pop: 'present', gap_felt: 'unsure' });
  await page.locator('button[data-act="show"]').first().click();
  await page.locator('main form[data-show]').waitFor();
  assert.ok(addresses.length > 5);
  for (const address of addresses) assert.doesNotMatch(address, /pop|gap|kick|present|unsure|absent|h1\./);
  assert.doesNotMatch(server.output(), /present|unsure|gap_felt|h1\.[\w-]{20}/);
  const cookies = await context.cookies();
  assert.deepEqual(cookies, [], 'the self-check sets no cookie');
  await context.close();
});
