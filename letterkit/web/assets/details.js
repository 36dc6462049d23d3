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
    const id = newId("remember");
    this.box = make("input", { type: "checkbox", id, onchange: () => this.choose() });
    this.label = make("label", { for: id, text: "Remember my details on this computer" });
    this.changes = button("Remember these changes", () => this.remember());
    this.forgetting = button("Forget my details", () => this.forget());
    this.element = make("div", { class: "details" },
      make("p", { class: "tick" }, this.box, this.label),
      make("p", { class: "buttons" }, this.changes, this.forgetting));
  }

  /** Asks what is remembered. Returns answers to begin with. */
  async load() {
    const { practitioner, profile, where } = await getJson("/api/details");
    this.label.textContent = `Remember my details on this computer (in ${where})`;
    this.remembered = practitioner && { practitioner: told(practitioner), profile: profile ?? "" };
    return this.answers;
  }

  /** What is remembered, as answers. */
  get answers() {
    return structuredClone(this.remembered ?? {});
  }

  /** Stands below the questions about the person who writes. */
  place(group) {
    group?.element.append(this.element);
    this.follow();
  }

  get typed() {
    const { practitioner, profile } = this.form.answers;
    return { practitioner: told(practitioner ?? {}), profile: profile ?? "" };
  }

  /** Offers what fits to what is typed now. */
  follow() {
    const known = Boolean(this.remembered);
    this.box.checked = known;
    this.forgetting.hidden = !known;
    this.changes.hidden = !known || inOrder(this.typed) === inOrder(this.remembered);
  }

  choose() {
    if (!this.box.checked) return this.forget();
    if (!isEmpty(this.typed.practitioner)) return this.remember();
    this.follow();
    return say("There are no details to remember yet. Fill them in first.");
  }

  remember() {
    const { typed } = this;
    return this.act("/api/details", typed, typed, "Your details are remembered.");
  }

  forget() {
    return this.act("/api/details/forget", {}, null, "Your details are forgotten. They are still in this letter.");
  }

  async act(path, said, remembered, words) {
    const within = this.element.contains(document.activeElement);
    try {
      await postJson(path, said);
      this.remembered = remembered;
      say(words);
    } catch (error) {
      this.failed(error);
    }
    this.follow();
    if (within) this.box.focus();
  }
}

/** Returns details as one text, whatever the order in which they were given. */
const inOrder = ({ practitioner, profile }) => JSON.stringify([Object.entries(practitioner).sort(), profile]);

const button = (text, onclick) => make("button", { type: "button", class: "small-button", text, onclick });
