// One question with its answer, what is said about it, and the way back from a change.
import { controlFor } from "./controls.js";
import { make, newId, say } from "./dom.js";
import { card } from "./issues.js";

const DAYS = {
  ahead: "“tomorrow” or “12 May”",
  back: "“today” or “12 May”",
  "far back": "“2 April 1986” or “4/2/1986”",
  "": "“today” or “12 May”",
};
const MOMENTS = { ahead: "“tomorrow 3 pm”", back: "“today 4:10 pm”", "": "“12 May 3 pm”" };

/** Returns the line of help below a question: what is wanted, and an example. */
function helpFor({ help, example, kind, looks }) {
  const days = { day: DAYS, moment: MOMENTS }[kind];
  if (days) return `${help} Such as ${days[looks] ?? days[""]}.`.trim();
  return example && kind !== "choice" ? `${help} For example: ${example}`.trim() : help;
}

export class Field {
  /** `about` tells the form: changed(), profile(), failed(error), nameOf(field), move(field, issue). */
  constructor(question, about, { plain = false } = {}) {
    this.question = question;
    this.about = about;
    this.shown = "[]";
    this.control = controlFor(question, () => this.changed(), about);
    const { input } = this.control;
    input.id = newId("answer");
    const help = plain ? "" : helpFor(question);
    this.help = help && make("p", { class: "help", id: newId("help"), text: help });
    this.fault = make("p", { class: "fault", id: newId("fault") });
    this.undo = make("p", { class: "undo" });
    this.cards = make("ul", { class: "issues", "aria-label": "Issues here", hidden: true });
    const label = make("label", { for: input.id, class: plain && "unseen", text: question.ask });
    const needed = make("span", { class: "needed", "aria-hidden": "true", text: "needed" });
    if (question.needed) input.setAttribute("aria-required", "true");
    this.element = make("div", { class: `field is-${question.kind}` },
      make("div", { class: plain ? "unseen" : "asked" }, label,
        question.needed && needed, this.help),
      make("div", { class: "answer" }, this.control.element, this.undo, this.fault, this.cards));
    this.describe([]);
  }

  get value() {
    return this.control.value;
  }

  fill(value) {
    this.undo.replaceChildren();
    this.control.fill(typeof value === "string" ? value : "");
  }

  changed() {
    this.undo.replaceChildren();
    this.about.changed();
  }

  *leaves(path) {
    yield [path, this];
  }

  find() {
    return this;
  }

  /** Goes there, and selects the words from `start` to `end`. */
  focus(start, end) {
    this.select(start, end);
    this.element.scrollIntoView({ block: "center" });
  }

  /** Selects words; without a range, what is still in brackets. */
  select(start, end) {
    const { input } = this.control;
    const blank = /\[[^\]]+\]/.exec(this.value);
    input.focus({ preventScroll: true });
    if (end) input.setSelectionRange(start, end);
    else if (blank) input.setSelectionRange(blank.index, blank.index + blank[0].length);
  }

  /** Shows what is said about this answer, below it and in its words. */
  show(issues, faults) {
    this.control.mark(issues.filter((issue) => issue.end > issue.start));
    this.fault.textContent = faults.map(({ what, todo }) => `${what} ${todo}`).join(" ");
    this.control.input.toggleAttribute("aria-invalid", false);
    if (faults.length || this.control.waiting) this.control.input.setAttribute("aria-invalid", "true");
    const now = JSON.stringify(issues);
    if (now === this.shown) return;
    this.shown = now;
    this.lay(issues.map((issue) => card(issue, this.actsOn(issue))));
  }

  lay(cards) {
    const within = [...this.cards.querySelectorAll("button, summary, a")].indexOf(document.activeElement);
    const open = [...this.cards.querySelectorAll("details")].map((one) => one.open);
    this.cards.replaceChildren(...cards.map((one) => one.element));
    this.cards.hidden = !cards.length;
    this.cards.querySelectorAll("details").forEach((one, n) => (one.open = Boolean(open[n])));
    this.describe(cards.map((one) => one.message.id));
    if (within < 0) return;
    const left = this.cards.querySelectorAll("button, summary, a");
    (left[Math.min(within, left.length - 1)] ?? this.control.input).focus();
  }

  describe(messages) {
    const ids = [this.help?.id, this.control.describes, this.fault.id, ...messages].filter(Boolean);
    this.control.input.setAttribute("aria-describedby", ids.join(" "));
  }

  actsOn(issue) {
    return {
      nameOf: this.about.nameOf,
      use: () => this.replace(issue.offer.value, "The wording is replaced."),
      move: () => this.about.move(this, issue),
    };
  }

  /** Puts other words in, and offers the way back. */
  replace(value, words, back = () => {}) {
    const before = this.value;
    if (this.control.retype) this.control.retype(value);
    else this.control.fill(value);
    this.about.changed();
    this.select();
    this.undo.replaceChildren(`${words} `, make("button", { type: "button", class: "textlike", text: "Undo",
      onclick: () => {
        back();
        if (this.control.retype) this.control.retype(before);
        else this.control.fill(before);
        this.changed();
        this.focus();
        say("As it was.");
      } }));
    say(`${words} Undo follows the field.`);
  }
}
