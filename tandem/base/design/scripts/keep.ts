/** Typed text is never lost: forms with `data-keep` store their fields in this tab until the server has taken them. */
import { all, find, on, said } from "./dom";
import { show } from "./banners";
import { isSignedOut } from "./requests";

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
type Kept = Record<string, string[]>;
const PREFIX = "tandem.keep:";
const SENT = "tandem.sent";
const NEVER = new Set(["password", "hidden", "file", "submit", "button", "reset"]);

/** What is kept belongs to whoever typed it: colleagues share desks, and the tab outlives a session. */
function own(): string {
  return `${PREFIX}${document.body.dataset["user"] ?? ""}:`;
}

/** `data-keep="visit-12"` names the text; without a name the address of the form does. */
function keyOf(form: HTMLFormElement): string {
  return own() + (form.dataset["keep"] || new URL(form.action, window.location.href).pathname);
}

function fields(form: HTMLFormElement): Field[] {
  return Array.from(form.elements).filter(
    (field): field is Field =>
      (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement) &&
      field.name !== "" && !field.name.startsWith("_") && !NEVER.has(field.type),
  );
}

function gather(form: HTMLFormElement): Kept {
  const kept: Kept = {};
  for (const field of fields(form)) {
    const values = (kept[field.name] ??= []);
    if (field instanceof HTMLSelectElement) values.push(...Array.from(field.selectedOptions, (option) => option.value));
    else if (!isChoice(field)) values.push(field.value);
    else if (field.checked) values.push(field.value);
  }
  return kept;
}

function isChoice(field: Field): field is HTMLInputElement {
  return field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio");
}

function fill(form: HTMLFormElement, kept: Kept): void {
  const places: Record<string, number> = {};
  for (const field of fields(form)) {
    const values = kept[field.name];
    if (!values) continue;
    if (field instanceof HTMLSelectElement) {
      for (const option of Array.from(field.options)) option.selected = values.includes(option.value);
    } else if (isChoice(field)) field.checked = values.includes(field.value);
    else {
      const place = places[field.name] ?? 0;
      places[field.name] = place + 1;
      field.value = values[place] ?? field.value;
    }
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function read(key: string): Kept | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null") as Kept | null;
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    sessionStorage.setItem(key, value);
  } catch (full) {
    console.warn("Typed text could not be kept in this browser.", full);
  }
}

export function restore(within: ParentNode = document): void {
  for (const form of all<HTMLFormElement>("form[data-keep]", within)) {
    const key = keyOf(form);
    const kept = read(key);
    if (!kept) continue;
    // The server has answered with the form again: its text is what was typed, and the errors belong to it.
    if (form.querySelector('[aria-invalid="true"]')) continue;
    if (JSON.stringify(gather(form)) === JSON.stringify(kept)) continue;
    fill(form, kept);
    show("ok", said("restored", "Your unsaved text is back."));
  }
}

/** The page after a sent form: unless it says that something went wrong, the text was taken and is not needed any more. */
function forgetSent(): void {
  const key = sessionStorage.getItem(SENT);
  if (!key) return;
  sessionStorage.removeItem(SENT);
  const [navigation] = performance.getEntriesByType("navigation");
  const cameForward = navigation instanceof PerformanceNavigationTiming && navigation.type === "navigate";
  const isSignInOrError = document.body.classList.contains("bare") && !find("form[data-keep]");
  if (!cameForward || isSignInOrError || find("#flash .banner.err, form[data-keep] [aria-invalid='true']")) return;
  sessionStorage.removeItem(key);
}

/** Somebody else has signed in here: what the person before had typed is gone, not only hidden. */
function forgetOthers(): void {
  if (!document.body.dataset["user"]) return;
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX) && !key.startsWith(own())) sessionStorage.removeItem(key);
  }
}

export function start(): void {
  forgetOthers();
  forgetSent();
  restore();
  on("input", "form[data-keep]", (form) => write(keyOf(form as HTMLFormElement), JSON.stringify(gather(form as HTMLFormElement))));
  on("change", "form[data-keep]", (form, event) => {
    if (event.isTrusted) write(keyOf(form as HTMLFormElement), JSON.stringify(gather(form as HTMLFormElement)));
  });
  on("submit", "form[data-keep]", (form) => {
    const key = keyOf(form as HTMLFormElement);
    write(key, JSON.stringify(gather(form as HTMLFormElement)));
    write(SENT, key);
  });
  on("reset", "form[data-keep]", (form) => sessionStorage.removeItem(keyOf(form as HTMLFormElement)));
  on("click", "[data-forget]", (button) => {
    const form = button.closest<HTMLFormElement>("form[data-keep]");
    if (form) sessionStorage.removeItem(keyOf(form));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    // Not `successful`: htmx leaves it unset where the answer leads the browser to another page.
    const { elt, xhr } = (event as CustomEvent<{ elt: Element; xhr: XMLHttpRequest }>).detail;
    if (!(elt instanceof HTMLFormElement) || !elt.hasAttribute("data-keep")) return;
    const refused = (xhr.getResponseHeader("HX-Trigger") ?? "").includes("tandem:refused");
    sessionStorage.removeItem(SENT);
    const taken = xhr.status >= 200 && xhr.status < 300 && !refused && !isSignedOut(xhr);
    if (taken) sessionStorage.removeItem(keyOf(elt));
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target instanceof Element) restore(event.target);
  });
}
