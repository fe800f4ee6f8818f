// Writes THIRD-PARTY.md: every library linked into the program, its licence and the licence's text.
//   node scripts/licences.mjs           writes the file
//   node scripts/licences.mjs --check   fails when the file is out of date or a licence is not on the list
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const file = join(import.meta.dirname, '..', 'THIRD-PARTY.md');
const root = dirname(file);

// The same list as in deny.toml.
const deny = readFileSync(join(root, 'deny.toml'), 'utf8');
const allowed = new Set([...deny.match(/allow = \[([^\]]*)\]/)[1].matchAll(/"([^"]+)"/g)].map((m) => m[1]));

/** Whether an SPDX expression can be met with allowed licences. */
function fits(expression) {
  const tokens = expression.replace(/\//g, ' OR ').replace(/[()]/g, ' $& ').trim().split(/\s+/);
  const either = () => {
    let ok = both();
    while (tokens[0] === 'OR') {
      tokens.shift();
      ok = both() || ok;
    }
    return ok;
  };
  const both = () => {
    let ok = one();
    while (tokens[0] === 'AND') {
      tokens.shift();
      ok = one() && ok;
    }
    return ok;
  };
  const one = () => {
    let id = tokens.shift();
    if (id === '(') {
      const ok = either();
      tokens.shift();
      return ok;
    }
    if (tokens[0] === 'WITH') id += ` ${tokens.shift()} ${tokens.shift()}`;
    return allowed.has(id);
  };
  return either();
}

let metadata;
try {
  metadata = JSON.parse(
    execFileSync('cargo', ['metadata', '--format-version', '1', '--locked'], { cwd: root, maxBuffer: 2 ** 28 }),
  );
} catch {
  process.exit(1); // cargo has said why
}
const packages = new Map(metadata.packages.map((p) => [p.id, p]));
const nodes = new Map(metadata.resolve.nodes.map((n) => [n.id, n]));

// What is linked into the program: normal dependencies, from the binary down. Tests and build scripts are not shipped.
const linked = new Set();
const walk = (id) => {
  if (linked.has(id)) return;
  linked.add(id);
  for (const dep of nodes.get(id).deps) if (dep.dep_kinds.some((kind) => kind.kind === null)) walk(dep.pkg);
};
walk(metadata.packages.find((p) => p.name === 'heelrise').id);
const crates = [...linked]
  .map((id) => packages.get(id))
  .filter((p) => p.source)
  .sort((a, b) => a.name.localeCompare(b.name, 'en') || a.version.localeCompare(b.version, 'en', { numeric: true }));

const refused = [...metadata.packages].filter((p) => p.source && !fits(p.license ?? 'none'));
for (const p of refused) console.error(`${p.name} ${p.version}: the licence ${p.license} is not on the list in deny.toml.`);

// Scripts that are shipped to browsers, each in a folder of its own with its licence.
const vendor = join(root, 'crates/web/assets/vendor');
const scripts = existsSync(vendor)
  ? readdirSync(vendor, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  : [];

/** Texts of a folder's licences; of `A OR B` the first that is there of MIT, Apache-2.0 and others. */
function texts(folder) {
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(licen[cs]e|copying|unlicense|notice)/i.test(entry.name))
    .map((entry) => entry.name)
    .sort();
  const pick = files.find((name) => /mit/i.test(name)) ?? files.find((name) => /^licen[cs]e(\.\w+)?$/i.test(name));
  const wanted = [pick ?? files[0], ...files.filter((name) => /^notice/i.test(name))].filter(Boolean);
  return [...new Set(wanted)].map((name) => join(folder, name));
}
const read = (path) => readFileSync(path, 'utf8').replace(/\r/g, '').replace(/[ \t]+$/gm, '').trim();

const byText = new Map();
const add = (name, folder) => {
  for (const path of texts(folder)) {
    const text = read(path);
    byText.set(text, [...(byText.get(text) ?? []), name]);
  }
};
for (const p of crates) add(`${p.name} ${p.version}`, dirname(p.manifest_path));
for (const name of scripts) add(`${name} (in the browser)`, join(vendor, name));

const lines = [
  '# Third-party software',
  '',
  'What is linked into the `heelrise` program or sent to browsers, under which licence, and the licences’ texts.',
  'Written by `node scripts/licences.mjs`; tests fail when it is out of date. Where a licence may be chosen, the permissive',
  'one is. Medical sources are not software: they stand in `knowledge/sources.toml`.',
  '',
  '| library | version | licence | source |',
  '|---|---|---|---|',
  ...crates.map((p) => `| ${p.name} | ${p.version} | ${p.license} | ${p.repository ?? p.homepage ?? ''} |`),
  ...scripts.map((name) => `| ${name} | see its folder | see below | crates/web/assets/vendor/${name} |`),
  '',
  '## Texts',
  '',
  ...[...byText].flatMap(([text, names]) => [`### ${names.join(', ')}`, '', '~~~text', text, '~~~', '']),
];
const now = lines.join('\n');

if (process.argv.includes('--check')) {
  const kept = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const table = (text) => text.split('\n').filter((line) => line.startsWith('| ')).join('\n');
  const stale = table(kept) !== table(now);
  if (stale) console.error('THIRD-PARTY.md is out of date. Run: node scripts/licences.mjs');
  console.log(`${crates.length} linked libraries, ${metadata.packages.length} in the tree, ${refused.length} refused`);
  process.exit(stale || refused.length > 0 ? 1 : 0);
}
writeFileSync(file, now);
console.log(`${file}: ${crates.length} libraries, ${byText.size} texts, ${Math.round(now.length / 1000)} kB`);
process.exit(refused.length > 0 ? 1 : 0);
