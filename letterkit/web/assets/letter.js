// The letter, as its reader will see it. Its marked words and its gaps lead to where they are typed.
import { make } from "./dom.js";

const ITEMS = { list: "ul", checklist: "ul" };

export class Letter {
  /** `go(field, issue)` is asked for when a person follows a word to its field. */
  constructor(paper, go) {
    this.paper = paper;
    this.go = go;
    paper.addEventListener("click", (event) => {
      const told = event.target.closest("[data-field]");
      if (!told || getSelection().toString()) return;
      event.preventDefault();
      go(told.dataset.field, this.issues[told.dataset.issue]);
    });
  }

  show(letter, issues, ready) {
    this.issues = issues;
    const mark = make("p", { class: "draft-mark", text: "DRAFT: NOT FOR SENDING", hidden: ready });
    this.paper.replaceChildren(mark, ...letter.blocks.map((block) => this.block(block)));
  }

  block({ kind, lines, rows }) {
    if (kind === "heading") return make("h3", { class: kind }, ...this.pieces(lines[0]));
    if (kind === "table") return this.table(rows);
    if (ITEMS[kind]) {
      return make(ITEMS[kind], { class: kind }, ...lines.map((line) => make("li", {}, ...this.pieces(line))));
    }
    const paragraphs = lines.map((line) => make("p", {}, ...this.pieces(line)));
    return make("div", { class: `part ${kind}` }, ...paragraphs);
  }

  table([head, ...rows]) {
    const row = (cells, tag, scope) =>
      make("tr", {}, ...cells.map((cell) => make(tag, { scope }, ...this.pieces(cell))));
    return make("table", {},
      make("thead", {}, row(head, "th", "col")), make("tbody", {}, ...rows.map((cells) => row(cells, "td"))));
  }

  pieces(pieces) {
    return pieces.map((piece) => this.piece(piece));
  }

  piece({ text, field, blank, issues = [] }) {
    const [worst] = issues;
    if (worst !== undefined) {
      const issue = this.issues[worst];
      const whole = issue.field ? "" : "of-whole"; // about the letter as a whole: listed above it
      const given = { class: `mark ${issue.severity} ${whole}`, text, "data-issue": worst };
      return field || issue.field ? this.link(given, field || issue.field) : make("span", given);
    }
    if (blank) {
      const given = { class: "blank", text };
      return field ? this.link(given, field) : make("span", given);
    }
    return field ? make("span", { class: "told", "data-field": field, text }) : document.createTextNode(text);
  }

  link(given, field) {
    return make("a", { href: "#form", "data-field": field, ...given });
  }

  /** Shows where in the letter the words of a field stand, without moving the page. */
  pointOut(field) {
    let first = null;
    for (const told of this.paper.querySelectorAll("[data-field]")) {
      const here = Boolean(field) && told.dataset.field === field;
      told.classList.toggle("here", here);
      if (here) first ??= told;
    }
    const window = this.paper.closest(".scrolls");
    if (!first || !window || window.scrollHeight <= window.clientHeight) return;
    const top = first.getBoundingClientRect().top - window.getBoundingClientRect().top;
    if (top < 0 || top > window.clientHeight - 60) window.scrollBy({ top: top - window.clientHeight / 3 });
  }
}
