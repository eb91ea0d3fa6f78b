// Chirograph's second verifier: judges evidence and receipts offline, under keys that came by another way.
//
// One ES module without dependencies, for browsers and Node.js 18 or later. It uses no WebCrypto, so that it works from
// file:// and on plain HTTP. It shares no code with the Java verifier and has to agree with it, case by case.
// What it does not check it says (`notChecked`), and never counts as good: docs/verification.md has the list.
//
//   node verify.mjs FILE... --key VKEY [--meta-log VKEY] [--policy FILE] [--proof FILE]... [--receipt] [--strict] [--json]
//
// Exit codes: 0 holds, 1 does not hold, 2 could not be checked. Bounded by the size of what it is given.
//
// Copyright the Chirograph authors; Apache License 2.0.

/** What is malformed: the message says how. */
export class Malformed extends Error {}

/** What nobody signed who should have. */
export class BadSignature extends Error {}

/** What was given beside the file (a key, a policy) is none: nothing is judged. */
export class BadInput extends Error {}

// ---------------------------------------------------------------------------------------------------- bytes

const MAX_LONG = (1n << 63n) - 1n;
const encoder = new TextEncoder();
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const looseDecoder = new TextDecoder('utf-8', { ignoreBOM: true });

export const bytesOf = (text) => encoder.encode(text);

export function utf8(bytes) {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    throw new Malformed('not UTF-8');
  }
}

/** Octets as characters of the same numbers. */
function latin1(bytes) {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return text;
}

export const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');

export function unhex(text) {
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = parseInt(text.slice(2 * i, 2 * i + 2), 16);
  }
  return bytes;
}

export const base64 = (bytes) => btoa(latin1(bytes));

/** Standard base64 with padding; every spelling but the one that encoding gives is refused. */
export function unbase64(text) {
  if (/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    if (base64(bytes) === text) {
      return bytes;
    }
  }
  throw new Malformed(`not canonical base64: ${quote(text)}`);
}

export function equal(one, other) {
  if (one.length !== other.length) {
    return false;
  }
  for (let i = 0; i < one.length; i++) {
    if (one[i] !== other[i]) {
      return false;
    }
  }
  return true;
}

function concat(...parts) {
  const out = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

const bigEndian = (bytes) => bytes.reduce((number, b) => (number << 8n) | BigInt(b), 0n);

/** A text of unknown origin on one line, with nothing in it that moves a cursor or changes the order of reading. */
export function printable(text) {
  return Array.from(text, (c) =>
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(c) ? `\\u${c.codePointAt(0).toString(16).padStart(4, '0')}` : c,
  ).join('');
}

const quote = (text) => `"${text.length > 80 ? `${text.slice(0, 80)}…` : text}"`;

/** A decimal number from 0 to 2^63-1 in its one spelling, as a BigInt. */
function decimal(text, what) {
  if (!/^(?:0|[1-9][0-9]{0,18})$/.test(text) || BigInt(text) > MAX_LONG) {
    throw new Malformed(`${what} is not a plain decimal number: ${quote(text)}`);
  }
  return BigInt(text);
}

/** Java's split with a limit: the last part holds the rest. */
function splitFirst(text, separator, limit) {
  const parts = text.split(separator);
  return parts.length <= limit ? parts : [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(separator)];
}

const padded = (number) => String(number).padStart(16, '0');

// ------------------------------------------------------------------------------------------- SHA-256, SHA-512

const PRIMES = [];
for (let n = 2; PRIMES.length < 80; n++) {
  if (PRIMES.every((p) => n % p !== 0)) {
    PRIMES.push(n);
  }
}

/** The first 64 bits behind the point of the root of `n` of that degree. */
function rootBits(n, degree) {
  const shifted = BigInt(n) << (64n * BigInt(degree));
  let low = 0n;
  let high = 1n << 72n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** BigInt(degree) <= shifted) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return BigInt.asUintN(64, low);
}

const halves = (words) => Int32Array.from(words.flatMap((w) => [Number(w >> 32n) | 0, Number(w & 0xffffffffn) | 0]));
const K512 = halves(PRIMES.map((p) => rootBits(p, 3)));
const H512 = halves(PRIMES.slice(0, 8).map((p) => rootBits(p, 2)));
const K256 = Int32Array.from({ length: 64 }, (_, i) => K512[2 * i]);
const H256 = Int32Array.from({ length: 8 }, (_, i) => H512[2 * i]);

/** The message behind its padding, in blocks of `block` bytes; only the last one or two are copied. */
function* blocks(parts, block) {
  const message = parts.length === 1 ? parts[0] : concat(...parts);
  const whole = message.length - (message.length % block);
  yield [message, whole];
  const rest = message.length - whole;
  const tail = new Uint8Array(rest + 1 + block / 8 > block ? 2 * block : block);
  tail.set(message.subarray(whole));
  tail[rest] = 0x80;
  new DataView(tail.buffer).setBigUint64(tail.length - 8, BigInt(message.length) * 8n);
  yield [tail, tail.length];
}

export function sha256(...parts) {
  const h = H256.slice();
  const w = new Int32Array(64);
  for (const [bytes, end] of blocks(parts, 64)) {
    for (let at = 0; at < end; at += 64) {
      for (let i = 0, p = at; i < 16; i++, p += 4) {
        w[i] = (bytes[p] << 24) | (bytes[p + 1] << 16) | (bytes[p + 2] << 8) | bytes[p + 3];
      }
      for (let i = 16; i < 64; i++) {
        const x = w[i - 15];
        const y = w[i - 2];
        const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
      }
      let [a, b, c, d, e, f, g, k] = h;
      for (let i = 0; i < 64; i++) {
        const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
        const t1 = (k + s1 + ((e & f) ^ (~e & g)) + K256[i] + w[i]) | 0;
        const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
        const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        k = g;
        g = f;
        f = e;
        e = (d + t1) | 0;
        d = c;
        c = b;
        b = a;
        a = (t1 + t2) | 0;
      }
      h[0] += a;
      h[1] += b;
      h[2] += c;
      h[3] += d;
      h[4] += e;
      h[5] += f;
      h[6] += g;
      h[7] += k;
    }
  }
  return words(h);
}

function words(numbers) {
  const out = new Uint8Array(numbers.length * 4);
  const view = new DataView(out.buffer);
  numbers.forEach((number, i) => view.setInt32(4 * i, number));
  return out;
}

/** SHA-512 in halves of 32 bits: `l` low, `h` high. */
export function sha512(...parts) {
  const state = H512.slice();
  const w = new Int32Array(160);
  const v = new Int32Array(16);
  for (const [bytes, end] of blocks(parts, 128)) {
    for (let at = 0; at < end; at += 128) {
      for (let i = 0, p = at; i < 32; i++, p += 4) {
        w[i] = (bytes[p] << 24) | (bytes[p + 1] << 16) | (bytes[p + 2] << 8) | bytes[p + 3];
      }
      for (let i = 32; i < 160; i += 2) {
        const xh = w[i - 30];
        const xl = w[i - 29];
        const yh = w[i - 4];
        const yl = w[i - 3];
        const ah = ((xh >>> 1) | (xl << 31)) ^ ((xh >>> 8) | (xl << 24)) ^ (xh >>> 7);
        const al = ((xl >>> 1) | (xh << 31)) ^ ((xl >>> 8) | (xh << 24)) ^ ((xl >>> 7) | (xh << 25));
        const bh = ((yh >>> 19) | (yl << 13)) ^ ((yl >>> 29) | (yh << 3)) ^ (yh >>> 6);
        const bl = ((yl >>> 19) | (yh << 13)) ^ ((yh >>> 29) | (yl << 3)) ^ ((yl >>> 6) | (yh << 26));
        const low = (w[i - 31] >>> 0) + (al >>> 0) + (w[i - 13] >>> 0) + (bl >>> 0);
        w[i] = w[i - 32] + ah + w[i - 14] + bh + carry(low);
        w[i + 1] = low;
      }
      v.set(state);
      for (let i = 0; i < 160; i += 2) {
        const [ah, al, bh, bl, ch, cl, , , eh, el, fh, fl, gh, gl, kh, kl] = v;
        const sh = ((eh >>> 14) | (el << 18)) ^ ((eh >>> 18) | (el << 14)) ^ ((el >>> 9) | (eh << 23));
        const sl = ((el >>> 14) | (eh << 18)) ^ ((el >>> 18) | (eh << 14)) ^ ((eh >>> 9) | (el << 23));
        const choose = (el & fl) ^ (~el & gl);
        const low1 = (kl >>> 0) + (sl >>> 0) + (choose >>> 0) + (K512[i + 1] >>> 0) + (w[i + 1] >>> 0);
        const high1 = (kh + sh + ((eh & fh) ^ (~eh & gh)) + K512[i] + w[i] + carry(low1)) | 0;
        const th = ((ah >>> 28) | (al << 4)) ^ ((al >>> 2) | (ah << 30)) ^ ((al >>> 7) | (ah << 25));
        const tl = ((al >>> 28) | (ah << 4)) ^ ((ah >>> 2) | (al << 30)) ^ ((ah >>> 7) | (al << 25));
        const low2 = (tl >>> 0) + (((al & bl) ^ (al & cl) ^ (bl & cl)) >>> 0);
        const high2 = th + ((ah & bh) ^ (ah & ch) ^ (bh & ch)) + carry(low2);
        v.copyWithin(2, 0, 14);
        const low3 = (v[9] >>> 0) + (low1 >>> 0);
        v[8] = v[8] + high1 + carry(low3);
        v[9] = low3;
        const low4 = (low1 >>> 0) + (low2 >>> 0);
        v[0] = high1 + high2 + carry(low4);
        v[1] = low4;
      }
      for (let i = 0; i < 16; i += 2) {
        const low = (state[i + 1] >>> 0) + (v[i + 1] >>> 0);
        state[i] += v[i] + carry(low);
        state[i + 1] = low;
      }
    }
  }
  return words(state);
}

/** What a sum of low halves gives to the high ones. */
const carry = (sum) => Math.floor(sum / 0x100000000);

export function hmacSha256(key, message) {
  const padded64 = new Uint8Array(64);
  padded64.set(key.length > 64 ? sha256(key) : key);
  return sha256(padded64.map((b) => b ^ 0x5c), sha256(padded64.map((b) => b ^ 0x36), message));
}

// -------------------------------------------------------------------------------------------------- Ed25519

// RFC 8032 without the cofactor, as the JDK and Go check it: S below the group's order, the key and R in their one
// encoding. A key of low order is refused: it is good for messages that nobody signed.
const P = (1n << 255n) - 19n;
const ORDER = (1n << 252n) + 27742317777372353535851937790883648493n;
const mod = (x) => ((x % P) + P) % P;

function power(base, exponent) {
  let result = 1n;
  for (let b = base; exponent > 0n; exponent >>= 1n, b = (b * b) % P) {
    if (exponent & 1n) {
      result = (result * b) % P;
    }
  }
  return result;
}

const inverse = (x) => power(mod(x), P - 2n);
const D = mod(-121665n * inverse(121666n));
const D2 = mod(2n * D);
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);
const LOW_ORDER = new Set([
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
]);

const littleEndian = (bytes) => bigEndian(bytes.slice().reverse());

/** The point with that encoding; null for none, and for an encoding that is not the one of its point. */
function decodePoint(bytes) {
  const number = littleEndian(bytes);
  const sign = number >> 255n;
  const y = number & ((1n << 255n) - 1n);
  if (y >= P) {
    return null;
  }
  const u = mod(y * y - 1n);
  const v = mod(D * y * y + 1n);
  const v3 = mod(v * v * v);
  let x = mod(u * v3 * power(mod(u * v3 * v3 * v), (P - 5n) / 8n));
  if (mod(v * x * x) !== u) {
    x = mod(x * ROOT_OF_MINUS_ONE);
    if (mod(v * x * x) !== u) {
      return null;
    }
  }
  if (x === 0n && sign === 1n) {
    return null;
  }
  return point((x & 1n) === sign ? x : P - x, y);
}

const point = (x, y) => [x, y, 1n, mod(x * y)];
const ZERO = [0n, 1n, 1n, 0n];

function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = ((y1 - x1) * (y2 - x2)) % P;
  const b = ((y1 + x1) * (y2 + x2)) % P;
  const c = (((t1 * D2) % P) * t2) % P;
  const d = (2n * z1 * z2) % P;
  const e = b - a;
  const f = d - c;
  const g = d + c;
  const h = b + a;
  return [(e * f) % P, (g * h) % P, (f * g) % P, (e * h) % P];
}

function double([x, y, z]) {
  const a = (x * x) % P;
  const b = (y * y) % P;
  const c = (2n * z * z) % P;
  const h = a + b;
  const e = h - (((x + y) * (x + y)) % P);
  const g = a - b;
  const f = c + g;
  return [(e * f) % P, (g * h) % P, (f * g) % P, (e * h) % P];
}

const multiples = (base) => {
  const table = [ZERO];
  while (table.length < 16) {
    table.push(add(table.at(-1), base));
  }
  return table;
};

function encodePoint([x, y, z]) {
  const i = inverse(z);
  const number = mod(y * i) | ((mod(x * i) & 1n) << 255n);
  return unhex(number.toString(16).padStart(64, '0')).reverse();
}

const BASE = multiples(decodePoint(unhex(`58${'66'.repeat(31)}`)));

/** Whether a key has the right length and is no point of low order. */
export function isUsableKey(key) {
  if (key.length !== 32) {
    return false;
  }
  const y = key.slice();
  y[31] &= 0x7f;
  return !LOW_ORDER.has(hex(y));
}

/** Whether `signature` is good for `message` under `key`. Never throws. */
export function ed25519(key, message, signature) {
  if (signature.length !== 64 || !isUsableKey(key)) {
    return false;
  }
  const s = littleEndian(signature.subarray(32));
  const negated = decodePoint(key);
  if (s >= ORDER || negated === null) {
    return false;
  }
  negated[0] = P - negated[0];
  negated[3] = P - negated[3];
  const r = signature.subarray(0, 32);
  const k = littleEndian(sha512(r, key, message)) % ORDER;
  const table = multiples(negated);
  let sum = ZERO;
  for (let i = 252n; i >= 0n; i -= 4n) {
    sum = double(double(double(double(sum))));
    sum = add(add(sum, BASE[Number((s >> i) & 15n)]), table[Number((k >> i) & 15n)]);
  }
  return equal(encodePoint(sum), r);
}

// ------------------------------------------------------------------------------------- JSON and RFC 8785

/** A number as it is spelt: readers decide what it is. */
class JsonNumber {
  constructor(text) {
    this.text = text;
    this.integral = /^-?[0-9]+$/.test(text);
  }
}

/**
 * Strict JSON: objects as Maps without repeated names, numbers as JsonNumber.
 * @param {{depth: number, number: number}} most
 */
