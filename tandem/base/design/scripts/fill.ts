/** The palette and the phone's sheets show what the sidebar and the menus hold: copied when opened, so the page stays small. */
import { all, find } from "./dom";

function copy(source: Element, className: string): HTMLElement {
  const link = source.cloneNode(true) as HTMLElement;
  link.className = className;
  link.removeAttribute("title");
  return link;
}

function asSheetItem(source: Element): HTMLElement {
  const item = copy(source, "sheet-i");
  find(".nav-l", item)?.removeAttribute("class");
  item.querySelector("svg.i")?.setAttribute("class", "i l");
  const count = find(".n", item);
  if (count) count.className = "n mut";
  return item;
}

function asCommand(source: Element): HTMLElement {
  const hit = copy(source, "hit");
  hit.setAttribute("data-hit", "");
  hit.removeAttribute("aria-current");
  find(".n", hit)?.remove();
  const label = find(".nav-l, span", hit);
  if (label) label.className = "hit-t";
  const key = hit.dataset["go"];
  if (key) {
    delete hit.dataset["go"];
    const hint = document.createElement("kbd");
    hint.textContent = `G ${key.toUpperCase()}`;
    hit.append(hint);
  }
  const item = document.createElement("li");
  item.append(hit);
  return item;
}

function asKey(source: HTMLElement): HTMLElement[] {
  const key = source.dataset["go"];
  if (!key) return [];
  const row = document.createElement("div");
  const term = document.createElement("dt");
  const [first, second] = ["G", key.toUpperCase()].map((letter) => {
    const kbd = document.createElement("kbd");
    kbd.textContent = letter;
    return kbd;
  });
  if (first && second) term.append(first, " ", second);
  const meaning = document.createElement("dd");
  meaning.textContent = find(".nav-l", source)?.textContent ?? "";
  row.append(term, meaning);
  return [row];
}

function asAccount(source: HTMLElement): HTMLElement {
  const button = source.matches("form") ? source.querySelector(".menu-i") : null;
  if (!button) return asSheetItem(source);
  const form = source.cloneNode(true) as HTMLElement;
  form.querySelector(".menu-i")?.replaceWith(asSheetItem(button));
  return form;
}

const NAV = ".nav > a:not(.brand)";
const CAPTURE = ".capture .menu-p > .menu-i";
const FILLS: Record<string, () => HTMLElement[]> = {
  nav: () => all(NAV).map(asSheetItem),
  capture: () => all(CAPTURE).map(asSheetItem),
  commands: () => all(`${CAPTURE}, ${NAV}`).map(asCommand),
  areas: () => all(NAV).flatMap(asKey),
  tandem: () => all(".nav-t > .row").map((row) => row.cloneNode(true) as HTMLElement),
  account: () => all(".me .menu-p > a.menu-i, .me .menu-p > form:has(.menu-i)").map(asAccount),
  theme: () => all(".me form[data-theme-switch]").map((form) => form.cloneNode(true) as HTMLElement),
};

export function start(): void {
  document.addEventListener(
    "tandem:opened",
    (event) => {
      if (!(event.target instanceof Element)) return;
      for (const place of all("[data-fill]", event.target)) {
        place.replaceChildren(...(FILLS[place.dataset["fill"] ?? ""]?.() ?? []));
      }
    },
    true,
  );
}
