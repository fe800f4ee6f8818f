// What the fuzzer starts from, out of what the repository has: dictionaries from the words of knowledge/notes and the keys
// and codes that the sweep reads, inputs from the labelled notes and from the exports that the tests read.
//
//   node fuzz/prepare.mjs [EXPORT.ndjson…]     writes dict/*.dict (kept) and corpus/TARGET/* (not kept)
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const read = (path) => readFileSync(join(root, path), "utf8");
const quoted = (text) => [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((found) => found[1]);

// Words: every word of a phrase or a heading, and the marks of shorthand.
const words = new Set();
for (const file of ["words", "signs", "context", "sections", "since"]) {
  const text = read(`knowledge/notes/${file}.toml`).replace(/^(#|examples|not|about|id|means|looks|says|when|who).*$/gm, "");
  for (const phrase of quoted(text)) {
    for (const word of phrase.replace(/<[^>]*>|\.\.\d|[()[\]|]/g, " ").split(/\s+/)) {
      const plain = word.replace(/^_(.+)_$/, "$1");
      if (plain.length > 1 && !plain.includes("\\")) words.add(plain);
    }
  }
}
const headings = quoted(read("knowledge/notes/sections.toml").match(/^headings.*$/gm).join("\n")).map((h) => `${h}: `);
const marks = ["?", "+ve", "-ve", "(-)", "(+)", "[x]", "[ ]", "2/52", "2.5 cm", "3/5", "o/e ", "s/p ", ". ", "\n", "\n\n", "\r\n", ";", ", ", " - ", "- ", "Dr. ", "1. ", "\u2019", "\u2013", "\u2022 ", "\u00d8", "\u2205", "\u00a0", "# ", "**", "N.", "\u2191"];
const bytes = ["\xff", "\xe9", "\xa0", "\x92", "\x96", "\xe2\x80", "\xc2", "\xf0\x9f", "\xed\xa0\x80", "\xef\xbb\xbf"];

// Keys that the reader names, kinds of resources, systems and codes.
const fhir = read("crates/sweep/src/fhir.rs");
const camel = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
const keys = new Set(["resourceType", "attachment", "reasonCode", "contentType"]);
for (const [, name] of fhir.matchAll(/^ {4}(\w+): (?:Option|Vec|Str)</gm)) keys.add(camel(name));
const kinds = ["DocumentReference", "Encounter", "Condition", "Procedure", "ImagingStudy", "DiagnosticReport", "ServiceRequest", "MedicationRequest", "Patient"];
const codes = quoted(read("knowledge/notes/codes.toml")).filter((text) => /^[A-Z0-9.%-]{3,12}$|^http|^urn:/.test(text));
const values = ["2026-11-18", "2026-11-18T10:00:00Z", "2026", "entered-in-error", "cancelled", "refuted", "superseded", "text/plain", "text/plain; charset=utf-8", "text/plain; charset=iso-8859-1", "application/pdf", "Patient/p", "Encounter/e", "/_history/", "urn:uuid:", "null", "true", "1e999", "{}", "[]", "\\u0041", "\\ud800", "\\n", "\\\"", "\ufeff"];

const entry = (bytes) => `"${[...bytes].map((byte) => (byte >= 32 && byte < 127 && byte !== 34 && byte !== 92 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`)).join("")}"`;
const dictionary = (name, head, texts, binary = []) => {
  const entries = [...texts].map((text) => Buffer.from(text)).concat(binary.map((text) => Buffer.from(text, "latin1")));
  const lines = [...new Set(entries.filter((bytes) => bytes.length > 0 && bytes.length < 60).map(entry))];
  writeFileSync(join(here, "dict", `${name}.dict`), `# ${head} Written by prepare.mjs.\n${lines.join("\n")}\n`);
};
const spaced = [...words].sort().map((word) => `${word} `);
const code = (text) => Buffer.from(text).toString("base64");
mkdirSync(join(here, "dict"), { recursive: true });
dictionary("text", "Words, headings and marks of notes.", [...spaced, ...headings, ...marks]);
dictionary("utf8", "Words, headings and marks of notes, and bytes that are no text.", [...spaced, ...headings, ...marks], bytes);
dictionary("base64", "Base64 of words, and words.", [...spaced.map((word) => code(word.padEnd(Math.ceil(word.length / 3) * 3))), "=", "==", "\n", " ", "-", "_", "\"", "\\", ...spaced.slice(0, 400)], bytes);
dictionary("ndjson", "Keys, kinds and codes of an export.", [...[...keys].flatMap((key) => [`"${key}":`, `"${key}":"`]), ...kinds.flatMap((kind) => [`"${kind}"`, `{"resourceType":"${kind}","id":"a",`]), ...codes, ...values, code("Felt a pop.."), code("no palpable gap, TA")], bytes);