export function parseJson(bytes, most = { depth: 16, number: 400 }) {
  const text = utf8(bytes);
  let at = 0;
  const fail = () => {
    throw new Malformed(`not JSON: it breaks at character ${at}`);
  };
  const space = () => {
    while (at < text.length && ' \t\n\r'.includes(text[at])) {
      at++;
    }
  };
  const word = (literal, value) => {
    if (!text.startsWith(literal, at)) {
      fail();
    }
    at += literal.length;
    return value;
  };
  const string = () => {
    const start = at++;
    while (text[at] !== '"') {
      if (at >= text.length || text.charCodeAt(at) < 0x20) {
        fail();
      }
      at += text[at] === '\\' ? 2 : 1;
    }
    at++;
    try {
      return JSON.parse(text.slice(start, at));
    } catch {
      return fail();
    }
  };
  const number = () => {
    const found = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
    found.lastIndex = at;
    const [literal] = found.exec(text) ?? fail();
    if (literal.length > most.number) {
      fail();
    }
    at += literal.length;
    return new JsonNumber(literal);
  };
  const members = (end, one) => {
    at++;
    space();
    if (text[at] === end) {
      at++;
      return;
    }
    for (;;) {
      one();
      space();
      if (text[at] === end) {
        at++;
        return;
      }
      word(',');
      space();
    }
  };
  const value = (depth) => {
    space();
    if ((text[at] === '{' || text[at] === '[') && depth === most.depth) {
      throw new Malformed(`nested deeper than ${most.depth}`);
    }
    switch (text[at]) {
      case '{': {
        const object = new Map();
        members('}', () => {
          const name = text[at] === '"' ? string() : fail();
          space();
          word(':');
          if (object.has(name)) {
            throw new Malformed(`a repeated name: ${quote(name)}`);
          }
          object.set(name, value(depth + 1));
        });
        return object;
      }
      case '[': {
        const list = [];
        members(']', () => list.push(value(depth + 1)));
        return list;
      }
      case '"':
        return string();
      case 't':
        return word('true', true);
      case 'f':
        return word('false', false);
      case 'n':
        return word('null', null);
      default:
        return number();
    }
  };
  const read = value(0);
  space();
  return at === text.length ? read : fail();
}

/** The one form of a JSON value (RFC 8785), as text. What has none is refused. */
export function canonical(value) {
  if (value instanceof JsonNumber || typeof value === 'number' || typeof value === 'bigint') {
    const number = Number(value instanceof JsonNumber ? value.text : value);
    if (!Number.isFinite(number)) {
      throw new Malformed('a number beyond what JSON readers keep');
    }
    return String(number);
  }
  if (typeof value === 'string') {
    if (/\p{Cs}/u.test(value)) {
      throw new Malformed('a lone surrogate');
    }
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(',')}]`;
  }
  if (value instanceof Map) {
    const names = [...value.keys()].sort();
    return `{${names.map((name) => `${canonical(name)}:${canonical(value.get(name))}`).join(',')}}`;
  }
  return String(value);
}

/** Whether the bytes are one JSON value in its one form. Never throws. */
export function isCanonical(bytes, most) {
  try {
    return equal(bytesOf(canonical(parseJson(bytes, most))), bytes);
  } catch {
    return false;
  }
}

/** What stands under the names one after the other; undefined where anything on the way is none. */
function at(node, ...names) {
  return names.reduce((found, name) => (found instanceof Map ? found.get(name) : undefined), node);
}

const textAt = (node, ...names) => {
  const found = at(node, ...names);
  return typeof found === 'string' ? found : '';
};

const listAt = (node, ...names) => {
  const found = at(node, ...names);
  return Array.isArray(found) ? found : [];
};

const whole = (node) => {
  if (!(node instanceof JsonNumber) || !node.integral) {
    return null;
  }
  const number = BigInt(node.text);
  return number > MAX_LONG || number < -MAX_LONG - 1n ? null : number;
};

/** A scalar as the terms of a call have it; null for what is none. Fractions are spelt as Java spells them. */
function scalar(node) {
  if (node === undefined || node === null || Array.isArray(node) || node instanceof Map) {
    return null;
  }
  if (!(node instanceof JsonNumber)) {
    return String(node);
  }
  if (node.integral) {
    return String(BigInt(node.text));
  }
  const number = Number(node.text);
  const size = Math.abs(number);
  if (size === 0) {
    return node.text.startsWith('-') ? '-0.0' : '0.0';
  }
  if (size >= 1e-3 && size < 1e7) {
    return Number.isInteger(number) ? `${number}.0` : String(number);
  }
  const [digits, exponent] = number.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
}

// ----------------------------------------------------------------------------------------- the tree (RFC 9162)

export const leafHash = (entry) => sha256(Uint8Array.of(0), entry);
export const nodeHash = (left, right) => sha256(Uint8Array.of(1), left, right);
const hashOf = (text) => {
  const bytes = unbase64(text);
  if (bytes.length !== 32) {
    throw new Malformed(`a hash has 32 bytes, not ${bytes.length}`);
  }
  return bytes;
};
export const shown = (hash) => `sha256:${hex(hash)}`;

/** The root that a leaf at a position of a tree leads to; null where the hashes are too few or too many. */
export function inclusionRoot(index, size, leaf, hashes) {
  if (index < 0n || index >= size) {
    return null;
  }
  let node = index;
  let last = size - 1n;
  let hash = leaf;
  for (const sibling of hashes) {
    if (last === 0n) {
      return null;
    }
    if ((node & 1n) === 1n || node === last) {
      hash = nodeHash(sibling, hash);
      while ((node & 1n) === 0n && node !== 0n) {
        node >>= 1n;
        last >>= 1n;
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n ? hash : null;
}

export function isIncluded(index, size, leaf, hashes, root) {
  const found = inclusionRoot(index, size, leaf, hashes);
  return found !== null && equal(found, root);
}

/** How many hashes the way of a position to the root has. */
function pathLength(index, size) {
  const bits = (number) => (number === 0n ? 0 : number.toString(2).length);
  const inner = bits(index ^ (size - 1n));
  return inner + [...(index >> BigInt(inner)).toString(2)].filter((bit) => bit === '1').length;
}

/** Whether the second tree is shown to extend the first. */
export function isConsistent(first, firstRoot, second, secondRoot, hashes) {
  if (first < 1n || first > second) {
    return false;
  }
  if (first === second) {
    return hashes.length === 0 && equal(firstRoot, secondRoot);
  }
  if (hashes.length === 0) {
    return false;
  }
  const perfect = (first & (first - 1n)) === 0n;
  let node = first - 1n;
  let last = second - 1n;
  while ((node & 1n) === 1n) {
    node >>= 1n;
    last >>= 1n;
  }
  let older = perfect ? firstRoot : hashes[0];
  let newer = older;
  for (const sibling of perfect ? hashes : hashes.slice(1)) {
    if (last === 0n) {
      return false;
    }
    if ((node & 1n) === 1n || node === last) {
      older = nodeHash(sibling, older);
      newer = nodeHash(sibling, newer);
      while ((node & 1n) === 0n && node !== 0n) {
        node >>= 1n;
        last >>= 1n;
      }
    } else {
      newer = nodeHash(newer, sibling);
    }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n && equal(older, firstRoot) && equal(newer, secondRoot);
}

// ------------------------------------------------------------------------------- signed notes and their keys

const ED25519_KEY = 0x01;
const COSIGNATURE_KEY = 0x04;
const ML_DSA_44_KEY = 0x06;
const MAX_NOTE = 1_000_000;
const MAX_COVERED = 16 << 10;

const isKeyName = (name) => name !== '' && !/[\p{Z}\u0085+\u0000-\u001f]/u.test(name);

/** A public key of a signed note (a C2SP vkey). Keys are equal when their `text` is. */
export class VerifierKey {
  constructor(name, type, key) {
    if (!isKeyName(name)) {
      throw new Malformed(`not a key name: ${quote(name)}`);
    }
    if (![ED25519_KEY, COSIGNATURE_KEY, ML_DSA_44_KEY].includes(type)) {
      throw new Malformed(`unknown key type ${type}`);
    }
    if (type === ML_DSA_44_KEY ? key.length !== 1312 : !isUsableKey(key)) {
      throw new Malformed(`key ${quote(name)} is no usable public key of its type`);
    }
    this.name = name;
    this.type = type;
    this.key = key;
    const encoded = concat(Uint8Array.of(type), key);
    this.id = hex(sha256(bytesOf(`${name}\n`), encoded).subarray(0, 4));
    this.text = `${name}+${this.id}+${base64(encoded)}`;
  }

  static parse(vkey) {
    const parts = splitFirst(vkey, '+', 3);
    if (parts.length !== 3) {
      throw new Malformed(`a verifier key is name+id+key: ${quote(vkey)}`);
    }
    const encoded = unbase64(parts[2]);
    if (encoded.length === 0) {
      throw new Malformed('a verifier key without a key');
    }
    const key = new VerifierKey(parts[0], encoded[0], encoded.subarray(1));
    if (key.id !== parts[1]) {
      throw new Malformed(`the verifier key's id is ${quote(parts[1])} but its key's is ${key.id}`);
    }
    return key;
  }

  get logId() {
    return `${this.name.slice(this.name.lastIndexOf('/') + 1)}-${this.id}`;
  }

  get fingerprint() {
    return shown(sha256(this.key));
  }

  get cosigns() {
    return this.type !== ED25519_KEY;
  }

  /** Whether signatures under this key can be checked here. */
  get isKnownHere() {
    return this.type !== ML_DSA_44_KEY;
  }

  matches(line) {
    return line.name === this.name && line.id === this.id;
  }

  /** Whether a signature, time and all, is good for a note's text. */
  verify(text, signature) {
    if (this.type === ED25519_KEY) {
      return cachedEd25519(this.key, text, signature);
    }
    if (this.type !== COSIGNATURE_KEY || signature.length !== 72) {
      return false;
    }
    try {
      parseCheckpoint(utf8(text));
      const message = concat(bytesOf(`cosignature/v1\ntime ${cosignatureTime(signature)}\n`), text);
      return cachedEd25519(this.key, message, signature.subarray(8));
    } catch (e) {
      if (e instanceof Malformed) {
        return false;
      }
      throw e;
    }
  }
}

/** The POSIX seconds that a cosignature claims. */
function cosignatureTime(signature) {
  const seconds = bigEndian(signature.subarray(0, 8));
  if (seconds > MAX_LONG) {
    throw new Malformed("a cosignature's time is beyond 2^63-1");
  }
  return seconds;
}

// One signature stands in several places of a file, and costs milliseconds.
const verified = new Map();

function cachedEd25519(key, message, signature) {
  const id = `${hex(key)}${hex(signature)}${hex(sha256(message))}`;
  if (!verified.has(id)) {
    if (verified.size > 5000) {
      verified.clear();
    }
    verified.set(id, ed25519(key, message, signature));
  }
  return verified.get(id);
}

/** One signature line of a note, without its LF. */
export function parseSignatureLine(line) {
  const space = line.indexOf(' ', 2);
  if (!line.startsWith('— ') || space < 0) {
    throw new Malformed(`not a signature line: ${quote(line)}`);
  }
  const name = line.slice(2, space);
  const bytes = unbase64(line.slice(space + 1));
  if (!isKeyName(name) || bytes.length <= 4) {
    throw new Malformed(`not a signature line: ${quote(line)}`);
  }
  return { name, id: hex(bytes.subarray(0, 4)), signature: bytes.subarray(4) };
}

/** A text with signatures, none of them verified: `{text, signatures}`. */
export function parseNote(bytes) {
  if (bytes.length > MAX_NOTE) {
    throw new Malformed(`a note of ${bytes.length} bytes is beyond ${MAX_NOTE}`);
  }
  const note = utf8(bytes);
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n') || split + 2 === note.length) {
    throw new Malformed('a note is a text, a blank line and signature lines that end in LF');
  }
  const text = note.slice(0, split + 1);
  if (/[\u0000-\u0009\u000b-\u001f]/.test(text)) {
    throw new Malformed("control character in a note's text");
  }
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > 100) {
    throw new Malformed('a note with more than 100 signatures');
  }
  return { text, signatures: lines.map(parseSignatureLine) };
}

/** A tree head: `{origin, size, root, extensions}`. */
export function parseCheckpoint(text) {
  const lines = text.split('\n');
  if (lines.length < 4 || lines.at(-1) !== '') {
    throw new Malformed('a checkpoint has three lines or more, each ending in LF');
  }
  const extensions = lines.slice(3, -1);
  if ([lines[0], ...extensions].some((line) => line === '' || /[\u0000-\u001f]/.test(line))) {
    throw new Malformed('empty line or control character in a checkpoint');
  }
  return { origin: lines[0], size: decimal(lines[1], 'size'), root: hashOf(lines[2]), extensions };
}

/** Which of the keys signed a note, by their text; a bad signature in the name of one of them is refused. */
export function signers(note, keys) {
  const bytes = bytesOf(note.text);
  const found = new Map();
  for (const line of note.signatures) {
    const named = keys.filter((key) => key.matches(line));
    if (named.length > 1) {
      throw new BadSignature(`two known keys are called ${named[0].text}`);
    }
    for (const key of named) {
      if (!key.verify(bytes, line.signature)) {
        throw new BadSignature(`bad signature by ${key.text}`);
      }
      if (!found.has(key.text)) {
        found.set(key.text, line);
      }
    }
  }
  return found;
}

/** A checkpoint out of a note that at least one of the keys signed. */
export function openCheckpoint(bytes, origin, keys) {
  const note = parseNote(bytes);
  const checkpoint = parseCheckpoint(note.text);
  if (checkpoint.origin !== origin) {
    throw new Malformed(`a checkpoint of ${quote(checkpoint.origin)}, not of ${quote(origin)}`);
  }
  if (signers(note, keys).size === 0) {
    throw new BadSignature(`no signature by ${keys.map((key) => key.text).join(', ')} on the checkpoint`);
  }
  return checkpoint;
}

/** Which key signs a log's checkpoints, size by size: `rotations` are `{position, key, revokedFrom}` in order. */
class KeyHistory {
  constructor(first, rotations = []) {
    this.first = first;
    this.rotations = rotations;
  }

  get keys() {
    return [this.first, ...this.rotations.map((rotation) => rotation.key)];
  }

  get newest() {
    return this.keys.at(-1);
  }

  start(index) {
    return index === 0 ? 0n : this.rotations[index - 1].position + 1n;
  }

  and(rotation) {
    const known = this.keys.some((key) => key.text === rotation.key.text);
    if (rotation.position + 1n <= this.start(this.rotations.length) || known) {
      throw new Malformed(`no rotation at ${rotation.position} to ${rotation.key.text}`);
    }
    return new KeyHistory(this.first, [...this.rotations, rotation]);
  }

  /** The keys that sign the checkpoint of that size: two where a key takes over. */
  signers(size) {
    let index = this.rotations.length;
    while (index > 0 && this.start(index) > size) {
      index--;
    }
    return index > 0 && this.start(index) === size ? [this.keys[index - 1], this.keys[index]] : [this.keys[index]];
  }

  /** A checkpoint that the keys of its size signed. */
  open(bytes) {
    const checkpoint = openCheckpoint(bytes, this.first.name, this.keys);
    const found = signers(parseNote(bytes), this.keys);
    const wanted = this.signers(checkpoint.size);
    if (!wanted.every((key) => found.has(key.text))) {
      throw new BadSignature(
        `the checkpoint of size ${checkpoint.size} is to be signed by ${wanted.map((key) => key.text).join(', ')}`,
      );
    }
    return checkpoint;
  }
}

// ------------------------------------------------------------------------------------ proofs and policies

/** A tlog-proof, not verified: `{extra, index, hashes, checkpoint}`. */
export function parseProof(bytes) {
  if (bytes.length > MAX_NOTE) {
    throw new Malformed(`a proof of ${bytes.length} bytes is beyond ${MAX_NOTE}`);
  }
  const text = utf8(bytes);
  const split = text.indexOf('\n\n');
  if (split < 0 || split + 2 === text.length || !text.endsWith('\n')) {
    throw new Malformed('a proof is a header, a blank line and a checkpoint that ends in LF');
  }
  const lines = text.slice(0, split).split('\n');
  if (lines.shift() !== 'c2sp.org/tlog-proof@v1') {
    throw new Malformed('not a tlog-proof');
  }
  let extra = null;
  if (lines[0]?.startsWith('extra ')) {
    extra = unbase64(lines.shift().slice(6));
  }
  if (!lines[0]?.startsWith('index ')) {
    throw new Malformed('a tlog-proof without an index line');
  }
  const index = decimal(lines.shift().slice(6), 'index');
  const hashes = lines.map(hashOf);
  if (hashes.length > 63) {
    throw new Malformed(`a proof of ${hashes.length} hashes is beyond 63`);
  }
  return { extra, index, hashes, checkpoint: bytesOf(text.slice(split + 2)) };
}

/** A consistency proof, not verified: `{from, hashes, checkpoint}`. */
export function parseConsistency(bytes) {
  if (bytes.length > MAX_NOTE) {
    throw new Malformed(`a proof of ${bytes.length} bytes is beyond ${MAX_NOTE}`);
  }
  const text = utf8(bytes);
  const split = text.indexOf('\n\n');
  if (!text.startsWith('old ') || split < 0) {
    throw new Malformed("a consistency proof is 'old <size>', hashes, a blank line and a checkpoint");
  }
  const lines = text.slice(0, split).split('\n');
  const from = lines[0].slice(4);
  if (!/^(?:0|[1-9][0-9]{0,17})$/.test(from) || lines.length > 64) {
    throw new Malformed('not a size, or too many hashes');
  }
  const checkpoint = bytesOf(text.slice(split + 2));
  parseNote(checkpoint);
  return { from: BigInt(from), hashes: lines.slice(1).map(hashOf), checkpoint };
}

/** Which logs are believed and how many witnesses it takes (c2sp.org/tlog-policy). */
export class WitnessPolicy {
  constructor() {
    this.logs = [];
    this.witnesses = [];
    this.groups = [];
    this.quorum = null;
    this.members = new Set();
  }

  static parse(bytes) {
    if (bytes.length > 1 << 20) {
      throw new Malformed(`a policy of ${bytes.length} bytes is beyond ${1 << 20}`);
    }
    if (bytes.some((b) => (b < 0x20 && b !== 9 && b !== 10) || b === 0x7f)) {
      throw new Malformed('control character in a policy');
    }
    let text;
    let decode = (word) => word;
    try {
      text = utf8(bytes);
    } catch {
      text = latin1(bytes);
      decode = (word) => utf8(Uint8Array.from(word, (c) => c.charCodeAt(0)));
    }
    if (!text.endsWith('\n')) {
      throw new Malformed("a policy's last line does not end in LF");
    }
    const policy = new WitnessPolicy();
    text.slice(0, -1).split('\n').forEach((line, i) => {
      try {
        policy.line(line.split(/[ \t]+/).filter((word) => word !== ''), (word) => VerifierKey.parse(decode(word)));
      } catch (e) {
        throw e instanceof Malformed ? new Malformed(`policy line ${i + 1}: ${e.message}`) : e;
      }
    });
    if (policy.quorum === null) {
      throw new Malformed('a policy without a quorum line');
    }
    return policy;
  }

  line(words, key) {
    const require = (holds, message) => {
      if (!holds) {
        throw new Malformed(message);
      }
    };
    if (words.length === 0 || words[0].startsWith('#')) {
      return;
    }
    const [kind, name] = words;
    const isNew = (list, one) => list.every((other) => !equal(other.key.key, one.key));
    const unnamed = () => require(name !== 'none' && !this.isDefined(name), `the name ${quote(name)} is taken`);
    switch (kind) {
      case 'log': {
        require(words.length === 2 || words.length === 3, 'a log line is: log <vkey> [<url>]');
        require(this.logs.length < 1024, 'more than 1024 logs');
        const parsed = key(name);
        require(parsed.type !== COSIGNATURE_KEY, "a key of that type signs no log's checkpoints");
        require(isNew(this.logs, parsed), 'a key is listed twice');
        this.logs.push({ key: parsed });
        break;
      }
      case 'witness': {
        require(words.length === 3 || words.length === 4, 'a witness line is: witness <name> <vkey> [<url>]');
        require(this.witnesses.length < 1024, 'more than 1024 witnesses');
        unnamed();
        const parsed = key(words[2]);
        require(parsed.cosigns, 'a key of that type makes no cosignatures');
        require(isNew(this.witnesses, parsed), 'a key is listed twice');
        this.witnesses.push({ name, key: parsed });
        break;
      }
      case 'group': {
        require(words.length >= 4, 'a group line is: group <name> all|any|<k> <name>...');
        require(this.groups.length < 1024, 'more than 1024 groups');
        unnamed();
        const members = words.slice(3);
        for (const member of members) {
          require(this.isDefined(member), `group member ${quote(member)} is not defined above`);
          require(!this.members.has(member), `${quote(member)} is a group member already`);
          this.members.add(member);
        }
        const said = words[2];
        const many = said === 'any' ? 1n : said === 'all' ? BigInt(members.length) : decimal(said, 'threshold');
        require(many >= 1n && many <= BigInt(members.length), `a threshold of ${many}`);
        this.groups.push({ name, threshold: Number(many), members });
        break;
      }
      case 'quorum':
        require(words.length === 2, 'a quorum line is: quorum <name>');
        require(this.quorum === null, 'a second quorum line');
        require(name === 'none' || this.isDefined(name), `quorum ${quote(name)} is not defined above`);
        this.quorum = name;
        break;
      default:
        throw new Malformed(`not a policy line: ${quote(words.join(' '))}`);
    }
  }

  isDefined(name) {
    return [...this.witnesses, ...this.groups].some((one) => one.name === name);
  }

  /**
   * Who of the witnesses cosigned; a bad line takes nothing from a good one of the same witness.
   * `unknown` are those who signed in a way that is not checked here.
   */
  witnessed(note, apart) {
    const text = bytesOf(note.text);
    const signed = new Map();
    const invalid = [];
    const unknown = [];
    for (const witness of this.witnesses) {
      const lines = [...note.signatures, ...apart].filter((line) => witness.key.matches(line));
      if (!witness.key.isKnownHere) {
        if (lines.length > 0) {
          unknown.push(witness);
        }
        continue;
      }
      const good = lines
        .filter((line) => witness.key.verify(text, line.signature))
        .map(({ signature }) => ({ signature, seconds: cosignatureTime(signature) }));
      if (good.length > 0) {
        signed.set(witness.name, good.reduce((one, other) => (one.seconds <= other.seconds ? one : other)));
      } else if (lines.length > 0) {
        invalid.push(witness);
      }
    }
    const missing = this.witnesses.filter((witness) => !signed.has(witness.name)).map((witness) => witness.name);
    const met = this.isQuorum((name) => signed.has(name));
    const possible = this.isQuorum((name) => signed.has(name) || unknown.some((one) => one.name === name));
    const names = (list) => (list.length === 0 ? 'nobody' : list.join(', '));
    const describe =
      `quorum ${this.quorum}${met ? ' met' : ' not met'}; cosigned by ${names([...signed.keys()])}` +
      `; missing ${names(missing)}` +
      (invalid.length === 0 ? '' : `; bad cosignature of ${names(invalid.map((one) => one.name))}`);
    return { met, possible, signed, invalid, unknown, describe };
  }

  isQuorum(hasSigned) {
    const met = new Map([['none', true]]);
    this.witnesses.forEach((witness) => met.set(witness.name, hasSigned(witness.name)));
    for (const group of this.groups) {
      met.set(group.name, group.members.filter((name) => met.get(name)).length >= group.threshold);
    }
    return met.get(this.quorum) ?? false;
  }
}

// ----------------------------------------------------------------------------------------------- the container

const MAX_BUNDLE = 64 << 20;
const MAX_ENTRIES = 20_000;
const CRC = Int32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) {
    c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  }
  return c;
});

function crc32(bytes) {
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) {
    crc = CRC[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
  }
  return ~crc;
}

const little = (size, ...values) =>
  Uint8Array.from(values.flatMap((value) => Array.from({ length: size }, (_, i) => (value >>> (8 * i)) & 0xff)));

const isAt = (bytes, offset, signature) =>
  offset >= 0 && offset + 4 <= bytes.length && equal(bytes.subarray(offset, offset + 4), little(4, signature));

/**
 * The entries of a zip file that has exactly the form of a bundle, by name and in order: stored, nothing between
 * or behind, every header as it would be written. Nothing is inflated.
 */
export function parseBundle(file) {
  if (file.length > MAX_BUNDLE) {
    throw new Malformed(`${file.length} bytes are more than ${MAX_BUNDLE}`);
  }
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const entries = new Map();
  const central = [];
  let offset = 0;
  let before = '';
  const wrong = () => {
    throw new Malformed(
      'not a zip file in the form of a bundle, or damaged (unpacked and packed again it is none any more: keep the' +
        ' file that you got)',
    );
  };
  while (offset + 30 <= file.length && isAt(file, offset, 0x04034b50)) {
    const length = view.getUint32(offset + 18, true);
    const nameLength = view.getUint16(offset + 26, true);
    const start = offset + 30 + nameLength;
    if (start + length > file.length || nameLength > 300 || entries.size === MAX_ENTRIES) {
      throw new Malformed(`entry ${entries.size} is beyond what a bundle can hold`);
    }
    const nameBytes = file.subarray(offset + 30, start);
    const name = latin1(nameBytes);
    if (!/^[A-Za-z0-9_=-][A-Za-z0-9._=-]*(?:\/[A-Za-z0-9_=-][A-Za-z0-9._=-]*){0,5}$/.test(name)) {
      throw new Malformed(`entry ${entries.size} has no name of a bundle's entry`);
    }
    if (entries.size > 0 && before >= name) {
      throw new Malformed(`entry ${name} stands twice or out of order`);
    }
    const content = file.subarray(start, start + length);
    const common = concat(
      little(2, 10, 0, 0, 0, 0x21),
      little(4, crc32(content), length, length),
      little(2, nameLength, 0),
    );
    if (!equal(file.subarray(offset + 4, offset + 30), common)) {
      wrong();
    }
    central.push(little(4, 0x02014b50), little(2, (3 << 8) | 10), common, little(2, 0, 0, 0));
    central.push(little(4, 0o100644 << 16, offset), nameBytes);
    entries.set(name, content);
    before = name;
    offset = start + length;
  }
  const directory = concat(...central);
  const end = concat(
    directory,
    little(4, 0x06054b50),
    little(2, 0, 0, entries.size, entries.size),
    little(4, directory.length, offset),
    little(2, 0),
  );
  if (entries.size === 0 || !equal(file.subarray(offset), end)) {
    wrong();
  }
  return entries;
}

