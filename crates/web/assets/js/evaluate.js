// Evaluates the urgency table without a network. The table comes as data, compiled from the same file that the server
// reads; a test replays every possible set of answers here and there and holds the two equal.

/**
 * @typedef {'present'|'unsure'|'absent'|'not_asked'} Answer
 * @typedef {{id: string, outcome: number, when: Record<string, Answer[]>}} Rule
 * @typedef {{knowledge: string, valid_until: string, outcomes: string[], rules: Rule[],
 *   screens: {id: string, signs: string[]}[], signs: string[]}} Pack
 */

/** Each pack's conditions, taken apart once. */
const conditions = new WeakMap();

/**
 * The rules that fire, and the most urgent of their outcomes. A sign without an answer is `not_asked`, never `absent`.
 * @param {Pack} pack
 * @param {Record<string, Answer>} answers
 * @returns {{outcome: number, rules: Rule[]}}
 */
export function evaluate(pack, answers) {
  if (!conditions.has(pack)) conditions.set(pack, new Map(pack.rules.map((rule) => [rule, Object.entries(rule.when)])));
  const asked = conditions.get(pack);
  const rules = pack.rules.filter((rule) =>
    asked.get(rule).every(([sign, accepted]) => accepted.includes(answers[sign] ?? 'not_asked')),
  );
  return { outcome: rules.reduce((worst, rule) => Math.max(worst, rule.outcome), 0), rules };
}

/**
 * Whether an answer counts as present for urgency.
 * @param {Answer|undefined} answer
 */
export const counts = (answer) => answer === 'present' || answer === 'unsure';
