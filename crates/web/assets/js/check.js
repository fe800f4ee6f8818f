// The self-check in the browser: one screen after the other, the result from the same table as the server's, nothing
// sent and nothing stored. Every sentence is a piece of the page that the server wrote; this only shows them. Without
// this script the same forms are answered by the server.
import { counts, evaluate } from './evaluate.js';
import { encode } from './handover.js';
import { generate } from '../vendor/lean-qr/nano.js';

const root = document.querySelector('[data-check]');
const stage = document.querySelector('[data-stage]');
const say = root.dataset;
const find = (selector) => {
  for (const template of root.querySelectorAll('template')) {
    const found = template.content.querySelector(selector);
    if (found) return found.cloneNode(true);
  }
  return document.createElement('div');
};
const slot = (node, name) => node.querySelector(`[data-slot="${name}"]`);

let answers = {};
let when = '';
let pack;

const iso = (date) =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((n) => String(n).padStart(2, '0')).join('-');
const daysAgo = (days) => {
  const now = new Date();
  return iso(new Date(now.getFullYear(), now.getMonth(), now.getDate() - days));
};
// Day before month, as the server writes it.
const locale = document.documentElement.lang === 'en' ? 'en-GB' : document.documentElement.lang;
const longDate = (text) => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(text));

const screenIndex = (id) => pack.screens.findIndex((screen) => screen.id === id);
const standsFor = (screen) => screen.none ?? screen.signs;
const answered = (screen) => (screen.id === 'when' ? when : standsFor(screen).every((sign) => answers[sign]));
const emergency = () => pack.screens[0].none.some((sign) => counts(answers[sign]));
// Who began to answer the emergencies one by one goes on with the next of them.
const begun = () => pack.screens[0].none.some((sign) => answers[sign]);
const next = () =>
  emergency() ? null : pack.screens.find((screen) => !answered(screen) && !(screen.none && begun()));

/** Puts a node on the stage, and the reader at its heading. */
function show(node, wide) {
  stage.replaceChildren(node);
  const main = document.getElementById('main');
  main.classList.toggle('wide', wide);
  main.classList.toggle('narrow', !wide);
  const heading = node.querySelector('h1');
  document.title = `${heading.textContent} – ${document.title.split(' – ').pop()}`;
  window.scrollTo(0, 0);
  heading.focus({ preventScroll: true });
}

function showScreen(id) {
  const node = find(`form[data-screen="${id}"]`);
  for (const button of node.querySelectorAll('button.answer')) {
    const value = { [daysAgo(0)]: 'today', [daysAgo(1)]: 'yesterday' }[when] ?? when;
    const chosen =
      button.name === 'none'
        ? pack.screens[0].none.every((sign) => answers[sign] === 'absent')
        : (button.name === 'when' ? value : answers[button.name]) === button.value;
    button.classList.toggle('is-chosen', chosen);
    const said = button.querySelector('.chosen');
    if (said) said.hidden = !chosen;
  }
  const date = node.querySelector('input[type="date"]');
  if (date) {
    date.max = daysAgo(0);
    date.value = when.includes('-') ? when : '';
  }
  show(node, false);
}

function fail(node, text) {
  const box = node.querySelector('[data-error]');
  box.hidden = false;
  box.querySelector('p').textContent = text;
  node.querySelector('input[type="date"]')?.setAttribute('aria-invalid', 'true');
  box.focus();
}

const rowOf = (node, id) => node.querySelector(`[data-row="${id}"]`);
const short = (sign) => rowOf(find('form[data-result]'), sign).querySelector('.answers-what').textContent;

function fillAnswers(node) {
  for (const sign of pack.signs) {
    const row = rowOf(node, sign);
    if (!row) continue;
    row.hidden = !answers[sign];
    if (answers[sign]) slot(row, 'answer').textContent = say[`say${answers[sign][0].toUpperCase()}${answers[sign].slice(1)}`];
  }
  rowOf(node, 'when').hidden = !when;
  if (when) slot(rowOf(node, 'when'), 'answer').textContent = when === 'unsure' ? say.sayWhenUnsure : longDate(when);
}

/** The rules that fired, as the reader sees them: what decided, what counts too, and what nobody knows yet. */
function reasons() {
  const { outcome, rules } = evaluate(pack, answers);
  const known = (rule) => Object.keys(rule.when).filter((sign) => counts(answers[sign]));
  const isOpen = (rule) => Object.keys(rule.when).length > 0 && known(rule).length === 0;
  const main = rules.filter((rule) => rule.outcome === outcome && !isOpen(rule));
  const shown = new Set(main.flatMap(known));
  const also = rules.filter(
    (rule) => rule.outcome < outcome && known(rule).length > 0 && !known(rule).some((sign) => shown.has(sign)),
  );
  const open = [...new Set(rules.filter(isOpen).flatMap((rule) => Object.keys(rule.when)))];
  return { level: pack.outcomes[outcome].replace('_', '-'), main, also, open, known };
}

function reasonNode(rule, known) {
  const node = find(`.reason[data-rule="${rule.id}"]`);
  const said = slot(node, 'said');
  said.hidden = known.length === 0;
  said.replaceChildren(
    ...known.map((sign) => {
      const span = document.createElement('span');
      const answer = answers[sign] === 'present' ? say.sayPresent : say.sayUnsure;
      span.textContent = say.saySaid.replace('{sign}', short(sign)).replace('{answer}', answer);
      return span;
    }),
  );
  return node;
}

