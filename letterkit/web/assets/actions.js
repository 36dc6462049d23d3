// What can be made of the letter: files, a print, a message to copy.
import { Refused, fetchFile, handOver, postJson } from "./api.js";
import { ask, copy, list, paragraph } from "./asking.js";
import { byId, say } from "./dom.js";

const BACK = { value: "", says: "Back to the letter" };
const UNSENT = { value: "unsent", says: "Make a draft, marked as not for sending" };
const PRINT = { value: "unsent", says: "Print a draft, marked as not for sending" };

export class Actions {
  /**
   * `page` has now() (what is said at this moment, everything read), standing() (whether the
   * letter is `seen`, and in lines what is `open` and what is `worded` wrongly), saved(), told(title, text) and failed(error).
   */
  constructor(page) {
    this.page = page;
    for (const button of document.querySelectorAll("button[data-file]")) {
      button.addEventListener("click", () => this.file(button.dataset.file));
    }
    byId("print").addEventListener("click", () => this.print());
    byId("copy-message").addEventListener("click", () => this.message());
    byId("save-case").addEventListener("click", () => this.file("case"));
  }

  async file(kind) {
    const said = await this.page.now();
    const { open } = this.page.standing();
    const unsent = kind === "case" ? "" : await this.unlessReady(open.length ? [BACK] : [BACK, UNSENT]);
    if (unsent === null) return;
    try {
      handOver(await fetchFile(`/api/file/${kind}`, { ...said, unsent: Boolean(unsent) }));
      if (!unsent) this.page.saved(); // a draft is not what the person came for
      say("The file is saved where your browser keeps downloads.");
    } catch (error) {
      await this.explain(error, "This file cannot be made yet");
    }
  }

  async print() {
    await this.page.now();
    const { seen } = this.page.standing();
    if ((await this.unlessReady(seen ? [BACK, PRINT] : [BACK])) !== null) window.print();
  }

  async message() {
    const said = await this.page.now();
    if ((await this.unlessReady([BACK])) === null) return;
    try {
      const { text } = await postJson("/api/message", said);
      if (await copy("Message for the practice", text)) {
        this.page.told("The message is copied", "Paste it where you send secure messages to the practice.");
      }
    } catch (error) {
      await this.explain(error, "There is no message yet");
    }
  }

  /** Resolves to "" where the letter is ready, "unsent" for a draft, null to go back. */
  async unlessReady(choices) {
    const { open, worded } = this.page.standing();
    if (!open.length && !worded.length) return "";
    // One question at a time: two clicks may have waited for the last words.
    if (document.querySelector("dialog[open]")) return null;
    const body = [paragraph("Before it can go:"), list([...worded, ...open])];
    return (await ask("This letter is not ready to send", body, choices)) || null;
  }

  async explain(error, title) {
    if (!(error instanceof Refused)) return this.page.failed(error);
    return ask(title, [list(error.lines)], [BACK]);
  }
}
