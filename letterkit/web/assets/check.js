// The Check page: takes a letter, shows its marked words, and gives it back with comments.
import { Refused, fetchChecked, fetchCommented, handOver } from "./api.js";
import { byId, make, say } from "./dom.js";
import { card } from "./issues.js";

const parts = ["drop", "file", "words", "kind", "profile", "told", "result", "paper", "issues", "summary", "read-as",
  "excused", "excuses", "annotated", "choose", "check-words"];
const page = Object.fromEntries(parts.map((id) => [id, byId(id)]));
const READ_AS = { letter: "a letter", note: "a note", message: "a message" };
let taken = null; // what is being looked at, with how it was asked to be
let latest = 0;
const seen = new Set(); // issues whose words have begun

const asked = () => ({ kind: page.kind.value, profile: page.profile.value });

async function take(content, name) {
  const number = (latest += 1);
  const given = { content, name, ...asked() };
  page.told.replaceChildren();
  page.result.setAttribute("aria-busy", "true");
  say("Checking.");
  try {
    const found = await fetchChecked(given);
    if (number !== latest) return;
    taken = given;
    show(found);
  } catch (error) {
    if (number === latest) tell("This could not be checked", error);
  } finally {
    if (number === latest) page.result.removeAttribute("aria-busy");
  }
}

function show(found) {
  seen.clear();
  page.result.hidden = false;
  page.summary.textContent = found.issues.length ? `${found.name}: ${found.summary}` : `${found.name}: no issues.`;
  page["read-as"].textContent = `Read as ${READ_AS[found.kind] ?? found.kind}${found.guessed ? ", by its shape" : ""}.`;
  page.paper.replaceChildren(...found.paragraphs.map((pieces) => paragraph(pieces, found.issues)));
  page.issues.replaceChildren(...found.issues.map(entry));
  page.excused.hidden = !found.excused.length;
  page.excuses.replaceChildren(...found.excused.map(excuse));
  page.result.focus({ preventScroll: true });
  page.result.scrollIntoView({ block: "start" });
  say(page.summary.textContent);
}

function paragraph(pieces, issues) {
  return make("p", { dir: "auto" }, ...pieces.map((piece) => marked(piece, issues)));
}

/** Returns words of the letter; those that an issue means lead to what is said of them. */
function marked({ text, issues: numbers = [] }, issues) {
  if (!numbers.length) return document.createTextNode(text);
  const [first] = numbers;
  const own = seen.has(first) ? {} : { id: `words-${first + 1}` };
  seen.add(first);
  return make("a", { class: `mark ${issues[first].severity}`, href: `#issue-${first + 1}`, ...own },
    text, make("span", { class: "number", text: numbers.map((n) => n + 1).join(",") }));
}

function entry(issue, at) {
  const { element } = card(issue);
  element.id = `issue-${at + 1}`;
  element.tabIndex = -1;
  element.prepend(make("p", {},
    make("a", { href: `#words-${at + 1}`, "aria-label": `${at + 1}: to these words in the letter`, text: `${at + 1}` }),
    " ", make("q", { text: issue.words }), issue.place && make("span", { class: "place", text: issue.place })));
  return element;
}

function excuse({ text, because, cue }) {
  return make("li", {}, make("q", { text }), `: ${because}`, cue && make("span", { class: "soft", text: ` (${cue})` }));
}

async function giveBack() {
  page.told.replaceChildren();
  try {
    const { name, bytes, comments, signatureLost } = await fetchCommented(taken);
    handOver({ name, bytes });
    const n = `${comments} comment${comments === 1 ? "" : "s"}`;
    notice("info", `A Word file with ${n} is being saved`,
      [signatureLost && "The letter had a digital signature, which its copy does not keep.",
        "The letter itself is as it was. Take the comments out before you send the copy."]);
  } catch (error) {
    tell("The Word file could not be made", error);
  }
}

function tell(title, error) {
  const gone = ["letterkit has stopped. Start it again, and open the address that it prints."];
  notice("same-day", title, error instanceof Refused ? error.lines : gone);
}

function notice(kind, title, lines) {
  page.told.replaceChildren(make("section", { class: `notice ${kind}` }, make("h2", { text: title }),
    ...lines.filter(Boolean).map((text) => make("p", { text }))));
}

function takeWords() {
  if (page.words.value.trim()) take(new Blob([page.words.value], { type: "text/plain" }), "");
  else page.words.focus();
}

const takeFile = (file) => file && take(file, file.name);

page.choose.addEventListener("click", () => page.file.click());
page.file.addEventListener("change", () => {
  takeFile(page.file.files[0]);
  page.file.value = "";
});
page["check-words"].addEventListener("click", takeWords);
page.words.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) takeWords();
});
page.annotated.addEventListener("click", giveBack);
for (const choice of [page.kind, page.profile]) {
  choice.addEventListener("change", () => taken && take(taken.content, taken.name));
}
// A file that is dropped beside the place is taken too: the browser would open it instead.
for (const name of ["dragover", "drop", "dragleave"]) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    page.drop.classList.toggle("over", name === "dragover");
    if (name === "drop") takeFile(event.dataTransfer.files[0]);
  });
}
// A mark leads to its card, and the card's number back: with the focus, not only with the eye.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#issue-"], a[href^="#words-"]');
  const there = link && byId(link.hash.slice(1));
  if (!there) return;
  event.preventDefault();
  for (const one of document.querySelectorAll(".issue.here")) one.classList.remove("here");
  there.classList.toggle("here", there.matches(".issue"));
  there.scrollIntoView({ block: "center" });
  there.focus({ preventScroll: true });
});
