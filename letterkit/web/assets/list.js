// A list of answers: each an entry with questions of its own, or one line. One can be added,
// removed, and brought back.
import { isEmpty } from "./answers.js";
import { make, newId, say } from "./dom.js";
import { Field } from "./field.js";
import { card } from "./issues.js";

export class List {
  constructor(question, about, recordFor) {
    this.question = question;
    this.about = about;
    this.recordFor = recordFor;
    this.items = [];
    this.shown = "[]";
    const title = make("h3", { id: newId("list") }, question.ask,
      question.needed && make("span", { class: "needed", text: "needed" }));
    const lines = question.kind === "lines";
    const example = lines && question.example ? `For example: ${question.example}` : "";
    const help = `${question.help} ${example}`.trim();
    this.holder = make("div", { class: lines ? "lines" : "entries" });
    this.undo = make("p", { class: "undo" });
    this.fault = make("p", { class: "fault" });
    this.cards = make("ul", { class: "issues", "aria-label": "Issues here", hidden: true });
    this.adder = make("button", { type: "button", class: "small-button add",
      "aria-label": `Add another: ${question.ask}`, text: "+ Add another", onclick: () => this.added() });
    this.element = make("div", { class: "field is-list" }, title,
      help && make("p", { class: "help", text: help }),
      this.fault, this.cards, this.holder, this.undo, this.adder);
    this.fill([]);
  }

  get value() {
    return this.items.map(({ view, rest }) => (view instanceof Field ? view.value : view.write({ ...rest })));
  }

  fill(values) {
    this.undo.replaceChildren();
    this.holder.replaceChildren();
    this.items = [];
    const held = Array.isArray(values) ? values : [];
    for (const value of held.length ? held : [undefined]) this.add(value);
  }

  add(value, at = this.items.length) {
    const item = this.question.kind === "lines" ? this.line(value) : this.entry(value);
    this.holder.insertBefore(item.element, this.items[at]?.element ?? null);
    this.items.splice(at, 0, item);
    this.number();
    return item;
  }

  /** Adds an empty one, as the person asked for, and goes there. */
  added(at = this.items.length) {
    const item = this.add(undefined, at);
    item.view.focus();
    this.about.changed();
  }

  entry(value) {
    const view = this.recordFor(this.question.parts);
    view.fill(value);
    const legend = make("legend", {});
    const item = { view, legend, rest: value ? structuredClone(value) : {} };
    item.remover = this.remover(item);
    view.adds.append(item.remover);
    view.adds.hidden = false;
    item.element = make("fieldset", { class: "entry" }, legend, view.element);
    return item;
  }

  line(value) {
    const view = new Field({ ...this.question, kind: "short", needed: false }, this.about, { plain: true });
    view.fill(value);
    const item = { view, legend: view.element.querySelector("label"), rest: {} };
    view.control.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing && view.value.trim()) {
        this.added(this.items.indexOf(item) + 1);
      }
    });
    item.remover = this.remover(item);
    item.element = make("div", { class: "line" }, view.element, item.remover);
    return item;
  }

  remover(item) {
    return make("button", { type: "button", class: "textlike remove", text: "Remove",
      onclick: () => this.remove(item) });
  }

  /** Numbers the items, for those who see them and for those who hear them. */
  number() {
    const several = this.items.length > 1;
    this.items.forEach((item, n) => {
      const name = make("span", { class: "unseen", text: `${this.question.ask} ` });
      item.legend.replaceChildren(name, several || this.question.kind === "lines" ? `${n + 1}` : "");
      item.remover.setAttribute("aria-label", `Remove number ${n + 1} of “${this.question.ask}”`);
      item.remover.hidden = !several && isEmpty(this.value[n]);
    });
  }

  remove(item) {
    const at = this.items.indexOf(item);
    const value = this.value[at];
    this.items.splice(at, 1);
    item.element.remove();
    if (!this.items.length) this.add(undefined);
    this.number();
    this.about.changed();
    if (isEmpty(value)) {
      (this.items[at] ?? this.items[at - 1]).view.focus();
      say("Removed.");
      return;
    }
    const undo = make("button", { type: "button", class: "textlike", text: "Undo",
      onclick: () => {
        if (this.items.length === 1 && isEmpty(this.value)) this.fill([value]);
        else this.add(value, at);
        this.undo.replaceChildren();
        this.items[Math.min(at, this.items.length - 1)].view.focus();
        this.about.changed();
        say("It is back.");
      } });
    this.undo.replaceChildren("Removed. ", undo);
    undo.focus();
  }

  *leaves(path) {
    yield [path, this];
    for (const [n, item] of this.items.entries()) yield* item.view.leaves(`${path}[${n}]`);
  }

  /** Puts words into an entry of their own. Returns what takes them out again. */
  take(words) {
    const last = this.items.at(-1);
    const item = isEmpty(this.value.at(-1)) ? last : this.add(undefined);
    const leaf = item.view instanceof Field ? item.view : item.view.first;
    leaf.fill(words);
    this.number();
    return () => {
      this.items.splice(this.items.indexOf(item), 1);
      item.element.remove();
      if (!this.items.length) this.add(undefined);
      this.number();
    };
  }

  find([number, ...rest], show) {
    if (number === undefined) return this;
    if (typeof number !== "number") return this.items[0].view.find([number, ...rest], show) ?? this;
    while (show && this.items.length <= number) this.add(undefined);
    return this.items[number]?.view.find(rest, show) ?? this;
  }

  focus() {
    this.items[0].view.focus();
  }

  show(issues, faults) {
    this.number();
    this.fault.textContent = faults.map(({ what, todo }) => `${what} ${todo}`).join(" ");
    const now = JSON.stringify(issues);
    if (now === this.shown) return;
    this.shown = now;
    this.cards.replaceChildren(...issues.map((issue) => card(issue).element));
    this.cards.hidden = !issues.length;
  }
}