// ------------------------------------------------------------------------------------------- events and calls

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const isUuid = (text) => typeof text === 'string' && UUID.test(text);

/** RFC 3339 as Java reads it, in nanoseconds since 1970; null for none. */
export function instant(text) {
  const found =
    /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{0,9}))?)?(?:[Zz]|([+-])(\d\d)(?::?(\d\d)(?::?(\d\d))?)?)$/.exec(text);
  if (found === null) {
    return null;
  }
  const [, year, month, day, hour, minute] = found.map(Number);
  const second = Number(found[6] ?? 0);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  const [hours, minutes, seconds] = found.slice(9, 12).map((part) => Number(part ?? 0));
  const isOffset = minutes < 60 && seconds < 60 && hours * 3600 + minutes * 60 + seconds <= 18 * 3600;
  if (!isDay || hour > 23 || minute > 59 || second > 59 || !isOffset) {
    return null;
  }
  const offset = (found[8] === '-' ? -1 : 1) * (hours * 3600 + minutes * 60 + seconds);
  const atSecond = BigInt(date.getTime() / 1000 + hour * 3600 + minute * 60 + second - offset);
  return atSecond * 1_000_000_000n + BigInt((found[7] ?? '').padEnd(9, '0'));
}

const millisOf = (nanos) => {
  const rest = ((nanos % 1_000_000n) + 1_000_000n) % 1_000_000n;
  return Number((nanos - rest) / 1_000_000n);
};
const timeText = (millis) => new Date(millis).toISOString().replace('.000Z', 'Z');

/** An event: well formed, canonical, and of the log whose name is `origin`; what is not is told apart by its code. */
function readEvent(bytes, origin) {
  const event = eventOf(bytes);
  if (event === null || !isCanonical(bytes)) {
    throw Object.assign(new Malformed('expected an event in its one canonical form (RFC 8785), found another entry'), {
      code: 'event-malformed',
    });
  }
  if (event.source !== `//${origin}`) {
    throw Object.assign(new Malformed(`expected //${origin}, found ${event.source}`), { code: 'event-foreign' });
  }
  return event;
}

/** An entry of a meta log: `{log, note, time}`, of which the note is signed by nobody yet. */
function readCovered(bytes, origin) {
  const { type, data } = readEvent(bytes, origin);
  const log = at(data, 'log');
  const text = at(data, 'checkpoint');
  if (type !== 'log.covered') {
    throw new Malformed(`an event of type ${type} covers no checkpoint`);
  }
  if (!isText(log) || !isText(text) || whole(at(data, 'heartbeatMillis')) === null || data.size !== 3) {
    throw new Malformed("data must be the texts 'log' and 'checkpoint', and 'heartbeatMillis'");
  }
  const note = bytesOf(text);
  if (note.length > MAX_COVERED) {
    throw new Malformed(`a note must have at most ${MAX_COVERED} bytes, was ${note.length}`);
  }
  const stem = `${parseCheckpoint(parseNote(note).text).origin.split('/').at(-1)}-`;
  if (!log.startsWith(stem) || !/^[0-9a-f]{8}$/.test(log.slice(stem.length))) {
    throw new Malformed(`a checkpoint of another log than ${log}`);
  }
  return { log, note, time: textAt(parseJson(bytes), 'time') };
}

/** An event as far as it is one; null for none. */
function eventOf(bytes) {
  if (bytes.length > 65536) {
    return null;
  }
  let envelope;
  try {
    envelope = parseJson(bytes);
  } catch (e) {
    if (e instanceof Malformed) {
      return null;
    }
    throw e;
  }
  const texts = ['id', 'type', 'time', 'source'].every((name) => typeof at(envelope, name) === 'string');
  const optional = ['subject', 'dataschema'].every((name) => {
    const value = at(envelope, name);
    return value === undefined || typeof value === 'string';
  });
  const data = at(envelope, 'data');
  const isOne = texts && optional && at(envelope, 'specversion') === '1.0' && data instanceof Map;
  if (!isOne || !isUuid(envelope.get('id')) || instant(envelope.get('time')) === null) {
    return null;
  }
  const [id, type, source] = ['id', 'type', 'source'].map((name) => envelope.get(name));
  return { id, type, source, time: instant(envelope.get('time')), data };
}

const ACTOR = ['application', 'keyId', 'subject', 'user', 'bodyUser', 'bodySafetyIdentifier', 'bodyMetadataUserId'];
const elements = (node) => (Array.isArray(node) ? node : node instanceof Map ? [...node.values()] : []);

