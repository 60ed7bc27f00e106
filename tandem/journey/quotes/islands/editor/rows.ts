/** The rows on the page brought to what the server says, without touching what is being typed. */
import type { Answer } from "./outbox";

/** What stands beside a field and changes with its line, also while somebody types in the field. */
const EXTRAS = ".q-notes, .q-unit, .q-why, .q-why-p";

export type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

export function isField(target: EventTarget | null): target is Field {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** What is saved of a field; a select has no such memory of its own. */
export function savedOf(field: Field): string {
  return field instanceof HTMLSelectElement ? (field.dataset["saved"] ?? chosenAtFirst(field)) : field.defaultValue;
}

function chosenAtFirst(field: HTMLSelectElement): string {
  return Array.from(field.options).find((option) => option.defaultSelected)?.value ?? field.options[0]?.value ?? "";
}

export function keepAsSaved(field: Field, value: string): void {
  if (field instanceof HTMLSelectElement) field.dataset["saved"] = value;
  else field.defaultValue = value;
}

export function isDirty(field: Field): boolean {
  return field.value !== savedOf(field);
}

export function tagOf(field: Field): string {
  const term = field.dataset["term"];
  return term ? `term:${term}` : `${lineOf(field)?.dataset["line"] ?? ""}:${field.dataset["col"] ?? ""}`;
}

export function lineOf(node: Element | null): HTMLTableRowElement | null {
  return node?.closest<HTMLTableRowElement>("tr[data-line]") ?? null;
}

export function fieldOf(root: ParentNode, tag: string): Field | null {
  const [line, name] = tag.split(":");
  const found = line === "term" ? root.querySelector(`[data-term="${name}"]`) : root.querySelector(`#line-${line} [data-col="${name}"]`);
  return isField(found) ? found : null;
}

function parsed(html: string): HTMLTableRowElement | null {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.querySelector("tr");
}

/** Set a field to what is saved, unless somebody types in it. */
export function refresh(field: Field, saved: string): void {
  if (isDirty(field)) return;
  if (field.value !== saved) {
    field.value = saved;
    if (field === document.activeElement && !(field instanceof HTMLSelectElement)) field.select();
  }
  keepAsSaved(field, saved);
}

function patch(old: HTMLTableRowElement, fresh: HTMLTableRowElement): void {
  old.className = fresh.className;
  Array.from(fresh.cells).forEach((cell, place) => {
    const before = old.cells[place];
    if (!before) return;
    const field = before.querySelector<HTMLElement>("[data-col]");
    const wanted = cell.querySelector<HTMLElement>("[data-col]");
    const isUntouched = !before.contains(document.activeElement) && !(isField(field) && (isDirty(field) || field.hasAttribute("aria-invalid")));
    if (isUntouched) {
      before.replaceWith(cell);
      return;
    }
    if (!isField(field) || !isField(wanted)) return;
    refresh(field, wanted.value);
    field.title = wanted.title;
    for (const extra of before.querySelectorAll(EXTRAS)) extra.remove();
    for (const extra of Array.from(cell.querySelectorAll(EXTRAS)).reverse()) field.after(extra);
  });
}

/** Rows that changed; returns what was typed in rows that are gone. */
export function apply(root: HTMLElement, answer: Answer): string[] {
  const body = root.querySelector<HTMLTableSectionElement>("#lines");
  if (!body) return [];
  for (const [id, html] of Object.entries(answer.rows ?? {})) {
    const fresh = parsed(html);
    const old = body.querySelector<HTMLTableRowElement>(`#line-${id}`);
    if (!fresh) continue;
    if (!old) body.append(fresh);
    else if (old.dataset["kind"] !== fresh.dataset["kind"]) swap(old, fresh);
    else patch(old, fresh);
  }
  const lost = answer.order ? arrange(body, answer.order) : [];
  for (const [id, shown] of Object.entries(answer.subtotals ?? {})) {
    const cell = body.querySelector(`#line-${id} [data-subtotal]`);
    if (cell) cell.textContent = shown;
  }
  for (const [name, html] of Object.entries(answer.parts ?? {})) {
    const part = document.getElementById(`q-${name}`);
    if (part) part.outerHTML = html;
  }
  for (const [name, value] of Object.entries(answer.terms ?? {})) {
    const field = document.querySelector(`[data-term="${name}"]`);
    if (isField(field)) refresh(field, value);
  }
  return lost;
}

function swap(old: HTMLTableRowElement, fresh: HTMLTableRowElement): void {
  const column = old.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset["col"] : undefined;
  old.replaceWith(fresh);
  if (column !== undefined) (fresh.querySelector<HTMLElement>(`[data-col="${column}"]`) ?? fresh.querySelector<HTMLElement>("[data-col], [data-handle]"))?.focus();
}

function arrange(body: HTMLTableSectionElement, order: [number, number][]): string[] {
  const said = new Map<string, Element>();
  for (const row of body.querySelectorAll("tr.q-said")) {
    said.set((row as HTMLElement).dataset["of"] ?? "", row);
    row.remove();
  }
  const wanted = new Set(order.map(([id]) => String(id)));
  const lost: string[] = [];
  for (const row of body.querySelectorAll<HTMLTableRowElement>("tr[data-line]")) {
    if (wanted.has(row.dataset["line"] ?? "")) continue;
    for (const field of row.querySelectorAll("[data-col]")) {
      if (isField(field) && isDirty(field)) lost.push(field.value);
    }
    row.remove();
  }
  const active = document.activeElement;
  order.forEach(([id, position], place) => {
    const row = body.querySelector<HTMLTableRowElement>(`#line-${id}`);
    if (!row) return;
    if (body.children[place] !== row) body.insertBefore(row, body.children[place] ?? null);
    number(row, position);
  });
  for (const [of, row] of said) body.querySelector(`#line-${of}`)?.after(row);
  // Moving a row takes the focus out of it.
  if (active instanceof HTMLElement && active !== document.activeElement && body.contains(active)) active.focus();
  return lost;
}

function number(row: HTMLTableRowElement, position: number): void {
  const handle = row.querySelector("[data-handle]");
  const isItem = !["text", "section", "page_break"].includes(row.dataset["kind"] ?? "");
  if (handle && isItem && handle.textContent !== String(position)) {
    const before = handle.textContent ?? "";
    handle.textContent = String(position);
    for (const named of row.querySelectorAll("[aria-label]")) {
      named.setAttribute("aria-label", (named.getAttribute("aria-label") ?? "").replace(` ${before}:`, ` ${position}:`));
    }
  }
}
