// Where in a text which words are marked: { start, end, severity }, in UTF-16 units as in JavaScript.

/** Returns how much two texts share at their head, and then at their tail. */
export function shared(before, after) {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return { head, tail };
}

/** Returns the marks as they stand after an edit; a mark that was touched is gone. */
export function moved(marks, before, after) {
  const { head, tail } = shared(before, after);
  const shift = after.length - before.length;
  return marks.flatMap((mark) => {
    if (mark.end <= head) return [mark];
    if (mark.start < before.length - tail) return [];
    return [{ ...mark, start: mark.start + shift, end: mark.end + shift }];
  });
}

/** Cuts a text where marks begin and end; where they overlap, the first one shows. */
export function cut(text, marks) {
  const pieces = [];
  let at = 0;
  for (const mark of [...marks].sort((one, other) => one.start - other.start || one.end - other.end)) {
    const start = Math.max(mark.start, at);
    const end = Math.min(mark.end, text.length);
    if (start >= end) continue;
    if (start > at) pieces.push({ text: text.slice(at, start) });
    pieces.push({ text: text.slice(start, end), mark });
    at = end;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}
