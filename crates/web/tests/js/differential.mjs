// Replays every set of answers that can differ: node differential.mjs PACK ANSWERS
// ANSWERS holds one 32-bit number for each set, in the order counted here: the rules that fired as bits from the lowest,
// the outcome in the two highest bits.
import { readFileSync } from 'node:fs';
import { evaluate } from '../../assets/js/evaluate.js';

const pack = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const bytes = readFileSync(process.argv[3]);
const expected = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
const signs = pack.screens.flatMap((screen) => screen.signs);
const words = ['absent', 'not_asked', 'present'];
const digits = new Array(signs.length).fill(0);
const answers = Object.fromEntries(signs.map((sign) => [sign, words[0]]));
const bit = new Map(pack.rules.map((rule, i) => [rule.id, 2 ** i]));

let differences = 0;
for (let i = 0; i < expected.length; i += 1) {
  const { outcome, rules } = evaluate(pack, answers);
  let fired = 0;
  for (const rule of rules) fired += bit.get(rule.id);
  if (fired + outcome * 2 ** 30 !== expected[i]) {
    differences += 1;
    if (differences <= 3) console.error(i, JSON.stringify(answers), fired, outcome, expected[i]);
  }
  for (let d = 0; d < digits.length; d += 1) {
    digits[d] = (digits[d] + 1) % 3;
    answers[signs[d]] = words[digits[d]];
    if (digits[d] !== 0) break;
  }
}
console.log(`${expected.length} sets of answers, ${differences} differences`);
process.exit(differences === 0 && expected.length === 3 ** signs.length ? 0 : 1);
