/** The grid from the keyboard, as a spreadsheet has it. */
import { type Field, isDirty, isField, lineOf } from "./rows";

export interface Acts {
  add(after: string): void;
  addAtEnd(): void;
  duplicate(line: string): void;
  move(line: string, step: "up" | "down"): void;
  remove(line: string): void;
  menu(line: HTMLTableRowElement, at: Element): void;
  leave(field: Field): void;
  takeBack(): boolean;
}

/** Arrows and Enter leave a cell unless somebody edits within it: after F2, a click into it, or typing in a text. */
let edited: Field | null = null;

export function rows(root: ParentNode): HTMLTableRowElement[] {
  return Array.from(root.querySelectorAll<HTMLTableRowElement>("#lines > tr[data-line]"));
}

/** The cell of a column; a text or heading has one cell only, a page break its handle. */
export function cellOf(row: HTMLTableRowElement, column: string): HTMLElement | null {
  return (
    row.querySelector<HTMLElement>(column === "handle" ? "[data-handle]" : `[data-col="${column}"]`) ??
    row.querySelector<HTMLElement>("[data-col]") ??
    row.querySelector<HTMLElement>("[data-handle]")
  );
}

function go(row: HTMLTableRowElement | undefined, column: string): boolean {
  const cell = row && cellOf(row, column);
  cell?.focus();
  cell?.scrollIntoView({ block: "nearest" });
  return Boolean(cell);
}

function columnOf(target: HTMLElement): string {
  return target.dataset["col"] ?? "handle";
}

function aside(target: HTMLElement, row: HTMLTableRowElement, step: 1 | -1): boolean {
  const cells = Array.from(row.querySelectorAll<HTMLElement>("[data-handle], [data-col]"));
  const next = cells[cells.indexOf(target) + step];
  next?.focus();
  return Boolean(next);
}

function isWhole(field: Field): boolean {
  if (field instanceof HTMLSelectElement) return true;
  return !field.value || (field.selectionStart === 0 && field.selectionEnd === field.value.length);
}

/** Within a text the arrows walk its lines first. */
function isAtEdge(field: Field, step: 1 | -1): boolean {
  if (!(field instanceof HTMLTextAreaElement) || isWhole(field)) return true;
  return step > 0 ? field.selectionStart === field.value.length : field.selectionEnd === 0;
}

function withModifier(event: KeyboardEvent, row: HTMLTableRowElement, target: HTMLElement, acts: Acts): boolean {
  const line = row.dataset["line"] ?? "";
  const command = event.ctrlKey || event.metaKey;
  if (command && event.key === "Enter") return leaving(target, acts, () => acts.add(line));
  if (command && !event.shiftKey && event.key.toLowerCase() === "d") return leaving(target, acts, () => acts.duplicate(line));
  if (command && !event.shiftKey && event.key.toLowerCase() === "z" && !(isField(target) && isDirty(target))) return acts.takeBack();
  if (event.altKey && !command && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    return leaving(target, acts, () => acts.move(line, event.key === "ArrowUp" ? "up" : "down"));
  }
  if (event.shiftKey && event.key === "F10") {
    acts.menu(row, target);
    return true;
  }
  if (event.altKey && event.key === "Enter" && target instanceof HTMLTextAreaElement) {
    target.setRangeText("\n", target.selectionStart, target.selectionEnd, "end");
    target.dispatchEvent(new Event("input", { bubbles: true }));
    edited = target;
    return true;
  }
  return false;
}

/** What is typed is on its way before the line is moved or copied. */
function leaving(target: HTMLElement, acts: Acts, act: () => void): boolean {
  if (isField(target)) acts.leave(target);
  act();
  return true;
}

function plain(event: KeyboardEvent, root: HTMLElement, row: HTMLTableRowElement, target: HTMLElement, acts: Acts): boolean {
  const all = rows(root);
  const place = all.indexOf(row);
  const column = columnOf(target);
  const field = isField(target) ? target : null;
  switch (event.key) {
    case "Enter":
      if (!field && !event.shiftKey) {
        acts.menu(row, target);
        return true;
      }
      if (go(all[place + (event.shiftKey ? -1 : 1)], column) || event.shiftKey) return true;
      if (field) acts.leave(field);
      acts.addAtEnd();
      return true;
    case "ArrowDown":
    case "ArrowUp": {
      const step = event.key === "ArrowDown" ? 1 : -1;
      return (!field || isAtEdge(field, step)) && go(all[place + step], column);
    }
    case "ArrowLeft":
    case "ArrowRight":
      if (field && (edited === field || !isWhole(field))) return false;
      return aside(target, row, event.key === "ArrowRight" ? 1 : -1);
    case "F2":
      if (!field || field instanceof HTMLSelectElement) return false;
      edited = field;
      field.setSelectionRange(field.value.length, field.value.length);
      return true;
    case "Delete":
    case "Backspace":
      if (field) return false;
      acts.remove(row.dataset["line"] ?? "");
      go(all[place + 1] ?? all[place - 1], "handle");
      return true;
    case "ContextMenu":
      acts.menu(row, target);
      return true;
    default:
      return false;
  }
}

export function listen(root: HTMLElement, acts: Acts): void {
  root.addEventListener("keydown", (event) => {
    const target = event.target;
    if (!(target instanceof HTMLElement) || event.defaultPrevented || event.isComposing) return;
    const row = lineOf(target);
    if (!row || !target.matches("[data-col], [data-handle]")) return;
    const isBare = !event.ctrlKey && !event.altKey && !event.metaKey;
    const isPlain = isBare && (!event.shiftKey || event.key === "Enter");
    const done = withModifier(event, row, target, acts) || (isPlain && !(event.shiftKey && event.key === "F10") && plain(event, root, row, target, acts));
    if (done) event.preventDefault();
  });
  root.addEventListener("focusin", (event) => {
    edited = null;
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) event.target.select();
  });
}
