"use strict";
// What the page does: a camera or a picture goes in, an answer comes out. None of it leaves the page.

const here = id => document.getElementById(id);
const data = id => JSON.parse(here(id).textContent);
const text = data("texts"), kinds = data("kinds");
const PAUSE_MS = 80, HELP_AFTER_MS = 8000, CAMERA_LONGEST = 1920;
const trusted = believed(data("trust"));
const decoder = prepareDecoder();
let camera = null;

function element(tag, content, attributes = {}) {
  const made = document.createElement(tag);
  made.append(...[content].flat());
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function list(title, lines) {
  return [element("h3", title), element("ul", lines.map(each => element("li", each)))];
}

// As it stands on the paper.
function time(seal) {
  return new Date(seal.issuedAt + seal.offset * 60_000).toISOString().slice(0, 19).replace("T", " ");
}

function fieldsOf(seal) {
  const decisive = seal.decisive.map(each => {
    const at = each.indexOf("=");
    return [each.slice(0, at), each.slice(at + 1), "ko"];
  });
  return [
    [text.number, seal.number, "", "number"],
    [text.kind, kinds[seal.kind] ?? seal.kind, ""],
    [text.subject, seal.subject, "ko"],
    ...decisive,
    [text.issued, time(seal), "", "number"],
  ];
}

function genuine(seal) {
  const fields = element("dl", fieldsOf(seal).map(([name, value, lang, look]) => element("div", [
    element("dt", name, lang === "ko" && seal.decisive.some(each => each.startsWith(`${name}=`)) ? {lang} : {}),
    element("dd", value, {...(lang ? {lang} : {}), ...(look ? {class: look} : {})}),
  ])), {class: "fields"});
  const unsigned = seal.edition === 1 ? [text.unsigned] : [];
  return [
    element("p", text.compare, {class: "compare"}), fields,
    ...list(text.checked, [text.checkedSignature, text.checkedCertificate.replace("{certificate}", seal.certificate)]),
    ...list(text.notChecked, [text.notCheckedText, text.notCheckedState, text.notCheckedHolder, ...unsigned]),
  ];
}

// The heading gets the focus: it is read out first, and what follows is read on from there.
function show(found, seal) {
  stopCamera();
  const look = {genuine: "good", changed: "bad", expired: "bad"}[found] ?? "open";
  const values = {signer: seal?.signer ?? "", certificate: seal?.certificate ?? "", issued: seal ? time(seal) : ""};
  const fill = words => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const heading = element("h2", [element("span", {good: "✓", bad: "✕", open: "?"}[look], {class: "mark", "aria-hidden": "true"}), fill(text[`${found}.title`])], {tabindex: "-1"});
  const told = element("div", [heading, element("p", fill(text[`${found}.text`]))], {class: `told ${look}`});
  here("answer").replaceChildren(told, ...(found === "genuine" ? genuine(seal) : []));
  here("answer").dataset.found = found;
  here("answer").hidden = here("again").hidden = false;
  here("ways").hidden = true;
  scrollTo(0, 0);
  heading.focus();
}

function begin() {
  here("answer").hidden = here("again").hidden = true;
  here("ways").hidden = false;
  say("");
  here("start-camera").focus();
}

function say(words) {
  here("doing").textContent = words;
}

async function answer(code) {
  try {
    const {found, seal} = await judge(code, await trusted);
    show(found, seal);
  } catch (error) {
    if (!(error instanceof NotASeal)) throw error;
    show("changed");  // it begins as a signed code does, and is none
  }
}

// --- a picture -----------------------------------------------------------------------------------------------------

async function look(file) {
  say(text.looking);
  await decoder;
  let codes;
  try {
    codes = await codesInFile(file);
  } catch {
    return show("no-picture");
  }
  if (codes.signed.length > 1) return show("two-papers");
  if (!codes.signed.length) return show(codes.others ? "another-code" : "no-code");
  return answer(codes.signed[0]);
}

// --- the camera ----------------------------------------------------------------------------------------------------

async function startCamera() {
  if (!navigator.mediaDevices) return say(text["camera.insecure"]);
  const asked = {facingMode: "environment", width: {ideal: CAMERA_LONGEST}, height: {ideal: 1080}};
  say(text["camera.asking"]);
  try {
    camera = await navigator.mediaDevices.getUserMedia({video: asked, audio: false});
  } catch (error) {
    return say(text[error.name === "NotAllowedError" ? "camera.refused" : "camera.none"]);
  }
  const video = here("video"), [track] = camera.getVideoTracks();
  video.srcObject = camera;
  here("camera").hidden = false;
  here("start").hidden = true;
  here("light").hidden = !track.getCapabilities?.().torch;
  here("stop-camera").focus();
  say(text["camera.aim"]);
  await video.play();
  return watch(camera, video, Date.now());
}

function stopCamera() {
  camera?.getTracks().forEach(each => each.stop());
  camera = null;
  here("video").srcObject = null;
  here("camera").hidden = true;
  here("start").hidden = false;
}

// Every other look is through a blur: a dim picture has grain.
async function watch(of, video, since) {
  await decoder;
  const canvas = document.createElement("canvas");
  for (let looks = 0; of === camera; looks++) {
    if (video.videoWidth) {
      const codes = await codesOn(drawn(canvas, video, video.videoWidth, video.videoHeight, CAMERA_LONGEST, looks % 2));
      const signed = codes.find(mayBeSigned);
      if (of !== camera) return;
      if (signed) {
        navigator.vibrate?.(80);
        return answer(signed);
      }
      if (codes.length) say(text["camera.another"]);
      else if (Date.now() - since > HELP_AFTER_MS) say(text["camera.help"]);
    }
    await new Promise(done => setTimeout(done, PAUSE_MS));
  }
}

async function switchLight() {
  const [track] = camera.getVideoTracks(), on = here("light").getAttribute("aria-pressed") !== "true";
  await track.applyConstraints({advanced: [{torch: on}]});
  here("light").setAttribute("aria-pressed", String(on));
}

// --- a number ------------------------------------------------------------------------------------------------------

// However it was typed: in full width, with spaces or any dashes or without. The city reads it in the same way.
function grouped(typed) {
  const digits = typed.normalize("NFKC").replace(/[\s\p{Pd}\p{Cf}\u2212./_·]/gu, "");
  return /^\d{16}$/.test(digits) ? digits.match(/\d{4}/g).join("-") : null;
}

function checkNumber(event) {
  const field = here("number"), number = grouped(field.value);
  field.setAttribute("aria-invalid", String(!number));
  here("number-problem").textContent = number ? "" : text["number.wrong"];
  if (number) {
    field.value = number;
  } else {
    event.preventDefault();
    field.focus();
  }
}

here("start-camera").addEventListener("click", startCamera);
here("stop-camera").addEventListener("click", () => {
  stopCamera();
  begin();
});
here("light").addEventListener("click", switchLight);
here("choose").addEventListener("click", () => here("file").click());
here("file").addEventListener("change", event => {
  const [file] = event.target.files;
  event.target.value = "";  // the same picture may be chosen again
  if (file) look(file);
});
here("again").addEventListener("click", begin);
here("number-form")?.addEventListener("submit", checkNumber);
here("start").hidden = false;
if ("serviceWorker" in navigator && location.protocol.startsWith("http")) {
  navigator.serviceWorker.register("sw.js").catch(() => {});  // without it the page that is open works as well
}
