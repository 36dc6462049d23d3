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

  /** Leaves the situations that hold most of the words, as the terminal finds them. */
  narrow() {
    const wanted = wordsOf(this.find.value).map((word) => word.replace(/s$/, ""));
    const bySelf = this.counts(wanted, (button) =>
      `${button.querySelector(".situation").textContent} ${button.dataset.called}`);
    const counts = Math.max(...bySelf) ? bySelf : this.counts(wanted, (button) =>
      button.querySelector(".purpose").textContent);
    const most = Math.max(...counts);
    const found = this.buttons.filter((_, n) => !wanted.length || (most && counts[n] === most));
    for (const button of this.buttons) button.closest("li").hidden = !found.includes(button);
    this.none.hidden = found.length > 0;
    say(found.length ? counted(found.length, "situation") : this.none.textContent);
  }

  /** Returns how many of the words each button holds; a word may be begun only. */
  counts(wanted, textOf) {
    return this.buttons.map((button) => {
      const held = wordsOf(textOf(button));
      return wanted.filter((word) => held.some((one) => one.startsWith(word))).length;
    });
  }
}

function wordsOf(text) {
  return text.toLowerCase().match(/[\p{L}\p{N}’'-]+/gu) ?? [];
}
