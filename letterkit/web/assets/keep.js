// Keeps the work through a reload: in this tab only, and encrypted under a key that letterkit holds
// in memory while it runs, so that what a browser may write to its disk cannot be read later.

const PLACE = "letterkit.work";
const given = document.querySelector('meta[name="page-key"]').content;

const bytesOf = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
const textOf = (bytes) =>
  btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""));

const key = crypto.subtle.importKey("raw", bytesOf(given), "AES-GCM", false, ["encrypt", "decrypt"]);
let latest = 0;

/** Keeps the work; where more is kept meanwhile, the later one stays. */
export async function keep(work) {
  const number = (latest += 1);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const words = new TextEncoder().encode(JSON.stringify(work));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key, words);
  if (number === latest) sessionStorage.setItem(PLACE, `${textOf(iv)} ${textOf(sealed)}`);
}

/** Forgets what was kept. */
export function forget() {
  latest += 1;
  sessionStorage.removeItem(PLACE);
}

/** Returns the work that was kept, null where there is none, or "lost" where it cannot be read. */
export async function kept() {
  const held = sessionStorage.getItem(PLACE);
  if (!held) return null;
  try {
    const [iv, sealed] = held.split(" ").map(bytesOf);
    const open = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await key, sealed);
    return JSON.parse(new TextDecoder().decode(open));
  } catch {
    forget();
    return "lost";
  }
}
