// Asks the person one question before the page goes on, or tells what must be read.
import { UNKEPT, make, newId } from "./dom.js";

/**
 * Shows a question and resolves to the value of the button that was chosen, or "" where none was.
 * `choices` are { value, says }; the first is the one that changes nothing.
 */
export function ask(title, body, choices) {
  const heading = make("h2", { id: newId("ask"), text: title });
  const dialog = make("dialog", { class: "off-paper", "aria-labelledby": heading.id }, heading, ...body);
  return new Promise((answer) => {
    const buttons = choices.map(({ value, says }) =>
      make("button", { type: "button", text: says, onclick: () => dialog.close(value) }));
    dialog.append(make("p", { class: "buttons" }, ...buttons));
    dialog.addEventListener("close", () => {
      dialog.remove();
      answer(dialog.returnValue);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

export const paragraph = (text) => make("p", { text });

export const list = (lines) => make("ul", {}, ...lines.map((line) => make("li", {}, line)));

/** Shows words to be copied by hand, selected. */
export function toCopy(title, words) {
  const text = make("textarea", { rows: 12, readonly: true, ...UNKEPT, "aria-label": title });
  text.value = words;
  const closed = ask(title, [text], [{ value: "", says: "Close" }]);
  text.select();
  return closed;
}

/** Puts words where they can be pasted; where the browser refuses, shows them to be copied. */
export async function copy(title, words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    await toCopy(title, words);
    return false;
  }
}
