// Asks letterkit, which runs on this computer.

const token = document.querySelector('meta[name="csrf-token"]').content;

/** letterkit answered that it cannot do this; `told` is what it said. */
export class Refused extends Error {
  constructor(status, told) {
    super(told.what ?? "");
    this.status = status;
    this.told = told;
  }

  /** What to show a person: one sentence or more each. */
  get lines() {
    const faults = this.told.faults ?? [this.told];
    return faults.map((one) => {
      const place = one.line ? `Line ${one.line}: ` : "";
      return `${place}${one.what ?? "That did not work."} ${one.todo ?? ""}`.trim();
    });
  }
}

/** letterkit does not answer: it has stopped. */
export class Stopped extends Error {}

async function ask(path, given) {
  let answer;
  try {
    answer = await fetch(path, { cache: "no-store", ...given });
  } catch (error) {
    throw error.name === "AbortError" ? error : new Stopped();
  }
  if (answer.ok) return answer;
  throw new Refused(answer.status, await answer.json().catch(() => ({})));
}

const post = (path, body, given = {}) =>
  ask(path, { method: "POST", body, ...given, headers: { "X-Letterkit-Token": token, ...given.headers } });

export const getJson = async (path) => (await ask(path)).json();

export async function postJson(path, said = {}, signal = undefined) {
  const headers = { "Content-Type": "application/json" };
  return (await post(path, JSON.stringify(said), { headers, signal })).json();
}

/** Sends the bytes of a file. */
export async function postFile(path, file) {
  const headers = { "Content-Type": "application/octet-stream" };
  return post(path, file, { headers });
}

const asChecked = ({ name, kind, profile }) =>
  ({ "Content-Type": "application/octet-stream", "X-File-Name": encodeURIComponent(name), "X-Kind": kind, "X-Profile": profile });

/** Returns what the check says of a letter: `{ content, name, kind, profile }`. */
export async function fetchChecked(letter) {
  return (await post("/api/check", letter.content, { headers: asChecked(letter) })).json();
}

/** Returns a letter as a Word file with comments, and how many there are. */
export async function fetchCommented(letter) {
  const answer = await post("/api/check/annotated", letter.content, { headers: asChecked(letter) });
  const told = (name) => answer.headers.get(name);
  return {
    name: "letter-with-comments.docx",
    bytes: await answer.blob(),
    comments: Number(told("X-Comments")),
    signatureLost: told("X-Signature-Lost") === "yes",
  };
}

/** Returns the file that letterkit makes of what was said, with its name. */
export async function fetchFile(path, said) {
  const answer = await post(path, JSON.stringify(said), { headers: { "Content-Type": "application/json" } });
  const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "");
  return { name: name ? name[1] : "letter", bytes: await answer.blob() };
}

/** Hands a file to the person, as the browser saves files. */
export function handOver({ name, bytes }) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(bytes);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Returns the person's own day, as 2026-03-11. */
export function today() {
  const now = new Date();
  const two = (n) => String(n).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
