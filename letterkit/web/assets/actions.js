// What can be made of the letter: files, a print, a message to copy.
import { Refused, fetchFile, handOver, postJson } from "./api.js";
import { ask, copy, list, paragraph } from "./asking.js";
import { byId, say } from "./dom.js";

const BACK = { value: "", says: "Back to the letter" };
const UNSENT = { value: "unsent", says: "Make a draft, marked as not for sending" };

export class Actions {
  /**
   * `page` has now() (what is said at this moment, everything read), standing() (why it is not
   * ready, in lines), saved() and failed(error).
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
    const unsent = kind === "case" ? "" : await this.unlessReady();
    if (unsent === null) return;
    try {
      handOver(await fetchFile(`/api/file/${kind}`, { ...said, unsent: Boolean(unsent) }));
      this.page.saved();
      say("The file is saved where your browser keeps downloads.");
    } catch (error) {
      await this.explain(error, "This file cannot be made yet");
    }
  }

  async print() {
    await this.page.now();
    if ((await this.unlessReady()) !== null) window.print();
  }

  async message() {
    const said = await this.page.now();
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
  async unlessReady() {
    const lines = this.page.standing();
    if (!lines.length) return "";
    const body = [paragraph("Before it can go:"), list(lines)];
    const chosen = await ask("This letter is not ready to send", body, [BACK, UNSENT]);
    return chosen === "unsent" ? "unsent" : null;
  }

  async explain(error, title) {
    if (!(error instanceof Refused)) return this.page.failed(error);
    return ask(title, [list(error.lines)], [BACK]);
  }
}
