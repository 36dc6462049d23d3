// Tells a screen reader what has changed, once a person has paused.
import { counted, say } from "./dom.js";

const PAUSE = 1200;

export class Announcer {
  constructor(nameOf) {
    this.nameOf = nameOf;
    this.before = new Map();
  }

  /** Notes what stands now; it is said when nothing more comes for a while. */
  note(issues) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(issues), PAUSE);
  }

  tell(issues) {
    const now = new Map();
    for (const { field } of issues) now.set(field ?? "", (now.get(field ?? "") ?? 0) + 1);
    const lines = [];
    for (const [field, n] of now) {
      if (this.before.get(field) !== n) lines.push(`${counted(n, "issue")} in ${this.place(field)}.`);
    }
    for (const field of this.before.keys()) {
      if (!now.has(field)) lines.push(`No issue left in ${this.place(field)}.`);
    }
    this.before = now;
    if (lines.length) say(lines.join(" "));
  }

  place(field) {
    return field ? `“${this.nameOf(field)}”` : "the letter";
  }
}
