// Builds elements. Words are only ever set as text, so nothing typed can become markup.

/** Returns a new element: `given` holds attributes, `text`, and listeners such as `onclick`. */
export function make(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name === "text") element.textContent = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null && child !== false));
  return element;
}

/** For whatever holds a patient's words: the browser neither keeps them nor sends them anywhere. */
export const UNKEPT = { autocomplete: "off", spellcheck: "false", writingsuggestions: "false" };

let made = 0;

/** Returns an id that nothing on the page has yet. */
export const newId = (word) => `${word}-${(made += 1)}`;

export const byId = (id) => document.getElementById(id);

/** Returns “1 issue” or “3 issues”. */
export const counted = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;

const live = byId("live");

/** Tells a screen reader, when it has finished what it is saying. */
export function say(words) {
  live.textContent = "";
  requestAnimationFrame(() => (live.textContent = words));
}
