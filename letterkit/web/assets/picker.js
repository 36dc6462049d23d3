// Which letter: the situation in plain words, found by typing a part of it.
import { byId, counted, say } from "./dom.js";

export class Picker {
  /** `picked(letter)` is called with the letter's id. */
  constructor(picked) {
    this.panel = byId("situations");
    this.chosen = byId("chosen");
    this.find = byId("find-situation");
    this.none = byId("no-situation");
    this.buttons = [...this.panel.querySelectorAll("button[data-letter]")];
    this.letter = "";
    for (const button of this.buttons) button.addEventListener("click", () => picked(button.dataset.letter));
    this.find.addEventListener("input", () => this.narrow());
    byId("change-situation").addEventListener("click", () => this.open());
    byId("keep-situation").addEventListener("click", () => this.close());
  }

  /** Shows which letter it is; none opens the choice. */
  show(letter) {
    this.letter = letter;
    const button = this.buttons.find((one) => one.dataset.letter === letter);
    for (const one of this.buttons) one.toggleAttribute("aria-current", false);
    button?.setAttribute("aria-current", "true");
    byId("keep-situation").hidden = !letter;
    byId("chosen-situation").textContent = button?.querySelector(".situation").textContent ?? letter;
    byId("chosen-urgency").textContent = button?.querySelector(".urgency").textContent ?? "";
    this.panel.hidden = Boolean(letter);
    this.chosen.hidden = !letter;
  }

  open() {
    this.panel.hidden = false;
    this.chosen.hidden = true;
    this.find.focus();
  }

  close() {
    this.show(this.letter);
    byId("change-situation").focus();
  }

  /** Leaves the situations that hold all the words that were typed. */
  narrow() {
    const words = this.find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const button of this.buttons) {
      const text = button.textContent.toLowerCase();
      const fits = words.every((word) => text.includes(word));
      button.closest("li").hidden = !fits;
      left += fits;
    }
    this.none.hidden = left > 0;
    say(left ? counted(left, "situation") : this.none.textContent);
  }
}
