// Reads and writes every code in handover-vectors.json, and refuses what is damaged.
import { readFileSync } from 'node:fs';
import { decode, encode } from '../../assets/js/handover.js';

const { signs, vectors, refused } = JSON.parse(readFileSync(new URL('handover-vectors.json', import.meta.url), 'utf8'));
const fail = (...what) => {
  console.error(...what);
  process.exit(1);
};
for (const v of vectors) {
  const made = Date.parse(v.made_at);
  const code = encode(signs, v.answers, v.when, made, v.knowledge);
  if (code !== v.code) fail('written', code, 'expected', v.code);
  const read = decode(signs, `#${v.code}`);
  const all = Object.fromEntries(signs.map((sign) => [sign, v.answers[sign] ?? 'not_asked']));
  if (JSON.stringify(read?.answers) !== JSON.stringify(all)) fail('answers of', v.code, read);
  if (read.when !== v.when || read.madeAt !== made || read.knowledge !== v.knowledge) fail('rest of', v.code, read);
}
for (const code of refused) if (decode(signs, code) !== null) fail('not refused', code);
console.log(`${vectors.length} codes, ${refused.length} refused`);