/** What one event says of the call that it is about: what filters find it by, and its columns of a population. */
function callFacts({ type, data }) {
  const terms = [];
  const columns = new Map();
  const numbers = new Map();
  const term = (name, value) => {
    const text = scalar(value);
    if (text !== null) {
      terms.push([name, text]);
    }
  };
  const column = (name, ofTerm, value) => {
    const text = scalar(value);
    if (text !== null) {
      if (!columns.has(name)) {
        columns.set(name, text);
      }
      terms.push([ofTerm, text]);
    }
  };
  const each = (name, list, member, most) =>
    elements(list)
      .slice(0, most)
      .forEach((one) => term(name, member === '' ? one : at(one, member)));
  const ended = type === 'ai.call.refused' ? 'refused' : type === 'ai.call.completed' ? at(data, 'outcome') : null;
  const outcome = typeof ended === 'string' ? ended : null;
  column('provider', 'provider', at(data, 'provider'));
  column('model', 'model', at(data, 'gen_ai.request.model'));
  column('responseModel', 'model', at(data, 'gen_ai.response.model'));
  for (const side of ['verified', 'asserted'].map((name) => at(data, 'actor', name))) {
    column('tenant', 'tenant', at(side, 'tenant'));
    column('team', 'team', at(side, 'team'));
    ACTOR.forEach((field) => column(field, 'actor', at(side, field)));
  }
  column('traceId', 'traceId', at(data, 'trace', 'traceId'));
  column('clientRequestId', 'clientRequestId', at(data, 'trace', 'clientRequestId'));
  const metadata = at(data, 'metadata');
  if (metadata instanceof Map) {
    metadata.forEach((value, key) => column(`metadata.${key}`, `metadata.${key}`, value));
  }
  term('status', at(data, 'status'));
  term('code', at(data, 'code'));
  if (outcome !== null) {
    term('code', at(data, 'reason'));
  }
  term('operation', at(data, 'gen_ai.operation.name'));
  term('region', at(data, 'region'));
  term('dataClass', at(data, 'dataClass'));
  term('dataClass', at(data, 'policy', 'dataClass'));
  each('rule', at(data, 'policy', 'rules'), '', 64);
  term('client', at(data, 'peer'));
  term('client', at(data, 'claimedAddress'));
  for (const side of ['verified', 'asserted']) {
    term('key', at(data, 'actor', side, 'keyId'));
    ACTOR.forEach((field) => term('operator', at(data, 'operator', side, field)));
  }
  term('operator', at(data, 'operator', 'id'));
  term('operation', at(data, 'said', 'operation'));
  term('document', at(data, 'said', 'documentDigest'));
  term('document', at(data, 'said', 'documentDigest', 'value'));
  term('decision', at(data, 'said', 'decisionId'));
  elements(at(data, 'related', 'calls'))
    .filter((one) => typeof one === 'string')
    .slice(0, 256)
    .forEach((one) => terms.push(['related', one]));
  each('tool', at(data, 'toolCalls'), 'name', 64);
  each('toolCall', at(data, 'toolCalls'), 'id', 64);
  each('toolCall', at(data, 'toolResults'), '', 64);
  term('agent', at(data, 'agent', 'id'));
  term('session', at(data, 'agent', 'session'));
  each('agent', at(data, 'actor', 'acts'), 'sub', 64);
  const run = at(data, 'parameters', 'mcp.name');
  if (typeof run === 'string' && at(data, 'parameters', 'mcp.method') === 'tools/call') {
    terms.push(['tool', run]);
  }
  term('toolArguments', at(data, 'parameters', 'mcp.arguments.canonical', 'value'));
  elements(at(data, 'toolCalls'))
    .slice(0, 64)
    .forEach((call) => term('toolArguments', at(call, 'canonical', 'value')));
  if (type === 'mcp.list.changed' && at(data, 'list') === 'tools') {
    each('tool', at(data, 'changes'), 'name', 64);
  }
  if (type === 'audit.read') {
    readFacts(data, terms, term, each);
  }
  if (outcome !== null) {
    for (const [name, path] of [
      ['inputTokens', 'gen_ai.usage.input_tokens'],
      ['outputTokens', 'gen_ai.usage.output_tokens'],
      ['durationMillis', 'durationMillis'],
    ]) {
      const number = whole(at(data, path));
      if (number !== null && number >= 0n) {
        numbers.set(name, number);
      }
    }
    const amount = at(data, 'cost', 'amount');
    if (typeof amount === 'string' && /^[0-9]{1,20}(?:\.[0-9]{1,40})?$/.test(amount)) {
      numbers.set('cost', pico(amount));
    }
  }
  const id = at(data, 'callId');
  return { call: isUuid(id) ? id : null, outcome, terms, columns, numbers };
}

/** Who read what. */
function readFacts(data, terms, term, each) {
  term('readPath', at(data, 'http', 'path'));
  term('readCall', at(data, 'content', 'callId'));
  let before = '';
  for (const part of splitFirst(scalar(at(data, 'http', 'path')) ?? '', '/', 8)) {
    if (isUuid(part) || part.startsWith('sha256:')) {
      terms.push([before === 'events' ? 'readEvent' : 'readCall', part]);
    }
    before = part;
  }
  each('readCall', at(data, 'shown', 'calls'), '', 256);
  each('readEvent', at(data, 'shown', 'events'), '', 256);
  const query = at(data, 'query');
  if (query instanceof Map) {
    query.forEach((value, name) => {
      if (Array.isArray(value)) {
        each(`readQuery.${name}`, value, '', 64);
      } else {
        term(`readQuery.${name}`, value);
      }
    });
  }
}

/** Dollars in units of 10^-12, rounded to even; the largest number for what is more. */
function pico(dollars) {
  const [units, places = ''] = dollars.split('.');
  const digits = places.padEnd(13, '0');
  const number = BigInt(units + digits.slice(0, 12));
  const rest = digits.slice(12);
  const half = /^50*$/.test(rest);
  const up = half ? number & 1n : rest[0] >= '5' ? 1n : 0n;
  return number + up > MAX_LONG ? MAX_LONG : number + up;
}

const COLUMNS = ['callId', 'time', 'outcome', 'provider', 'model', 'responseModel', 'tenant', 'team', 'application',
  'keyId', 'subject', 'user', 'log', 'index', 'events'];

const csv = (values) =>
  values
    .map((text) => {
      const plain = Array.from(text, (c) => (/[\u0000-\u001f\u007f-\u009f\u2028\u2029\p{Cs}]/u.test(c) ? '\ufffd' : c));
      const value = ('=+-@'.includes(text[0] ?? ' ') ? "'" : '') + plain.join('');
      return /[,"]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
    })
    .join(',');

/** One call, put together from its events in the order of their positions. */
class FoundCall {
  constructor(id) {
    this.id = id;
    this.parts = [];
    this.terms = new Map();
    this.types = new Set();
  }

  add(log, position, event, facts) {
    let part = this.parts.find((one) => one.log === log);
    if (part === undefined) {
      part = { log, time: millisOf(event.time), first: position, columns: new Map(), events: 0, outcome: null };
      this.parts.push(part);
      this.parts.sort((one, other) => one.time - other.time || (one.log < other.log ? -1 : 1));
    }
    part.events++;
    this.types.add(event.type);
    for (const [name, value] of facts.terms) {
      if (!this.terms.has(name)) {
        this.terms.set(name, new Set());
      }
      this.terms.get(name).add(value);
    }
    if (part.outcome === null) {
      part.outcome = facts.outcome;
      part.numbers = facts.numbers;
    }
    facts.columns.forEach((value, name) => part.columns.has(name) || part.columns.set(name, value));
  }

  get time() {
    return this.parts[0].time;
  }

  get outcome() {
    return this.parts.find((part) => part.outcome !== null)?.outcome ?? 'open';
  }

  get numbers() {
    return this.parts.find((part) => part.outcome !== null)?.numbers ?? new Map();
  }

  /** Its line in a population. */
  get line() {
    const own = {
      callId: this.id,
      time: timeText(this.time),
      outcome: this.outcome,
      log: this.parts[0].log,
      index: String(this.parts[0].first),
      events: String(this.parts.reduce((sum, part) => sum + part.events, 0)),
    };
    const column = (name) => this.parts.find((part) => part.columns.has(name))?.columns.get(name) ?? '';
    return csv(COLUMNS.map((name) => own[name] ?? column(name)));
  }
}

const OUTCOMES = ['ok', 'provider-error', 'client-disconnected', 'timeout', 'refused', 'interrupted', 'open'];
const NUMBERS = ['inputTokens', 'outputTokens', 'durationMillis', 'cost'];
const TERMS = ['actor', 'key', 'tenant', 'team', 'provider', 'model', 'operation', 'region', 'dataClass', 'rule',
  'status', 'code', 'client', 'traceId', 'clientRequestId', 'operator', 'document', 'decision', 'related', 'tool',
  'toolCall', 'toolArguments', 'agent', 'session', 'readCall', 'readEvent', 'readPath'];

/** Which calls a query means; null for a query that is none. */
class CallFilter {
  /** @param literal whether commas, stars and backslashes in values stand for themselves */
  static parse(query, literal) {
    const filter = new CallFilter();
    filter.given = [...query].sort(([one], [other]) => (one < other ? -1 : 1));
    filter.conditions = [];
    filter.ranges = [];
    if (filter.given.length > 32) {
      return null;
    }
    for (const [name, value] of filter.given) {
      const plain = name.endsWith('!') ? name.slice(0, -1) : name;
      const isNumber = NUMBERS.includes(name);
      const isPeriod = name === 'from' || name === 'to';
      const isTerm =
        plain === 'outcome' ||
        plain === 'type' ||
        TERMS.includes(plain) ||
        ['metadata.', 'readQuery.'].some((prefix) => plain.startsWith(prefix) && plain.length > prefix.length);
      const isKnown = isNumber || isPeriod || isTerm;
      if (!isKnown || value === '' || value.length > 1024) {
        return null;
      }
      const demand = isNumber ? range(name, value) : isPeriod ? true : condition(plain, name !== plain, value, literal);
      if (demand === null) {
        return null;
      }
      if (isNumber) {
        filter.ranges.push(demand);
      } else if (!isPeriod) {
        filter.conditions.push(demand);
      }
    }
    for (const end of ['from', 'to']) {
      const value = query.get(end);
      const nanos = value === undefined ? undefined : instant(value);
      if (nanos === null || nanos < 0n) {
        return null;
      }
      filter[end] = nanos === undefined ? null : millisOf(nanos);
    }
    return filter.from !== null && filter.to !== null && filter.from > filter.to ? null : filter;
  }

  matches(call) {
    const values = (name) =>
      name === 'outcome' ? [call.outcome] : name === 'type' ? [...call.types] : [...(call.terms.get(name) ?? [])];
    return (
      (this.from === null || call.time >= this.from) &&
      (this.to === null || call.time < this.to) &&
      this.ranges.every(({ name, low, high }) => {
        const number = call.numbers.get(name);
        return number !== undefined && number >= low && number <= high;
      }) &&
      this.conditions.every(({ name, negated, any }) => {
        const isOne = (value) => any.some((one) => (one.prefix ? value.startsWith(one.text) : value === one.text));
        return negated !== values(name).some(isOne);
      })
    );
  }
}

function range(name, value) {
  const dots = value.indexOf('..');
  const low = dots < 0 ? value : value.slice(0, dots);
  const high = dots < 0 ? value : value.slice(dots + 2);
  const form = name === 'cost' ? /^[0-9]{1,6}(?:\.[0-9]{1,12})?$/ : /^[0-9]{1,15}$/;
  if ((low !== '' && !form.test(low)) || (high !== '' && !form.test(high)) || (low === '' && high === '')) {
    return null;
  }
  const number = (text) => (name === 'cost' ? pico(text) : BigInt(text));
  const found = { name, low: low === '' ? 0n : number(low), high: high === '' ? MAX_LONG : number(high) };
  return found.low > found.high ? null : found;
}

function condition(name, negated, value, literal) {
  const any = literal ? [{ text: value, prefix: false }] : alternatives(value);
  const isSound = (one) => {
    switch (name) {
      case 'outcome':
        return !one.prefix && OUTCOMES.includes(one.text);
      case 'type':
        return (one.prefix ? /^[A-Za-z0-9_.-]*$/ : /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+$/).test(one.text);
      case 'traceId':
        return (one.prefix ? /^[0-9a-f]{0,32}$/ : /^[0-9a-f]{32}$/).test(one.text);
      default:
        return true;
    }
  };
  return any !== null && any.every(isSound) ? { name, negated, any } : null;
}

/** Values with commas between them, a star at the end of one for all that begin so; null for what is none. */
function alternatives(value) {
  const any = [];
  let text = '';
  let prefix = false;
  for (let i = 0; i <= value.length; i++) {
    const c = i < value.length ? value[i] : ',';
    if (c === ',') {
      if ((text === '' && !prefix) || any.length === 32) {
        return null;
      }
      any.push({ text, prefix });
      text = '';
      prefix = false;
    } else if (prefix) {
      return null;
    } else if (c === '*') {
      prefix = true;
    } else if (c === '\\') {
      i++;
      if (i === value.length || !',*\\'.includes(value[i])) {
        return null;
      }
      text += value[i];
    } else {
      text += c;
    }
  }
  return any;
}

/** The rows of `population.csv`, `{id, time, line}`; null when it is anything else. */
function parsePopulation(bytes) {
  let lines;
  try {
    lines = utf8(bytes).split('\n');
  } catch {
    return null;
  }
  if (lines[0] !== COLUMNS.join(',') || lines.length < 2 || lines.at(-1) !== '') {
    return null;
  }
  const rows = [];
  for (const line of lines.slice(1, -1)) {
    const [id, text] = splitFirst(line, ',', 3);
    const time = text === undefined ? null : instant(text);
    if (!isUuid(id) || splitFirst(line, ',', 3).length < 3 || time === null || timeText(millisOf(time)) !== text) {
      return null;
    }
    rows.push({ id, time: millisOf(time), line });
  }
  return rows;
}

const populationCsv = (rows) => bytesOf(`${[COLUMNS.join(','), ...rows.map((row) => row.line)].join('\n')}\n`);

const isOrdered = (texts) => texts.every((text, i) => i === 0 || texts[i - 1] < text);

/** What of a period the logs do not cover, a sentence each. */
function missingOf(coverage, filter) {
  const logs = listAt(coverage, 'logs');
  const unknown = listAt(coverage, 'unknown');
  const nanos = (millis) => BigInt(millis) * 1_000_000n;
  const first = (log) => instant(at(log, 'first', 'time'));
  const last = (log) => instant(at(log, 'last', 'time'));
  const isEnded = (log) =>
    at(log, 'stopped') || logs.some((other) => at(other, 'succeeds') === at(log, 'log'));
  const missing = [];
  const { from, to } = filter;
  if (from !== null && logs.every((log) => first(log) > nanos(from))) {
    missing.push(`no log that was searched has an event from ${timeText(from)} or before`);
  }
  for (const log of logs) {
    const before = at(log, 'succeeds');
    const id = at(log, 'log');
    if (from !== null && first(log) > nanos(from) && before !== undefined) {
      if (logs.every((other) => at(other, 'log') !== before)) {
        missing.push(`log ${id} goes on from log ${before}, which was not searched`);
      }
    }
    if (to !== null && last(log) < nanos(to) && !isEnded(log)) {
      missing.push(`log ${id} ends at ${at(log, 'last', 'time')}, before ${timeText(to)}`);
    }
  }
  if (to !== null && logs.every(isEnded) && logs.every((log) => last(log) < nanos(to))) {
    missing.push(`no log that was searched has an event from ${timeText(to)} or later`);
  }
  unknown.forEach((log) => missing.push(`log ${log} is in the archive and was not searched`));
  const isNone = (log) => whole(at(log, 'events')) === 0n;
  if ((from !== null || to !== null) && logs.every(isNone)) {
    missing.push('no log that was searched has an event in the period');
  }
  return missing;
}

/** Whether what is said to have been examined is what a search could have found. */
function isSound(examined, filter) {
  const number = (node, name) => whole(at(node, name));
  const coverage = at(examined, 'coverage');
  const ids = (node) => listAt(node, 'logs').map((log) => at(log, 'log'));
  return (
    number(examined, 'refusedUnnamed') >= 0n &&
    number(examined, 'lapsed') >= 0n &&
    [...at(examined, 'outcomes').values()].every((count) => whole(count) >= 0n) &&
    listAt(examined, 'logs').every((log) => {
      const [events, absent, malformed] = ['events', 'absent', 'malformed'].map((name) => number(log, name));
      const isIn = events >= 0n && absent >= 0n && malformed >= 0n && malformed <= events;
      return isIn && events + absent === number(log, 'size');
    }) &&
    isOrdered(ids(examined)) &&
    (coverage === undefined ||
      (isOrdered(ids(coverage)) && canonical(at(coverage, 'missing')) === canonical(missingOf(coverage, filter))))
  );
}

/** What was examined, in words. */
function sentence(examined, filter, found) {
  const logs = listAt(examined, 'logs');
  const sum = (name) => logs.reduce((all, log) => all + whole(at(log, name)), 0n);
  const named = (entries) => `{${entries.map(([name, value]) => `${name}=${value}`).join(', ')}}`;
  const outcomes = [...at(examined, 'outcomes')]
    .map(([name, count]) => [name, whole(count)])
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const calls = outcomes.reduce((all, [, count]) => all + count, 0n);
  const said = (node, name) => at(node, name)?.text ?? 'null';
  const searched = logs.map(
    (log) =>
      `${at(log, 'log')} up to size ${said(log, 'size')}, ${said(log, 'absent')} of it absent, ` +
      `${said(log, 'malformed')} unreadable`,
  );
  const absent = sum('absent');
  let text = `${found === 0 ? 'No call' : `${found}${found === 1 ? ' call' : ' calls'}`} with `;
  text += `${filter.given.length === 0 ? 'any properties' : named(filter.given)} among ${sum('events')}`;
  text += ` events examined (${searched.join('; ')})`;
  if (absent !== 0n) {
    text += `. ${absent} events could not be examined, for they are not there any more: what is found says nothing`;
    text += ' about those';
  }
  text += `. In the period there were ${calls}${calls === 1n ? ' call' : ' calls'}`;
  text += `${outcomes.length === 0 ? '' : ` ${named(outcomes)}`}, ${said(examined, 'refusedUnnamed')} further refusals`;
  text += ` of unauthenticated callers that are recorded as sums, and ${said(examined, 'lapsed')} while nothing could`;
  text += ' be recorded.';
  const coverage = at(examined, 'coverage');
  if (coverage === undefined) {
    return text;
  }
  text += ' Covered: ';
  for (const log of listAt(coverage, 'logs')) {
    const silence = at(log, 'longestSilence');
    const succeeds = at(log, 'succeeds');
    text += `${at(log, 'log')} from ${at(log, 'first', 'time')} to ${at(log, 'last', 'time')}`;
    text += succeeds === undefined ? '' : `, going on from log ${succeeds}`;
    text += `; in the period ${said(log, 'events')} events, ${said(log, 'heartbeats')} of them heartbeats, `;
    text += `${said(log, 'lapses')} lapses`;
    text += silence === undefined ? '' : `, the longest silence from ${at(silence, 'from')} to ${at(silence, 'to')}`;
    text += '. ';
  }
  const missing = listAt(coverage, 'missing');
  text += listAt(coverage, 'logs').length === 0 ? 'nothing. ' : '';
  text += missing.length === 0 ? '' : `NOT COVERED: ${missing.join('; ')}.`;
  return text.replace(/\s+$/u, '');
}

// --------------------------------------------------------------------------------------------- the manifest

// What each member is. The bytes have to be canonical, so that every value has one spelling, and null has none.
const isText = (node) => typeof node === 'string';
const isFlag = (node) => typeof node === 'boolean';
const isLong = (node) => whole(node) !== null;
const isInt = (node) => isLong(node) && BigInt.asIntN(32, whole(node)) === whole(node);
const isTime = (node) =>
  isText(node) && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3}(?:\d{3}(?:\d{3})?)?)?Z$/.test(node) &&
  !/\.(?:\d{3})*000Z$/.test(node) && instant(node) !== null;
