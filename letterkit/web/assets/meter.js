// How far the letter is: how many of the needed answers are there, and the way to those missing.
import { counted, make } from "./dom.js";
import { plain, standing } from "./standing.js";

export class Meter {
  /** `go(field)` leads to a field. */
  constructor(holder, go) {
    this.go = go;
    this.bar = make("progress", { "aria-label": "Needed answers" });
    this.words = make("p", { class: "meter-words" });
    this.still = make("p", { class: "still" });
    holder.replaceChildren(this.words, this.bar, this.still);
  }

  show(sketch) {
    const { answered, asked, needed } = sketch;
    this.bar.max = Math.max(asked, 1);
    this.bar.value = answered;
    this.words.textContent = `${answered} of ${counted(asked, "needed answer")}. ${standing(sketch)}`;
    this.still.hidden = !needed.length;
    const links = needed.flatMap(({ field, ask }, n) => [n ? ", " : "", this.link(field, ask)]);
    this.still.replaceChildren("Still: ", ...links, ".");
  }

  link(field, ask) {
    const go = (event) => {
      event.preventDefault();
      this.go(field);
    };
    return make("a", { href: "#form", text: plain(ask), onclick: go });
  }
}
