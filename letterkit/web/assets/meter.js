// How far the letter is, in words: what is still needed, and what stands against sending it.
import { counted, make } from "./dom.js";

export class Meter {
  /** `go(field)` leads to a field. */
  constructor(holder, go) {
    this.go = go;
    this.bar = make("progress", { "aria-label": "Needed answers" });
    this.words = make("p", { class: "meter-words" });
    this.still = make("p", { class: "still" });
    this.about = make("div", { class: "meter-about" });
    holder.replaceChildren(this.words, this.bar, this.still, this.about);
  }

  show({ answered, asked, needed, ready }, issues) {
    this.bar.max = Math.max(asked, 1);
    this.bar.value = answered;
    this.words.textContent = `${answered} of ${counted(asked, "needed answer")}. ${standing({ needed, ready }, issues)}`;
    this.still.hidden = !needed.length;
    const links = needed.flatMap(({ field, ask }, n) => [n ? ", " : "", this.link(field, ask)]);
    this.still.replaceChildren("Still: ", ...links, ".");
  }

  link(field, words) {
    return make("a", { href: "#form", text: plain(words), onclick: (event) => {
      event.preventDefault();
      this.go(field);
    } });
  }
}

/** Returns a question as the name of its answer: “Date of birth?” reads on as “Date of birth”. */
export const plain = (ask) => ask.replace(/[?.]$/, "");

/** Returns what is to do before the letter can go. */
export function standing({ needed, ready }, issues) {
  const errors = issues.filter(({ severity }) => severity === "error").length;
  const others = issues.length - errors;
  if (errors) return `${counted(errors, "wording")} to mend.`;
  if (needed.length) return others ? `${counted(others, "thought")} on the wording.` : "";
  if (!ready) return "Something is still to put right.";
  return others ? `Ready to read and sign; ${counted(others, "thought")} on the wording.` : "Ready to read and sign.";
}
