/** Single-key shortcuts: only outside fields, and only where the person has not switched them off. */
import { all, find, isTyping } from "./dom";
import { open } from "./dialogs";

const WAIT_MS = 1200;
let wantsArea = 0;

function isFree(event: KeyboardEvent): boolean {
  if (document.body.dataset["shortcuts"] === "off") return false;
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return false;
  return !isTyping(event.target) && !document.querySelector("dialog[open]");
}

function rows(): HTMLElement[] {
  return all("[data-rows] [data-row]").filter((row) => row.offsetParent !== null);
}

function current(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>("[data-row]") ?? null;
}

/** What takes the focus in a row: its main link or button, else the row itself. */
function handle(row: HTMLElement): HTMLElement {
  const inner = find("[data-main], a[href], button", row);
  if (inner) return inner;
  row.tabIndex = -1;
  return row;
}

function walk(step: 1 | -1): void {
  const list = rows();
  const at = list.indexOf(current() as HTMLElement);
  const next = at < 0 ? list[step > 0 ? 0 : list.length - 1] : list[at + step];
  if (!next) return;
  handle(next).focus();
  next.scrollIntoView({ block: "nearest" });
}

/** A letter presses the button of that letter: in the row one stands on, else the page's only one outside rows. */
function press(key: string): boolean {
  const selector = `[data-key-act="${CSS.escape(key)}"]`;
  const row = current() ?? (rows().length === 1 ? rows()[0] ?? null : null);
  const button = (row && find(selector, row)) ?? all(selector).find((found) => !found.closest("[data-row]"));
  button?.click();
  return Boolean(button);
}

function go(key: string): boolean {
  const link = find<HTMLAnchorElement>(`a[data-go="${CSS.escape(key)}"]`);
  if (link) window.location.assign(link.href);
  return Boolean(link);
}

function capture(): boolean {
  const menu = find<HTMLDetailsElement>('details[data-menu="n"]');
  if (!menu) return false;
  if (menu.offsetParent === null) return Boolean(open("#capture-sheet"));
  menu.open = true;
  find(".menu-i", menu)?.focus();
  return true;
}

function act(event: KeyboardEvent): boolean {
  const key = event.key.toLowerCase();
  if (Date.now() < wantsArea) {
    wantsArea = 0;
    return go(key);
  }
  if (event.key === "?") return Boolean(open("#keys"));
  if (key === "g") {
    wantsArea = Date.now() + WAIT_MS;
    return true;
  }
  if (key === "n" && !event.shiftKey) return capture();
  if (key === "j" || key === "k") {
    walk(key === "j" ? 1 : -1);
    return true;
  }
  return /^[a-zäöüß0-9]$/.test(key) && press(key);
}

/** In a menu the arrow keys walk. */
function walkMenu(event: KeyboardEvent): void {
  const menu = document.activeElement?.closest<HTMLDetailsElement>("details.menu[open]");
  if (!menu || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
  const items = all(".menu-i", menu);
  const at = items.indexOf(document.activeElement as HTMLElement);
  const step = event.key === "ArrowDown" ? 1 : -1;
  event.preventDefault();
  items[(at + step + items.length) % items.length]?.focus();
}

export function start(): void {
  document.addEventListener("keydown", (event) => {
    walkMenu(event);
    if (isFree(event) && act(event)) event.preventDefault();
  });
  // After a row is done and gone, the focus goes to the one that took its place.
  let place = -1;
  document.addEventListener("htmx:beforeSwap", () => (place = rows().indexOf(current() as HTMLElement)));
  document.addEventListener("htmx:afterSettle", () => {
    if (place < 0 || document.activeElement !== document.body) return;
    const list = rows();
    const next = list[Math.min(place, list.length - 1)];
    if (next) handle(next).focus();
    place = -1;
  });
}
