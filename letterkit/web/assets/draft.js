// The Draft page: brings its parts together.
import { Actions } from "./actions.js";
import { Alive } from "./alive.js";
import { Announcer } from "./announce.js";
import { isEmpty, ofThisCase } from "./answers.js";
import { Refused, Stopped, postFile, postJson, today } from "./api.js";
import { ask, copy, list, paragraph } from "./asking.js";
import { Banner } from "./banner.js";
import { Details } from "./details.js";
import { byId, counted, make, say } from "./dom.js";
import { Form } from "./form.js";
import { card } from "./issues.js";
import { forget, keep, kept } from "./keep.js";
import { Letter } from "./letter.js";
import { Meter, plain, standing } from "./meter.js";
import { Picker } from "./picker.js";
import { Sketching } from "./sketching.js";

const NOTHING = { letter: null, issues: [], faults: [], gaps: [], needed: [], noticed: [], unused: [], ready: false };
let last = NOTHING; // the newest sketch
let saved = "{}"; // what was saved of this case

const form = new Form(byId("form"), { changed, failed });
const details = new Details(form, failed);
const go = (field) => form.go(field);
const letter = new Letter(byId("letter"), (field, issue) => {
  const at = issue?.field === field ? issue : {};
  form.go(field, at.start, at.end);
});
const meter = new Meter(byId("meter"), go);
const banner = new Banner(byId("banner"), pick);
const announcer = new Announcer((field) => form.nameOf(field));
const picker = new Picker(pick);
const alive = new Alive(byId("alive"), copyAll);
const sketching = new Sketching({ said: () => form.answers, shown: show, failed });
const actions = new Actions({ now, standing: standsAgainst, saved: noteSaved, told: tell, failed });

function changed() {
  const answers = form.answers;
  keep({ answers, waiting: form.waiting, saved });
  details.follow();
  if (answers.letter) sketching.soon();
}

/** Changes to a letter; nothing that was said is lost. */
async function pick(id) {
  const answers = { ...form.answers, letter: id };
  if (await build(answers)) {
    form.groups[0]?.heading.focus();
    byId("desk").scrollIntoView();
  }
}

/** Builds the form for the answers. Returns whether that was possible. */
async function build(answers, waiting = {}) {
  let id = typeof answers.letter === "string" ? answers.letter : "";
  let groups = [];
  try {
    if (id) ({ groups } = await postJson("/api/form", { letter: id, profile: answers.profile || undefined }));
  } catch (error) {
    if (!(error instanceof Refused)) {
      failed(error);
      return false;
    }
    id = "";
    tell("That letter is not here", "Choose the situation below; all that was said is kept.");
  }
  form.build(groups, { ...answers, letter: id });
  form.retype(waiting);
  picker.show(id);
  details.place(form.groups.find((group) => group.id === "practitioner"));
  byId("desk").hidden = byId("jump").hidden = !id;
  byId("save-case").hidden = byId("start-anew").hidden = !id && isEmpty(ofThisCase(answers));
  if (!id) banner.show([], null, "");
  changed();
  return true;
}

function show(sketch) {
  last = sketch;
  alive.well();
  byId("told").querySelector(".failed")?.remove();
  if (sketch.letter) letter.show(sketch.letter, sketch.issues, sketch.ready);
  const left = form.show(sketch);
  meter.show(sketch, sketch.issues);
  banner.show(sketch.noticed, sketch.emergency, form.answers.letter);
  announcer.note(sketch.issues);
  aboutTheWhole(left, sketch);
  byId("length").textContent = sketch.letter ? `${sketch.letter.words} of about ${sketch.letter.budget} words.` : "";
  byId("jump-words").textContent = inShort(sketch);
}

/** What a small screen says while the letter is out of sight. */
function inShort(sketch) {
  const today = sketch.noticed.some(({ urgency }) => urgency === "same-day") ? "Telephone today. " : "";
  const needed = sketch.needed.length ? `${counted(sketch.needed.length, "answer")} still needed.` : "";
  return `${today}${standing(sketch, sketch.issues)} ${needed}`.trim();
}

/** Lists what is about no single answer, and what was said that this letter does not print. */
function aboutTheWhole({ issues, faults }, { gaps, unused }) {
  const cards = [...issues, ...gaps].map((one) => card(one, { add: one.field && (() => go(one.field)) }).element);
  const wrong = faults.map(({ what, todo }) => make("p", { class: "fault", text: `${what} ${todo}` }));
  const names = [...new Set(unused.map(({ field, ask: asked }) => asked || form.nameOf(field)))];
  const open = meter.about.querySelector("details")?.open || issues.some(({ severity }) => severity === "error");
  meter.about.replaceChildren(...wrong);
  if (cards.length) {
    meter.about.append(make("details", { open }, make("summary", { text: `${counted(cards.length, "thought")} on the letter as a whole` }),
      make("ul", { class: "issues" }, ...cards)));
  }
  if (names.length) meter.about.append(make("p", { class: "soft small", text: `Kept, but not printed in this letter: ${names.join(" · ")}` }));
}

