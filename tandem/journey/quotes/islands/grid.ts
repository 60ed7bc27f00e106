/**
 * The grid of a quote: saved as it is typed, field by field; from the keyboard like a spreadsheet; two people at once.
 * What the server refuses, what a colleague has overtaken and what cannot be sent yet stays as it was typed.
 */
import { show } from "../../../base/design/scripts/banners";
import { announce } from "../../../base/design/scripts/dom";
import { cellOf, listen } from "./editor/keys";
import { draggable, LineMenu } from "./editor/lines";
import { type Act, type Answer, ask, Outbox, token } from "./editor/outbox";
import { apply, type Field, fieldOf, isDirty, isField, keepAsSaved, lineOf, savedOf, tagOf } from "./editor/rows";
import { refuse, say, settle } from "./editor/said";
import { present, progress } from "./editor/status";
import { type Product, Suggestions } from "./editor/suggestions";

const TYPED_MS = 900;
const ASKED_MS = 3000;
// A clip of a spreadsheet: cells beside each other or rows one below the other.
const IS_TABLE = /\t|\n[\s\S]*\S/;

class QuoteGrid extends HTMLElement {
  private outbox!: Outbox;
  private menu: LineMenu | null = null;
  private suggestions: Suggestions | null = null;
  private revision = 0;
  private timer = 0;
  private typing = 0;
  private focusNew = false;
  private emptied = "";
  private undo = 0;

  connectedCallback(): void {
    this.revision = Number(this.dataset["revision"]);
    const memory = `tandem.quote.${document.body.dataset["user"] ?? ""}.${this.dataset["quote"]}`;
    this.outbox = new Outbox(this, memory, {
      done: (act, answer) => this.done(act, answer),
      refused: (act, status, answer) => this.refused(act, status, answer),
      again: () => void this.catchUp(),
      state: (state) => progress(this, state, this.word),
    });
    const menu = this.querySelector<HTMLElement>("[data-menu]");
    if (menu) this.menu = new LineMenu(menu, (line, what) => this.act(line, what), (line, kind) => this.put(`${this.url(line)}/art`, { kind }));
    const list = this.querySelector<HTMLElement>("[data-suggestions]");
    if (list) {
      this.suggestions = new Suggestions(this, list, this.dataset["suggest"] ?? "", this.word("suggested"), (field, product) => this.choose(field, product));
    }
    listen(this, {
      add: (after) => this.add("item", after),
      addAtEnd: () => this.add("item"),
      duplicate: (line) => this.act(line, "duplicate"),
      move: (line, step) => this.act(line, step),
      remove: (line) => this.act(line, "remove"),
      menu: (row, at) => this.menu?.open(row, at as HTMLElement),
      leave: (field) => this.save(field),
      takeBack: () => this.takeBack(),
    });
    draggable(this, (line, after) => this.put(`${this.url(line)}/verschieben`, { after }));
    this.hear();
    this.recall();
    this.timer = window.setInterval(() => void this.poll(), ASKED_MS);
    void this.poll();
  }

  disconnectedCallback(): void {
    window.clearInterval(this.timer);
  }

  private url(line: string): string {
    return `${this.dataset["lines"]}${line}`;
  }

  private readonly word = (key: string): string => {
    return this.querySelector<HTMLTemplateElement>("template[data-words]")?.content.querySelector(`[data-key="${key}"]`)?.textContent ?? "";
  };

  // --- what people do

