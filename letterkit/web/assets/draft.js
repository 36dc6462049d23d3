// The Draft page: brings its parts together.
import { Actions } from "./actions.js";
import { Alive } from "./alive.js";
import { Announcer } from "./announce.js";
import { isEmpty, ofThisCase } from "./answers.js";
import { Refused, Stopped, postFile, postJson, today } from "./api.js";
import { ask, copy, list, paragraph } from "./asking.js";
import { Banner } from "./banner.js";
import { Details } from "./details.js";
import { byId, say } from "./dom.js";
import { Form } from "./form.js";
import { forget, keep, kept } from "./keep.js";
import { Letter } from "./letter.js";
import { Meter } from "./meter.js";
import { Picker } from "./picker.js";
import { Sketching } from "./sketching.js";
import { against, inShort } from "./standing.js";
import { tell, tellFailed, worksAgain } from "./telling.js";
import { Whole } from "./whole.js";

let last = null; // the sketch of what is said now; null until it has come
let saved = "{}"; // what was saved of this case

const form = new Form(byId("form"), { changed, failed });
const details = new Details(form, failed);
const go = (field) => form.go(field);
const letter = new Letter(byId("letter"), (field, issue) => {
  const at = issue?.field === field ? issue : {};
  form.go(field, at.start, at.end);
});
const meter = new Meter(byId("meter"), go);
const whole = new Whole(byId("whole"), go);
const banner = new Banner(byId("banner"), pick);
const announcer = new Announcer((field) => form.nameOf(field));
const picker = new Picker(pick);
const alive = new Alive(byId("alive"), copyAll);
const sketching = new Sketching({ said: () => form.answers, shown: show, failed });
new Actions({ now, standing: () => against(last), saved: noteSaved, told: tell, failed });

function changed() {
  const answers = form.answers;
  last = null;
  keep({ answers, waiting: form.waiting, saved });
  details.follow();
  if (answers.letter) sketching.soon();
}

/** Changes to a letter; nothing that was said is lost. */
async function pick(id) {
  await begun; // who clicks before what was kept is back must not lose the letter to it
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
    const { profile } = answers;
    if (id) ({ groups } = await postJson("/api/form", { letter: id, profile: profile || undefined }));
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

function show(told) {
  const sketch = withUnread(told);
  last = sketch;
  alive.well();
  worksAgain();
  if (sketch.letter) letter.show(sketch.letter, sketch.issues, sketch.ready);
  const left = form.show(sketch);
  meter.show(sketch);
  whole.show(left, sketch);
  banner.show(sketch.noticed, sketch.emergency, form.answers.letter);
  announcer.note(sketch.issues);
  const { words, budget } = sketch.letter ?? {};
  byId("length").textContent = words ? `${words} of about ${budget} words.` : "";
  byId("jump-words").textContent = inShort(sketch);
}

/** A day that was typed and not understood is open, also where the letter could do without it. */
function withUnread(sketch) {
  const { unread } = form;
  const needed = sketch.needed.filter(({ field }) => !unread.some((one) => one.field === field));
  return { ...sketch, needed: [...needed, ...unread], ready: sketch.ready && !unread.length };
}

/** Reads what is still to be read, and returns all that is said now. */
async function now() {
  await form.settled();
  await sketching.look();
  return { answers: form.answers, today: today() };
}

const stateOf = () => JSON.stringify(ofThisCase(form.answers));

function noteSaved() {
  saved = stateOf();
  changed();
}

const unsaved = () => ![saved, "{}"].includes(stateOf());

function failed(error) {
  if (error instanceof Stopped) alive.stopped();
  else if (error instanceof Refused) tellFailed(error.lines);
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
  const text = "What you typed about this patient is taken off this page. Your own details stay.";
  const choices = [{ value: "", says: "Keep working" }, { value: "yes", says: "Start anew" }];
  if (unsaved() && (await ask("Start anew?", [paragraph(text)], choices)) !== "yes") return;
  const { practitioner, profile } = form.answers;
  saved = "{}";
  forget();
  await build({ practitioner, profile });
  byId("find-situation").focus();
}

async function openCase(file) {
  if (!file) return;
  await begun;
  const text = "What you typed here is replaced by what the file says. You can save it first.";
  const choices = [{ value: "", says: "Keep working" }, { value: "yes", says: "Open the file" }];
  if (unsaved() && (await ask("Open another case?", [paragraph(text)], choices)) !== "yes") return;
  try {
    const { answers } = await (await postFile("/api/open", file)).json();
    const begun = isEmpty(answers.practitioner) ? details.answers : {};
    if (!(await build({ ...answers, ...begun }))) return;
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
    tell("Nothing could be brought back",
      "What was typed here belongs to an earlier start of letterkit, and can be read no more. " +
      "If you saved the case, open its file.");
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
const begun = begin();
