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
    new ResizeObserver(() => holder.parentElement.style.setProperty("--banner", `${holder.offsetHeight}px`)).observe(holder);
  }

  show(noticed, emergency, letter) {
    const now = JSON.stringify([noticed, emergency, letter]);
    if (now === this.shown) return;
    this.shown = now;
    const open = this.holder.querySelector("details")?.open;
    const [first] = noticed;
    const heading = first ? this.heading(first, emergency) : "";
    if (heading && heading !== this.said && first.urgency !== "emergency") say(heading);
    this.said = heading;
    this.holder.replaceChildren(...(first ? [this.notice(noticed, first, letter)] : []));
    const details = this.holder.querySelector("details");
    if (open && details) details.open = true;
  }

  notice(noticed, first, letter) {
    const urgent = first.urgency === "emergency";
    const kind = urgent ? "emergency" : first.urgency === "same-day" ? "same-day" : "info";
    return make("section", { class: `notice ${kind}`, role: urgent ? "alert" : null, "aria-label": "What was noticed" },
      make("h2", { text: this.said }),
      urgent && make("p", {}, make("strong", { text: `${first.says}.` }), " Stay with the patient. The letter comes afterwards."),
      make("details", {}, make("summary", { text: "Why this is shown" }), this.reasons(noticed)),
      this.offers(urgent ? noticed.filter(({ urgency }) => urgency === "emergency") : noticed, letter));
  }

  heading(first, emergency) {
    if (first.urgency === "emergency") return `Call ${emergency ?? "the emergency number"} now. Do not wait for a letter.`;
    if (first.urgency === "same-day") return "A physician should hear of this today. Telephone first.";
    return "Something here belongs in a letter";
  }

  reasons(noticed) {
    return make("ul", {}, ...noticed.map((one) => make("li", {}, `${one.title ? `${one.title}: ` : ""}${one.says}`,
      one.sources?.length > 0 && make("ul", { class: "sources small" }, ...one.sources.map(source)))));
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