const items = (texts) =>
  texts.map((text) => {
    const li = document.createElement('li');
    li.textContent = text;
    return li;
  });

function showResult() {
  if (pack.valid_until < daysAgo(0)) return show(find('[data-stale]'), false);
  const { level, main, also, open, known } = reasons();
  const node = find(`form[data-result="${level}"]`);
  const part = (name) => node.querySelector(`[data-part="${name}"]`);
  for (const [name, rules] of [['main', main], ['also', also]]) {
    part(name).hidden = rules.length === 0;
    part(name).querySelector('ul').replaceChildren(...rules.map((rule) => reasonNode(rule, known(rule))));
  }
  part('open').hidden = open.length === 0 || level === 'emergency';
  slot(node, 'open').replaceChildren(...items(open.map(short)));
  for (const line of node.querySelectorAll('[data-if]')) line.hidden = !counts(answers[line.dataset.if]);
  fillAnswers(node);
  show(node, true);
}

function showPage() {
  const { level, main, also } = reasons();
  const node = find(`form[data-show="${level}"]`);
  const now = new Date();
  const style = { dateStyle: 'long', timeStyle: 'short' };
  slot(node, 'made').textContent = new Intl.DateTimeFormat(locale, style).format(now);
  const code = encode(pack.signs, answers, when, now.getTime(), pack.knowledge);
  const link = `${say.base || location.origin}/clinic/new#${code}`;
  slot(node, 'link').href = link;
  slot(node, 'link').textContent = link;
  const qr = generate(link, { minCorrectionLevel: 1 });
  let path = '';
  for (let y = 0; y < qr.size; y += 1) for (let x = 0; x < qr.size; x += 1) if (qr.get(x, y)) path += `M${x} ${y}h1v1h-1z`;
  slot(node, 'qr').setAttribute('viewBox', `-4 -4 ${qr.size + 8} ${qr.size + 8}`);
  slot(node, 'qr').querySelector('path').setAttribute('d', path);
  const sentence = (rule) => find(`.reason[data-rule="${rule.id}"]`).querySelector('p').textContent;
  slot(node, 'why').replaceChildren(...items([...main, ...also].map((rule) => `${sentence(rule)} (${rule.id})`)));
  fillAnswers(node);
  node.querySelector('[data-act="print"]').hidden = false;
  show(node, true);
}

/** Goes somewhere and leaves a step in the browser's history: the name of a screen, never an answer. */
function go(to) {
  history.pushState({ to }, '');
  open(to);
}

function open(to) {
  if (to === 'result') showResult();
  else if (to === 'show') showPage();
  else showScreen(to);
}

/** Takes the answers of the screen that was sent; says what is wrong with them, or nothing. */
function take(form, button) {
  const screen = pack.screens[screenIndex(form.dataset.screen)];
  if (button.name === 'when') {
    if (button.value !== 'date') {
      when = { today: daysAgo(0), yesterday: daysAgo(1) }[button.value] ?? button.value;
      return '';
    }
    const typed = form.querySelector('input[type="date"]').value;
    if (!/^\d{4}-\d\d-\d\d$/.test(typed) || typed < '2000-01-01') return say.sayDate;
    if (typed > daysAgo(0)) return say.sayFuture;
    when = typed;
    return '';
  }
  if (button.name === 'none') for (const sign of standsFor(screen)) answers[sign] ??= 'absent';
  if (screen.signs.includes(button.name)) answers[button.name] = button.value;
  return answered(screen) || emergency() ? '' : say.sayChoose;
}

function onSubmit(event) {
  const form = event.target;
  const button = event.submitter;
  if (!button) return;
  event.preventDefault();
  if (button.dataset.act === 'show') return go('show');
  if (button.dataset.act === 'result') return go('result');
  if (button.name === 'go' && button.value === 'back') {
    return go(pack.screens[screenIndex(form.dataset.screen)].before ?? pack.screens[0].id);
  }
  if (button.name === 'go' && button.value !== 'next') return go(button.value);
  if (button.name === 'some') {
    // An earlier “none of these” no longer holds: each is asked by itself, from the first.
    for (const sign of pack.screens[0].none) delete answers[sign];
    return go(pack.screens[1].id);
  }
  const wrong = take(form, button);
  if (wrong) return fail(form, wrong);
  go(next()?.id ?? 'result');
}

async function start() {
  const response = await fetch(say.pack);
  if (!response.ok) return;
  pack = await response.json();
  history.replaceState({ to: pack.screens[0].id }, '');
  stage.addEventListener('submit', onSubmit);
  stage.addEventListener('click', (event) => {
    const act = event.target.closest('[data-act]')?.dataset.act;
    if (act === 'print') window.print();
    if (act !== 'restart') return;
    event.preventDefault();
    answers = {};
    when = '';
    go(pack.screens[0].id);
  });
  window.addEventListener('popstate', (event) => open(event.state?.to ?? pack.screens[0].id));
  const date = stage.querySelector('input[type="date"]');
  if (date) date.max = daysAgo(0);
  root.dataset.ready = '';
  if (pack.valid_until < daysAgo(0)) show(find('[data-stale]'), false);
  if ('serviceWorker' in navigator) await navigator.serviceWorker.register('/check/sw.js', { scope: '/check/' });
}

// When the table cannot be had, the page stays what it is: forms that the server answers.
start().catch(() => {});
