// Several questions whose answers belong together: a group of the form, or an entry of a list.
import { put, read, steps } from "./answers.js";
import { make } from "./dom.js";
import { Field } from "./field.js";
import { List } from "./list.js";

export class RecordForm {
  /** In an entry, the questions for one part of it, such as a measure, are added together. */
  constructor(questions, about, inEntry = false) {
    this.questions = questions;
    this.about = about;
    this.familyOf = (question) => (inEntry ? question.field.split(".")[0] : question.field);
    this.views = new Map();
    this.offers = new Map();
    this.fields = make("div", { class: "fields" });
    this.adds = make("div", { class: "adds" });
    this.element = make("div", { class: "record" }, this.fields, this.adds);
    for (const question of questions) {
      if (question.usual || question.needed) this.ask(question);
      else if (!this.offers.has(this.familyOf(question))) this.offer(question);
    }
    this.settleOffers();
  }

  /** Shows a question that was not shown yet, in its place among the others. */
  ask(question) {
    const view = question.kind === "entries" || question.kind === "lines"
      ? new List(question, this.about, (parts) => new RecordForm(parts, this.about, true))
      : new Field(question, this.about);
    this.views.set(question.field, view);
    const later = this.questions.slice(this.questions.indexOf(question) + 1);
    const next = later.map((one) => this.views.get(one.field)).find(Boolean);
    this.fields.insertBefore(view.element, next?.element ?? null);
    return view;
  }

  /** Shows a question that was only offered, with its family, all unanswered. */
  add(question) {
    const family = this.familyOf(question);
    for (const one of this.questions) {
      if (this.familyOf(one) === family && !this.views.has(one.field)) this.ask(one);
    }
    this.offers.get(family)?.remove();
    this.offers.delete(family);
    this.settleOffers();
    return this.views.get(question.field);
  }

  offer(question) {
    const button = make("button", { type: "button", class: "small-button add", text: `+ ${question.ask}`,
      "aria-label": `Add: ${question.ask}`, onclick: () => this.add(question).focus() });
    this.offers.set(this.familyOf(question), button);
    this.adds.append(button);
  }

  settleOffers() {
    this.adds.hidden = !this.offers.size;
    this.fields.hidden = !this.views.size;
  }

  fill(record) {
    for (const question of this.questions) {
      const value = read(record ?? {}, question.field);
      const answered = value && (typeof value === "string" || Object.keys(value).length);
      const view = this.views.get(question.field) ?? (answered ? this.add(question) : null);
      view?.fill(value);
    }
  }

  /** Writes the answers into a record; what was not asked here stays as it is. */
  write(record) {
    for (const [field, view] of this.views) put(record, field, view.value);
    return record;
  }

  *leaves(path) {
    for (const [field, view] of this.views) yield* view.leaves(path ? `${path}.${field}` : field);
  }

  /** Returns what to focus for a path; where `show`, a question that is not shown yet is asked. */
  find(path, show) {
    for (const question of this.questions) {
      const own = steps(question.field);
      if (!own.every((step, n) => step === path[n])) continue;
      const view = this.views.get(question.field) ?? (show ? this.add(question) : null);
      return view?.find(path.slice(own.length), show) ?? null;
    }
    return null;
  }

  /** Returns the first thing here that can be typed into. */
  get first() {
    return this.views.values().next().value;
  }

  focus() {
    this.first?.focus();
  }
}
