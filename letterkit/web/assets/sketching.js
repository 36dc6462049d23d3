// Asks for the letter as it stands, a moment after the last change; only the newest answer counts.
import { postJson, today } from "./api.js";

const PAUSE = 180; // milliseconds

export class Sketching {
  /** `said()` returns the answers, `shown(sketch)` takes what came back, `failed(error)` the rest. */
  constructor({ said, shown, failed }) {
    Object.assign(this, { said, shown, failed });
    this.version = 0;
  }

  soon() {
    this.version += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), PAUSE);
  }

  /** Asks at once. Resolves when what is said now has come back, whatever was typed meanwhile. */
  look() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.asking = new AbortController();
    return (this.looking = this.ask(this.version, this.asking.signal));
  }

  async ask(version, signal) {
    try {
      const sketch = await postJson("/api/sketch", { answers: this.said(), today: today() }, signal);
      if (version === this.version) this.shown(sketch);
      else await this.look();
    } catch (error) {
      if (error.name === "AbortError") await this.looking; // the one that took its place
      else this.failed(error);
    }
  }
}
