// The cards that say what may be misread, why, and how to say it instead.
import { make, newId } from "./dom.js";

const CALLED = { error: "Please reword.", warning: "Better reworded.", suggestion: "A thought." };
/** What is left open is no wording. */
export const CALLED_OPEN = { error: "Still missing.", warning: "Worth a look.", suggestion: "A thought." };

/** Returns the card of an issue or of something left open; `acts` holds what its buttons do. */
export function card(issue, acts = {}) {
  const message = make("p", { id: newId("says") },
    make("span", { class: "severity", text: (acts.called ?? CALLED)[issue.severity] ?? "" }), " ",
    issue.message);
  const offer = issue.offer && acts.use;
  const move = issue.move && acts.move;
  const leaves = offer && !issue.offer.value;  // the letter then says it in its own words
  const instead = leaves ? null : newWords(issue);
  const element = make("li", { class: `issue ${issue.severity}` },
    message,
    instead && make("p", {},
      make("span", { class: "soft", text: offer || move ? "Instead:" : "For example:" }), " ",
      make("q", { class: "wording", text: instead })),
    leaves && make("p", { text: "Left out, the letter asks its own question." }),
    !instead && issue.advice && make("p", { text: issue.advice }),
    (offer || move || acts.add) && make("p", { class: "buttons" },
      offer && make("button", { type: "button", class: "small-button", onclick: offer,
        ...(leaves ? { text: "Leave it out" }
          : { text: "Use this wording", "aria-label": `Use this wording: ${instead}` }) }),
      move && make("button", { type: "button", class: "small-button", onclick: move },
        `Move it to “${acts.nameOf(issue.move.field)}”`),
      acts.add && make("button", { type: "button", class: "small-button", onclick: acts.add },
        `Go to “${issue.ask || "the field"}”`)),
    why(issue, Boolean(instead)));
  return { element, message };
}

/** Returns the better wording: the sentence, where the field holds others that stay as they are. */
function newWords({ offer, move, rewrite }) {
  const whole = (offer ?? move)?.value;
  return !whole || (rewrite && whole.includes(rewrite)) ? rewrite : whole;
}

function why(issue, withAdvice) {
  const sources = issue.sources ?? [];
  const advice = withAdvice && issue.advice;
  if (!advice && !sources.length) return null;
  return make("details", {}, make("summary", { text: "Why" }),
    advice && make("p", { text: issue.advice }),
    sources.length > 0 && make("ul", { class: "sources" }, ...sources.map(source)));
}

/** Returns a source as a line; its address opens in a page of its own, and only when asked to. */
export function source({ name, says, address }) {
  return make("li", {},
    address
      ? make("a", { href: address, target: "_blank", rel: "noopener noreferrer", text: name })
      : name,
    says ? `: ${says}` : "",
    address && make("span", { class: "soft", text: " (on the web)" }));
}
