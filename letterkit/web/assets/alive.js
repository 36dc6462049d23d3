// letterkit stops when nobody uses it for long. Says so before, and when it has happened.
import { Stopped, getJson, postJson } from "./api.js";
import { make, say } from "./dom.js";

const MINUTE = 60_000;
const SOON = 5 * 60; // seconds before the end

export class Alive {
  /** `words()` returns all that was typed, to be copied when letterkit is gone. */
  constructor(holder, copyAll) {
    this.holder = holder;
    this.copyAll = copyAll;
    this.state = "";
    setInterval(() => !document.hidden && this.look(), MINUTE);
    document.addEventListener("visibilitychange", () => !document.hidden && this.look());
  }

  async look() {
    try {
      const { idle_seconds: idle, stops_after: after } = await getJson("/api/alive");
      const left = after - idle;
      if (after && left < Math.min(SOON, after / 2)) this.ending(left);
      else this.well();
    } catch (error) {
      if (error instanceof Stopped) this.stopped();
    }
  }

  well() {
    if (this.state) this.holder.replaceChildren();
    this.state = "";
  }

  ending(left) {
    const minutes = Math.max(1, Math.round(left / 60));
    this.lay(`ending ${minutes}`, "info", {
      title: `letterkit stops in about ${minutes === 1 ? "a minute" : `${minutes} minutes`}`,
      text: "Nobody has used it for a while. What you typed stays on this page.",
      does: "Keep going",
      act: () => this.keepGoing(),
    });
  }

  stopped() {
    this.lay("stopped", "same-day", {
      title: "letterkit has stopped; your words are still on this page",
      text: "Copy them, start letterkit again, and open the address that it prints. " +
        "You can go on typing; it is not checked.",
      does: "Copy all my words",
      act: this.copyAll,
    });
  }

  async keepGoing() {
    await postJson("/api/alive").catch(() => {});
    await this.look();
  }

  lay(state, kind, { title, text, does, act }) {
    if (state === this.state) return;
    this.state = state;
    const button = make("button", { type: "button", class: "small-button", text: does, onclick: act });
    this.holder.replaceChildren(
      make("section", { class: `notice ${kind}`, "aria-label": "letterkit itself" },
        make("h2", { text: title }), make("p", { text }), make("p", { class: "buttons" }, button)));
    say(title);
  }
}