/** Reads what is still to be read, and returns all that is said now. */
async function now() {
  await form.settled();
  await sketching.look();
  return { answers: form.answers, today: today() };
}

/** Returns what keeps the letter from being sent: what is open, and what is worded wrongly. */
function standsAgainst() {
  const unread = Object.entries(form.waiting).map(([field, typed]) => `“${typed}” is not understood yet (${plain(form.nameOf(field))})`);
  if (last.ready) return { open: unread, worded: [] };
  const worded = last.issues.filter(({ severity }) => severity === "error").map(({ message }) => message);
  const faults = last.faults.map(({ what, todo }) => `${what} ${todo}`);
  const needed = last.needed.map(({ ask: asked }) => `Still needed: ${plain(asked)}`);
  const open = [...faults, ...unread, ...needed];
  if (!open.length && !worded.length) open.push("letterkit has not seen all of it yet. Wait a moment, and try again.");
  return { open, worded };
}

const stateOf = () => JSON.stringify(ofThisCase(form.answers));

function noteSaved() {
  saved = stateOf();
  changed();
}

const unsaved = () => ![saved, "{}"].includes(stateOf());

/** Tells something that is no question. */
function tell(title, text, kind = "info") {
  const close = make("button", { type: "button", class: "textlike", text: "Close", onclick: () => byId("told").replaceChildren() });
  byId("told").replaceChildren(make("section", { class: `notice ${kind}`, "aria-label": title }, make("h2", { text: title }),
    make("p", { text: `${text} ` }, close)));
  say(`${title}. ${text}`);
}

function failed(error) {
  if (error instanceof Stopped) alive.stopped();
  else if (error instanceof Refused) tell("That did not work", error.lines.join(" "), "info failed");
  else throw error;
}

function copyAll() {
  const lines = [];
  for (const [, leaf] of form.leaves()) {
    const words = leaf.control?.input.value.trim();
    if (words) lines.push(`${leaf.question.ask}\n${words}\n`);
  }
  return copy("All my words", lines.join("\n")).then((done) => done && say("Copied."));
}

async function startAnew() {
  const body = [paragraph("What you typed about this patient is taken off this page. Your own details stay.")];
  const choices = [{ value: "", says: "Keep working" }, { value: "yes", says: "Start anew" }];
  if (unsaved() && (await ask("Start anew?", body, choices)) !== "yes") return;
  const { practitioner, profile } = form.answers;
  saved = "{}";
  last = NOTHING;
  forget();
  await build({ practitioner, profile });
  byId("find-situation").focus();
}

async function openCase(file) {
  if (!file) return;
  const body = [paragraph("What you typed here is replaced by what the file says. You can save it first.")];
  const choices = [{ value: "", says: "Keep working" }, { value: "yes", says: "Open the file" }];
  if (unsaved() && (await ask("Open another case?", body, choices)) !== "yes") return;
  try {
    const { answers } = await (await postFile("/api/open", file)).json();
    if (!(await build(answers))) return;
    noteSaved();
    say("The case is open.");
  } catch (error) {
    if (!(error instanceof Refused)) failed(error);
    else await ask("This file cannot be opened", [list(error.lines)], [{ value: "", says: "Close" }]);
  }
}

async function begin() {
  const work = await kept();
  if (work && work !== "lost") {
    saved = work.saved;
    await details.load().catch(failed);
    await build(work.answers, work.waiting);
    return;
  }
  if (work === "lost") {
    tell("Nothing could be brought back", "What was typed here belongs to an earlier start of letterkit, and can be read no more. If you saved the case, open its file.");
  }
  await build(await details.load().catch((error) => (failed(error), {})));
}

byId("start-anew").addEventListener("click", startAnew);
byId("open-case").addEventListener("click", () => byId("case-file").click());
byId("case-file").addEventListener("change", ({ target }) => {
  const [file] = target.files;
  target.value = "";
  openCase(file);
});
byId("form").addEventListener("focusin", ({ target }) => {
  const held = [...form.leaves()].filter(([, leaf]) => leaf.element.contains(target));
  letter.pointOut(held.at(-1)?.[0] ?? "");
});
addEventListener("beforeunload", (event) => {
  if (unsaved()) event.preventDefault();
});
void actions;
begin();
