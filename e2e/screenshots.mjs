// Takes the pictures of the README: node screenshots.mjs (after `cargo build -p heelrise`). Invented people only.
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { answerCheck, checkReady, newContext, startBrowser, startServer } from './harness.mjs';

const folder = join(import.meta.dirname, '..', 'docs', 'images');
mkdirSync(folder, { recursive: true });
const [server, browser] = await Promise.all([startServer(), startBrowser()]);

const isoDay = (days) => new Date(Date.now() + days * 864e5).toISOString().slice(0, 10);

async function shoot(page, name, options = {}) {
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, scale: 'css', ...options });
  console.log(`${name}.png: ${Math.round(statSync(path).size / 1000)} kB`);
}

async function phone(name, { answers = {}, until, show = false, colorScheme = 'light' }) {
  const context = await newContext(browser, { viewport: { width: 390, height: 780 }, colorScheme });
  const page = await context.newPage();
  await page.goto(`${server.url}/check/`);
  await checkReady(page);
  const stop = Symbol('stop');
  await answerCheck(page, answers, async (screen) => {
    if (screen === until) throw stop;
  }).catch((error) => {
    if (error !== stop) throw error;
  });
  if (show) {
    await page.locator('button[data-act="show"]').first().click();
    await page.locator('main form[data-show]').waitFor();
  }
  await page.evaluate(() => document.activeElement.blur());
  await shoot(page, name);
  await context.close();
}

await phone('check-question', { until: 'kick' });
await phone('check-result', { answers: { kick: 'present', weak_push_off: 'present', when: 'yesterday' } });
await phone('check-result-dark', { answers: { breathless_chest_pain: 'present' }, colorScheme: 'dark' });
await phone('check-show', { answers: { kick: 'present', weak_push_off: 'present', when: 'yesterday' }, show: true });

const context = await newContext(browser, { viewport: { width: 1280, height: 820 } });
const page = await context.newPage();
await page.goto(`${server.url}/`);
await shoot(page, 'home');
await page.goto(server.url + server.setupPath());
await page.fill('#name', 'weber');
await page.fill('#display', 'Dr A. Weber');
await page.fill('#role', 'emergency physician');
await page.fill('#password', 'a long sentence for pictures');
await page.fill('#again', 'a long sentence for pictures');
await Promise.all([page.waitForURL(`${server.url}/clinic`), page.click('main form button')]);

async function pick(name, value) {
  const label = page.locator(`label:has([name="${name}"][value="${value}"])`);
  const closed = page.locator('details.form-section:not([open])', { has: label }).locator('summary').first();
  if (await closed.count()) await closed.click();
  await label.click();
}
async function openCase(label, side, answers, fields = {}) {
  await page.goto(`${server.url}/clinic/new`);
  const form = page.locator('form[action="/clinic/open"]');
  await form.locator('[name="label"]').fill(label);
  await form.locator(`[name="side"][value="${side}"]`).check({ force: true });
  await Promise.all([page.waitForURL(/\/clinic\/case\//), form.locator('button[type="submit"]').click()]);
  for (const [name, value] of Object.entries(answers)) await pick(name, value);
  for (const [name, value] of Object.entries(fields)) await page.fill(`[name="${name}"]`, value);
  await page.locator('button[name="action"][value="assess"]').click();
  await page.locator('[role="status"].note').waitFor();
  return page.url().match(/case\/([\w-]+)/)[1];
}
const whole = {
  'examination.calf_squeeze': 'foot_moves',
  'examination.gap': 'absent',
  'examination.push_off_strength': 'same',
  'examination.passive_dorsiflexion': 'same',
  'examination.resting_angle': 'same',
  'examination.heel_rise': 'able',
  'imaging.ultrasound': 'no_tear',
};
const torn = { 'report.pop': 'present', 'report.kick': 'present', 'examination.calf_squeeze': 'foot_does_not_move', 'examination.gap': 'present', 'examination.push_off_strength': 'weak' };
await openCase('Invented: runner, 29', 'right', whole, { recheck_on: isoDay(5), 'person.age_years': '29' });
await openCase('Invented: tennis, 51', 'right', { 'report.pop': 'present', 'examination.calf_squeeze': 'foot_moves_less' }, { 'person.age_years': '51', 'injury.date': isoDay(-4) });
const id = await openCase('Invented: football, 43', 'left', torn, { 'person.age_years': '43', 'injury.date': isoDay(-1) });
await page.evaluate(() => document.querySelector('#s-examination').scrollIntoView());
await page.evaluate(() => document.activeElement.blur());
await page.setViewportSize({ width: 1280, height: 700 });
await shoot(page, 'case');
await page.setViewportSize({ width: 1280, height: 900 });
await page.goto(`${server.url}/plan/${id}/draft?protocol=willits`);
await page.locator('[name="path"]').first().check();
await page.locator('[name="origin"]').first().check();
await page.fill('#day0', isoDay(-1));
const checked = page.locator('[name="checked"]');
if (await checked.count()) await checked.check();
await Promise.all([page.waitForNavigation(), page.locator('main form button').first().click()]);
if (await checked.count()) await checked.check();
await page.locator('button[formaction$="/adopt"]').click();
await page.locator('#today').waitFor();
await page.goto(`${server.url}/plan/${id}`);
await shoot(page, 'plan');
await page.setViewportSize({ width: 1280, height: 820 });
await page.goto(`${server.url}/clinic`);
await shoot(page, 'worklist');

await browser.close();
await server.stop();
