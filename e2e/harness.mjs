// What every browser test needs: the real program on a port of its own with records of its own, a browser, pages that
// report every broken rule of the content policy, and a check against axe.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import axe from 'axe-core';
import jsqr from 'jsqr';
import { chromium } from 'playwright-core';

const root = join(import.meta.dirname, '..');
export const binary = process.env.HEELRISE_BIN ?? join(root, 'target/debug/heelrise');

const browserPath = () => {
  const known = [process.env.HEELRISE_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const found = known.find((path) => path && existsSync(path));
  assert.ok(found, 'A browser is needed: install Chromium, or name one with HEELRISE_CHROMIUM.');
  return found;
};

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** The arguments that start the site; one place, should they change. */
const serveArguments = (folder, port, demo, more) => [
  'serve',
  '--addr',
  `127.0.0.1:${port}`,
  ...(demo ? ['--demo'] : ['--data', folder]),
  ...more,
];

/**
 * Starts the program and waits until it answers.
 * @param {{demo?: boolean, port?: number, every?: number, more?: string[]}} options `every`: how often to ask whether it is
 *   ready, in ms; `more`: further arguments
 */
export async function startServer({ demo = false, port, every = 25, more = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'heelrise-e2e-'));
  port ??= await freePort();
  const started = performance.now();
  const child = spawn(binary, serveArguments(folder, port, demo, more), { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const gone = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  for (const end = Date.now() + 20_000; ; ) {
    assert.equal(child.exitCode, null, `The program stopped:\n${output}`);
    const answer = await fetch(`${url}/healthz`).catch(() => null);
    if (answer?.ok) break;
    assert.ok(Date.now() < end, `The program does not answer:\n${output}`);
    await new Promise((done) => setTimeout(done, every));
  }
  const readyAfter = performance.now() - started;
  return {
    url,
    folder,
    pid: child.pid,
    /** Milliseconds from the start of the program to its first answer. */
    readyAfter,
    /** Everything the program has printed. */
    output: () => output,
    /** Path and code of the one-time link for the first account, as the terminal showed it. */
    setupPath: () => output.match(/\/clinic\/setup#\S+/)?.[0],
    async stop() {
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await Promise.race([gone, new Promise((done) => setTimeout(done, 5000).unref())]);
        if (child.exitCode === null) child.kill('SIGKILL');
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const startBrowser = () =>
  chromium.launch({
    executablePath: browserPath(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** Every violation of the content policy and every script error of every page opened here. */
const faults = new WeakMap();

/** A context whose pages remember what went wrong in them. */
export async function newContext(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 390, height: 800 }, locale: 'en-GB', ...options });
  const seen = [];
  faults.set(context, seen);
  context.on('page', (page) => {
    page.on('pageerror', (error) => seen.push(`${page.url()}: ${error}`));
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) seen.push(`${page.url()}: ${message.text()}`);
    });
  });
  return context;
}

/** Fails when any page of this context broke the content policy or threw. */
export const assertNoFaults = (context) => assert.deepEqual(faults.get(context), []);

/** What sticks out at the present width. */
export const sticksOut = (page) =>
  page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > room + 1 && !element.closest('.scroll-x'))
      .slice(0, 3)
      .map((element) => element.outerHTML.slice(0, 120));
  });

/**
 * What axe finds wrong on this page. It runs in the page itself, read once per page, and describes only what is wrong: the
 * rules and what they find are the same as with axe's own wrapper, which opens a second page each time to describe all that
 * is right as well. Frames would need that wrapper; we have none.
 */
async function look(page, options) {
  assert.equal(page.frames().length, 1, 'a page with frames needs a look into each');
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(async (how) => (await window.axe.run(document, how)).violations, { ...options, resultTypes: ['violations'] });
}

/** All words are there, nothing sticks out at 320 px, and axe finds nothing, in light and in dark. */
export async function assertGood(page, name) {
  const text = await page.locator('body').innerText();
  assert.ok(!text.includes('⟦'), `${name}: a sentence is missing: ${text.match(/⟦[^⟧]*⟧?/)?.[0]}`);
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 700 });
  assert.deepEqual(await sticksOut(page), [], `${name}: wider than 320 px`);
  await page.setViewportSize(size);
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // Between light and dark nothing changes but colours, so the second look is at colours alone.
    const violations = await look(page, colorScheme === 'light' ? { rules: { 'target-size': { enabled: true } } } : { runOnly: { type: 'rule', values: ['color-contrast'] } });
    const found = violations.map((v) => `${v.id}: ${v.help} — ${v.nodes.slice(0, 3).map((n) => `${n.html.slice(0, 160)} (${n.failureSummary?.split('\n')[1]?.trim() ?? ''})`).join(' | ')}`);
    assert.deepEqual(found, [], `${name} (${colorScheme})`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

export const EMERGENCIES = ['breathless_chest_pain', 'cold_numb_foot', 'severe_tense_calf', 'open_wound', 'bony_lump_skin'];

/**
 * Goes through the self-check. Answers by sign; what is not named is answered "no", the day is today.
 * @param {Record<string, string>} answers
 * @param {(screen: string) => Promise<void>} [at] called on each screen before it is answered
 */
export async function answerCheck(page, answers = {}, at = async () => {}) {
  for (let turn = 0; turn < 30; turn += 1) {
    const form = page.locator('main form[data-screen]:visible, main form[data-result]:visible').first();
    await form.waitFor();
    const screen = await form.getAttribute('data-screen');
    if (screen === null) return;
    await at(screen);
    const next = form.locator('button[name="none"]');
    if (await next.count()) {
      const some = EMERGENCIES.some((sign) => answers[sign]);
      await (some ? form.locator('button[name="some"]') : next).click();
    } else if (screen === 'when') {
      await form.locator(`button[name="when"][value="${answers.when ?? 'today'}"]`).click();
    } else {
      const sign = await form.locator('button.answer').first().getAttribute('name');
      await form.locator(`button.answer[name="${sign}"][value="${answers[sign] ?? 'absent'}"]`).click();
    }
    await page.waitForFunction(
      (was) => {
        const now = document.querySelector('main form[data-screen], main form[data-result]');
        return now && now.dataset.screen !== was;
      },
      screen,
    ).catch(() => assert.fail(`the check did not go on from the screen ${screen}`));
  }
  assert.fail('the check has no end');
}

/** What a result says: its level, and the rules it rests on. */
export const readResult = (page) =>
  page.evaluate(() => {
    const form = document.querySelector('main form[data-result]');
    const seen = (element) => !element.closest('[hidden]');
    return {
      level: form.dataset.result,
      heading: form.querySelector('h1').textContent,
      rules: [...form.querySelectorAll('[data-rule]')].filter(seen).map((element) => element.dataset.rule).sort(),
    };
  });

/** What a QR code on the page says, read from its picture. */
export async function readQr(page, locator) {
  const picture = (await locator.screenshot()).toString('base64');
  const blank = await page.context().newPage();
  const { data, width, height } = await blank.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    const drawing = canvas.getContext('2d');
    drawing.drawImage(image, 0, 0);
    const pixels = drawing.getImageData(0, 0, image.width, image.height);
    return { data: [...pixels.data], width: pixels.width, height: pixels.height };
  }, picture);
  await blank.close();
  const read = (jsqr.default ?? jsqr)(Uint8ClampedArray.from(data), width, height);
  return read?.data ?? null;
}

/** Waits until the self-check's script has taken over the forms. */
export const checkReady = (page) => page.locator('[data-check][data-ready]').waitFor({ state: 'attached' });