const isOneOf = (...words) => (node) => words.includes(node);
const isList = (isOne) => (node) => Array.isArray(node) && node.every(isOne);
const isMap = (isOne) => (node) => node instanceof Map && [...node.values()].every(isOne);

/** An object with these members and no others; a question mark behind a name says that it may be missing. */
function isObject(members) {
  const named = Object.entries(members).map(([name, is]) => [name.replace('?', ''), name.endsWith('?'), is]);
  return (node) =>
    node instanceof Map &&
    [...node.keys()].every((key) => named.some(([name]) => name === key)) &&
    named.every(([name, optional, is]) => (node.has(name) ? is(node.get(name)) : optional));
}

const isLevel = isOneOf('self-attested', 'time-stamped', 'witnessed', 'witnessed-monitored-locked');
const isEdge = isObject({ index: isLong, time: isTime });
const isPair = isObject({ 'from?': () => true, 'to?': () => true });
const isCoverage = isObject({
  logs: isList(
    isObject({
      log: isText,
      first: isEdge,
      last: isEdge,
      stopped: isFlag,
      'succeeds?': isText,
      'events?': isLong,
      'heartbeats?': isLong,
      'lapses?': isLong,
      'longestSilence?': (node) => isPair(node) && [...node.values()].every(isTime),
    }),
  ),
  'unknown?': (node) => isList(isText)(node) && node.length > 0,
  missing: isList(isText),
});
const isManifest = isObject({
  format: isOneOf('chirograph-evidence/1'),
  kind: isOneOf('call', 'event', 'population'),
  'madeAt?': isText,
  subject: isObject({
    'callId?': isUuid,
    'eventId?': isUuid,
    'query?': isMap(isText),
    'syntax?': (node) => isInt(node) && node.text === '2',
    'ids?': isList(isUuid),
    'sample?': isObject({
      count: (node) => isInt(node) && whole(node) >= 1n && whole(node) <= 1000n,
      seed: (node) => isText(node) && /^[\x20-\x7e]{1,256}$/.test(node),
    }),
  }),
  logs: isList(
    isObject({
      log: isText,
      'origin?': isText,
      key: isText,
      size: isLong,
      'rootHash?': isText,
      checkpoints: isList(isLong),
      events: isList(
        isObject({ index: isLong, 'id?': isText, 'type?': isText, 'leafHash?': isText, 'callId?': isUuid }),
      ),
    }),
  ),
  'storage?': () => true,
  'population?': isObject({
    count: isInt,
    examined: isObject({
      logs: isList(isObject({ log: isText, size: isLong, events: isLong, absent: isLong, malformed: isLong })),
      outcomes: isMap(isLong),
      refusedUnnamed: isLong,
      lapsed: isLong,
      'coverage?': isCoverage,
    }),
    'statement?': isText,
    'unknown?': isList(isUuid),
  }),
  'content?': isObject({ absent: isList(isObject({ callId: isUuid, part: isText, why: isText })) }),
  'coverage?': isList(
    isObject({
      log: isText,
      size: isLong,
      assurance: isObject({
        level: isLevel,
        size: isLong,
        statement: isText,
        seen: isList(isObject({ level: isLevel, size: isLong, statement: isText })),
        lacks: isList(isText),
      }),
      interruptions: isObject({
        items: isList(
          isObject({
            kind: isOneOf('recording-lapsed', 'unclean-stop', 'stopped', 'silence', 'export-late', 'scan-incomplete',
              'content-not-kept', 'unreadable'),
            from: isTime,
            to: isTime,
            position: isLong,
            'count?': isLong,
            'reason?': isText,
          }),
        ),
        counts: isMap(isLong),
        exportBound: isText,
        exportTold: isFlag,
        'directReads?': isObject({
          state: isOneOf('recorded', 'unrecorded'),
          followed: isList(isObject({ archive: isText, source: isText, to: isTime })),
        }),
      }),
    }),
  ),
});

function parseManifest(bytes) {
  const most = { depth: 16, number: 20 };
  const manifest = parseJson(bytes, most);
  const isKnown = isManifest(manifest) && (manifest.get('kind') === 'population') === manifest.has('population');
  if (!isKnown || !isCanonical(bytes, most)) {
    throw new Malformed('the manifest is not one of chirograph-evidence/1');
  }
  return manifest;
}

// ------------------------------------------------------------------------------------------------- the report

const NOTICES = new Set(['timestamp-not-checked', 'cosignatures-not-checked', 'meta-log-not-checked', 'storage-not-write-once',
  'coverage-not-stated', 'content-not-here', 'call-open', 'call-interrupted']);
const MAX_FINDINGS = 1000;

/** What could not be judged here, and would have to be. */
class NotCheckedHere extends Error {}

/**
 * Gathers what judging comes to. A step is one thing that was checked, with its inputs:
 * `{kind, title, status, inputs: [[name, value]], code, entry, detail}`; status is `holds`, `fails`,
 * `not-checked` or `said` (by whoever made the file, and proved by nothing).
 */
class Report {
  constructor(kind, strict) {
    this.kind = kind;
    this.strict = strict;
    this.about = null;
    this.logs = [];
    this.steps = [];
    this.findings = [];
    this.shown = [];
    this.said = [];
    this.notChecked = [];
    this.levels = [];
    this.unchecked = null;
  }

  step(kind, title, inputs = [], status = 'holds') {
    const step = { kind, title: printable(title), status, inputs };
    this.steps.push(step);
    return step;
  }

  /** @param step the one that fails; one of its own is made where it is missing */
  fail(code, entry, detail, step = this.step(code, entry ?? code)) {
    Object.assign(step, { status: 'fails', code, entry, detail: printable(detail) });
    this.find(code, 'failure', entry, detail);
  }

  note(code, detail) {
    this.find(code, 'notice', null, detail);
  }

  find(code, severity, entry, detail) {
    if (this.findings.length < MAX_FINDINGS) {
      this.findings.push({ code, severity, entry: entry === null ? null : printable(entry), detail: printable(detail) });
    }
  }

  show(sentence) {
    this.shown.push(printable(sentence));
  }

  say(sentence) {
    this.said.push(printable(sentence));
  }

  /** @param step the kind of the step that this would be; null where it concerns the file as a whole */
  leave(sentence, step = null) {
    this.notChecked.push(printable(sentence));
    if (step !== null) {
      this.step(step, sentence, [], 'not-checked');
    }
  }

  /** Who stands for each log's events; nobody where something does not hold. */
  get assurances() {
    return this.findings.some((one) => one.severity === 'failure') ? [] : this.levels;
  }

  get exitCode() {
    const failed = this.findings.some((one) => this.strict || one.severity === 'failure');
    const isKnown = this.logs.length > 0 && this.logs.every((log) => log.known);
    return failed ? 1 : this.unchecked !== null || !isKnown ? 2 : 0;
  }

  /** For machines: the fields of the Java verifier's `--json`, and the steps. */
  toJSON() {
    const { kind, about, logs, findings, shown, said, assurances, notChecked, unchecked, steps, exitCode } = this;
    const answer = ['holds', 'does-not-hold', 'not-checked'][exitCode];
    return { exitCode, answer, kind, about, logs, findings, shown, said, assurances, notChecked, unchecked, steps };
  }
}

function inputsOf(options) {
  const policy = options.policy ? attempt(() => WitnessPolicy.parse(options.policy), 'the policy') : null;
  const keys = (options.keys ?? []).map((key) => attempt(() => VerifierKey.parse(key), 'the key'));
  const metaLog = options.metaLog ? attempt(() => VerifierKey.parse(options.metaLog), 'the key of the meta log') : null;
  return { policy, metaLog, keys: [...keys, ...(policy?.logs ?? []).map((log) => log.key)] };
}

function attempt(read, what) {
  try {
    return read();
  } catch (e) {
    throw e instanceof Malformed ? new BadInput(`${what}: ${e.message}`) : e;
  }
}

// ------------------------------------------------------------------------------------------- judging evidence

/**
 * Judges a file of evidence under keys from outside. Never throws for what the file holds.
 * @param {Uint8Array} file
 * @param {{keys?: string[], metaLog?: string, policy?: Uint8Array, strict?: boolean}} options verifier keys, that of the
 *     meta log that has to cover every log, a tlog-policy
 * @throws {BadInput} a key or the policy is none, or the file is no zip file at all, so that there is nothing to judge
 */
export function verifyEvidence(file, options = {}) {
  const { keys, policy, metaLog } = inputsOf(options);
  if (file.length <= MAX_BUNDLE && !isAt(file, 0, 0x04034b50)) {
    throw new BadInput('no evidence: it does not begin as a zip file does (is it an error that was saved in its place?)');
  }
  if (file.length <= MAX_BUNDLE && !isAt(file, file.length - 22, 0x06054b50)) {
    throw new BadInput(`no evidence: it is broken off after ${file.length} bytes, without the end of a zip file`);
  }
  const judge = new Evidence(keys, policy, options.strict ?? false, metaLog);
  try {
    judge.run(file);
    return judge.report;
  } catch (e) {
    if (!(e instanceof Malformed)) {
      throw e;
    }
    // nothing else is said of what is no bundle
    const report = new Report('evidence', options.strict ?? false);
    report.fail('bundle-malformed', null, e.message, report.step('container', 'the file has the form of evidence'));
    return report;
  }
}

class Evidence {
  constructor(keys, policy, strict, metaLog) {
    this.keys = keys;
    this.policy = policy;
    this.metaLog = metaLog;
    this.report = new Report('evidence', strict);
    this.taken = new Set();
    this.calls = new Map();
  }

  take(name) {
    this.taken.add(name);
    return this.entries.get(name) ?? null;
  }

