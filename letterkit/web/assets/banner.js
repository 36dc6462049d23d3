// What stands on a list of signs that a physician should hear of, the most urgent first.
import { make, say } from "./dom.js";
import { source } from "./issues.js";

export class Banner {
  /** `use(letter)` changes to another letter. */
  constructor(holder, use) {
    this.holder = holder;
    this.use = use;
    this.shown = "";
    // The letter stands below the banner, whatever its height, and both stay in sight.
    const { style } = holder.parentElement;
    new ResizeObserver(() => style.setProperty("--banner", `${holder.offsetHeight}px`)).observe(holder);
  }

  show(noticed, emergency, letter) {
    const now = JSON.stringify([noticed, emergency, letter]);
    if (now === this.shown) return;
    this.shown = now;
    const open = this.holder.querySelector("details")?.open;
    const [first] = noticed;
    const heading = first ? headingFor(first, emergency) : "";
    if (heading && heading !== this.said && !emergency) say(heading);
    this.said = heading;
    this.holder.replaceChildren(...(first ? [this.notice(noticed, first, emergency, letter)] : []));
    const details = this.holder.querySelector("details");
    if (open && details) details.open = true;
  }

  notice(noticed, first, emergency, letter) {
    const urgent = Boolean(emergency);
    const kind = urgent ? "emergency" : first.urgency === "routine" ? "info" : "same-day";
    const role = urgent ? "alert" : null;
    const alike = noticed.filter(({ urgency }) => urgency === first.urgency);
    return make("section", { class: `notice ${kind}`, role, "aria-label": "What was noticed" },
      make("h2", { text: this.said }),
      urgent && make("p", {},
        make("strong", { text: `${first.says[0].toUpperCase()}${first.says.slice(1)}.` }),
        " Stay with the patient. The letter comes afterwards."),
      make("details", {}, make("summary", { text: "Why this is shown" }), this.reasons(noticed)),
      this.offers(alike, letter));
  }

  reasons(noticed) {
    return make("ul", {}, ...noticed.map(({ title, says, sources }) =>
      make("li", {}, `${title}: ${says}`,
        sources.length > 0 && make("ul", { class: "sources small" }, ...sources.map(source)))));
  }

  /** Offers the letters that were made for what was noticed. */
  offers(noticed, letter) {
    const others = new Map(noticed.filter((one) => one.letter && one.letter !== letter)
      .map((one) => [one.letter, one.letter_situation]));
    if (!others.size) return null;
    return make("p", { class: "buttons" }, ...[...others].slice(0, 1).map(([id, situation]) =>
      make("button", { type: "button", class: "small-button", onclick: () => this.use(id) },
        `Change to the letter “${situation}”`)));
  }
}

function headingFor({ urgency }, emergency) {
  if (emergency) return `Do not wait for a letter. If it is happening now, call ${emergency}.`;
  if (urgency === "emergency") return "You wrote that help was called. The letter goes with the patient.";
  if (urgency === "same-day") return "A physician should hear of this today. Telephone first.";
  return "Something here belongs in a letter";
}
