// The closed pages as a clinician uses them, from the one-time link in the terminal to a plan in a calendar.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { answerCheck, assertGood, assertNoFaults, checkReady, newContext, startBrowser, startServer, sticksOut } from './harness.mjs';

const NAME = 'weber';
const PASSWORD = 'a long sentence for tests';
const DESK = { viewport: { width: 1280, height: 900 } };

let server;
let browser;
/** Signed in for all tests; made by the first one. */
let desk;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const isoDay = (days) => {
  const day = new Date();
  day.setDate(day.getDate() + days);
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((n) => String(n).padStart(2, '0')).join('-');
};

async function newCase(label, side = 'left') {
  const page = await desk.newPage();
  await page.goto(`${server.url}/clinic/new`);
  const form = page.locator('form[action="/clinic/open"]');
  await form.locator('[name="label"]').fill(label);
  await form.locator(`[name="side"][value="${side}"]`).check({ force: true });
  await Promise.all([page.waitForURL(/\/clinic\/case\//), form.locator('button[type="submit"]').click()]);
  return page;
}

/** Chooses an answer as a person does: opens the part it stands in, if that is closed. */
async function pick(page, name, value) {
  const label = page.locator(`label:has([name="${name}"][value="${value}"])`);
  const closed = page.locator('details.form-section:not([open])', { has: label }).locator('summary').first();
  if (await closed.count()) await closed.click();
  await label.click();
}
const verdict = (page) => page.locator('.verdict-card').getAttribute('class').then((text) => text.match(/verdict-(?!card)([\w-]+)/)[1]);
const becomes = (page, wanted) => page.locator(`.verdict-card.verdict-${wanted}`).waitFor({ timeout: 5000 });
const caseId = (page) => page.url().match(/case\/([\w-]+)/)[1];

test('every closed page leads to the sign-in page without a session', async () => {
  const some = '01890a5d-ac96-774b-bcce-b302099a8057';
  for (const path of ['/clinic', '/clinic/new', '/clinic/account', '/clinic/audit', `/clinic/case/${some}`, `/clinic/case/${some}/letter`, `/plan/${some}`, `/plan/${some}/plan.ics`]) {
    const answer = await fetch(server.url + path, { redirect: 'manual' });
    assert.equal(answer.status, 303, path);
    assert.match(answer.headers.get('location'), /^\/clinic\/sign-in\?next=/, path);
  }
  const sent = await fetch(`${server.url}/clinic/open`, { method: 'POST', body: new URLSearchParams({ label: 'x' }), headers: { 'sec-fetch-site': 'same-origin' }, redirect: 'manual' });
  assert.equal(sent.status, 401);
});

test('the one-time link makes the first account once, and signs it in', async () => {
  desk = await newContext(browser, DESK);
  const page = await desk.newPage();
  const link = server.setupPath();
  assert.ok(link, `the terminal shows a one-time link:\n${server.output()}`);
  await page.goto(server.url + link);
  assert.equal(new URL(page.url()).hash, '', 'the code leaves the address at once');
  await assertGood(page, 'first account');
  await page.fill('#name', NAME);
  await page.fill('#display', 'Dr A. Weber');
  await page.fill('#role', 'emergency physician');
  await page.fill('#password', PASSWORD);
  await page.fill('#again', 'something else entirely');
  await page.click('main form button');
  await page.locator('[role="alert"]').waitFor();
  await assertGood(page, 'first account with a problem');
  // What was typed is still there, but the passwords.
  assert.equal(await page.inputValue('#display'), 'Dr A. Weber');
  await page.fill('#password', PASSWORD);
  await page.fill('#again', PASSWORD);
  await Promise.all([page.waitForURL(`${server.url}/clinic`), page.click('main form button')]);
  await assertGood(page, 'empty worklist');
  const cookie = (await desk.cookies()).find((each) => each.name.includes('heelrise'));
  assert.ok(cookie.httpOnly && cookie.sameSite !== 'None', 'scripts cannot read the session');

  const second = await desk.newPage();
  await second.goto(server.url + link);
  await second.fill('#name', 'other');
  await second.fill('#display', 'Other');
  await second.fill('#role', 'other');
  await second.fill('#password', PASSWORD);
  await second.fill('#again', PASSWORD);
  const [answer] = await Promise.all([second.waitForResponse((r) => r.request().method() === 'POST'), second.click('main form button')]);
  assert.ok(answer.status() >= 400, 'the link works once');
  await assertGood(second, 'a link that was used');
  assertNoFaults(desk);
});

test('sign-in refuses a wrong password with one sentence and takes the right one', async () => {
  const context = await newContext(browser, DESK);
  const page = await context.newPage();
  await page.goto(`${server.url}/clinic`);
  await page.waitForURL(/sign-in/);
  await assertGood(page, 'sign-in');
  await page.fill('#name', NAME);
  await page.fill('#password', 'wrong');
  await page.click('main form button');
  await page.locator('[role="alert"]').waitFor();
  await assertGood(page, 'sign-in refused');
  await page.fill('#password', PASSWORD);
  await Promise.all([page.waitForURL(`${server.url}/clinic`), page.click('main form button')]);
  await Promise.all([page.waitForResponse((r) => r.request().method() === 'POST'), page.locator('form.sign-out button').click()]);
  await page.goto(`${server.url}/clinic`);
  assert.match(page.url(), /sign-in/);
  assertNoFaults(context);
  await context.close();
});

test('the answer follows what is typed, before anything is saved', async () => {
  const page = await newCase('Answer as typed');
  await assertGood(page, 'blank case');
  assert.equal(await verdict(page), 'cannot-say-yet');
  assert.match(await page.locator('.missing-list li').first().textContent(), /squeeze/i, 'the squeeze is asked for first');
  await pick(page, 'examination.calf_squeeze', 'foot_does_not_move');
  await pick(page, 'examination.gap', 'present');
  await becomes(page, 'rupture');
  await assertGood(page, 'case with a rupture, not saved');
  // Every reason opens.
  const why = page.locator('.verdict-card details').first();
  await why.locator('summary').click();
  assert.ok(await why.locator('p').first().isVisible());
  // A reload shows that nothing was kept.
  page.on('dialog', (dialog) => dialog.accept());
  await page.reload();
  assert.equal(await verdict(page), 'cannot-say-yet');
  await pick(page, 'examination.calf_squeeze', 'foot_does_not_move');
  await becomes(page, 'suspected').catch(() => becomes(page, 'rupture'));
  assertNoFaults(desk);
  await page.close({ runBeforeUnload: false });
});

test('the case page is short, keeps what was opened, and prints everything', async () => {
  const page = await newCase('Two minutes');
  const tall = await page.evaluate(() => document.documentElement.scrollHeight);
  assert.ok(tall <= 4000, `a fresh case is ${tall} px tall`);
  assert.match(await page.locator('#s-wells .section-state').innerText(), /^0 of 10 answered/);
  const answerBox = await page.locator('.case-answer').boundingBox();
  const formBox = await page.locator('.case-form').boundingBox();
  assert.ok(answerBox.x >= formBox.x + formBox.width, 'what it answers stands beside what is entered');

  // What a person opened or closed stays so while answers come in, and over a save.
  await page.locator('#s-wells > summary').click();
  await page.locator('#a-codes > summary').click();
  await page.locator('#s-history > summary').click();
  await pick(page, 'examination.calf_squeeze', 'foot_does_not_move');
  await pick(page, 'examination.gap', 'present');
  await pick(page, 'wells_dvt.whole_leg_swollen', 'present');
  await becomes(page, 'rupture');
  await page.locator('#s-wells .section-state', { hasText: '1 of 10' }).waitFor();
  const open = () => page.evaluate(() => ['s-wells', 'a-codes', 's-history'].map((id) => document.getElementById(id).open));
  assert.deepEqual(await open(), [true, true, false]);
  assert.match(await page.locator('.case-bar').innerText(), /Treat as a rupture\s+Next: .+\s+Specialist by \d+ \w+/);
  await page.locator('.bar-acts button').click();
  await page.locator('[role="status"].note').waitFor();
  assert.deepEqual(await open(), [true, true, false], 'a saved page comes back as it was');

  // The pinned line leads to what is missing, and opens the part it stands in.
  await page.locator('#s-examination > summary').click();
  await page.locator('.bar-next a').click();
  assert.ok(await page.locator('#s-examination').evaluate((part) => part.open));

  // With everything open, nothing in it is less accessible.
  await page.evaluate(() => document.querySelectorAll('main details').forEach((part) => { part.open = true; }));
  await assertGood(page, 'case with all parts open');
  await page.setViewportSize({ width: 320, height: 568 });
  const bar = await page.locator('.case-bar').boundingBox();
  assert.ok(bar.height <= 0.2 * 568, `the pinned line covers ${bar.height} px of 568`);
  assert.ok(Math.abs(bar.y + bar.height - 568) < 2, 'it stands at the bottom');

  // On paper all is open, with the closed parts too, also where no script runs.
  await page.emulateMedia({ media: 'print' });
  for (const hidden of ['#s-trip .fields', '#a-mimics ul', '#a-handout ul']) {
    const box = await page.locator(hidden).first().boundingBox();
    assert.ok(box && box.height > 20, `${hidden} is on paper`);
  }
  assertNoFaults(desk);
  await page.close();
});

test('an examination is recorded, and the letter, the hand-out and the history carry it', async () => {
  const page = await newCase('Recorded examination', 'right');
  const id = caseId(page);
  await pick(page, 'examination.calf_squeeze', 'foot_does_not_move');
  await pick(page, 'examination.gap', 'present');
  await pick(page, 'examination.push_off_strength', 'weak');
  await page.fill('[name="person.age_years"]', '43');
  await page.fill('[name="injury.date"]', isoDay(-1));
  await page.locator('button[name="action"][value="assess"]').click();
  await page.locator('[role="status"].note').waitFor();
  assert.equal(await verdict(page), 'rupture');
  await assertGood(page, 'case with a recorded rupture');
  for (const part of ['letter', 'handout', 'history']) {
    await page.goto(`${server.url}/clinic/case/${id}/${part}`);
    const text = await page.locator('main').evaluate((main) => main.innerText + [...main.querySelectorAll('textarea')].map((t) => t.value).join(' '));
    if (part !== 'history') assert.match(text, /right/i, `${part} names the side`);
    await assertGood(page, part);
  }
  await page.goto(`${server.url}/clinic`);
  await page.getByRole('link', { name: 'Recorded examination' }).waitFor();
  await assertGood(page, 'worklist');
  await page.goto(`${server.url}/clinic/audit`);
  assert.match(await page.locator('main').innerText(), /Weber/);
  await assertGood(page, 'audit log');
  await page.goto(`${server.url}/clinic/account`);
  await assertGood(page, 'account');
  assertNoFaults(desk);
  await page.close();
});

test('no rupture found demands a recheck date and stands on the worklist', async () => {
  const page = await newCase('Looks whole');
  await pick(page, 'examination.calf_squeeze', 'foot_moves');
  await pick(page, 'examination.gap', 'absent');
  await pick(page, 'examination.push_off_strength', 'same');
  await pick(page, 'examination.passive_dorsiflexion', 'same');
  await pick(page, 'examination.resting_angle', 'same');
  await pick(page, 'examination.heel_rise', 'able');
  await pick(page, 'imaging.ultrasound', 'no_tear');
  await becomes(page, 'no-rupture-found');
  await page.locator('button[name="action"][value="assess"]').click();
  await page.locator('[role="alert"]').waitFor();
  await assertGood(page, 'verdict without a recheck date');
  assert.ok(await page.locator('[name="examination.calf_squeeze"][value="foot_moves"]').isChecked(), 'what was typed is still there');
  await page.fill('#recheck_on', isoDay(5));
  await page.locator('button[name="action"][value="assess"]').click();
  await page.locator('[role="status"].note').waitFor();
  assert.equal(await verdict(page), 'no-rupture-found');
  // Closed or not, it stands on the worklist until somebody has looked again.
  await page.locator('details.more-steps:not(.treatment) > summary').click();
  await page.fill('#cl-why', 'better');
  await page.locator('form[action$="/close"] button').click();
  await page.locator('.case-banner .badge').waitFor();
  await assertGood(page, 'closed case');
  await page.goto(`${server.url}/clinic`);
  const row = page.locator('tr', { hasText: 'Looks whole' });
  assert.match(await row.innerText(), /\d/, 'the worklist shows the date');
  assert.equal(await page.locator('section[aria-labelledby="due"] tr', { hasText: 'Looks whole' }).count(), 1);
  await assertGood(page, 'worklist with a recheck');
  assertNoFaults(desk);
  await page.close();
});

test('a scanned code becomes a case with these answers, after a look at the person', async () => {
  const patient = await newContext(browser);
  const phone = await patient.newPage();
  await phone.goto(`${server.url}/check/`);
  await checkReady(phone);
  await answerCheck(phone, { pop: 'present', weak_push_off: 'unsure', when: 'yesterday' });
  await phone.locator('button[data-act="show"]').first().click();
  const link = await phone.locator('[data-slot="link"]:visible').getAttribute('href');
  await patient.close();

  const page = await desk.newPage();
  const addresses = [];
  page.on('request', (request) => addresses.push(request.url()));
  await page.goto(link);
  assert.equal(new URL(page.url()).hash, '', 'the answers leave the address');
  assert.match(await page.inputValue('#code'), /h1\./);
  await assertGood(page, 'new case with a code');
  await Promise.all([page.waitForNavigation(), page.locator('form[action="/clinic/new"] button').click()]);
  await assertGood(page, 'is this the person?');
  const form = page.locator('form[action="/clinic/open"]');
  await form.locator('[name="label"]').fill('Scanned');
  await form.locator('[name="side"][value="left"]').check({ force: true });
  await form.locator('[name="confirmed"]').check({ force: true });
  await Promise.all([page.waitForURL(/\/clinic\/case\//), form.locator('button[type="submit"]').first().click()]);
  assert.ok(await page.locator('[name="report.pop"][value="present"]').isChecked());
  assert.ok(await page.locator('[name="report.weak_push_off"][value="unsure"]').isChecked());
  assert.ok(await page.locator('[name="report.kick"][value="absent"]').isChecked());
  assert.ok(await page.locator('[name="report.can_walk"][value="not_asked"]').isChecked(), 'what was not asked stays not asked');
  assert.equal(await page.inputValue('[name="injury.date"]'), isoDay(-1));
  for (const address of addresses) assert.doesNotMatch(address, /h1\./);
  assert.doesNotMatch(server.output(), /h1\.[\w-]{20}/);
  // Scanned before signing in: the code goes through the door in the browser, and through no address that is sent.
  const stranger = await newContext(browser, DESK);
  const door = await stranger.newPage();
  door.on('request', (request) => assert.doesNotMatch(request.url(), /h1\./));
  await door.goto(link);
  await door.fill('#name', NAME);
  await door.fill('#password', PASSWORD);
  await Promise.all([door.waitForURL(/\/clinic\/new/), door.locator('main form button').click()]);
  await door.waitForFunction(() => document.querySelector('#code')?.value.startsWith('h1.'));
  await stranger.close();
  await page.goto(`${server.url}/clinic/new`);
  await page.fill('#code', 'h1.AAAAAAAAAAAAAAAAAAAAAAAAAAA');
  await Promise.all([page.waitForNavigation(), page.locator('form[action="/clinic/new"] button').click()]);
  await assertGood(page, 'a damaged code');
  await page.locator('[role="alert"]').waitFor();
  assertNoFaults(desk);
  await page.close();
});

test('a stale form is shown beside what was recorded meanwhile, and a double submit counts once', async () => {
  const page = await newCase('Two tabs');
  const other = await desk.newPage();
  await other.goto(page.url());
  await pick(page, 'examination.gap', 'present');
  await page.locator('.bar-acts button[value="save"]').click();
  await page.locator('[role="status"].note').waitFor();
  await pick(other, 'examination.gap', 'absent');
  await pick(other, 'examination.calf_squeeze', 'foot_does_not_move');
  await Promise.all([other.waitForNavigation(), other.locator('.bar-acts button[value="save"]').click()]);
  await other.locator('#mw').waitFor();
  await assertGood(other, 'stale form');
  await other.goto(page.url());
  assert.ok(await other.locator('[name="examination.gap"][value="present"]').isChecked(), 'the first one stands');

  await pick(other, 'examination.push_off_strength', 'weak');
  const body = await other.locator('#case-form').evaluate((form) => new URLSearchParams([...new FormData(form), ['action', 'save']]).toString());
  const send = () =>
    other.evaluate(async ([url, text]) => (await fetch(url, { method: 'POST', body: new URLSearchParams(text) })).url, [other.url(), body]);
  await send();
  await send();
  await other.goto(`${server.url}/clinic/case/${caseId(page)}/history`);
  const times = (await other.locator('main').innerText()).match(/Weaker|weak/gi) ?? [];
  assert.equal(times.length, 1, 'recorded once');
  assertNoFaults(desk);
  await other.close();
  await page.close();
});

test('one protocol becomes a dated plan, on screen, on paper and in a calendar', async () => {
  const page = await newCase('Plan');
  const id = caseId(page);
  await pick(page, 'examination.calf_squeeze', 'foot_does_not_move');
  await pick(page, 'examination.gap', 'present');
  await page.fill('[name="injury.date"]', isoDay(-3));
  await page.locator('button[name="action"][value="assess"]').click();
  await page.locator('[role="status"].note').waitFor();
  await page.goto(`${server.url}/plan/${id}/choose`);
  await assertGood(page, 'choosing a protocol');
  assert.ok((await page.locator('article.protocol').count()) >= 5);
  await page.locator('a[href$="protocol=willits"]').click();
  await page.locator('[name="path"]').first().check();
  await page.locator('[name="origin"]').first().check();
  await page.fill('#day0', isoDay(-3));
  const checked = page.locator('[name="checked"]');
  if (await checked.count()) await checked.check();
  await Promise.all([page.waitForNavigation(), page.locator('main form button').first().click()]);
  const problem = page.locator('main [role="alert"]');
  assert.equal(await problem.count(), 0, (await problem.allInnerTexts()).join());
  await assertGood(page, 'the dates before adopting');
  if (await checked.count()) await checked.check();
  await Promise.all([page.waitForURL(new RegExp(`/plan/${id}`)), page.locator('button[formaction$="/adopt"]').click()]);
  await page.locator('#today').waitFor();
  await assertGood(page, 'plan');
  await page.goto(`${server.url}/plan/${id}/print`);
  await assertGood(page, 'plan on paper');
  assert.match(await page.locator('main').innerText(), new RegExp(String(new Date().getFullYear())), 'the paper has its date');
  await page.emulateMedia({ media: 'print' });
  assert.match(await page.locator('.paper-head').innerText(), /Printed on .+Valid from version/s);
  const head = await page.locator('.paper-head').evaluate((each) => getComputedStyle(each).display);
  assert.equal(head, 'table-header-group', 'and so has every further sheet');
  await page.emulateMedia({ media: 'screen' });
  await page.goto(`${server.url}/plan/${id}`);
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a[href$="/plan.ics"]').click()]);
  assert.equal(download.suggestedFilename(), 'plan.ics');
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  const file = Buffer.concat(chunks).toString();
  assert.match(file, /^BEGIN:VCALENDAR\r\n/);
  assert.ok(file.split('BEGIN:VEVENT').length > 3);
  assert.doesNotMatch(file, /achilles|rupture|tendon/i, 'titles say nothing about health');

  await Promise.all([page.waitForNavigation(), page.locator('form[action$="/feed"] button').first().click()]);
  const address = await page.locator('#feed-address').textContent();
  await assertGood(page, 'plan with a calendar address');
  const feed = await fetch(address);
  assert.equal(feed.status, 200);
  assert.match(await feed.text(), /BEGIN:VEVENT/);
  await Promise.all([page.waitForNavigation(), page.locator('[formaction$="/feed/close"]').click()]);
  assert.equal((await fetch(address)).status, 404, 'an address can be taken back');
  assertNoFaults(desk);
  await page.close();
});

test('two people decide together with the keyboard alone, and both can keep the summary', async () => {
  const page = await newCase('Together');
  await pick(page, 'examination.calf_squeeze', 'foot_does_not_move');
  await pick(page, 'examination.gap', 'present');
  await page.fill('[name="injury.date"]', isoDay(-3));
  await page.locator('button[name="action"][value="assess"]').click();
  await page.locator('[role="status"].note').waitFor();
  const id = caseId(page);
  await page.locator('#treatment > summary').click();
  await page.locator('#treatment a[href$="/decide"]').click();
  await page.waitForURL(`${server.url}/clinic/case/${id}/decide`);
  await assertGood(page, 'decide together');
  for (const width of [320, 768, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    assert.deepEqual(await sticksOut(page), [], `decide together at ${width}`);
  }
  // Tab to each control and use it with keys only.
  const tabTo = async (selector) => {
    for (let turn = 0; turn < 200; turn += 1) {
      if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
      await page.keyboard.press('Tab');
    }
    assert.fail(`no way to ${selector} with the keyboard`);
  };
  await tabTo('[name="matters-tear"]');
  await page.keyboard.press('Space');
  await tabTo('[name="question"]');
  await page.keyboard.press('Space');
  await tabTo('#sh-own');
  await page.keyboard.type('Can I ride my bike?');
  await tabTo('[name="leaning"]');
  await page.keyboard.press('Space');
  await tabTo('main form.decide-values button[type="submit"]');
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  assert.match(await page.locator('[role="alert"]').innerText(), /at least one person/);
  assert.equal(await page.inputValue('#sh-own'), 'Can I ride my bike?', 'what was typed is still there');
  await assertGood(page, 'decide together with a problem');
  await tabTo('#sh-role-1');
  await page.keyboard.type('The patient');
  await tabTo('main form.decide-values button[type="submit"]');
  await Promise.all([page.waitForURL(/\/decide\/\d+$/), page.keyboard.press('Enter')]);
  await assertGood(page, 'summary of a talk');
  for (const width of [320, 768, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    assert.deepEqual(await sticksOut(page), [], `summary at ${width}`);
  }
  const text = await page.locator('main').innerText();
  assert.match(text, /Can I ride my bike\?/);
  assert.match(text, /about \d+ in 100/);
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator('a[href$="summary.pdf"]').click()]);
  assert.equal(file.suggestedFilename(), 'operation-or-not.pdf');
  await page.goto(`${server.url}/clinic/case/${id}/history`);
  assert.match(await page.locator('.entries').innerText(), /Decided together/);
  assertNoFaults(desk);
  await page.close();
});
