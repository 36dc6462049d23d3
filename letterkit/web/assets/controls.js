// The ways to type one answer. Each has `element`, `input`, `value`, `fill(value)` and `mark(marks)`.
import { Refused, postJson, today } from "./api.js";
import { UNKEPT, make, newId } from "./dom.js";
import { cut, moved, shared } from "./marks.js";

const QUIET = { ...UNKEPT, autocapitalize: "sentences" };

/** Words, underlined by a layer of the same words behind them. It grows with what is typed. */
class Words {
  constructor(question, changed) {
    this.under = make("div", { class: "under", "aria-hidden": "true" });
    this.input = make("textarea", { rows: 1, ...QUIET });
    const size = question.kind === "long" ? "words long" : "words";
    this.element = make("div", { class: size }, this.under, this.input);
    this.marks = [];
    this.shown = "";
    this.input.addEventListener("input", () => {
      this.follow();
      changed();
    });
    if (question.kind !== "long") this.input.addEventListener("keydown", keepOnOneLine);
  }

  get value() {
    return this.input.value;
  }

  fill(value) {
    this.input.value = value ?? "";
    this.mark([]);
  }

  /** Changes words as if they were typed, so that the field's own undo takes them back. */
  retype(value) {
    const before = this.value;
    const { head, tail } = shared(before, value);
    const middle = value.slice(head, value.length - tail);
    this.input.focus();
    this.input.setSelectionRange(head, before.length - tail);
    const typed = document.execCommand(middle ? "insertText" : "delete", false, middle);
    if (!typed || this.value !== value) {
      this.input.value = value;
      this.input.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  mark(marks) {
    this.marks = marks;
    this.paint();
  }

  follow() {
    this.marks = moved(this.marks, this.shown, this.value);
    this.paint();
  }

  paint() {
    this.shown = this.value;
    const pieces = cut(this.shown, this.marks).map(({ text, mark }) =>
      mark ? make("span", { class: `mark ${mark.severity}`, text }) : document.createTextNode(text),
    );
    this.under.replaceChildren(...pieces, "\u200b"); // so that an empty last line has its height
  }
}

function keepOnOneLine(event) {
  if (event.key === "Enter" && !event.isComposing) event.preventDefault();
}

/** A line that is read when it is left: its value counts only once it was understood. */
class When {
  constructor(question, changed, about) {
    this.question = question;
    this.changed = changed;
    this.about = about;
    this.input = make("input", { type: "text", ...QUIET });
    this.says = make("p", { class: "read", id: newId("says"), role: "status" });
    this.unread = make("p", { class: "fault", id: newId("unread") });
    this.element = make("div", { class: "when" }, this.input, this.says, this.unread);
    this.describes = `${this.says.id} ${this.unread.id}`;
    this.value = "";
    this.reading = Promise.resolve();
    this.input.addEventListener("input", () => {
      this.tell("", "");
      this.value = "";
      changed();
    });
    this.input.addEventListener("change", () => this.read());
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) this.read();
    });
  }

  /** What was typed and not understood yet. */
  get waiting() {
    return this.value ? "" : this.input.value.trim();
  }

  fill(value) {
    this.input.value = value ?? "";
    this.value = value ?? "";
    this.tell("", "");
    if (value) this.reading = this.ask(value, value);
  }

  read() {
    this.reading = this.ask(this.input.value.trim());
  }

  /** Asks what the text means. One that was `known` before stays, whatever comes back. */
  async ask(text, known = "") {
    if (!text) return this.settle("");
    const { kind, looks } = this.question;
    try {
      const profile = this.about.profile();
      const said = await postJson("/api/moment", { text, kind, looks, profile, today: today() });
      if (this.input.value.trim() !== text) return;
      this.tell(writtenOut(said), "");
      this.settle(said.value);
    } catch (error) {
      if (this.input.value.trim() !== text) return;
      if (!(error instanceof Refused)) return this.about.failed(error);
      this.tell("", known ? "" : error.lines.join(" "));
      this.value = known;
      this.changed();
    }
  }

  settle(value) {
    if (value === this.value) return undefined;
    this.value = value;
    return this.changed();
  }

  tell(says, fault) {
    this.says.textContent = says;
    this.unread.textContent = fault;
    this.refused = Boolean(fault);
    if (fault) this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
  }

  mark() {}
}

function writtenOut({ says, away, remark }) {
  const day = away ? `${says} (${away})` : says;
  return remark ? `${day}. ${remark}` : day;
}

class Count {
  constructor(question, changed) {
    this.input = make("input", { type: "text", inputmode: "numeric", class: "count-field", ...QUIET });
    this.element = this.input;
    this.input.addEventListener("input", changed);
  }

  get value() {
    return this.input.value;
  }

  fill(value) {
    this.input.value = value ?? "";
  }

  mark() {}
}

class Choice {
  constructor(question, changed) {
    const choices = question.choices.map(({ value, says }) => make("option", { value, text: says }));
    this.input = make("select", {}, make("option", { value: "", text: "Choose" }), ...choices);
    this.element = this.input;
    this.input.addEventListener("change", changed);
  }

  get value() {
    return this.input.value;
  }

  fill(value) {
    this.input.value = value ?? "";
    if (this.input.selectedIndex < 0) this.input.value = "";
  }

  mark() {}
}

const KINDS = { day: When, moment: When, count: Count, choice: Choice };

/** Returns the control for a question; `about` knows the profile, and what to do when asking fails. */
export const controlFor = (question, changed, about) =>
  new (KINDS[question.kind] ?? Words)(question, changed, about);
