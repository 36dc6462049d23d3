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

  async look() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.asking = new AbortController();
    const asked = this.version;
    try {
      const said = { answers: this.said(), today: today() };
      const sketch = await postJson("/api/sketch", said, this.asking.signal);
      if (asked === this.version) this.shown(sketch);
    } catch (error) {
      if (error.name !== "AbortError") this.failed(error);
    }
  }
}
