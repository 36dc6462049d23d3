// What a sketch comes to, in words: how far it is, and what keeps it from being sent.
import { counted } from "./dom.js";

const UNSEEN = "What was typed last is not in the letter yet. Try again in a moment.";
const isError = ({ severity }) => severity === "error";

/** Returns a question as the name of its answer, so that it can stand in a list. */
export const plain = (ask) => ask.replace(/[?.]$/, "");

/** Returns what is to do about the wording, or that the letter is ready. */
export function standing({ issues, needed, ready }) {
  const errors = issues.filter(isError).length;
  const others = issues.length - errors;
  if (errors) return `${counted(errors, "wording")} to mend.`;
  const thoughts = others ? `${counted(others, "thought")} on the wording.` : "";
  if (needed.length) return thoughts;
  if (!ready) return "Something is still to put right.";
  return `Ready to read and sign. ${thoughts}`.trim();
}

/** Returns what a small screen says while the letter is out of sight. */
export function inShort(sketch) {
  const { noticed, needed } = sketch;
  const today = noticed.some(({ urgency }) => urgency === "same-day") && "Telephone today.";
  const still = needed.length && `${counted(needed.length, "answer")} still needed.`;
  return [today, standing(sketch), still].filter(Boolean).join(" ");
}

/**
 * Returns what keeps the letter from being sent: what is open, and what is worded wrongly. Where
 * there is no sketch of what is said now, the letter that is shown is not `seen` to be that one.
 */
export function against(sketch) {
  if (!sketch) return { seen: false, open: [UNSEEN], worded: [] };
  const { issues, faults, needed, ready } = sketch;
  if (ready) return { seen: true, open: [], worded: [] };
  const worded = issues.filter(isError).map(({ message }) => message);
  const wrong = faults.map(({ what, todo }) => `${what} ${todo}`);
  const open = [...wrong, ...needed.map(({ ask }) => `Still needed: ${plain(ask)}`)];
  if (!open.length && !worded.length) open.push(UNSEEN);
  return { seen: true, open, worded };
}
