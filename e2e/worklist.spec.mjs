// The call-back list as two reviewers read it: swept by the real program, answered by keyboard alone and without a script.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { assertGood, assertNoFaults, binary, newContext, startBrowser, startServer } from './harness.mjs';

const PASSWORD = 'a long sentence for tests';
const DESK = { viewport: { width: 1280, height: 900 } };
/** Answer keys wait this long after a page opens. */
const WAIT = 1050;

const filler = 'Background noted and nothing else of relevance recorded at triage today. '.repeat(14);
const NOTES = [
  'Squash. Felt a pop, thought someone kicked him, nobody there. Simmonds: foot does not move. Palpable gap. Imp: ankle sprain.',
  'Badminton, felt a snap in the calf. Unable to heel raise. Simmonds not done. Imp: calf strain. <script>window.broken = 1</script>',
  `O/E swollen behind the heel. ${filler} Felt a pop when pushing off. ${filler} No palpable gap. Thompson negative. Imp: ankle sprain.`,
  'Heard a crack on the stairs. No gap felt in the Achilles. Can walk. Imp: sprain of ankle.',
  'Father had an Achilles rupture. Twisted ankle, felt a pop. Imp: sprain.',
];

let folder;
let server;
let browser;
let weber;
let joinLink;

const today = () => {
  const now = new Date(Date.now() - 2 * 86_400_000);
  return now.toISOString().slice(0, 10);
};

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'heelrise-worklist-'));
  mkdirSync(join(folder, 'in'));
  const line = (n, text) => JSON.stringify({
    resourceType: 'DocumentReference', id: `d${n}`, status: 'current', date: `${today()}T10:00:00Z`,
    subject: { reference: `Patient/P-${n}` }, author: [{ reference: 'Practitioner/dr-1' }],
    context: { encounter: [{ reference: `Encounter/V-${n}` }] },
    content: [{ attachment: { contentType: 'text/plain', data: Buffer.from(text).toString('base64') } }],
  });
  writeFileSync(join(folder, 'in/DocumentReference.ndjson'), `${NOTES.map((text, n) => line(n + 1, text)).join('\n')}\n`);
  execFileSync(binary, ['sweep', join(folder, 'in'), '-o', folder]);
  [server, browser] = await Promise.all([startServer({ more: ['--worklist', folder] }), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const fill = async (page, fields) => {
  for (const [id, value] of Object.entries(fields)) await page.fill(`#${id}`, value);
  await Promise.all([page.waitForURL(`${server.url}/clinic`), page.click('main form button')]);
};
/** Tabs until something that says `name` has the focus. */
async function tabTo(page, name) {
  for (let n = 0; n < 60; n += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((text) => document.activeElement.innerText?.trim().startsWith(text), name)) return;
  }
  assert.fail(`“${name}” cannot be reached with the Tab key`);
}
const rank = async (page) => Number((await page.locator('h1').innerText()).match(/Rank (\d+)/)?.[1]);
async function becomes(page, number) {
  await page.locator('h1', { hasText: `Rank ${number} of` }).waitFor({ timeout: 5000 });
  // The page counts from when its script runs, which on a busy machine is well after its heading is there.
  await page.waitForLoadState();
}
/** Presses a key that answers, once the page takes it. */
async function press(page, key) {
  await page.waitForTimeout(WAIT);
  await page.keyboard.press(key);
}

test('the list is behind the sign-in', async () => {
  for (const path of ['/clinic/worklist', '/clinic/worklist/agreement']) {
    const answer = await fetch(server.url + path, { redirect: 'manual' });
    assert.equal(answer.status, 303, path);
  }
  weber = await newContext(browser, DESK);
  const page = await weber.newPage();
  await page.goto(server.url + server.setupPath());
  await fill(page, { name: 'weber', display: 'Dr A. Weber', role: 'emergency physician', password: PASSWORD, again: PASSWORD });
  await page.goto(`${server.url}/clinic/account`);
  await page.fill('form[action="/clinic/account/new"] [name="name"]', 'ruiz');
  await page.fill('form[action="/clinic/account/new"] [name="display"]', 'P. Ruiz');
  await page.fill('form[action="/clinic/account/new"] [name="role"]', 'physician');
  await page.click('form[action="/clinic/account/new"] button');
  joinLink = (await page.locator('body').innerText()).match(/\/clinic\/join#\S+/)[0];
  await page.close();
});

test('the whole list is reviewed by keyboard alone', async () => {
  const page = await weber.newPage();
  await page.goto(`${server.url}/clinic`);
  await tabTo(page, 'Call-back list');
  await page.keyboard.press('Enter');
  await page.locator('table.wl-list').waitFor();
  await assertGood(page, 'call-back list');
  // On the list, j and i walk through the people.
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('i');
  assert.equal(await page.evaluate(() => [...document.querySelectorAll('[data-rows] th a')].indexOf(document.activeElement)), 0);
  await page.keyboard.press('Enter');
  await becomes(page, 1);
  await assertGood(page, 'a person');
  assert.ok((await page.locator('mark.found').count()) >= 3);
  assert.equal(await page.locator('mark.found').count(), await page.locator('.found-tag').count());

  await press(page, 'c');
  await becomes(page, 2);
  assert.match(await page.locator('[role="status"]').innerText(), /Saved for rank 1: Call back/);

  // In the field, letters are letters.
  await page.keyboard.press('r');
  await page.waitForTimeout(WAIT);
  await page.keyboard.type('cknu? tender');
  assert.equal(await page.inputValue('#reason'), 'cknu? tender');
  assert.equal(await rank(page), 2);
  // Enter leaves the field, and answers nothing.
  await page.keyboard.press('Enter');
  await page.waitForTimeout(300);
  assert.equal(await rank(page), 2);
  assert.equal(await page.evaluate(() => document.activeElement.id), '');
  await page.keyboard.press('n');
  await becomes(page, 3);

  // Next and previous; a modifier is not ours.
  await page.keyboard.press('j');
  await becomes(page, 4);
  await page.keyboard.press('i');
  await becomes(page, 3);
  await page.waitForTimeout(WAIT);
  await page.keyboard.press('Alt+u');
  await page.keyboard.press('Shift+U');
  assert.equal(await rank(page), 3);

  // The keys are shown, switched off, stay off on the next page, and are switched on again.
  await page.keyboard.press('?');
  assert.ok(await page.locator('[data-keys]').evaluate((part) => part.open));
  await assertGood(page, 'a person with the keys shown');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.waitForTimeout(WAIT);
  await page.keyboard.press('u');
  await page.keyboard.press('j');
  assert.equal(await rank(page), 3, 'keys that are off do nothing');
  assert.equal(await page.locator('.wl-choices kbd:visible').count(), 0);
  await page.reload();
  await page.waitForTimeout(WAIT);
  await page.keyboard.press('u');
  await page.keyboard.press('?');
  assert.equal(await rank(page), 3);
  // Without single keys everything is still there for the Tab key.
  await tabTo(page, 'Unclear');
  await page.keyboard.press('Enter');
  await becomes(page, 4);
  await tabTo(page, 'Keys');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');

  await press(page, 'k');
  await becomes(page, 5);
  // Undone by answering again: the link in the note of what was saved leads back.
  await tabTo(page, 'Look again or change it');
  await page.keyboard.press('Enter');
  await becomes(page, 4);
  await press(page, 'n');
  await becomes(page, 5);
  await press(page, 'u');
  await page.locator('table.wl-list').waitFor();
  assert.match(await page.locator('main').innerText(), /You have answered for 5 of 5/);
  await assertGood(page, 'call-back list, all answered');
  assert.equal(await page.evaluate(() => window.broken), undefined, 'a note is text, never a page');
  assertNoFaults(weber);
  await page.close();
});

test('a key pressed twice answers for one person only', async () => {
  const page = await weber.newPage();
  await page.goto(`${server.url}/clinic/worklist?show=all`);
  await page.locator('table.wl-list th a').nth(1).click();
  await becomes(page, 2);
  const saved = [];
  page.on('request', (request) => request.method() === 'POST' && saved.push(request.url()));
  // At once after the page opened: nothing.
  await page.reload();
  await page.keyboard.press('c');
  await page.keyboard.press('c');
  await page.waitForTimeout(300);
  assert.equal(saved.length, 0, 'a page that has just opened takes no answer');
  await page.waitForTimeout(WAIT);
  await page.keyboard.press('n');
  await page.keyboard.press('n');
  await page.keyboard.press('n');
  await page.waitForURL(/saved=/);
  await page.keyboard.press('n');
  await page.waitForTimeout(500);
  assert.equal(saved.length, 1, saved.join('\n'));
  await page.close();
});

test('without a script the list is reviewed with forms, and nobody sees another answer first', async () => {
  const context = await newContext(browser, { ...DESK, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(server.url + joinLink);
  await page.fill('#code', joinLink.split('#')[1]);
  await fill(page, { password: PASSWORD, again: PASSWORD });
  await page.goto(`${server.url}/clinic/worklist/agreement`);
  assert.match(await page.locator('main').innerText(), /Nobody else has answered for a person whom you have answered/);
  await page.goto(`${server.url}/clinic/worklist`);
  await page.locator('[data-start]').click();
  assert.ok(!(await page.locator('main').innerText()).includes('Dr A. Weber'));
  assert.equal(await page.locator('kbd:visible').count(), 0, 'keys that do nothing are not shown');
  const buttons = ['call_back', 'call_back', 'unclear', 'not_a_rupture', 'unclear'];
  for (const [n, answer] of buttons.entries()) {
    assert.equal(await rank(page), n + 1);
    if (n === 1) {
      await page.fill('#reason', 'snap and no heel raise');
      await page.press('#reason', 'Enter');
      await page.waitForTimeout(300);
      assert.equal(await rank(page), 2, 'the Enter key in the field answers nothing');
    }
    await page.locator(`button[name="answer"][value="${answer}"]`).click();
  }
  assert.match(await page.locator('main').innerText(), /You have answered for 5 of 5/);
  await page.locator('table.wl-list th a').nth(1).click();
  assert.match(await page.locator('main').innerText(), /Dr A. Weber, emergency physician: Not a rupture/);
  await context.close();
});

test('agreement and yield are shown as they stand, and saved without names or words', async () => {
  const page = await weber.newPage();
  await page.goto(`${server.url}/clinic/worklist/agreement`);
  const text = await page.locator('main').innerText();
  assert.match(text, /Answered by both: 5\. The same answer: 4 of 5\./);
  assert.match(text, /Cohen’s κ 0\.71 \(95 % interval 0\.23 to 1\.00\)/);
  assert.match(text, /1 of 3: 33\s% \(95 % interval 6 to 79\s%\)/);
  await assertGood(page, 'agreement');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save the table' }).click()]);
  let table = '';
  for await (const part of await download.createReadStream()) table += part;
  assert.equal(table.trim().split('\n').length, 11, table);
  for (const secret of ['P-1', 'V-1', 'Weber', 'Squash', 'nobody there', 'tender', 'no heel raise']) assert.ok(!table.includes(secret), `${secret}:\n${table}`);
  assertNoFaults(weber);
  await page.close();
});

test('the look back says who was missed, how long, and in whose words', async () => {
  const page = await weber.newPage();
  await page.goto(`${server.url}/clinic/worklist/look-back`);
  assert.match(await page.locator('main').innerText(), /not made over a whole history/);
  const days = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  const code = JSON.stringify({
    resourceType: 'Condition', id: 'c1', subject: { reference: 'Patient/P-1' }, recordedDate: days(0),
    code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'S86.021A' }] },
  });
  writeFileSync(join(folder, 'in/Condition.ndjson'), `${code}\n`);
  execFileSync(binary, ['sweep', '--audit', join(folder, 'in'), '-o', folder]);
  await page.goto(`${server.url}/clinic/worklist`);
  await page.getByRole('link', { name: 'Looking back' }).click();
  await page.getByRole('heading', { level: 1, name: 'Looking back' }).waitFor();
  assert.match(await page.locator('.wl-note h3').first().innerText(), /P-1: named after 2 days/);
  await page.locator('.wl-note summary').first().press('Enter');
  assert.ok(await page.locator('.wl-note mark').first().isVisible());
  await assertGood(page, 'look back');
  await page.close();
});

test('a changed input is said, and no wrong word is marked', async () => {
  const page = await weber.newPage();
  await page.goto(`${server.url}/clinic/worklist`);
  writeFileSync(join(folder, 'in/DocumentReference.ndjson'), '{"resourceType":"DocumentReference","id":"other"}\n');
  await page.locator('table.wl-list th a').first().click();
  assert.match(await page.locator('.wl-note').innerText(), /another record stands at its place/);
  assert.equal(await page.locator('mark').count(), 0);
  await assertGood(page, 'a person whose input changed');
  rmSync(join(folder, 'worklist.json'));
  await page.goto(`${server.url}/clinic/worklist`);
  assert.match(await page.locator('main').innerText(), /is not there, or may not be read/);
  await assertGood(page, 'no list');
  await page.close();
});
