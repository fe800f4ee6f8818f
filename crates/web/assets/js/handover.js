// The handover code: the answers in 27 characters after the # of a link, where no server sees them. The format is
// described in crates/web/src/check/handover.rs; both are held to crates/web/tests/js/handover-vectors.json.

const PREFIX = 'h1.';
const BITS = ['not_asked', 'absent', 'unsure', 'present'];
const KINDS = ['not_asked', 'unsure', 'date', 'today', 'yesterday'];
const EPOCH = Date.UTC(2000, 0, 1);

/** @param {Uint8Array} bytes */
function crc16(bytes) {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let i = 0; i < 8; i += 1) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return crc;
}

/**
 * @param {string[]} signs all reported signs, in their order
 * @param {Record<string, string>} answers by sign
 * @param {string} when '' | 'unsure' | 'today' | 'yesterday' | 'YYYY-MM-DD'
 * @param {number} madeAt milliseconds from 1970, UTC
 * @param {string} knowledge at least 12 hexadecimal digits
 */
export function encode(signs, answers, when, madeAt, knowledge) {
  const bytes = new Uint8Array(20);
  const view = new DataView(bytes.buffer);
  signs.forEach((sign, i) => {
    bytes[i >> 2] |= Math.max(0, BITS.indexOf(answers[sign])) << (6 - 2 * (i % 4));
  });
  const isDate = /^\d{4}-\d\d-\d\d$/.test(when);
  bytes[5] = isDate ? 2 : Math.max(0, KINDS.indexOf(when || 'not_asked'));
  if (isDate) view.setUint16(6, Math.round((Date.parse(when) - EPOCH) / 864e5));
  view.setUint32(8, Math.max(0, Math.floor((madeAt - EPOCH) / 6e4)));
  for (let i = 0; i < 6; i += 1) bytes[12 + i] = parseInt(knowledge.slice(2 * i, 2 * i + 2), 16);
  view.setUint16(18, crc16(bytes.subarray(0, 18)));
  return PREFIX + btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
}

/**
 * @param {string[]} signs all reported signs, in their order
 * @param {string} code with or without the # before it
 * @returns {{answers: Record<string, string>, when: string, madeAt: number, knowledge: string} | null} null when the
 *   code is none of ours or damaged
 */
export function decode(signs, code) {
  const text = code.trim().replace(/^#/, '');
  if (!/^h1\.[\w-]{27}$/.test(text)) return null;
  const raw = atob(text.slice(PREFIX.length).replace(/-/g, '+').replace(/_/g, '/') + '=');
  const bytes = Uint8Array.from(raw, (c) => c.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  if (crc16(bytes.subarray(0, 18)) !== view.getUint16(18) || !KINDS[bytes[5]]) return null;
  /** @type {Record<string, string>} */
  const answers = {};
  signs.forEach((sign, i) => {
    answers[sign] = BITS[(bytes[i >> 2] >> (6 - 2 * (i % 4))) & 3];
  });
  const kind = KINDS[bytes[5]];
  const date = () => new Date(EPOCH + view.getUint16(6) * 864e5).toISOString().slice(0, 10);
  return {
    answers,
    when: kind === 'not_asked' ? '' : kind === 'date' ? date() : kind,
    madeAt: EPOCH + view.getUint32(8) * 6e4,
    knowledge: Array.from(bytes.subarray(12, 18), (b) => b.toString(16).padStart(2, '0')).join(''),
  };
}
