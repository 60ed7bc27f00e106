// WOFF 1 is a TrueType font whose tables are compressed one by one; what sets the PDFs reads only the plain form.
import { inflateSync } from "node:zlib";

const WOFF = 0x774f4646;
const NAME = 0x6e616d65;
const WOFF_HEADER = 44;
const WOFF_ENTRY = 20;
const FONT_HEADER = 12;
const FONT_ENTRY = 16;

/** Tables begin at multiples of four. */
const padded = (length) => (length + 3) & ~3;

/**
 * The bytes of a .woff as the bytes of the .ttf it was made from. `rename` gives it another family of the same length:
 * a typesetter that finds two fonts of one name and weight takes either, whichever letters it has.
 */
export function unpackWoff(woff, rename = undefined) {
  if (woff.length < WOFF_HEADER || woff.readUInt32BE(0) !== WOFF) throw new Error("This is no WOFF font.");
  const count = woff.readUInt16BE(12);
  const stored = Array.from({ length: count }, (_, place) => table(woff, WOFF_HEADER + place * WOFF_ENTRY));
  const tables = rename ? stored.map((entry) => (entry.tag === NAME ? renamed(entry, rename) : entry)) : stored;
  const head = Buffer.alloc(FONT_HEADER + count * FONT_ENTRY);
  head.writeUInt32BE(woff.readUInt32BE(4), 0);
  const power = Math.floor(Math.log2(count));
  head.writeUInt16BE(count, 4);
  head.writeUInt16BE(2 ** power * 16, 6);
  head.writeUInt16BE(power, 8);
  head.writeUInt16BE((count - 2 ** power) * 16, 10);
  let offset = head.length;
  tables.forEach(({ tag, checksum, content }, place) => {
    const at = FONT_HEADER + place * FONT_ENTRY;
    head.writeUInt32BE(tag, at);
    head.writeUInt32BE(checksum, at + 4);
    head.writeUInt32BE(offset, at + 8);
    head.writeUInt32BE(content.length, at + 12);
    offset += padded(content.length);
  });
  return Buffer.concat([head, ...tables.map(({ content }) => Buffer.concat([content, Buffer.alloc(padded(content.length) - content.length)]))]);
}

function table(woff, at) {
  const [tag, offset, packed, length, checksum] = [0, 4, 8, 12, 16].map((step) => woff.readUInt32BE(at + step));
  const stored = woff.subarray(offset, offset + packed);
  const content = packed < length ? inflateSync(stored) : stored;
  if (content.length !== length) throw new Error("The font is damaged: a table has not the length it states.");
  return { tag, checksum, content };
}

function renamed({ tag, content }, { from, to }) {
  if (from.length !== to.length) throw new Error(`"${from}" and "${to}" differ in length.`);
  // Names are stored as UTF-16 with the high byte first.
  const wide = (text) => Buffer.from(text, "utf16le").swap16();
  const changed = Buffer.from(content);
  for (let at = changed.indexOf(wide(from)); at >= 0; at = changed.indexOf(wide(from))) wide(to).copy(changed, at);
  return { tag, checksum: sum(changed), content: changed };
}

/** What a font states of each table: the sum of its 32-bit numbers. */
function sum(content) {
  const whole = Buffer.concat([content, Buffer.alloc(padded(content.length) - content.length)]);
  let total = 0;
  for (let at = 0; at < whole.length; at += 4) total = (total + whole.readUInt32BE(at)) >>> 0;
  return total;
}