  private hear(): void {
    document.addEventListener("input", (event) => {
      if (!this.isOurs(event.target)) return;
      const field = event.target;
      window.clearTimeout(this.typing);
      this.typing = window.setTimeout(() => this.save(field), TYPED_MS);
    });
    document.addEventListener("change", (event) => {
      if (this.isOurs(event.target)) this.save(event.target);
    });
    document.addEventListener("submit", (event) => this.submitted(event), true);
    document.addEventListener("click", (event) => this.clicked(event), true);
    document.addEventListener("keydown", (event) => this.escaped(event), true);
    this.addEventListener("paste", (event) => this.pasted(event));
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) void this.poll();
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.isBroken()) event.preventDefault();
    });
  }

  private isOurs(target: EventTarget | null): target is Field {
    return isField(target) && (target.dataset["term"] !== undefined || (target.dataset["col"] !== undefined && this.contains(target)));
  }

  /** Typed, and neither saved nor kept for another try. */
  private isBroken(): boolean {
    return Array.from(document.querySelectorAll("[data-col], [data-term]")).some(
      (field) => isField(field) && isDirty(field) && !this.outbox.has(tagOf(field)) && !field.hasAttribute("aria-invalid"),
    );
  }

  private save(field: Field, was = savedOf(field)): void {
    window.clearTimeout(this.typing);
    if (!isDirty(field) || !field.isConnected) return;
    const tag = tagOf(field);
    if (this.outbox.has(tag) && field.dataset["sent"] === field.value) return;
    field.dataset["sent"] = field.value;
    const name = field.dataset["term"] ?? field.dataset["col"] ?? "";
    const url = field.dataset["term"] ? (this.dataset["terms"] ?? "") : this.url(lineOf(field)?.dataset["line"] ?? "");
    this.outbox.put(url, { field: name, value: field.value, was }, tag);
  }

  private put(url: string, fields: Act["fields"]): void {
    this.outbox.put(url, fields);
  }

  private add(kind: string, after = ""): void {
    this.focusNew = true;
    this.put(this.dataset["add"] ?? "", { kind, after });
  }

  private open(url: string): void {
    document.dispatchEvent(new CustomEvent("tandem:sheet", { detail: { url } }));
  }

  private act(line: string, what: string): void {
    if (what === "sheet") this.open(`${this.url(line)}/blatt`);
    else if (what === "ask") this.open(`${this.dataset["ask"]}?pos=${line}`);
    else if (what === "why") document.getElementById(`why-${line}`)?.showPopover();
    else if (what === "duplicate") {
      this.focusNew = true;
      this.put(`${this.url(line)}/verdoppeln`, {});
    } else if (what === "remove") this.put(`${this.url(line)}/entfernen`, {});
    else this.put(`${this.url(line)}/verschieben`, { step: what });
  }

  /** The line becomes a product: what was typed to find it is not saved any more. */
  private choose(field: HTMLTextAreaElement, product: Product): void {
    window.clearTimeout(this.typing);
    const row = lineOf(field);
    const was = savedOf(field);
    field.value = product.name;
    field.dataset["sent"] = product.name;
    this.outbox.put(`${this.url(row?.dataset["line"] ?? "")}/artikel`, { product: String(product.id), value: product.name, was }, tagOf(field));
    if (row) cellOf(row, "quantity")?.focus();
  }

  /** The last act on the lines; what is typed in a cell is taken back by the browser. */
  private takeBack(): boolean {
    if (!this.undo) return false;
    this.put(this.dataset["undo"] ?? "", { undo: String(this.undo) });
    this.undo = 0;
    return true;
  }

  private submitted(event: SubmitEvent): void {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-adds], [data-insert-form], [data-sends-act]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.matches("[data-adds]")) {
      this.add((event.submitter as HTMLButtonElement | null)?.value ?? "item");
      return;
    }
    const data = new FormData(form);
    if (form.matches("[data-sends-act]")) {
      const fields: Record<string, string[]> = {};
      for (const [name, value] of data) if (name !== "csrfmiddlewaretoken") (fields[name] ??= []).push(String(value));
      this.put(form.action, fields);
      form.closest("dialog")?.close();
      return;
    }
    const one = (name: string): string => String(data.get(name) ?? "");
    this.put(this.dataset["insert"] ?? "", { clip: one("clip"), after: one("after"), agreed: one("agreed"), column: data.getAll("column").map(String) });
    form.closest("dialog")?.close();
  }

  private clicked(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : null;
    const more = target?.closest<HTMLElement>("[data-more]");
    const row = lineOf(more ?? null);
    if (more && row && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.menu?.open(row, more);
      return;
    }
    if (target?.closest("[data-list-price]")) {
      this.put(`${this.url(lineOf(target)?.dataset["line"] ?? "")}/listenpreis`, {});
      return;
    }
    if (target?.closest("[data-sends]")) this.beforeSending(event, target.closest<HTMLElement>("[data-sends]"));
  }

  /** A quote does not go out while a value on the page is not the saved one. */
  private beforeSending(event: MouseEvent, button: HTMLElement | null): void {
    const wrong = document.querySelector<HTMLElement>('[data-col][aria-invalid="true"], [data-term][aria-invalid="true"]');
    if (!wrong && !this.outbox.size) return;
    event.stopPropagation();
    event.preventDefault();
    if (wrong) wrong.focus();
    else this.outbox.whenEmpty(() => button?.click());
  }

  // Before what else Esc does on the page: close a menu, leave.
  private escaped(event: KeyboardEvent): void {
    const field = event.target;
    if (event.key !== "Escape" || !this.isOurs(field)) return;
    if (this.suggestions?.close()) {
      event.stopPropagation();
      event.preventDefault();
      return;
    }
    if (!isDirty(field) && !field.hasAttribute("aria-invalid")) return;
    event.stopPropagation();
    event.preventDefault();
    window.clearTimeout(this.typing);
    field.value = savedOf(field);
    if (!(field instanceof HTMLSelectElement)) field.select();
    settle(field);
  }

  private pasted(event: ClipboardEvent): void {
    const clip = event.clipboardData?.getData("text/plain") ?? "";
    const field = event.target;
    // A text of several lines belongs into a text; a table never does.
    if (!IS_TABLE.test(clip) || (!clip.includes("\t") && field instanceof HTMLTextAreaElement)) return;
    event.preventDefault();
    const row = field instanceof Element ? lineOf(field) : null;
    if (this.isOurs(field)) this.save(field);
    const texts = row ? Array.from(row.querySelectorAll<HTMLTextAreaElement>('[data-col="text"]')) : [];
    this.emptied = row && texts.every((text) => !text.value.trim()) && row.dataset["kind"] === "item" ? (row.dataset["line"] ?? "") : "";
    this.put(this.dataset["insert"] ?? "", { clip, after: row?.dataset["line"] ?? "" });
  }

  // --- what the server says

  private done(act: Act, answer: Answer): void {
    if (answer.preview) {
      this.preview(answer.preview);
      return;
    }
    const field = act.tag ? fieldOf(document, act.tag) : null;
    if (field) this.saved(field, act, answer);
    this.take(answer);
    if (answer.undo) this.undo = answer.undo.id;
    if (answer.undo?.says) show("ok", answer.undo.says, { label: this.word("undo"), act: () => this.takeBack() });
    const made = Object.keys(answer.rows ?? {})[0];
    if (this.focusNew && !act.tag && made) {
      this.focusNew = false;
      const row = this.querySelector<HTMLTableRowElement>(`#line-${made}`);
      if (row) cellOf(row, "text")?.focus();
    }
    if (this.emptied && act.url === this.dataset["insert"]) {
      this.put(`${this.url(this.emptied)}/entfernen`, {});
      this.emptied = "";
    }
  }

  /** The field holds what was sent; shown as it was understood (10,50 for 10,5 %) once it is left. */
  private saved(field: Field, act: Act, answer: Answer): void {
    settle(field);
    const sent = String(act.fields["value"]);
    const line = lineOf(field)?.dataset["line"];
    const html = line ? answer.rows?.[line] : undefined;
    const template = document.createElement("template");
    template.innerHTML = html ?? "";
    const shown = template.content.querySelector(`[data-col="${field.dataset["col"]}"]`);
    const understood = isField(shown) ? shown.value : (answer.terms?.[field.dataset["term"] ?? ""] ?? sent);
    this.outbox.began(act.tag, understood);
    if (field.value !== sent) keepAsSaved(field, understood);
    else if (field === document.activeElement) keepAsSaved(field, sent);
    else {
      keepAsSaved(field, understood);
      field.value = understood;
    }
  }

  private take(answer: Answer): void {
    const lost = apply(this, answer);
    for (const value of lost) show("warn", this.word("gone").replace("{value}", value.slice(0, 500)));
    // What a colleague did in between is still to be asked for.
    if (answer.revision === this.revision + 1) this.revision = answer.revision;
    const here = answer.here;
    if (here) present(this, here, this.word);
  }

  private refused(act: Act, status: number, answer: Answer): void {
    this.focusNew = false;
    const field = act.tag ? fieldOf(document, act.tag) : null;
    if (!field) {
      const value = act.fields["value"];
      show("err", answer.says ?? this.word("gone").replace("{value}", String(value ?? "")));
      void this.catchUp();
      return;
    }
    if (status === 409 && answer.theirs !== undefined) this.both(field, answer);
    else if (!(field === document.activeElement && field.value !== act.fields["value"])) {
      refuse(field, answer.says ?? this.word("over"), this.word("still"));
    }
  }

  /** Both values stand there until somebody has chosen. */
  private both(field: Field, answer: Answer): void {
    const theirs = answer.theirs ?? "";
    const mine = field.value;
    say(field, answer.says ?? "", [
      {
        label: `${answer.mine ?? ""}: ${mine.slice(0, 40)}`,
        act: () => {
          settle(field);
          keepAsSaved(field, theirs);
          delete field.dataset["sent"];
          this.save(field, theirs);
        },
      },
      {
        label: `${answer.hers ?? ""}: ${theirs.slice(0, 40) || "–"}`,
        act: () => {
          settle(field);
          keepAsSaved(field, theirs);
          field.value = theirs;
          field.focus();
        },
      },
    ]);
    announce(answer.says ?? "");
  }

  private preview(html: string): void {
    const dialog = this.querySelector<HTMLDialogElement>("[data-preview]");
    if (!dialog) return;
    dialog.innerHTML = html;
    dialog.showModal();
  }

  // --- what changed elsewhere

  private async poll(): Promise<void> {
    if (document.hidden || this.outbox.size) return;
    await this.catchUp();
  }

  private async catchUp(): Promise<void> {
    const line = lineOf(document.activeElement)?.dataset["line"] ?? "";
    const fields = { since: String(this.revision), line, pass: this.dataset["pass"] ?? "" };
    let reply: Awaited<ReturnType<typeof ask>>;
    try {
      reply = await ask(this.dataset["state"] ?? "", fields, token(this));
    } catch {
      progress(this, "offline", this.word);
      return;
    }
    if (!reply) {
      progress(this, "signed-out", this.word);
      return;
    }
    if (reply.status >= 400) return;
    if (this.querySelector("[data-progress]")?.classList.contains("t-warn")) progress(this, "saved", this.word);
    // What was typed while the answer came goes first.
    if (this.outbox.size && reply.answer.rows) return;
    const reached = reply.answer.revision;
    this.take(reply.answer);
    if (reached !== undefined) this.revision = Math.max(this.revision, reached);
    if (reply.answer.over) this.over();
  }

  private over(): void {
    window.clearInterval(this.timer);
    show("warn", this.word("over"), { label: this.word("reload"), act: () => window.location.reload() });
  }

  /** What was typed before the page was loaded anew, and not saved. */
  private recall(): void {
    for (const act of this.outbox.recall()) {
      const field = act.tag ? fieldOf(document, act.tag) : null;
      if (!field) continue;
      field.value = String(act.fields["value"]);
      field.dataset["sent"] = field.value;
    }
    this.outbox.run();
  }
}

customElements.define("quote-grid", QuoteGrid);
