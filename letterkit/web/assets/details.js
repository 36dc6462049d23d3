// Remembers who writes, on this computer, if and as long as the person wants it.
import { getJson, postJson } from "./api.js";
import { isEmpty, told } from "./answers.js";
import { make, newId, say } from "./dom.js";

export class Details {
  /** `form` is asked for what is typed; `failed(error)` is told what went wrong. */
  constructor(form, failed) {
    this.form = form;
    this.failed = failed;
    this.remembered = null;
    this.element = make("div", { class: "details" });
    this.element.addEventListener("click", (event) => event.stopPropagation());
  }

  /** Asks what is remembered. Returns answers to begin with. */
  async load() {
    const { practitioner, profile, where } = await getJson("/api/details");
    this.where = where;
    this.remembered = practitioner && { practitioner, profile };
    return practitioner ? { practitioner, ...(profile && { profile }) } : {};
  }

  /** Stands below the questions about the person who writes. */
  place(group) {
    group?.element.append(this.element);
    this.laid = "";
    this.follow();
  }

  get typed() {
    const { practitioner, profile } = this.form.answers;
    return { practitioner: told(practitioner ?? {}), profile: profile ?? "" };
  }

  /** Shows the choice that fits what is typed now. */
  follow() {
    const differs = JSON.stringify(this.typed) !== JSON.stringify({ practitioner: told(this.remembered?.practitioner ?? {}), profile: this.remembered?.profile ?? "" });
    const state = this.remembered ? (differs ? "differs" : "same") : "none";
    if (state === this.laid) return;
    this.laid = state;
    this.element.replaceChildren(...(this.remembered ? this.known(differs) : this.choice()));
  }

  choice() {
    const id = newId("remember");
    const box = make("input", { type: "checkbox", id, onchange: () => this.remember() });
    return [make("p", { class: "tick" }, box,
      make("label", { for: id, text: `Remember my details on this computer (in ${this.where})` }))];
  }

  known(differs) {
    const button = (says, act) => make("button", { type: "button", class: "small-button", text: says, onclick: act });
    return [
      make("p", { class: "soft small", text: `Your details are remembered on this computer, in ${this.where}.` }),
      make("p", { class: "buttons" },
        differs && button("Remember these changes", () => this.remember()),
        button("Forget my details", () => this.forget())),
    ];
  }

  async remember() {
    if (isEmpty(this.typed.practitioner)) {
      this.laid = "";
      this.follow();
      say("There are no details to remember yet. Fill them in first.");
      return;
    }
    const { practitioner, profile } = this.typed;
    await this.act("/api/details", { practitioner, profile }, { practitioner, profile }, "Remembered on this computer.");
  }

  async forget() {
    await this.act("/api/details/forget", {}, null, "Forgotten. They are still in this letter.");
  }

  async act(path, said, now, words) {
    try {
      await postJson(path, said);
      this.remembered = now;
      say(words);
    } catch (error) {
      this.failed(error);
    }
    this.laid = "";
    this.follow();
    this.element.querySelector("input, button")?.focus();
  }
}
