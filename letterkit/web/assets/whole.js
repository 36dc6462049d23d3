// What is said of the letter as a whole, and what was said that this letter does not print.
import { counted, make } from "./dom.js";
import { CALLED_OPEN, card } from "./issues.js";

export class Whole {
  /** `go(field)` leads to a field. */
  constructor(holder, go) {
    this.holder = holder;
    this.go = go;
  }

  show({ issues, faults }, { gaps, unused }) {
    const within = this.holder.contains(document.activeElement);
    const said = [...issues, ...gaps.map((gap) => ({ ...gap, open: true }))];
    const open = this.holder.querySelector("details")?.open ?? false;
    const urgent = said.some(({ severity }) => severity === "error");
    this.holder.replaceChildren(
      ...faults.map(({ what, todo }) => make("p", { class: "fault", text: `${what} ${todo}` })),
      ...(said.length ? [this.thoughts(said, open || urgent)] : []),
      ...(unused.length ? [notPrinted(unused)] : []),
    );
    if (within) this.holder.querySelector("summary")?.focus();
  }

  thoughts(said, open) {
    const title = `${counted(said.length, "thought")} on the letter as a whole`;
    const cards = said.map((one) => card(one, {
      ...(one.open && { called: CALLED_OPEN }),
      ...(one.field && { add: () => this.go(one.field) }),
    }));
    return make("details", { open }, make("summary", { text: title }),
      make("ul", { class: "issues" }, ...cards.map(({ element }) => element)));
  }
}

function notPrinted(unused) {
  const names = [...new Set(unused.map(({ ask }) => ask))].join(" · ");
  return make("p", { class: "soft small", text: `Kept, but not printed in this letter: ${names}` });
}