  /** The names that begin so; the entries are in order. */
  names(prefix) {
    let low = 0;
    for (let high = this.list.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (this.list[middle] < prefix) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    let end = low;
    while (end < this.list.length && this.list[end].startsWith(prefix)) {
      end++;
    }
    return this.list.slice(low, end);
  }

  run(file) {
    this.entries = parseBundle(file);
    this.list = [...this.entries.keys()];
    this.report.step('container', 'the file has the one form of evidence', [
      ['bytes', String(file.length)],
      ['entries', String(this.list.length)],
      ['SHA-256 of the file', shown(sha256(file))],
    ]);
    this.sums();
    const bytes = this.take('manifest.json');
    if (bytes === null) {
      throw new Malformed('there is no manifest.json');
    }
    this.manifest = parseManifest(bytes);
    this.report.about = printable(`${this.manifest.get('kind')} ${canonical(this.manifest.get('subject'))}`);
    this.report.step('manifest', 'the manifest is canonical JSON (RFC 8785) of a known form', [
      ['about', this.report.about],
      ['SHA-256', shown(sha256(bytes))],
    ]);
    const claims = this.claims();
    if (this.report.logs.every((log) => log.known)) {
      try {
        this.judge(claims);
      } catch (e) {
        if (!(e instanceof NotCheckedHere)) {
          throw e;
        }
        this.report.unchecked = printable(e.message);
        this.report.step('not-checked-here', e.message, [], 'not-checked');
      }
    } else {
      this.report.unchecked = 'no key was given for a log that the evidence names, so nothing was judged';
    }
  }

  sums() {
    const step = this.report.step('digests', 'every entry is the one that SHA256SUMS lists');
    const listed = this.take('SHA256SUMS');
    const expected = this.list
      .filter((name) => name !== 'SHA256SUMS')
      .map((name) => `${hex(sha256(this.entries.get(name)))}  ${name}`);
    step.inputs.push(['entries', String(expected.length)]);
    if (listed === null) {
      this.report.fail('entry-missing', 'SHA256SUMS', 'nothing lists the digests of the entries', step);
    } else if (!equal(listed, bytesOf(expected.map((line) => `${line}\n`).join('')))) {
      const lines = new Set(latin1(listed).split(/\r\n|\r|\n/));
      const first = expected.find((line) => !lines.has(line));
      const entry = first === undefined ? 'SHA256SUMS' : first.slice(66);
      this.report.fail('digest-mismatch', entry, 'the digests do not agree with the entries', step);
    }
  }

  claims() {
    const claims = new Map();
    for (const said of this.manifest.get('logs')) {
      const log = said.get('log');
      const size = whole(said.get('size'));
      let key;
      try {
        key = VerifierKey.parse(said.get('key'));
      } catch (e) {
        throw e instanceof Malformed ? new Malformed(`the manifest's key of log ${log}: ${e.message}`) : e;
      }
      if (key.logId !== log || key.name !== said.get('origin')) {
        this.report.fail('manifest-mismatch', 'manifest.json', `log ${log} is not that of ${key.text}`);
      }
      if (size < 1n || claims.size === 64 || claims.has(log)) {
        throw new Malformed("the manifest's logs are not those of a bundle");
      }
      claims.set(log, { log, key, size });
    }
    const ordered = [...claims.values()].sort((one, other) => (one.log < other.log ? -1 : 1));
    for (const { log, key } of ordered) {
      const known = this.keys.some((one) => one.text === key.text);
      const [id, origin, text] = [log, key.name, key.text].map(printable);
      this.report.logs.push({ log: id, origin, key: text, fingerprint: key.fingerprint, known });
      const title = known
        ? `the key of log ${log} was given from outside`
        : `no key was given for log ${log}: compare the fingerprint with the one that you got by another way`;
      this.report.step('key', title, [['key', text], ['fingerprint', key.fingerprint]], known ? 'holds' : 'not-checked');
    }
    return ordered;
  }

  judge(claims) {
    const content = new ContentJudge(this, this.manifest.get('content'));
    const parts = [];
    for (const claim of claims) {
      const part = new LogJudge(this, claim, content).run();
      if (part !== null) {
        parts.push(part);
      }
    }
    content.end();
    const step = this.report.step('manifest-logs', 'the manifest lists the events and checkpoints that are here');
    if (canonical(this.manifest.get('logs')) !== canonical(parts)) {
      this.report.fail('manifest-mismatch', 'manifest.json', "'logs' does not list what is here", step);
    }
    this.subject(parts);
    this.storage();
    this.interruptions();
    this.report.say(`made at ${this.manifest.get('madeAt') ?? null}`);
    this.take('VERIFY.md');
    this.report.leave('VERIFY.md: its text is not compared here; read it before running anything of it');
    for (const name of this.list.filter((one) => !this.taken.has(one))) {
      this.report.fail('entry-unexpected', name, 'it belongs to nothing in the bundle');
    }
  }

  subject(parts) {
    for (const call of this.calls.values()) {
      if (call.outcome === 'open') {
        this.report.note('call-open', `call ${call.id} has no outcome in this evidence`);
      } else if (call.outcome === 'interrupted') {
        this.report.note('call-interrupted', `the end of call ${call.id} is not known`);
      }
    }
    const subject = this.manifest.get('subject');
    const population = this.manifest.get('population');
    const step = this.report.step('subject', 'the events are those that the evidence says they are', [
      ['subject', printable(canonical(subject))],
      ['calls', String(this.calls.size)],
    ]);
    let understood;
    if (population !== undefined) {
      new PopulationJudge(this, subject, population, step).run();
      understood = !subject.has('callId') && !subject.has('eventId');
    } else if (this.manifest.get('kind') === 'event') {
      const id = subject.get('eventId') ?? null;
      const own = parts
        .flatMap((part) => part.get('events'))
        .filter((event) => event.get('type') !== 'key.rotated' || event.get('id') === id);
      if (this.calls.size > 0 || own.length !== 1 || own[0].get('id') !== id) {
        const about = `[${own.map((event) => event.get('id')).join(', ')}]`;
        this.report.fail('event-foreign', 'manifest.json', `the events are ${about}, not ${id} alone`, step);
      } else {
        this.report.show(`event ${id} of type ${own[0].get('type')}`);
      }
      understood = [...subject.keys()].every((name) => name === 'eventId');
    } else {
      const id = subject.get('callId') ?? null;
      const found = this.calls.get(id);
      if (found === undefined || this.calls.size > 1) {
        const about = `[${[...this.calls.keys()].join(', ')}]`;
        this.report.fail('event-foreign', 'manifest.json', `the events are about ${about}, not about ${id}`, step);
      } else {
        this.report.show(`[${COLUMNS.join(', ')}] ${found.line}`);
      }
      understood = [...subject.keys()].every((name) => name === 'callId');
    }
    if (!understood) {
      this.report.fail('manifest-mismatch', 'manifest.json', "'subject' is not understood");
    }
  }

  storage() {
    const storage = this.manifest.get('storage');
    if (!(storage instanceof Map)) {
      this.report.say('nothing about how the archive is stored');
      return;
    }
    const text = (node, name) => (typeof at(node, name) === 'string' ? at(node, name) : '?');
    this.report.say(`stored in ${text(storage, 'location')}: ${text(storage, 'note')}`);
    for (const object of elements(at(storage, 'objects'))) {
      const until = textAt(object, 'retainUntil');
      const version = textAt(object, 'version');
      this.report.say(
        `lock of ${text(object, 'key')}${version === '' ? '' : ` (version ${version})`}: ` +
          `${text(object, 'mode')}${until === '' ? '' : ` until ${until}`}`,
      );
    }
    if (at(storage, 'writeOnce') !== true) {
      this.report.note('storage-not-write-once', text(storage, 'note'));
    }
    this.report.leave('locks of the store: what the file says of them is said; look in the store');
  }

  interruptions() {
    for (const log of this.manifest.get('coverage') ?? []) {
      const told = log.get('interruptions');
      const items = told.get('items');
      const all = [...told.get('counts').values()].reduce((sum, count) => sum + whole(count), 0n);
      const late = told.get('exportTold') ? '' : '; whether export was late cannot be told';
      const say = (sentence) => this.report.say(`log ${log.get('log')}: ${sentence}`);
      say(`interruptions: ${all === 0n ? 'none' : all}, as the log's own events say${late}`);
      for (const item of items) {
        const reason = item.has('reason') ? ` (${item.get('reason')})` : '';
        const place = `from ${item.get('from')} to ${item.get('to')} at position ${item.get('position').text}`;
        say(`${item.get('kind')}${reason} ${place}${item.has('count') ? `, ${item.get('count').text}` : ''}`);
      }
      if (all > BigInt(items.length)) {
        say(`and ${all - BigInt(items.length)} more`);
      }
      say(`direct reads: ${at(told, 'directReads', 'state') ?? 'not stated'}`);
    }
  }
}

/** Judges what a bundle has of one log: its keys and checkpoints, and that each event leads to the signed root. */
class LogJudge {
  constructor(evidence, claim, content) {
    this.evidence = evidence;
    this.report = evidence.report;
    this.claim = claim;
    this.content = content;
    this.history = new KeyHistory(claim.key);
    this.quorum = null;
    this.shortfall = null;
    this.witnessed = 0n;
    this.isCovered = false;
    this.events = [];
    this.checkpoints = new Map();
    if (!claim.key.isKnownHere) {
      throw new NotCheckedHere(`log ${claim.log} is signed with ML-DSA-44, which is not checked here`);
    }
  }

  path(size, name) {
    return `logs/${this.claim.log}/${padded(size)}/${name}`;
  }

  /** The manifest's part about the log; null when its checkpoint does not hold. */
  run() {
    const { log, key, size } = this.claim;
    const prefix = `logs/${log}/`;
    for (const name of this.evidence.names(prefix)) {
      if (/^[0-9]{16}\/rotation\.tlog-proof$/.test(name.slice(prefix.length))) {
        this.rotation(name, BigInt(name.slice(prefix.length, prefix.length + 16)));
      }
    }
    const main = this.open(size);
    if (main === null) {
      return null;
    }
    const note = this.evidence.take(this.path(size, 'checkpoint'));
    const events = `events/${log}/`;
    for (const name of this.evidence.names(events)) {
      if (/^[0-9]{16}\.json$/.test(name.slice(events.length))) {
        this.event(name, BigInt(name.slice(events.length, events.length + 16)), note, main);
      }
    }
    const last = this.events.length === 0 ? -1n : this.events.at(-1).get('index');
    const sizes = this.others(main, last);
    const up = this.events.length === 0 ? size : last + 1n;
    const level = this.witnessed >= up ? 'witnessed' : 'self-attested';
    this.report.levels.push({ log: printable(log), level, size: String(up) });
    const many = `${this.events.length}${this.events.length === 1 ? ' event stands' : ' events stand'}`;
    this.report.show(`${many} in log ${key.name} of size ${size}, root ${shown(main.root)}`);
    return new Map([
      ['log', log],
      ['origin', key.name],
      ['key', key.text],
      ['size', size],
      ['rootHash', shown(main.root)],
      ['checkpoints', sizes],
      ['events', this.events],
    ]);
  }

  /** Follows the log's key through a change that the key before vouches for. */
  rotation(name, size) {
    const step = this.report.step('rotation', `the key of log ${this.claim.log} changes at size ${size}`);
    const proof = this.evidence.take(name);
    const note = this.evidence.take(this.path(size, 'checkpoint')) ?? new Uint8Array();
    const bytes = this.evidence.take(`events/${this.claim.log}/${padded(size - 1n)}.json`) ?? new Uint8Array();
    try {
      const event = eventOf(bytes);
      const isOne = event !== null && event.type === 'key.rotated' && !event.data.has('kind');
      const previous = isOne ? VerifierKey.parse(textAt(event.data, 'previousKey')) : null;
      if (previous?.text !== this.history.newest.text) {
        throw new Malformed(`no event that changes the key ${this.history.newest.text}`);
      }
      const key = VerifierKey.parse(textAt(event.data, 'key'));
      const revokedFrom = whole(at(event.data, 'revokedFrom'));
      const changed = this.history.and({ position: size - 1n, key, revokedFrom });
      if (!key.isKnownHere) {
        throw new NotCheckedHere(`log ${this.claim.log} goes on with an ML-DSA-44 key, which is not checked here`);
      }
      const signed = changed.open(note);
      const leads = parseProof(proof);
      step.inputs.push(['key before', previous.text], ['key from here on', key.text], ['leaf hash', shown(leafHash(bytes))]);
      step.inputs.push(...proofInputs(leads, signed, leafHash(bytes)));
      if (
        signed.size !== size ||
        leads.index !== size - 1n ||
        !equal(leads.checkpoint, note) ||
        !isIncluded(leads.index, signed.size, leafHash(bytes), leads.hashes, signed.root)
      ) {
        throw new Malformed('the event does not lead to the checkpoint that both keys signed');
      }
      this.history = changed;
      this.report.show(
        `the key of log ${this.claim.log} from size ${size} on is ${key.text}, by the word of the one before`,
      );
    } catch (e) {
      if (!(e instanceof Malformed || e instanceof BadSignature)) {
        throw e;
      }
      this.report.fail('rotation-invalid', name, e.message, step);
    }
  }

  /** A checkpoint that the right keys signed; null when it does not hold. */
  open(size) {
    const name = this.path(size, 'checkpoint');
    const note = this.evidence.take(name);
    const step = this.report.step('checkpoint', `the checkpoint of size ${size} is signed by the log's key`);
    if (note === null) {
      this.report.fail('entry-missing', name, 'there is no checkpoint', step);
      return null;
    }
    try {
      step.inputs.push(['key', this.history.signers(size).map((key) => key.text).join(' and ')]);
      const parsed = parseNote(note);
      step.inputs.push(['signed text', printable(parsed.text.replaceAll('\n', ' ⏎ '))]);
      parsed.signatures.forEach((line) => step.inputs.push([`signature by ${printable(line.name)}+${line.id}`, base64(line.signature)]));
      const signed = this.history.open(note);
      step.inputs.push(['root', shown(signed.root)]);
      if (signed.size === size) {
        this.checkpoints.set(size, note);
        return signed;
      }
      this.report.fail('checkpoint-malformed', name, `it is of size ${signed.size}`, step);
    } catch (e) {
      if (!(e instanceof Malformed || e instanceof BadSignature)) {
        throw e;
      }
      this.report.fail(e instanceof Malformed ? 'checkpoint-malformed' : 'signature-invalid', name, e.message, step);
    }
    return null;
  }

  event(name, position, note, main) {
    const bytes = this.evidence.take(name);
    const leaf = leafHash(bytes);
    const step = this.report.step('inclusion', `the event at position ${position} stands in the signed tree`, [
      ['entry', name],
      ['leaf hash', shown(leaf)],
    ]);
    if (!this.proves(position, leaf, note, main, name, step)) {
      return;
    }
    let event;
    try {
      event = readEvent(bytes, this.claim.key.name);
    } catch (e) {
      if (!(e instanceof Malformed)) {
        throw e;
      }
      this.report.fail(e.code, name, e.message, step);
      return;
    }
    const facts = callFacts(event);
    const entry = new Map([['id', event.id], ['index', position], ['leafHash', shown(leaf)], ['type', event.type]]);
    step.title = printable(`${event.type} at position ${position} stands in the signed tree`);
    step.inputs.unshift(['event', printable(event.id)]);
    if (facts.call !== null) {
      entry.set('callId', facts.call);
      if (!this.evidence.calls.has(facts.call)) {
        this.evidence.calls.set(facts.call, new FoundCall(facts.call));
      }
      this.evidence.calls.get(facts.call).add(this.claim.log, position, event, facts);
      this.content.event(facts.call, event);
    }
    this.events.push(entry);
  }

  proves(position, leaf, note, main, name, step) {
    const proofName = `events/${this.claim.log}/${padded(position)}.tlog-proof`;
    const file = this.evidence.take(proofName);
    if (file === null) {
      this.report.fail('entry-missing', proofName, `there is no proof for ${name}`, step);
      return false;
    }
    try {
      const proof = parseProof(file);
      step.inputs.push(...proofInputs(proof, main, leaf));
      const same = equal(proof.checkpoint, note);
      const leads = isIncluded(proof.index, main.size, leaf, proof.hashes, main.root);
      if (same && leads && proof.index === position) {
        return true;
      }
      const other = leads ? `it is for position ${proof.index}` : 'the event does not lead to the root';
      this.report.fail('proof-invalid', proofName, same ? other : 'it ends in another checkpoint', step);
    } catch (e) {
      if (!(e instanceof Malformed)) {
        throw e;
      }
      this.report.fail('proof-invalid', proofName, e.message, step);
    }
    return false;
  }

  /** Judges all checkpoints that are here; answers the sizes of those that hold. */
  others(main, last) {
    const prefix = `logs/${this.claim.log}/`;
    const sizes = new Set();
    for (const name of this.evidence.names(prefix)) {
      if (/^[0-9]{16}\/./.test(name.slice(prefix.length))) {
        sizes.add(BigInt(name.slice(prefix.length, prefix.length + 16)));
      }
    }
    const good = [];
    for (const size of sizes) {
      const signed = size === main.size ? main : this.open(size);
      if (signed !== null && (size === main.size || this.isConsistent(signed, main))) {
        good.push(size);
        this.covered(signed, last);
        this.cosignatures(signed, last);
        this.timestamp(size);
      }
    }
    if (this.quorum !== null) {
      this.report.show(this.quorum);
    } else if (this.shortfall !== null) {
      if (this.shortfall.possible) {
        throw new NotCheckedHere(`${this.shortfall.sentence}: cosignatures with ML-DSA-44 are not checked here`);
      }
      this.report.fail('quorum-not-met', this.path(main.size, 'checkpoint'), this.shortfall.sentence);
    }
    const { metaLog } = this.evidence;
    if (metaLog !== null && !this.isCovered) {
      const detail = `no checkpoint here that holds the events is shown to be an entry of ${metaLog.name}`;
      this.report.fail('meta-log-missing', this.path(main.size, 'covered.json'), detail);
    }
    return good;
  }

