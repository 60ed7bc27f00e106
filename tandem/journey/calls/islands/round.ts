/**
 * The weekly round from the keyboard: Enter agrees and goes on, the arrows walk through the candidates (S, X, B and Z are
 * letters of the page). What is being typed is not swapped away by the other's step.
 */

const STILL_TYPING_MS = 3000;
let typedAt = 0;

function round(): HTMLElement | null {
  return document.querySelector<HTMLElement>("[data-round]");
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("textarea, select, input:not([type=radio]), [contenteditable]");
}

function isOurs(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
  return document.body.dataset["shortcuts"] !== "off" && !isField(event.target) && !document.querySelector("dialog[open]");
}

function press(selector: string): boolean {
  const button = round()?.querySelector<HTMLButtonElement>(selector);
  button?.click();
  return Boolean(button);
}

/** On a link or a button of its own Enter keeps its meaning. */
function isFreeForEnter(): boolean {
  const active = document.activeElement;
  return !active || active === document.body || active instanceof HTMLInputElement || active.id === "content";
}

document.addEventListener("keydown", (event) => {
  if (!isOurs(event)) return;
  const isArrow = event.key === "ArrowDown" || event.key === "ArrowUp";
  // Within a choice the arrows choose.
  if (isArrow && event.target instanceof HTMLInputElement) return;
  const done =
    (event.key === "Enter" && isFreeForEnter() && press("[data-enter]")) ||
    (event.key === "ArrowDown" && press("[data-next]")) ||
    (event.key === "ArrowUp" && press("[data-previous]"));
  if (done) event.preventDefault();
});

document.addEventListener("input", (event) => {
  if (isField(event.target)) typedAt = Date.now();
});

// Opening 'Drop' leads to the reason.
document.addEventListener(
  "toggle",
  (event) => {
    const details = event.target;
    if (details instanceof HTMLDetailsElement && details.open) details.querySelector<HTMLElement>("[data-why]")?.focus();
  },
  true,
);

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt } = (event as CustomEvent<{ elt: Element }>).detail;
  if (!elt.hasAttribute("data-poll")) return;
  const isBusy = Date.now() - typedAt < STILL_TYPING_MS || isField(document.activeElement) || Boolean(round()?.querySelector("details[open]"));
  if (isBusy && document.hasFocus()) event.preventDefault();
});

// After a step the candidate on the table is in sight.
document.addEventListener("htmx:afterSettle", (event) => {
  const { elt, requestConfig } = (event as CustomEvent<{ elt: Element; requestConfig?: { elt?: Element } }>).detail;
  if (elt.id !== "round" || requestConfig?.elt?.hasAttribute("data-poll")) return;
  elt.querySelector<HTMLElement>("[data-current]")?.scrollIntoView({ block: "nearest" });
});