// Inputs.
const put = (target, bytes) => {
  const data = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes);
  if (data.length === 0 || data.length > 4096) return;
  mkdirSync(join(here, "corpus", target), { recursive: true });
  writeFileSync(join(here, "corpus", target, createHash("sha1").update(data).digest("hex")), data);
};
const rows = read("crates/notes/tests/data/shorthand-dev.tsv").trim().split("\n").slice(1).map((row) => row.split("\t")[3]?.replaceAll("\\n", "\n")).filter(Boolean);
const notes = [...rows];
for (let at = 0; at + 4 < rows.length; at += 5) {
  notes.push(`HPC:\n${rows[at]}\nPMH: ${rows[at + 1]}\n\nO/E: ${rows[at + 2]} ${rows[at + 3]}\nPlan:\n- ${rows[at + 4]}\n`);
}
// Without an end of a sentence: such notes are cut where it suits.
for (let at = 0; at + 30 < rows.length; at += 40) {
  const joined = rows.slice(at, at + 30).join([" ", ", ", "-", "é "][at / 40 % 4]).replace(/[.!\n]/g, at % 3 ? " " : "");
  notes.push(joined.slice(0, 3000 - at), joined.replaceAll(" ", "").slice(0, 1800));
}
const line = (text, extra = "", kind = "text/plain", charset = "utf8") =>
  `{"resourceType":"DocumentReference","id":"d","status":"current","subject":{"reference":"Patient/p"},"date":"2026-11-18T10:00:00Z",${extra}"content":[{"attachment":{"contentType":"${kind}","data":"${Buffer.from(text, charset).toString("base64")}"}}]}`;
notes.forEach((note, number) => {
  put("text", note);
  put("utf8", note);
  put("utf8", Buffer.from(note, "latin1"));
  put("base64", note);
  put("base64", code(note));
  if (number % 8 === 0) put("base64", code(note).replace(/.{20}/g, "$&\n").replace(/=+$/, ""));
  if (number % 6 === 0) {
    put("ndjson", [line(note), line(rows[(number + 1) % rows.length]), line(note, "", "text/plain; charset=iso-8859-1", "latin1")].join("\n"));
    put("ndjson", `\ufeff${JSON.stringify({ resourceType: "DiagnosticReport", id: "r", subject: { reference: "Patient/p/_history/2" }, encounter: { reference: "Encounter/e" }, effectiveDateTime: "2026-11-18", conclusion: note, presentedForm: [{ contentType: "text/plain", data: code(rows[(number + 7) % rows.length]) }] })}\n${line(note, '"docStatus":"final",')}\n`);
  }
});
// Lines of one shape, the second with a string that cannot be read by it.
const short = (id, data, kind = "text/plain", status = "current") => `{"resourceType":"DocumentReference","id":"${id}","status":"${status}","content":[{"attachment":{"contentType":"${kind}","data":"${data}"}}]}\n`;
const popped = code("Felt a pop.");
for (const odd of ["a\\nb", "a\\u0041", "a\tb", "\u00e9", "", 'a","id":"b', "a\\", "\u0000", "a\\/b", "\ufeff"]) {
  for (const lines of [[short(odd, popped)], [short("d", `${popped.slice(0, 4)}${odd}${popped.slice(4)}`)], [short("d", popped, `text/plain;${odd}`)], [short("d", odd, "image/png")], [short("d", `%${odd}`, "text/plain", "entered-in-error")]]) {
    put("ndjson", short("d", popped, lines[0].includes("image") ? "image/png" : "text/plain") + lines.join(""));
  }
}
const exports = ["crates/sweep/tests/data/bad.ndjson", ...readdirSync(join(root, "crates/sweep/tests/data/ward")).map((name) => `crates/sweep/tests/data/ward/${name}`)].map(read);
exports.push(...process.argv.slice(2).map((path) => readFileSync(path, "utf8")));
for (const text of exports) {
  const lines = text.trim().split("\n");
  lines.slice(0, 60).forEach((one, at) => {
    put("ndjson", `${one}\n`);
    put("ndjson", `${one}\n${lines[at + 1] ?? one}\n`);
  });
}