  /** That a checkpoint is an entry of the meta log. Who cosigned the meta log's checkpoint has cosigned this one with it. */
  covered(checkpoint, last) {
    const { size } = checkpoint;
    const name = this.path(size, 'covered.tlog-proof');
    const entry = this.evidence.take(this.path(size, 'covered.json'));
    const file = this.evidence.take(name);
    if (entry === null && file === null) {
      return;
    }
    const key = this.evidence.metaLog;
    if (key === null) {
      const detail = `an entry about size ${size}; --meta-log VKEY checks it`;
      this.report.note('meta-log-not-checked', detail);
      this.report.leave(`the meta log: ${detail}`, 'meta-log');
      return;
    }
    if (!key.isKnownHere) {
      throw new NotCheckedHere(`meta log ${key.name} is signed with ML-DSA-44, which is not checked here`);
    }
    const title = `the checkpoint of size ${size} is an entry of meta log ${key.name}`;
    const step = this.report.step('meta-log', title, [['key', key.text]]);
    try {
      const taken = readCovered(entry ?? new Uint8Array(), key.name);
      if (taken.log !== this.claim.log || !equal(taken.note, this.checkpoints.get(size))) {
        throw new Malformed('the entry is about another checkpoint');
      }
      const proof = parseProof(file ?? new Uint8Array());
      const signed = openCheckpoint(proof.checkpoint, key.name, [key]);
      const leaf = leafHash(entry);
      step.inputs.push(['time', taken.time], ['leaf hash', shown(leaf)], ...proofInputs(proof, signed, leaf));
      if (!isIncluded(proof.index, signed.size, leaf, proof.hashes, signed.root)) {
        throw new Malformed("the entry does not lead to the meta log's root");
      }
      this.isCovered ||= size > last;
      const what = `checkpoint ${size} of ${this.claim.log} is entry ${proof.index} of meta log ${key.name} of size ${signed.size}`;
      this.report.show(`${what}, root ${shown(signed.root)}, taken at ${taken.time}`);
      this.coveredBy(parseNote(proof.checkpoint), what, name, size, last);
    } catch (e) {
      if (!(e instanceof Malformed || e instanceof BadSignature)) {
        throw e;
      }
      this.report.fail('meta-log-invalid', name, e.message, step);
    }
  }

  coveredBy(note, what, entry, size, last) {
    const { policy } = this.evidence;
    if (policy === null) {
      return;
    }
    const outcome = policy.witnessed(note, []);
    for (const { name } of outcome.invalid) {
      this.report.fail('cosignature-invalid', entry, `it is not by witness ${name}`);
    }
    for (const { name } of outcome.unknown) {
      this.report.leave(`the cosignature of witness ${name}: ML-DSA-44 is not checked here`, 'cosignature');
    }
    if (outcome.met) {
      if (outcome.signed.size > 0 && policy.quorum !== 'none' && size > this.witnessed) {
        this.witnessed = size;
      }
      if (size > last) {
        this.quorum = `${what}: ${outcome.describe}`;
      }
    }
  }

  isConsistent(other, main) {
    const name = this.path(other.size, 'consistency');
    const [smaller, larger] = other.size < main.size ? [other, main] : [main, other];
    const title = `the tree of size ${larger.size} extends the one of size ${smaller.size}`;
    const step = this.report.step('consistency', title, [
      ['root of the smaller', shown(smaller.root)],
      ['root of the larger', shown(larger.root)],
    ]);
    try {
      const text = parseConsistency(this.evidence.take(name) ?? new Uint8Array());
      step.inputs.push(['proof', text.hashes.map(shown)]);
      const same = equal(text.checkpoint, this.checkpoints.get(larger.size));
      const leads = isConsistent(smaller.size, smaller.root, larger.size, larger.root, text.hashes);
      if (same && text.from === smaller.size && leads) {
        return true;
      }
      const detail = `size ${smaller.size} is not shown to be the beginning of size ${larger.size}`;
      this.report.fail('consistency-invalid', name, detail, step);
    } catch (e) {
      if (!(e instanceof Malformed)) {
        throw e;
      }
      this.report.fail('consistency-invalid', name, e.message, step);
    }
    return false;
  }

  cosignatures(checkpoint, last) {
    const { log } = this.claim;
    const lines = [];
    for (const name of this.evidence.names(this.path(checkpoint.size, 'cosignatures/'))) {
      const text = looseDecoder.decode(this.evidence.take(name));
      try {
        if (!text.endsWith('\n')) {
          throw new Malformed('its line has no end');
        }
        const line = parseSignatureLine(text.slice(0, -1));
        const id = name.slice(name.lastIndexOf('/') + 1);
        if (line.id !== id) {
          throw new Malformed(`a line by the key ${line.id} under the name of ${id}`);
        }
        lines.push(line);
      } catch (e) {
        if (!(e instanceof Malformed)) {
          throw e;
        }
        this.report.fail('cosignature-invalid', name, e.message);
      }
    }
    if (this.evidence.policy === null) {
      if (lines.length > 0) {
        const detail = `${lines.length} over size ${checkpoint.size}; a policy checks them`;
        this.report.note('cosignatures-not-checked', detail);
        this.report.leave(`cosignatures: ${detail}`, 'cosignatures');
      }
      return;
    }
    const note = parseNote(this.checkpoints.get(checkpoint.size));
    const outcome = this.evidence.policy.witnessed(note, lines);
    const { policy } = this.evidence;
    for (const [name, { seconds, signature }] of outcome.signed) {
      const witness = policy.witnesses.find((one) => one.name === name);
      this.report.step('cosignature', `witness ${name} cosigned the checkpoint of size ${checkpoint.size}`, [
        ['witness', witness.key.text],
        ['time it claims', seconds > 253402300799n ? `${seconds} s after 1970` : timeText(Number(seconds) * 1000)],
        ['root', shown(checkpoint.root)],
        ['signature, its time in front', base64(signature)],
      ]);
    }
    for (const { key, name } of outcome.invalid) {
      const entry = this.path(checkpoint.size, `cosignatures/${key.id}`);
      this.report.fail('cosignature-invalid', entry, `it is not by witness ${name}`);
    }
    for (const { name } of outcome.unknown) {
      this.report.leave(`the cosignature of witness ${name}: ML-DSA-44 is not checked here`, 'cosignature');
    }
    if (outcome.met && outcome.signed.size > 0 && policy.quorum !== 'none' && checkpoint.size > this.witnessed) {
      this.witnessed = checkpoint.size;
    }
    const sentence = `checkpoint ${checkpoint.size} of ${log}: ${outcome.describe}`;
    if (outcome.met && checkpoint.size > last) {
      this.quorum = sentence;
    } else if (checkpoint.size === this.claim.size) {
      this.shortfall = { sentence, possible: this.shortfall?.possible || outcome.possible !== outcome.met };
    } else if (outcome.possible && !outcome.met && checkpoint.size > last) {
      this.shortfall = { sentence, possible: true };
    }
  }

  timestamp(size) {
    if (this.evidence.take(this.path(size, 'timestamp.tsr')) !== null) {
      this.report.note('timestamp-not-checked', `one over size ${size}; chirograph verify-evidence --tsa-ca checks it`);
      this.report.leave(`the time stamp over size ${size}: RFC 3161 is not checked here`, 'timestamp');
    }
  }
}

const proofInputs = (proof, signed, leaf) => {
  const found = inclusionRoot(proof.index, signed.size, leaf, proof.hashes);
  return [
    ['position', String(proof.index)],
    ['tree size', String(signed.size)],
    ['path, the lowest first', proof.hashes.map(shown)],
    ['root that they give', found === null ? 'none: too few or too many hashes' : shown(found)],
    ['signed root', shown(signed.root)],
  ];
};

/** Judges whether content is what proven events name. */
class ContentJudge {
  constructor(evidence, said) {
    this.evidence = evidence;
    this.report = evidence.report;
    this.absent = said?.get('absent') ?? null;
    this.expected = new Set();
    this.held = 0;
  }

  event(call, { data }) {
    if (this.absent === null) {
      return;
    }
    for (const [part, kept] of [
      ['request', at(data, 'request', 'kept')],
      ['response', at(data, 'response', 'kept')],
      ['data', at(data, 'kept')],
    ]) {
      const [alg, value, length] = ['alg', 'value', 'length'].map((name) => at(kept, 'digest', name));
      const isClaim = whole(length) !== null && scalar(alg) && scalar(value) && scalar(at(kept, 'class'));
      const name = `content/${call}/${part}`;
      if (isClaim && !this.expected.has(name)) {
        this.expected.add(name);
        this.judge(call, part, name, kept);
      }
    }
  }

  judge(call, part, name, kept) {
    const absent = this.absent.find((one) => one.get('callId') === call && one.get('part') === part);
    if (absent !== undefined) {
      const detail = `the ${part} of call ${call} is not here; of the archive it is said: ${absent.get('why')}`;
      this.report.note('content-not-here', detail);
      return;
    }
    const digest = kept.get('digest');
    const claimed = `${scalar(at(digest, 'alg'))}:${scalar(at(digest, 'value'))} of ${whole(at(digest, 'length'))} bytes`;
    const step = this.report.step('content', `the ${part} of call ${call} is what its event names`, [
      ['entry', name],
      ['level', printable(scalar(at(kept, 'level')) ?? '')],
      ['digest in the event', printable(claimed)],
    ]);
    const bytes = this.evidence.take(name);
    const head = this.evidence.take(`${name}.head`);
    if (bytes === null || head === null) {
      const missing = bytes === null ? name : `${name}.head`;
      this.report.fail('entry-missing', missing, 'an event names this content', step);
      return;
    }
    step.inputs.push(['SHA-256 of what is here', shown(sha256(bytes))]);
    if (isContent(call, part, kept, bytes, head)) {
      this.held++;
    } else {
      const detail = `the event names ${scalar(at(kept, 'level')) ?? ''} content with ${claimed}, and this is other content`;
      this.report.fail('content-mismatch', name, detail, step);
    }
  }

  end() {
    if (this.absent === null) {
      return;
    }
    for (const one of this.absent) {
      const name = `content/${one.get('callId')}/${one.get('part')}`;
      if (!this.expected.has(name)) {
        this.report.fail('manifest-mismatch', 'manifest.json', `no event names ${name}`);
      }
    }
    this.report.show(
      `${this.held} of ${this.expected.size} contents that the events name are here, byte for byte as stored`,
    );
    if (this.held > 0) {
      this.report.leave('content: whether encrypted content opens, and what it says, is not checked here');
    }
  }
}

const isNothingOr = (is) => (node) => node === null || is(node);
const isHead = isObject({
  callId: (node) => isText(node) && isUuid(node.toLowerCase()),
  part: isText,
  level: isText,
  'mediaType?': isNothingOr(isText),
  'contentEncoding?': isNothingOr(isText),
  'length?': (node) => whole(node) !== null,
  'digestKey?': isNothingOr(isText),
});

function isContent(call, part, kept, bytes, head) {
  let line;
  try {
    line = parseJson(head, { depth: 500, number: 1000 });
  } catch (e) {
    if (e instanceof Malformed) {
      return false;
    }
    throw e;
  }
  if (!isHead(line)) {
    return false;
  }
  const length = BigInt(bytes.length);
  const isPlace =
    line.get('callId').toLowerCase() === call &&
    line.get('part') === part &&
    line.get('level') === (scalar(at(kept, 'level')) ?? '') &&
    (whole(line.get('length')) ?? 0n) === length &&
    whole(at(kept, 'digest', 'length')) === length;
  const value = scalar(at(kept, 'digest', 'value'));
  const plain = sha256(bytes);
  switch (isPlace && scalar(at(kept, 'digest', 'alg'))) {
    case 'sha256':
      return value === hex(plain);
    case 'hmac-sha256': {
      const key = line.get('digestKey') ?? '';
      const isKey = /^[0-9a-fA-F]{64}$/.test(key) && at(kept, 'digest', 'keyId') === 'pack';
      return isKey && value === hex(hmacSha256(unhex(key), plain));
    }
    default:
      return false;
  }
}

/** Judges whether the proven calls are those of the population that the evidence is of. */
class PopulationJudge {
  constructor(evidence, subject, said, step) {
    Object.assign(this, { evidence, report: evidence.report, subject, said, step });
  }

  run() {
    const { evidence, subject, said } = this;
    const filter = CallFilter.parse(subject.get('query') ?? new Map(), !subject.has('syntax'));
    const ids = subject.get('ids') ?? null;
    const examined = said.get('examined');
    const bytes = evidence.take('population.csv');
    const all = bytes === null ? null : parsePopulation(bytes);
    const isInOrder = (rows) =>
      rows.every((row, i) => {
        const before = rows[i - 1];
        return i === 0 || before.time < row.time || (before.time === row.time && before.id < row.id);
      });
    if (filter === null || all === null || !isInOrder(all) || !isSound(examined, filter)) {
      this.mismatch('population.csv', 'the population cannot be read');
      return;
    }
    const found = new Set(all.map((row) => row.id));
    const again = new Map([['count', all.length], ['examined', examined]]);
    if (ids === null) {
      again.set('statement', sentence(examined, filter, all.length));
    } else {
      again.set('unknown', ids.filter((id) => !found.has(id)));
    }
    if (canonical(said) !== canonical(again)) {
      this.mismatch('manifest.json', 'it does not agree with the population');
    }
    const proved = subject.has('sample') ? this.drawn(all, subject.get('sample')) : all;
    const expected = new Set(proved.map((row) => row.id));
    const { calls } = evidence;
    if (expected.size !== calls.size || ![...calls.keys()].every((id) => expected.has(id))) {
      this.mismatch('population.csv', 'the events are not those of its calls');
    }
    const asked = ids === null ? null : new Set(ids);
    for (const row of proved) {
      const call = calls.get(row.id);
      if (call !== undefined && call.line !== row.line) {
        this.mismatch('population.csv', `its events say otherwise of call ${row.id}`);
      } else if (call !== undefined && !filter.matches(call)) {
        this.mismatch('population.csv', `the query does not mean call ${row.id}`);
      } else if (asked !== null && !asked.has(row.id)) {
        this.mismatch('population.csv', `call ${row.id} was not asked for`);
      }
    }
    if (ids === null) {
      this.coverage(examined);
    }
    this.report.show(`the events of ${calls.size} of ${all.length} calls in the population`);
    const completeness = 'that the population is complete: chirograph search finds it again in a copy of the archive';
    this.report.say(completeness);
    this.report.leave(completeness);
    this.report.say(said.get('statement') ?? 'asked for by id');
  }

  coverage(examined) {
    const here = this.evidence.manifest.get('logs').map((log) => log.get('log')).sort();
    const searched = examined.get('logs').map((log) => log.get('log'));
    if (canonical(here) !== canonical(searched)) {
      this.mismatch('manifest.json', 'the logs examined are not those that are here');
    }
    if (!examined.has('coverage')) {
      this.report.note('coverage-not-stated', 'what of the period the logs cover is not stated');
    }
    listAt(examined, 'coverage', 'missing').forEach((one) => this.report.fail('period-not-covered', 'manifest.json', one));
  }

  /** The sample that the seed draws. */
  drawn(all, sample) {
    const seed = sample.get('seed');
    const ranked = all.map((row) => ({ rank: hex(sha256(bytesOf(`${seed}\n${row.id}`))), row }));
    ranked.sort((one, other) => (one.rank < other.rank ? -1 : one.rank > other.rank ? 1 : 0));
    const rows = ranked.slice(0, Number(whole(sample.get('count')))).map(({ row }) => row);
    const step = this.report.step('sample', 'the seed draws the calls of the sample', [['seed', seed]]);
    if (!equal(this.evidence.take('sample.csv') ?? new Uint8Array(), populationCsv(rows))) {
      this.report.fail('sample-mismatch', 'sample.csv', 'the seed draws other calls', step);
    }
    return rows;
  }

