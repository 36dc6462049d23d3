// Tells a person what is no question and needs no answer, until it is closed.
import { byId, make, say } from "./dom.js";

const holder = byId("told");

export function tell(title, text, kind = "info") {
  const close = make("button", {
    type: "button", class: "textlike", text: "Close", onclick: () => holder.replaceChildren(),
  });
  holder.replaceChildren(make("section", { class: `notice ${kind}`, "aria-label": title },
    make("h2", { text: title }), make("p", { text: `${text} ` }, close)));
  say(`${title}. ${text}`);
}

/** Tells what went wrong; it goes away by itself with the next thing that works. */
export const tellFailed = (lines) => tell("That did not work", lines.join(" "), "info failed");

export const worksAgain = () => holder.querySelector(".failed")?.remove();
