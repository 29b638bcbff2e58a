"use strict";
// Whose signature is believed: config/barcode_signer.py says the same for `kiosk verify`. The page carries the city's CA and its
// signers' certificates; each signer's is checked up to the CA here, in the browser, and a code up to a signer.

const OID = {
  country: "550406", commonName: "550403", basicConstraints: "551d13", keyUsage: "551d0f", ecKey: "2a8648ce3d0201",
  curves: {"2a8648ce3d030107": ["P-256", 32], "2b81040022": ["P-384", 48]},
  signatures: {"2a8648ce3d040302": "SHA-256", "2a8648ce3d040303": "SHA-384"},
};
const UNNAMED = "01";  // what a code names that is signed with a bare key
const OCTETS = {number: 0x02, bits: 0x03, octets: 0x04, oid: 0x06, yes: 0x01, utcTime: 0x17, extensions: 0xa3, version: 0xa0};

const hex = bytes => Array.from(bytes, each => each.toString(16).padStart(2, "0")).join("");
const ofBase64 = text => Uint8Array.from(atob(text), each => each.charCodeAt(0));

// One element of DER: its tag, its content, and all of it. Raises RangeError.
function der(bytes, at = 0) {
  let size = bytes[at + 1], start = at + 2;
  if (size & 0x80) {
    const more = size & 0x7f;
    size = parseInt(hex(bytes.subarray(start, start + more)), 16);
    start += more;
  }
  if (!(start + size <= bytes.length)) throw new RangeError("cut short");
  return {tag: bytes[at], content: bytes.subarray(start, start + size), whole: bytes.subarray(at, start + size)};
}

function elements(bytes) {
  const found = [];
  for (let at = 0; at < bytes.length; at += found.at(-1).whole.length) found.push(der(bytes, at));
  return found;
}

function moment(element) {
  const text = new TextDecoder().decode(element.content);
  const year = element.tag === OCTETS.utcTime ? (Number(text.slice(0, 2)) < 50 ? "20" : "19") + text.slice(0, 2) : text.slice(0, 4);
  const [month, day, hour, minute, second] = text.slice(-11, -1).match(/../g).map(Number);
  return Date.UTC(Number(year), month - 1, day, hour, minute, second);
}

// r and s side by side, as WebCrypto wants them.
function rawSignature(bytes, size) {
  return Uint8Array.from(elements(der(bytes).content).flatMap(each => {
    const number = Array.from(each.content).slice(-size);
    return [...Array(size - number.length).fill(0), ...number];
  }));
}

function readCertificate(bytes) {
  const [signedPart, algorithm, signature] = elements(der(bytes).content);
  const fields = elements(signedPart.content).filter(each => each.tag !== OCTETS.version);
  const [serial, , issuer, validity, subject, key] = fields;
  const names = new Map(elements(subject.content).map(each => {
    const [type, value] = elements(der(each.content).content);
    return [hex(type.content), new TextDecoder().decode(value.content)];
  }));
  const extensions = new Map(fields.filter(each => each.tag === OCTETS.extensions).flatMap(each => elements(der(each.content).content)).map(each => {
    const parts = elements(each.content);
    return [hex(parts[0].content), der(parts.at(-1).content)];
  }));
  const usage = extensions.get(OID.keyUsage)?.content[1] ?? 0;
  const [curve, size] = OID.curves[hex(elements(elements(key.content)[0].content)[1]?.content ?? [])] ?? [];
  return {
    reference: hex(serial.content).replace(/^0+/, "").toUpperCase(),
    who: (names.get(OID.country) ?? "") + (names.get(OID.commonName) ?? ""),
    subject: hex(subject.whole), issuer: hex(issuer.whole),
    since: moment(elements(validity.content)[0]), until: moment(elements(validity.content)[1]),
    key: key.whole, curve, size,
    isAuthority: elements(extensions.get(OID.basicConstraints)?.content ?? new Uint8Array()).some(each => each.tag === OCTETS.yes && each.content[0] === 0xff),
    signsCertificates: Boolean(usage & 0x04), signsCodes: Boolean(usage & 0x80),
    signedPart: signedPart.whole, hash: OID.signatures[hex(elements(algorithm.content)[0].content)], signature: signature.content.subarray(1),
  };
}

async function isSigned(data, raw, key, curve, hash) {
  const imported = await crypto.subtle.importKey("spki", key, {name: "ECDSA", namedCurve: curve}, false, ["verify"]);
  return crypto.subtle.verify({name: "ECDSA", hash}, imported, raw, data);
}

async function isIssuedBy(certificate, authority) {
  return certificate.issuer === authority.subject && authority.isAuthority && authority.signsCertificates && Boolean(certificate.hash && authority.curve)
    && isSigned(certificate.signedPart, rawSignature(certificate.signature, authority.size), authority.key, authority.curve, certificate.hash);
}

// What is believed of what the page carries: bare keys, and signers whose certificate leads to the city's CA.
async function believed(carried) {
  const certificates = carried.certificates.map(each => readCertificate(ofBase64(each)));
  const signers = [];
  for (const each of certificates) {
    if (each.isAuthority || !each.signsCodes || each.curve !== "P-256" || each.who !== carried.signer) continue;
    for (const authority of certificates) {
      if (await isIssuedBy(each, authority)) {
        signers.push(each);
        break;
      }
    }
  }
  return {signer: carried.signer, keys: carried.keys.map(ofBase64), signers};
}

// What is to be said of a code: genuine, changed, expired, other-city, unknown-signer; and the seal. Raises NotASeal.
async function judge(code, trusted) {
  const seal = readSeal(code);
  const isOf = key => isSigned(seal.signed, seal.signature, key, "P-256", "SHA-256");
  for (const key of trusted.keys) if (await isOf(key)) return {found: "genuine", seal};
  if (seal.signer !== trusted.signer) return {found: "other-city", seal};
  const named = trusted.signers.filter(each => each.reference === seal.certificate);
  for (const each of named) {
    if (await isOf(each.key)) return {found: each.since <= seal.issuedAt && seal.issuedAt <= each.until ? "genuine" : "expired", seal};
  }
  const isKnown = named.length || (seal.certificate === UNNAMED && trusted.keys.length);
  return {found: isKnown ? "changed" : "unknown-signer", seal};
}