  mismatch(entry, detail) {
    this.report.fail('population-mismatch', entry, detail);
  }
}

// ------------------------------------------------------------------------------------------ judging receipts

/** The parts of a receipt, none of them verified; docs/receipts.md has the bytes. */
export function parseReceipt(text) {
  if (text.length > 1024) {
    throw new Malformed(`a receipt of ${text.length} characters is beyond 1024`);
  }
  const parts = splitFirst(text, '+', 3);
  if (parts.length !== 3 || !isKeyName(parts[0]) || !/^[0-9a-f]{8}$/.test(parts[1])) {
    throw new Malformed(`a receipt is origin+id+body: ${quote(text)}`);
  }
  const [origin, logKey] = parts;
  const body = unbase64(parts[2]);
  if (body.length < 266) {
    throw new Malformed(`the body of a receipt has at least 266 bytes, not ${body.length}`);
  }
  if (body[0] !== 1 || body[1] !== 0) {
    throw new Malformed(`a receipt of version ${body[0]} and place ${body[1]}; known are version 1 and place 0`);
  }
  const number = (from, to) => bigEndian(body.subarray(from, to));
  const [position, time, batch, index] = [number(18, 26), number(26, 34), number(198, 200), number(200, 202)];
  if (position > MAX_LONG || time > 253_402_300_799_999n) {
    throw new Malformed('a receipt with a position or a time out of bounds');
  }
  if (batch < 1n || batch > 512n || index >= batch) {
    throw new Malformed(`promise ${index} of ${batch} that were signed together; at most 512 are`);
  }
  const size = 266 + pathLength(index, batch) * 32;
  if (body.length !== size) {
    throw new Malformed(`the body of receipt ${index} of ${batch} has ${size} bytes, not ${body.length}`);
  }
  const id = hex(body.subarray(2, 18));
  return {
    origin,
    log: `${origin}+${logKey}`,
    logId: `${origin.slice(origin.lastIndexOf('/') + 1)}-${logKey}`,
    logKey,
    id: [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20)].join('-'),
    position,
    time: timeText(Number(time)),
    request: body.subarray(34, 66),
    leaf: body.subarray(66, 98),
    key: new VerifierKey(`${origin}/receipts`, ED25519_KEY, body.subarray(98, 130)),
    endorser: hex(body.subarray(130, 134)),
    endorsement: body.subarray(134, 198),
    promise: body.subarray(0, 198),
    batch,
    index,
    signature: body.subarray(202, 266),
    path: Array.from({ length: (size - 266) / 32 }, (_, i) => body.subarray(266 + 32 * i, 298 + 32 * i)),
  };
}

/**
 * Judges a receipt by the log's key, and proofs of it. Never throws for what they hold.
 * @param {Uint8Array} file the header's value
 * @param {{keys?: string[], policy?: Uint8Array, proofs?: {name: string, bytes: Uint8Array}[], strict?: boolean}} options
 */
export function verifyReceipt(file, options = {}) {
  const { keys } = inputsOf(options);
  const report = new Report('receipt', options.strict ?? false);
  const step = report.step('receipt', 'the receipt is spelt in the one way');
  let receipt;
  try {
    const text = utf8(file);
    receipt = parseReceipt(text.endsWith('\n') ? text.slice(0, -1) : text);
  } catch (e) {
    if (!(e instanceof Malformed)) {
      throw e;
    }
    report.fail('receipt-malformed', null, e.message, step);
    return report;
  }
  const { origin, id, position, time } = receipt;
  report.about = printable(
    `receipt of log ${receipt.logId} for ${id}: position ${position}, ${time}, event ${shown(receipt.leaf)}, ` +
      `request ${shown(receipt.request)}`,
  );
  step.inputs.push(['log', printable(receipt.log)], ['call', id], ['position', String(position)], ['time', time]);
  step.inputs.push(['leaf hash', shown(receipt.leaf)], ['SHA-256 of the request', shown(receipt.request)]);
  const ofLog = keys.filter((key) => key.name === origin);
  const known = (is) => report.logs.push({ log: printable(receipt.logId), origin: printable(origin), known: is });
  known(keys.length > 0);
  if (keys.length === 0) {
    report.unchecked = printable(`no key was given; the receipt names the log ${receipt.logId} of ${origin}`);
  } else if (!ofLog.some((key) => key.id === receipt.logKey || key.id === receipt.endorser)) {
    const detail = `expected a log of the given keys, found ${receipt.logId} of ${origin}`;
    report.fail('receipt-foreign', null, detail, report.step('key', "the log's key was given from outside"));
  } else if (isPromise(report, receipt, ofLog)) {
    (options.proofs ?? []).forEach((proof) => proveReceipt(report, receipt, ofLog, proof));
    report.leave('the archive: chirograph verify-receipt --archive shows whether it holds what was promised');
  }
  return report;
}

function isPromise(report, receipt, keys) {
  const endorsers = keys.filter((key) => key.id === receipt.endorser);
  if (endorsers.length === 0) {
    report.unchecked = `the receipt key is endorsed by the log's key ${receipt.endorser}, which was not given; give it too`;
    return false;
  }
  const endorsed = bytesOf(`chirograph receipt key v1\n${receipt.log}\n${receipt.key.text}\n`);
  const endorsement = report.step('endorsement', "the log's key endorses the receipt key", [
    ['key', endorsers[0].text],
    ['receipt key', receipt.key.text],
    ['signature', base64(receipt.endorsement)],
  ]);
  if (!endorsers.some((key) => key.type === ED25519_KEY && key.verify(endorsed, receipt.endorsement))) {
    report.fail('receipt-unendorsed', null, `expected an endorsement by ${endorsers[0].text}, found another`, endorsement);
    return false;
  }
  const root = inclusionRoot(receipt.index, receipt.batch, leafHash(receipt.promise), receipt.path);
  const count = Uint8Array.of(Number(receipt.batch) >> 8, Number(receipt.batch) & 0xff);
  const promise = report.step('promise', 'the receipt key signed the promise', [
    ['promise', `${receipt.index} of ${receipt.batch} that were signed together`],
    ['path, the lowest first', receipt.path.map(shown)],
    ['root', root === null ? 'none' : shown(root)],
    ['signature', base64(receipt.signature)],
  ]);
  const signed = root && concat(bytesOf(`chirograph receipt v1\n${receipt.log}\n`), count, root);
  if (root === null || !receipt.key.verify(signed, receipt.signature)) {
    report.fail('receipt-forged', null, `expected a signature by ${receipt.key.text}, found another`, promise);
    return false;
  }
  report.show(
    `the promise is signed by ${receipt.key.text}, which the log's key ${endorsers[0].text} endorses: whoever has that` +
      ' key cannot deny it',
  );
  return true;
}

/** The id of the key by which the log says that it signed, where no given key is named: a later one; else null. */
function laterKey(checkpoint, origin, keys) {
  const note = parseNote(checkpoint);
  const own = note.signatures.filter((line) => line.name === origin);
  const isLater = parseCheckpoint(note.text).origin === origin &&
    !own.some((line) => keys.some((key) => key.name === line.name && key.id === line.id));
  return isLater && own.length > 0 ? own[0].id : null;
}

/** A proof of the promised event, or (where it brings an entry along) of the call's end. */
function proveReceipt(report, receipt, keys, { name, bytes }) {
  const step = report.step('inclusion', `${name} proves the event in a tree that the log's key signed`);
  const invalid = (detail) => report.fail('receipt-proof-invalid', name, detail, step);
  try {
    const proof = parseProof(bytes);
    const usable = keys.filter((key) => key.isKnownHere);
    if (usable.length === 0) {
      report.unchecked = 'the given key is of ML-DSA-44, which is not checked here';
      step.status = 'not-checked';
      return;
    }
    const later = laterKey(proof.checkpoint, receipt.origin, keys);
    if (later !== null) {
      report.unchecked = printable(`the checkpoint in ${name} names the log's key ${later}, which was not given; give it too`);
      step.status = 'not-checked';
      return;
    }
    const signed = openCheckpoint(proof.checkpoint, receipt.origin, usable);
    if (usable.length < keys.length) {
      report.leave(`the signature by the key of ML-DSA-44 on the checkpoint in ${name}`, 'checkpoint');
    }
    const leaf = proof.extra === null ? receipt.leaf : leafHash(proof.extra);
    step.inputs.push(['leaf hash', shown(leaf)], ...proofInputs(proof, signed, leaf));
    const leads = isIncluded(proof.index, signed.size, leaf, proof.hashes, signed.root);
    const tree = `position ${proof.index} of the tree of ${signed.size} that the log's key signed`;
    if (proof.extra === null) {
      if (proof.index !== receipt.position) {
        invalid(`expected a proof of position ${receipt.position}, found one of position ${proof.index}`);
      } else if (!leads) {
        invalid(`expected a proof of ${shown(receipt.leaf)}, found one of another entry, or of another tree`);
      } else {
        report.show(`the event stands at ${tree}`);
      }
      return;
    }
    const event = eventOf(proof.extra);
    const isEnd = event !== null && event.type === 'ai.call.completed' && at(event.data, 'callId') === receipt.id;
    if (!isEnd) {
      invalid(`expected the ai.call.completed of ${receipt.id}, found another entry`);
    } else if (proof.index <= receipt.position) {
      invalid(`expected a position behind ${receipt.position}, found ${proof.index}`);
    } else if (!leads) {
      invalid('expected a proof of the entry that it holds, found one of another entry, or of another tree');
    } else {
      report.show(`the call's end, ${scalar(at(event.data, 'outcome')) ?? 'unknown'}, stands at ${tree}`);
    }
  } catch (e) {
    if (!(e instanceof Malformed || e instanceof BadSignature)) {
      throw e;
    }
    invalid(e.message);
  }
}

/** Whether a file looks like a receipt; any other is taken for evidence. */
export function looksLikeReceipt(file) {
  return file.length <= 1026 && /^[^+\s]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+\n?$/.test(looseDecoder.decode(file));
}

// --------------------------------------------------------------------------------------------- for people

const ANSWERS = {
  evidence: ['The evidence holds.', 'The evidence DOES NOT HOLD.', 'The evidence could not be checked.'],
  receipt: ['The receipt holds.', 'The receipt, or the log that gave it, DOES NOT HOLD.', 'The receipt could not be checked.'],
};
export const MARKS = { holds: 'ok', fails: 'FAILS', 'not-checked': 'not checked here', said: 'said' };

export const answerOf = (report) => ANSWERS[report.kind][report.exitCode];

/** The report as text: each step with its inputs, then what is shown, said, found, and not checked. */
export function textOf(report, color = false) {
  const paint = (code, text) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const lines = report.about === null ? [] : [`${report.kind === 'evidence' ? 'evidence of ' : ''}${report.about}`];
  for (const step of report.steps) {
    const mark = `${MARKS[step.status]}: ${step.title}`;
    lines.push(step.status === 'fails' ? paint('31;1', mark) : mark);
    for (const [name, value] of step.inputs) {
      const values = Array.isArray(value) ? value : [value];
      lines.push(`    ${name}: ${values.length === 0 ? 'none' : values.join('\n        ')}`);
    }
    if (step.status === 'fails') {
      lines.push(paint('31;1', `    ${step.code}${step.entry ? ` in ${printable(step.entry)}` : ''}: ${step.detail}`));
    }
  }
  report.shown.forEach((line) => lines.push(`shown:  ${line}`));
  report.said.forEach((line) => lines.push(`said:   ${line}`));
  report.assurances.forEach(({ log, level, size }) => lines.push(`log ${log}: assurance ${level} up to size ${size}`));
  for (const { code, severity, entry, detail } of report.findings) {
    const word = severity === 'failure' ? 'FAILURE' : 'notice ';
    lines.push(`${word} ${code}${entry === null ? '' : ` in ${entry}`}: ${detail}`);
  }
  report.notChecked.forEach((line) => lines.push(`not checked here: ${line}`));
  if (report.unchecked !== null) {
    lines.push(`could not be checked: ${report.unchecked}`);
  }
  lines.push(report.exitCode === 0 ? answerOf(report) : paint('31;1', answerOf(report)));
  return `${lines.join('\n')}\n`;
}

// ----------------------------------------------------------------------------------------- node verify.mjs

const USAGE = `node verify.mjs FILE... --key VKEY

Judges evidence, or a receipt (the value of the response header Chirograph-Receipt), offline.

  --key VKEY     the log's first verifier key, name+id+key; once for each log. It must come by another way.
  --meta-log VKEY  the meta log's key, which has to cover each log
  --policy FILE  which logs are believed and who must have witnessed (c2sp.org/tlog-policy)
  --proof FILE   of a receipt: what GET /v1/receipts/{callId} answered; once for each proof
  --receipt      FILE is a receipt, whatever it looks like
  --strict       notices count as failures
  --brief        leaves the steps out
  --json         one JSON object a line for each FILE

Exit codes: 0 holds, 1 does not hold, 2 could not be checked; of several files the first of 1, 2, 0.
`;

function argumentsOf(words) {
  const given = { files: [], keys: [], proofs: [] };
  const valued = { '--key': 'keys', '--proof': 'proofs' };
  const single = { '--policy': 'policy', '--meta-log': 'metaLog' };
  const queue = words.flatMap((word) => (/^--(?:key|meta-log|policy|proof)=/.test(word) ? splitFirst(word, '=', 2) : [word]));
  while (queue.length > 0) {
    const word = queue.shift();
    if (['--receipt', '--strict', '--brief', '--json', '--help'].includes(word)) {
      given[word.slice(2)] = true;
    } else if (word in valued || word in single) {
      const value = queue.shift();
      if (value === undefined) {
        throw new BadInput(`${word} takes a value`);
      }
      given[single[word] ?? valued[word]] = word in single ? value : [...given[valued[word]], value];
    } else if (word.startsWith('--')) {
      throw new BadInput(`there is no option ${word}`);
    } else {
      given.files.push(word);
    }
  }
  return given;
}

/** The command. Answers the exit code. */
async function command(words, out, err, color) {
  const fs = await import('node:fs');
  const read = (file, most) => {
    let status;
    try {
      status = fs.statSync(file);
    } catch {
      throw new BadInput(`${file}: there is no such file`);
    }
    if (!status.isFile()) {
      throw new BadInput(`${file} is no evidence: it is no regular file`);
    }
    if (status.size > most) {
      throw new BadInput(`${file}: ${status.size} bytes are more than ${most}`);
    }
    return new Uint8Array(fs.readFileSync(file));
  };
  let given;
  try {
    given = argumentsOf(words);
    if (given.help || given.files.length === 0) {
      (given.help ? out : err)(USAGE);
      return given.help ? 0 : 2;
    }
    given.policy = given.policy && read(given.policy, 1 << 20);
    given.proofs = given.proofs.map((name) => ({ name, bytes: read(name, MAX_NOTE + 2) }));
    inputsOf(given);
  } catch (e) {
    if (!(e instanceof BadInput)) {
      throw e;
    }
    err(`${printable(e.message)}\n`);
    return 2;
  }
  const codes = given.files.map((file) => {
    try {
      // one that is too large is no bundle, and is not read
      const isLarge = fs.statSync(file, { throwIfNoEntry: false })?.size > MAX_BUNDLE;
      const bytes = isLarge ? new Uint8Array(MAX_BUNDLE + 1) : read(file, MAX_BUNDLE);
      const isReceipt = given.receipt || looksLikeReceipt(bytes);
      const report = isReceipt ? verifyReceipt(bytes, given) : verifyEvidence(bytes, given);
      if (given.brief) {
        report.steps = [];
      }
      out(given.json ? `${JSON.stringify({ file: printable(file), ...report.toJSON() })}\n` : textOf(report, color));
      return report.exitCode;
    } catch (e) {
      if (!(e instanceof BadInput)) {
        throw e;
      }
      const unchecked = printable(e.message);
      const answer = { file: printable(file), exitCode: 2, answer: 'not-checked', findings: [], unchecked };
      (given.json ? out : err)(given.json ? `${JSON.stringify(answer)}\n` : `${printable(file)}: ${unchecked}\n`);
      return 2;
    }
  });
  return [1, 2, 0].find((code) => codes.includes(code));
}

const isMain = async () => {
  const { pathToFileURL } = await import('node:url');
  const { realpathSync } = await import('node:fs');
  const script = globalThis.process.argv[1];
  return script !== undefined && import.meta.url === pathToFileURL(realpathSync(script)).href;
};

if (globalThis.process?.versions?.node !== undefined && globalThis.document === undefined && (await isMain())) {
  const { process } = globalThis;
  const write = (stream) => (text) => stream.write(text);
  const color = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  process.exitCode = await command(process.argv.slice(2), write(process.stdout), write(process.stderr), color);
}
