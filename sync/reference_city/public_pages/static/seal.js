"use strict";
// The signed code, read from its bytes: config/visible_seal.py says what each of them is. Nothing is believed here.

const SEAL = {magic: 0xdc, version: 0x03, country: "KOR", editions: {0xc5: 1, 0xc6: 2}, category: 0x02, mostBytes: 400};
const C40 = " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const SIGNATURE = 0xff, MOST_OF_FEATURE = 127, DATES = 6;
const EPOCH_MS = Date.UTC(2020, 0, 1);

class NotASeal extends Error {}

function fromC40(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 2) {
    if (bytes[at] === 0xfe) {  // one character that was left over
      text += String.fromCharCode(bytes[at + 1] - 1);
      continue;
    }
    const value = bytes[at] * 256 + bytes[at + 1] - 1;
    for (const digit of [Math.floor(value / 1600), Math.floor(value / 40) % 40, value % 40]) {
      if (digit) text += C40[digit - 3] ?? "?";
    }
  }
  return text;
}

function mayBeSigned(bytes) {
  return bytes[0] === SEAL.magic && bytes[1] === SEAL.version && bytes.length <= SEAL.mostBytes;
}

// Signer and certificate; the length of the second is in the text itself.
function readReference(bytes) {
  const length = 6 + parseInt(fromC40(bytes.subarray(4, 8)).slice(4, 6), 16);
  const size = 2 * Math.floor((length + 2) / 3);
  const text = fromC40(bytes.subarray(4, 4 + size)).slice(0, length);
  return {signer: text.slice(0, 4), certificate: text.slice(6), end: 4 + size};
}

// issuedAt: ms since 1970; offset: minutes that the clock on the paper is ahead of UTC. Raises NotASeal.
function readSeal(bytes) {
  if (!mayBeSigned(bytes) || fromC40(bytes.subarray(2, 4)) !== SEAL.country) throw new NotASeal();
  const reference = readReference(bytes);
  let at = reference.end + DATES;
  const edition = SEAL.editions[bytes[at]];
  if (!edition || bytes[at + 1] !== SEAL.category) throw new NotASeal();
  at += 2;
  const features = new Map();
  while (bytes[at] !== SIGNATURE) {
    const size = bytes[at + 1];
    if (!(size <= MOST_OF_FEATURE) || at + 2 + size > bytes.length) throw new NotASeal();
    features.set(bytes[at], bytes.subarray(at + 2, at + 2 + size));
    at += 2 + size;
  }
  const signature = bytes.subarray(at + 2);
  if (bytes[at + 1] !== 64 || signature.length !== 64) throw new NotASeal();
  if ([1, 2, 3, 4, 5].some(tag => !features.has(tag)) || features.get(3).length !== 5) throw new NotASeal();
  const time = new DataView(features.get(3).slice().buffer);
  const text = tag => new TextDecoder().decode(features.get(tag));
  return {
    signer: reference.signer, certificate: reference.certificate, edition,
    number: fromC40(features.get(1)).replace(/(\d{4})(?=\d)/g, "$1-"),
    kind: text(2), subject: text(4),
    issuedAt: EPOCH_MS + time.getUint32(0) * 1000, offset: time.getInt8(4) * 15,
    decisive: [...features.keys()].filter(tag => tag >= 0x10 && tag < 0x18).sort().map(text),
    signed: bytes.slice(0, at), signature: signature.slice(),
  };
}
