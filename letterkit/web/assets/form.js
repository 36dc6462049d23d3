// The form of a letter: groups of questions, in the order in which a person tells the story.
import { read, steps } from "./answers.js";
import { make, newId, say } from "./dom.js";
import { RecordForm } from "./record.js";

export class Form {
  /** `holder` is where the groups go; `tells` has changed() and failed(error). */
  constructor(holder, tells) {
    this.holder = holder;
    this.rest = {};
    this.groups = [];
    this.about = {
      changed: tells.changed,
      failed: tells.failed,
      profile: () => read(this.answers, "profile") || undefined,
      nameOf: (field) => this.nameOf(field),
      move: (from, issue) => this.move(from, issue),
    };
  }

  /** Builds the form anew and keeps what was said, also what this letter does not ask. */
  build(groups, answers) {
    this.rest = structuredClone(answers);
    this.groups = groups.map((group) => this.group(group));
    this.holder.replaceChildren(...this.groups.map((group) => group.element));
    for (const { record } of this.groups) record.fill(this.rest);
  }

  group({ id, title, help, questions }) {
    const heading = make("h2", { id: newId("group"), tabindex: "-1", text: title });
    const record = new RecordForm(questions, this.about);
    const element = make("section", { class: "card group", "aria-labelledby": heading.id },
      heading, help && make("p", { class: "lead", text: help }), record.element);
    return { id, title, heading, record, element };
  }

  /** All that was said so far. */
  get answers() {
    return this.groups.reduce((said, { record }) => record.write(said), structuredClone(this.rest));
  }

  *leaves() {
    for (const { record } of this.groups) yield* record.leaves("");
  }

  find(field, show) {
    const path = steps(field);
    for (const { record } of this.groups) {
      const found = record.find(path, show);
      if (found) return found;
    }
    return null;
  }

  /** Goes to the field that a path names; where words are given, they are selected there. */
  go(field, start, end) {
    const found = this.find(field, true);
    found?.focus(start, end);
    return Boolean(found);
  }

  nameOf(field) {
    const path = steps(field);
    for (const { record } of this.groups) {
      for (const question of record.questions) {
        if (steps(question.field).every((step, n) => step === path[n])) return question.ask;
      }
    }
    return field;
  }

  /** Moves words to the list where they belong; what is left stays where they were. */
  move(from, { move: { field, value, left = "" } }) {
    const list = this.find(field, true);
    const takeBack = list.take(value);
    from.replace(left, `Moved to “${this.nameOf(field)}”.`, takeBack);
  }

  /** Shows what was found, at the field it is about. Returns what is about no field shown here. */
  show({ issues, faults }) {
    const of = (list) => Map.groupBy(list.filter((one) => one.field), (one) => one.field);
    const [issuesOf, faultsOf] = [of(issues), of(faults)];
    const shown = new Set();
    for (const [path, leaf] of this.leaves()) {
      shown.add(path);
      leaf.show(issuesOf.get(path) ?? [], faultsOf.get(path) ?? []);
    }
    const left = (list) => list.filter((one) => !one.field || !shown.has(one.field));
    return { issues: left(issues), faults: left(faults) };
  }

  /** Dates that were typed and not understood yet, by field. */
  get waiting() {
    const waiting = [...this.leaves()].map(([path, leaf]) => [path, leaf.control?.waiting]);
    return Object.fromEntries(waiting.filter(([, typed]) => typed));
  }

  /** Those of them that cannot be understood, as what is still needed. */
  get unread() {
    return [...this.leaves()]
      .filter(([, leaf]) => leaf.control?.refused)
      .map(([field, leaf]) => ({ field, ask: `${leaf.question.ask}, in other words` }));
  }

  retype(waiting) {
    for (const [field, typed] of Object.entries(waiting)) {
      const { control } = this.find(field, true) ?? {};
      if (!control?.read) continue;
      control.input.value = typed;
      control.read();
    }
  }

  /** Waits until all dates that were typed have been read. */
  async settled() {
    await Promise.all([...this.leaves()].map(([, leaf]) => leaf.control?.reading));
  }
}
