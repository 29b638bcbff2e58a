"use strict";
// The codes on a picture. The decoder is in the page; nothing is fetched.

const LONGEST = 2400, MOST_DOTS = 40_000_000;  // as kiosk/verification/codes.py: A4 at 200 dots to the inch has 2,339
const READ = {formats: ["QRCode"], tryHarder: true, tryRotate: true, tryInvert: false, tryDownscale: true, maxNumberOfSymbols: 6};

async function prepareDecoder() {
  const packed = new Blob([ofBase64(document.getElementById("decoder").textContent)]);
  const wasmBinary = await new Response(packed.stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  await ZXingWASM.prepareZXingModule({overrides: {wasmBinary}, fireImmediately: true});
}

// Bytes of each; the one that is spoken and others that lie about are told apart by whoever asked.
async function codesOn(image) {
  const found = await ZXingWASM.readBarcodes(image, READ);
  return found.filter(each => each.isValid).map(each => each.bytes);
}

// On a canvas that is used again: made smaller to `longest`, and blurred by so many dots, which takes grain away.
function drawn(canvas, source, wide, high, longest, blur) {
  const scale = Math.min(1, longest / Math.max(wide, high));
  canvas.width = Math.round(wide * scale);
  canvas.height = Math.round(high * scale);
  const context = canvas.getContext("2d", {willReadFrequently: true});
  context.filter = blur ? `blur(${blur}px)` : "none";
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

// The signed codes on a picture that was chosen, each once, and whether there was any other. Raises where it is no picture.
async function codesInFile(file) {
  const picture = await createImageBitmap(file);
  const canvas = document.createElement("canvas");
  const all = Math.max(picture.width, picture.height) * Math.min(1, Math.sqrt(MOST_DOTS / (picture.width * picture.height)));
  let others = false;
  for (const [longest, blur] of [[LONGEST, 0], [all, 0], [LONGEST, 1], [all, 1]]) {
    const codes = await codesOn(drawn(canvas, picture, picture.width, picture.height, longest, blur));
    const signed = new Map(codes.filter(mayBeSigned).map(each => [hex(each), each]));
    others ||= codes.length > signed.size;
    if (signed.size) return {signed: [...signed.values()], others};
  }
  return {signed: [], others};
}
