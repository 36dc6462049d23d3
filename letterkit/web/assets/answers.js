// Answers have the shape of a case file; a field is a path into them, such as reported[0].text.

/** Returns the path as names and numbers: ["reported", 0, "text"]. */
export const steps = (field) =>
  (field.match(/[^.[\]]+/g) ?? []).map((step) => (/^\d+$/.test(step) ? Number(step) : step));

export const read = (answers, field) => steps(field).reduce((held, step) => held?.[step], answers);

/** Puts a value into the answers, making what is missing or empty on the way. */
export function put(answers, field, value) {
  const path = steps(field);
  const last = path.pop();
  let held = answers;
  path.forEach((step, n) => (held = held[step] ||= typeof (path[n + 1] ?? last) === "number" ? [] : {}));
  held[last] = value;
}

/** Whether nothing was answered in it. */
export const isEmpty = (value) =>
  !value || (typeof value === "object" && Object.values(value).every(isEmpty));

/** Returns the answers without what is empty, to compare them by. */
export function told(value) {
  if (Array.isArray(value)) return value.map(told).filter((one) => !isEmpty(one));
  if (value === null || typeof value !== "object") return value;
  const held = Object.entries(value).filter(([, one]) => !isEmpty(one));
  return Object.fromEntries(held.map(([name, one]) => [name, told(one)]));
}

/** What belongs to this case alone: not who writes, and not which letter it is. */
export function ofThisCase(answers) {
  const { letter, profile, practitioner, ...rest } = answers;
  return told(rest);
}
